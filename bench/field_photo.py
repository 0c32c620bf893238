"""How long does a photo of 12 megapixels take on a slow phone until it is small, sealed and kept?

python -m bench.field_photo [--times 10]

A real Chromium, its processor slowed down six times (the main thread; decoding runs beside it), the phone's own
scripts: `shrink` (decode, draw at 1,600 px, look whether it came out empty, JPEG 0.8), `thumb`, AES-GCM, IndexedDB with
strict durability.
"""

import argparse
import io
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import sync_playwright

from bench.harness import Figure, report
from tests.pictures import a_scene

SOURCE = Path(__file__).resolve().parents[1] / "src/wangge"
FOLDERS = {
    "/static/field/": SOURCE / "field/static/field",
    "/static/vendor/": SOURCE / "foundation/static/vendor",
}
SLOWER = 6  # the throttle
LIMIT_S = 3.0
PIXELS = (4000, 3000)
KEPT = """async () => {
  const [{ shrink, thumb }, seal, store] = await Promise.all(
    ["photo", "seal", "store"].map((name) => import(`/static/field/${name}.js`)));
  const key = btoa(String.fromCharCode(...new Uint8Array(32)));
  await seal.release({ seal: key, receipt: key }, "somebody");
  const file = document.querySelector("input").files[0];
  const began = performance.now();
  const small = await shrink(file);
  const drawn = performance.now();
  const sealed = [];
  for (const blob of [small, await thumb(small)]) sealed.push(await seal.seal(await blob.arrayBuffer()));
  await store.put("kept", sealed, "bench");
  const { width, height } = await createImageBitmap(small);
  return [drawn - began, performance.now() - began, small.size, Math.max(width, height)];
}"""


class Scripts(SimpleHTTPRequestHandler):
    """The phone's scripts, and an empty page that chooses a file."""

    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
    }

    def translate_path(self, path: str) -> str:
        for address, folder in FOLDERS.items():
            if path.startswith(address):
                return str(folder / path.removeprefix(address))
        return str(SOURCE / "nothing")

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><input type=file>")

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Scripts))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def camera() -> bytes:
    """A picture with the grain of a camera: about 3 MB."""
    out = io.BytesIO()
    a_scene(size=(1000, 750)).resize(PIXELS, Image.Resampling.BICUBIC).save(out, "JPEG", quality=97)
    return out.getvalue()


def measured(times: int) -> list[list[float]]:
    photo = {"name": "camera.jpg", "mimeType": "image/jpeg", "buffer": camera()}
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.set_input_files("input", photo)  # type: ignore[arg-type]
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        rows = [page.evaluate(KEPT) for _ in range(times)]
        browser.close()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=10)
    drawn, kept, size, longest = zip(*measured(parser.parse_args().times), strict=True)
    return report(
        f"A photo of {PIXELS[0]} x {PIXELS[1]} on the phone, processor {SLOWER} times slower",
        [
            Figure("made small, median", statistics.median(drawn) / 1000, "s"),
            Figure("small, sealed and kept, median", statistics.median(kept) / 1000, "s", LIMIT_S),
            Figure("the slowest", max(kept) / 1000, "s", LIMIT_S),
            Figure("bytes sent", size[0], "bytes", 1_000_000),
            Figure("longest side", longest[0], "px", 1600),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
