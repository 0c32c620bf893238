"""How is a bounded load sent: N persistent connections, each one request at a time?"""

import socket
import threading
import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

ANSWER_SECONDS = 30


class Answer(NamedTuple):
    """One answer: which request it was for, how long it took, and how it ended."""

    number: int
    ms: float
    status: int
    size: int


@dataclass(slots=True)
class Latencies:
    """Every answer of a load, and how long the whole took."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """The time in ms within which this share of the answers came."""
        ordered = sorted(answer.ms for answer in self.answers)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.seconds

    def of(self, numbers: Container[int]) -> "Latencies":
        """The answers to some of the requests only."""
        return Latencies([answer for answer in self.answers if answer.number in numbers], self.seconds)

    def not_well(self) -> list[Answer]:
        """The answers with another status than 200."""
        return [answer for answer in self.answers if answer.status != 200]


class Line:
    """One persistent HTTP/1.1 connection; costs the machine little beside the server it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a whole request; return status, headers (lower case) and body."""
        for attempt in (1, 2):
            fresh = self._socket is None
            try:
                return self._ask(request)
            except (ConnectionError, EOFError):
                self.close()
                if fresh or attempt == 2:  # a kept connection may have been closed meanwhile, a fresh one not
                    raise
        raise AssertionError

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=ANSWER_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            key = name.lower()
            headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
        body = self._chunks() if headers.get("transfer-encoding") == "chunked" else self._exactly(
            int(headers.get("content-length", 0))
        )  # fmt: skip
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(first.split()[1]), headers, body

    def _more(self) -> None:
        assert self._socket is not None
        got = self._socket.recv(262_144)
        if not got:
            raise EOFError
        self._rest += got

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(mark)
        return head

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        body, self._rest = self._rest[:size], self._rest[size:]
        return body

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n"), 16):
            body += self._exactly(size)
            self._exactly(2)
        self._exactly(2)
        return body


def get(path: str, cookie: str = "") -> bytes:
    """A GET as bytes, with a session's cookie."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: gzip\r\nAccept-Language: zh-CN\r\n\r\n"
    ).encode()


def post(path: str, body: bytes, *, cookie: str = "", kind: str, headers: Sequence[str] = ()) -> bytes:
    """A POST as bytes; `kind` is the content type."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", f"Content-Type: {kind}",
            f"Content-Length: {len(body)}", "Referer: http://127.0.0.1/", *headers]  # fmt: skip
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def send(
    port: int, requests: Sequence[bytes], *, concurrency: int, most_seconds: float = 120, every: float = 0.0
) -> Latencies:
    """Send every request once over `concurrency` persistent connections; stop after `most_seconds`.

    `every` is how many seconds lie at least between two requests of one connection: people who think.
    """
    latencies, lock = Latencies(), threading.Lock()
    queue = iter(enumerate(requests))
    began = time.perf_counter()

    def work(number: int = 0) -> None:
        line = Line(port)
        time.sleep(every * number / concurrency)  # people do not act in step
        try:
            while time.perf_counter() - began < most_seconds:
                with lock:
                    number, request = next(queue, (0, b""))
                if not request:
                    return
                sent = time.perf_counter()
                status, _, body = line.ask(request)
                took = (time.perf_counter() - sent) * 1000
                with lock:
                    latencies.answers.append(Answer(number, took, status, len(body)))
                time.sleep(max(0.0, every - took / 1000))
        finally:
            line.close()

    _run_all([partial(work, number) for number in range(concurrency)])
    latencies.seconds = time.perf_counter() - began
    return latencies


def _run_all(works: Sequence[Callable[[], None]]) -> None:
    faults: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - handed on below, a lost request must fail the bench
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
