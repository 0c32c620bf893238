"""Does a scanner that finds something, or that fails, keep the file out?"""

import socketserver
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pictures import a_photo
from wangge.foundation.files import keep_photo, keep_photos
from wangge.foundation.files.stores import store
from wangge.rules.errors import Refused

HARMFUL = b"HARMFUL-FOR-THE-TEST"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's INSTREAM: length-prefixed chunks, an empty one at the end, one line back."""

    def handle(self) -> None:
        assert self._read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", self._read(4))[0]:
            data += self._read(size)
        answer = b"stream: Test-Signature FOUND" if HARMFUL in data else b"stream: OK"
        self.request.sendall(answer + b"\0")

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self.request.recv(size - len(data))
        return data


class Silent(socketserver.BaseRequestHandler):
    """Hangs up without a word."""

    def handle(self) -> None:
        self.request.recv(1)


@contextmanager
def listening(handler: type[socketserver.BaseRequestHandler]) -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"tcp:127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def command(folder: Path, code: str) -> str:
    """A command that runs a line of Python on its standard input."""
    file = folder / "scanner.py"
    file.write_text(f"import sys\ndata = sys.stdin.buffer.read()\n{code}\n")
    return f"{sys.executable} {file}"


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.WANGGE_FILES = str(tmp_path / "files")  # type: ignore[attr-defined]


def outcome(*photos: bytes) -> str:
    try:
        keep_photos(photos, field="photos")
    except Refused as refused:
        return refused.code
    return "kept"


def test_a_clean_photo_passes_a_scanner_that_listens_on_a_socket(settings: object) -> None:
    with listening(Clamd) as settings.WANGGE_SCAN:  # type: ignore[attr-defined]
        assert outcome(a_photo()) == "kept"


def test_a_harmful_file_is_kept_out_and_so_are_the_photos_beside_it(settings: object) -> None:
    with listening(Clamd) as settings.WANGGE_SCAN:  # type: ignore[attr-defined]
        assert outcome(a_photo(1), a_photo(2) + HARMFUL) == "file.infected"
        assert list(store().names()) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.exit(0)", "kept"),
        ("sys.exit(0 if b'JFIF' in data else 1)", "kept"),
        ("sys.exit(1)", "file.infected"),
        ("sys.exit(2)", "file.scan_failed"),
        ("raise RuntimeError", "file.infected"),
    ],
    ids=["clean", "it reads the file", "harmful", "it failed", "Python's own failure ends with 1, too"],
)
def test_a_command_says_by_its_end_whether_a_file_may_come_in(
    code: str, said: str, settings: object, tmp_path: Path
) -> None:
    settings.WANGGE_SCAN = command(tmp_path, code)  # type: ignore[attr-defined]

    assert outcome(a_photo()) == said


@pytest.mark.parametrize(
    "hook", ["/nowhere/scanner", "tcp:127.0.0.1:1", "unix:/nowhere/clamd.ctl", "tcp:nonsense", "'"]
)
def test_a_scanner_that_cannot_be_asked_lets_nothing_in(hook: str, settings: object) -> None:
    settings.WANGGE_SCAN = hook  # type: ignore[attr-defined]

    assert outcome(a_photo()) == "file.scan_failed"
    assert list(store().names()) == []


def test_a_scanner_that_hangs_up_lets_nothing_in(settings: object) -> None:
    with listening(Silent) as settings.WANGGE_SCAN:  # type: ignore[attr-defined]
        assert outcome(a_photo()) == "file.scan_failed"


def test_without_a_scanner_photos_come_in(settings: object) -> None:
    settings.WANGGE_SCAN = ""  # type: ignore[attr-defined]

    assert keep_photo(a_photo(), field="photos")
