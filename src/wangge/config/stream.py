"""The live stream: server-sent events of what has been given its place, one process for all listeners.

It reads (county, position) once for everybody and writes the same bytes to each listener's own socket; no listener
costs a query or a task. One that does not read is dropped as soon as its buffer is full, and comes back by itself
with the last position it saw. So memory is bounded: at most LISTENERS_MOST times BUFFER_MOST.
"""

import asyncio
import contextlib
import json
import resource
import socket
import ssl
import time
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from django.core.signing import BadSignature, loads
from django.db import close_old_connections

from wangge.foundation.refusals import problem
from wangge.foundation.sequencing import Placed, head_positions, placed_after
from wangge.rules.errors import Refused

POLL_SECONDS = 0.1
QUIET_SECONDS = 15.0  # a comment keeps proxies from closing a quiet line
GREET_SECONDS = 10.0  # within which a request must have arrived
REQUEST_MOST = 8192  # bytes of a request's head
BUFFER_MOST = 64 * 1024  # bytes that wait for one listener
KERNEL_BUFFER = 16 * 1024  # the system's own buffer would hide for minutes that nobody reads
SUBJECTS_MOST = 100  # above that a message says that there were many, so that none fills a buffer
REPLAY_MOST = 1000  # events; who missed more is told to read anew
LISTENERS_MOST = 2000
FILES_SPARE = 64
TOKEN_SECONDS = 12 * 3600
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Service Unavailable"}  # fmt: skip


class Fan:
    """The listeners of each county, and how far each county has been read."""

    def __init__(self, most: int = LISTENERS_MOST) -> None:
        self.most = most
        self.listeners: dict[str, set[Listener]] = {}
        self.read: dict[str, int] = {}
        self.dropped = 0

    @property
    def size(self) -> int:
        """How many listen now."""
        return sum(map(len, self.listeners.values()))

    async def welcome(self, listener: "Listener", county: str, last: int | None) -> None:
        """Let a listener hear a county's news from a position on; from now on where it names none."""
        if county not in self.read:
            heads = await sync_to_async(_heads)([county])
            self.read.setdefault(county, heads.get(county, 0))
        # Nothing is awaited between here and the end: what is read meanwhile goes to the listener as it is read.
        begun = self.read[county]
        self.listeners.setdefault(county, set()).add(listener)
        listener.write(b": here\n\n")
        if last is None or last >= begun:
            return
        missed = await sync_to_async(_placed)(county, last, REPLAY_MOST + 1)
        if len(missed) > REPLAY_MOST:
            listener.write(f"event: gap\nid: {begun}\ndata: {json.dumps({'position': begun})}\n\n".encode())
        else:
            listener.write(_told(county, [event for event in missed if event.position <= begun]))

    def leave(self, listener: "Listener") -> None:
        """Forget a listener."""
        for listeners in self.listeners.values():
            listeners.discard(listener)

    async def read_on(self) -> None:
        """Read what is new and hand it out, for as long as the process lives."""
        quiet_at = time.monotonic() + QUIET_SECONDS
        while True:
            began = time.monotonic()
            try:
                await self._hand_out_news()
            except Exception:  # noqa: BLE001 - a database that is away for a while must not end the stream
                await asyncio.sleep(1)
            if began >= quiet_at:
                quiet_at = began + QUIET_SECONDS
                for county in list(self.listeners):
                    self.tell(county, b": quiet\n\n")
            await asyncio.sleep(max(0.01, POLL_SECONDS - (time.monotonic() - began)))

    async def _hand_out_news(self) -> None:
        followed = [county for county, listeners in self.listeners.items() if listeners]
        for county in [county for county in self.read if county not in followed]:
            del self.read[county]  # whoever comes next begins at the head
        heads = await sync_to_async(_heads)(followed) if followed else {}
        for county, head in heads.items():
            while county in self.read and self.read[county] < head:
                fresh = await sync_to_async(_placed)(county, self.read[county], REPLAY_MOST)
                self.read[county] = fresh[-1].position if fresh else head
                self.tell(county, _told(county, fresh))

    def tell(self, county: str, news: bytes) -> None:
        """Write the same bytes to everybody who listens to a county; who does not read is dropped."""
        for listener in list(self.listeners.get(county, ())):
            if not listener.write(news):
                self.dropped += 1
                self.leave(listener)


class Listener(asyncio.Protocol):
    """One connection: GET /stream?token=...&after=..., answered without end; anything else is not here."""

    def __init__(self, fan: Fan) -> None:
        self.fan = fan
        self.head = b""
        self.transport: asyncio.Transport | None = None
        self.patience: asyncio.TimerHandle | None = None
        self.welcoming: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the request, not for ever."""
        self.transport = cast("asyncio.Transport", transport)
        held = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            held.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        self.patience = asyncio.get_running_loop().call_later(GREET_SECONDS, self._refuse, 408)

    def data_received(self, data: bytes) -> None:
        """Collect the request's head; whatever comes after it is not read."""
        if self.welcoming is not None:
            return
        self.head += data
        if b"\r\n\r\n" in self.head:
            self._answer(self.head.partition(b"\r\n\r\n")[0].decode("latin-1"))
            self.head = b""
        elif len(self.head) > REQUEST_MOST:
            self._refuse(431)

    def connection_lost(self, _fault: Exception | None) -> None:
        """The listener went."""
        if self.patience:
            self.patience.cancel()
        self.fan.leave(self)

    def write(self, news: bytes) -> bool:
        """Hand bytes to the socket; False where the listener does not read and was dropped."""
        if self.transport is None or self.transport.is_closing():
            return False
        if self.transport.get_write_buffer_size() + len(news) > BUFFER_MOST:
            self.transport.abort()  # it comes back with its Last-Event-ID
            return False
        if news:
            self.transport.write(news)
        return True

    def _answer(self, head: str) -> None:
        line, *rest = head.split("\r\n")
        parts = line.split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)
        }
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            return self._refuse(400)
        address = urlsplit(parts[1])
        if address.path != "/stream":
            return self._refuse(404)
        if parts[0] != "GET":
            return self._refuse(405)
        asked = parse_qs(address.query)
        county = _county(asked.get("token", [""])[0])
        if not county:
            return self._refuse(403)
        if self.fan.size >= self.fan.most:
            return self._refuse(503, headers)
        # A browser that comes back brings the last position it saw; one that begins brings that of its page.
        last = headers.get("last-event-id") or asked.get("after", [""])[0]
        self._begin(county, _position(last), headers)
        return None

    def _begin(self, county: str, last: int | None, headers: Mapping[str, str]) -> None:
        if self.patience:
            self.patience.cancel()
        self.write(_response(200, {"Content-Type": "text/event-stream", **_open_to(headers)}))
        self.welcoming = asyncio.create_task(self._welcomed(county, last))

    async def _welcomed(self, county: str, last: int | None) -> None:
        try:
            await self.fan.welcome(self, county, last)
        except Exception:  # noqa: BLE001 - no database just now: the browser comes back by itself
            if self.transport:
                self.transport.abort()

    def _refuse(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        if self.transport is None:
            return
        body, told = b"", _open_to(headers or {})
        if status == 503:
            body = json.dumps(problem(Refused("stream.full", limit=self.fan.most), "")).encode()
            told |= {"Content-Type": "application/problem+json", "Retry-After": "15"}
        self.transport.write(_response(status, {**told, "Content-Length": str(len(body))}) + body)
        self.transport.close()


def serve(host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
    """Serve the stream until the process is told to end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LISTENERS_MOST + FILES_SPARE
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
    asyncio.run(_serve(host, port, tls))


async def _serve(host: str, port: int, tls: ssl.SSLContext | None) -> None:
    fan = Fan()
    server = await asyncio.get_running_loop().create_server(
        lambda: Listener(fan), host, port, ssl=tls, backlog=LISTENERS_MOST
    )
    async with server:
        await fan.read_on()


def _response(status: int, headers: Mapping[str, str]) -> bytes:
    told = {"Cache-Control": "no-store", "Connection": "close", **headers}
    lines = [f"HTTP/1.1 {status} {REASONS[status]}", *(f"{name}: {value}" for name, value in told.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _open_to(headers: Mapping[str, str]) -> dict[str, str]:
    # The page comes from another port of the same host; the token, not a cookie, lets it in.
    return {"Access-Control-Allow-Origin": headers.get("origin", "null")}


def _position(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _county(token: str) -> str:
    try:
        return str(loads(token, salt="stream", max_age=TOKEN_SECONDS))
    except BadSignature:
        return ""


def _heads(counties: list[str]) -> dict[str, int]:
    close_old_connections()
    return head_positions(counties)


def _placed(county: str, position: int, limit: int) -> list[Placed]:
    close_old_connections()
    return list(placed_after(county, position, limit))


def _told(county: str, events: list[Placed]) -> bytes:
    if not events:
        return b""
    subjects = {event.subject.hex for event in events}
    is_many = len(subjects) > SUBJECTS_MOST
    body = {
        "county": county, "position": events[-1].position, "kinds": sorted({event.kind for event in events}),
        "subjects": [] if is_many else sorted(subjects), "many": is_many,
    }  # fmt: skip
    return f"id: {body['position']}\ndata: {json.dumps(body)}\n\n".encode()
