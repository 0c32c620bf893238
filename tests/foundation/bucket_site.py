"""A bucket on this machine: keeps what is signed rightly, refuses everything else, lists two names a page."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from wangge.foundation.files.bucket import Keys, signed

KEYS = Keys("test-key", "test-secret", "cn-test-1")
PAGE = 2


class BucketServer(ThreadingHTTPServer):
    """Its objects by key, and how many of the next answers are to fail."""

    objects: dict[str, bytes]
    failing: int = 0


class Handler(BaseHTTPRequestHandler):
    server: BucketServer

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may(body):
            self.server.objects[self._key()] = body
            self._answer(200)

    def do_GET(self) -> None:
        if not self._may(b""):
            return
        query = dict(parse_qsl(urlsplit(self.path).query))
        if "list-type" in query:
            self._answer(200, self._page(query))
        elif self._key() in self.server.objects:
            self._answer(200, self.server.objects[self._key()])
        else:
            self._answer(404)

    def do_DELETE(self) -> None:
        if self._may(b""):
            self.server.objects.pop(self._key(), None)
            self._answer(204)

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/photos/")

    def _page(self, query: dict[str, str]) -> bytes:
        names = sorted(key for key in self.server.objects if key.startswith(query["prefix"]))
        start = int(query.get("continuation-token", 0))
        rows = "".join(
            f"<Contents><Key>{name}</Key><LastModified>2024-03-05T02:00:00.000Z</LastModified></Contents>"
            for name in names[start : start + PAGE]
        )
        more = (
            f"<NextContinuationToken>{start + PAGE}</NextContinuationToken>"
            if start + PAGE < len(names)
            else ""
        )
        return f'<?xml version="1.0"?><ListBucketResult xmlns="http://s3/">{rows}{more}</ListBucketResult>'.encode()

    def _may(self, body: bytes) -> bool:
        if self.server.failing:
            self.server.failing -= 1
            self._answer(503)
            return False
        parts = urlsplit(self.path)
        digest = self.headers["x-amz-content-sha256"]
        at = datetime.strptime(self.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        headers = {"host": self.headers["Host"], "x-amz-content-sha256": digest}
        query = dict(parse_qsl(parts.query))
        wanted = signed(KEYS, self.command, quote(unquote(parts.path)), query, headers, now=at)[
            "authorization"
        ]
        if wanted != self.headers["Authorization"] or digest != hashlib.sha256(body).hexdigest():
            self._answer(403)
            return False
        return True

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bucket_site() -> Iterator[BucketServer]:
    """Serve a bucket named `photos` on a free port of loopback."""
    server = BucketServer(("127.0.0.1", 0), Handler)
    server.objects = {}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def store_url(server: BucketServer, prefix: str = "wangge/files") -> str:
    return f"s3://photos/{prefix}?endpoint=http://127.0.0.1:{server.server_port}&region={KEYS.region}"
