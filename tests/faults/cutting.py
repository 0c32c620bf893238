"""How does a line break where it is told to? A proxy on loopback that cuts one request of a kind at a byte of it.

Each request comes on a connection of its own, so a cut hits what it is meant for and nothing beside it.
"""

import base64
import hashlib
import json
import re
import socket
import socketserver
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

REQUESTS = ("session", "bundle", "sync", "put", "tus-create", "tus-patch", "tus-head")
MOMENTS = ("before", "during", "after")
WAYS = (
    "cut",
    "browser",
    "server",
)  # the line alone, the browser killed with it, the web process killed with it
FORGED = ("sync", "put", "tus-patch")  # answered by somebody else with what looks well
PATIENCE = 30  # seconds for one piece of a request or answer
_KINDS = (
    ("session", r"(GET|POST|PUT) /field/session"),
    ("bundle", r"GET /field/bundle"),
    ("sync", r"POST /field/sync"),
    ("put", r"PUT /field/files/"),
    ("tus-create", r"POST /field/tus/ "),
    ("tus-patch", r"PATCH /field/tus/"),
    ("tus-head", r"HEAD /field/tus/"),
)
_ABORT = struct.pack("ii", 1, 0)  # linger on, for no time: the other side meets a reset


class Fault(NamedTuple):
    """One cut: of which request, when, what dies with it, and at which share (0 to 1) of the bytes."""

    request: str
    moment: str
    way: str
    at: float

    @property
    def cell(self) -> str:
        return f"{self.request} / {self.moment} / {self.way}"


class Asked(NamedTuple):
    """A request as it came: its head with the empty line, its body."""

    head: bytes
    body: bytes

    @property
    def kind(self) -> str:
        line = self.head.split(b"\r\n", 1)[0].decode("latin-1")
        return next((kind for kind, pattern in _KINDS if re.match(pattern, line)), "")

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}:\s*(.*?)\r$".encode(), self.head, re.MULTILINE | re.IGNORECASE)
        return found[1].decode("latin-1") if found else ""


class CuttingLine:
    """Passes everything on to a port, until a fault is armed: it strikes the next request of its kind, once.

    `kill_browser` and `kill_server` are called at the byte. `rewrite` names files of the server whose text is
    changed on its way.
    """

    def __init__(
        self, port: int, *, kill_server: Callable[[], None], kill_browser: Callable[[], None] = lambda: None,
        rewrite: Mapping[str, Callable[[bytes], bytes]] | None = None,
    ) -> None:  # fmt: skip
        self.hits: Counter[str] = Counter()
        self.struck: Fault | None = None
        self.kill_browser = kill_browser
        self._target, self._kill_server, self._rewrite = port, kill_server, dict(rewrite or {})
        self._armed: deque[Fault] = deque()
        self._lock = threading.Lock()
        line = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    line._carry(self.request)
                except OSError:
                    _abort(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address, request_queue_size = True, True, 64
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def arm(self, fault: Fault) -> None:
        with self._lock:
            self._armed.append(fault)

    def heal(self) -> list[Fault]:
        """Take back what has not struck, and return it."""
        with self._lock:
            left = list(self._armed)
            self._armed.clear()
            self.struck = None
        return left

    def _take(self, kind: str) -> Fault | None:
        with self._lock:
            found = next((fault for fault in self._armed if fault.request == kind), None)
            if found is not None:
                self._armed.remove(found)
            return found

    def _carry(self, client: socket.socket) -> None:
        client.settimeout(PATIENCE)
        asked = _read(client)
        if asked is None:
            return
        fault = self._take(asked.kind)
        if fault is None:
            client.sendall(self._changed(asked, self._answer(_closing(asked))))
        elif fault.way == "forge":
            self._note(fault)
            client.sendall(forged(asked))
        else:
            self._break(client, asked, fault)

    def _break(self, client: socket.socket, asked: Asked, fault: Fault) -> None:
        whole = _closing(asked)
        if fault.moment == "during":
            first = len(whole) - len(asked.body) if asked.body else 0
            with socket.create_connection(("127.0.0.1", self._target), timeout=PATIENCE) as server:
                server.sendall(whole[: first + int(fault.at * (len(whole) - first))])
                self._strike(fault)
                _abort(server)
        elif fault.moment == "after":
            answer = self._answer(whole)
            self._strike(fault)
            client.sendall(answer[: int(fault.at * len(answer))])
        else:
            self._strike(fault)
        _abort(client)

    def _strike(self, fault: Fault) -> None:
        if fault.way == "server":
            self._kill_server()
        self._note(fault)
        if fault.way == "browser":
            self.kill_browser()

    def _note(self, fault: Fault) -> None:
        with self._lock:
            self.hits[fault.cell] += 1
            self.struck = fault

    def _answer(self, whole: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._target), timeout=PATIENCE) as server:
            server.sendall(whole)
            pieces = []
            while piece := server.recv(1 << 16):
                pieces.append(piece)
        return b"".join(pieces)

    def _changed(self, asked: Asked, answer: bytes) -> bytes:
        change = next((one for path, one in self._rewrite.items() if asked.path.endswith(path)), None)
        if change is None:
            return answer
        head, _, body = answer.partition(b"\r\n\r\n")
        body = change(body)
        length = b"Content-Length: %d\r" % len(body)
        return re.sub(rb"(?im)^content-length:.*$", length, head) + b"\r\n\r\n" + body


def forged(asked: Asked) -> bytes:
    """What a hotel's log-in page, or somebody worse, answers: well, and not ours."""
    if asked.kind == "sync":
        told = json.loads(asked.body)
        results = [_receipt(one["id"], one["content"]) for one in told["records"]]
        body = json.dumps({
            "protocol": 1, "server_at": told["sent_at"], "difference_ms": 0, "results": results, "position": 1,
            "news": [], "more": False,
        }).encode()  # fmt: skip
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    offset = b""
    if asked.kind == "tus-patch":
        offset = b"Upload-Offset: %d\r\n" % (int(asked.header("Upload-Offset")) + len(asked.body))
    return b"HTTP/1.1 204 No Content\r\nTus-Resumable: 1.0.0\r\n%sConnection: close\r\n\r\n" % offset


def _receipt(record: str, content: str) -> dict[str, object]:
    said = {"id": record, "sha256": hashlib.sha256(content.encode()).hexdigest(), "at": "2024-03-05T02:00:00+00:00",
            "case": record, "number": "A-1", "signature": base64.b64encode(bytes(32)).decode()}  # fmt: skip
    return {"id": record, "status": 200, "state": "accepted", "receipt": said, "missing": []}


def _read(client: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(1 << 16)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    asked = Asked(head + b"\r\n\r\n", b"")
    pieces, length = [body], int(asked.header("Content-Length") or 0) - len(body)
    while length > 0 and (piece := client.recv(min(length, 1 << 16))):
        pieces.append(piece)
        length -= len(piece)
    return asked._replace(body=b"".join(pieces))


def _closing(asked: Asked) -> bytes:
    """The whole request; the server is told that nothing follows on this connection, and packs nothing."""
    unsaid = (b"connection:", b"accept-encoding:")
    lines = [line for line in asked.head.split(b"\r\n") if line and not line.lower().startswith(unsaid)]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + asked.body


def _abort(side: socket.socket) -> None:
    try:
        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        side.close()
    except OSError:
        pass  # gone already
