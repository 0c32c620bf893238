"""The live stream: server-sent events of what has been given its place, one process for all listeners.

It reads (county, position) once for everybody and fans out; no listener costs a query, and one
that does not keep up is dropped and comes back by itself with the last position it saw.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.core.signing import BadSignature, loads
from django.db import close_old_connections

from wangge.foundation.sequencing import Placed, head_position, placed_after

POLL_SECONDS = 0.3
QUIET_SECONDS = 15.0  # a comment keeps proxies from closing a quiet line
QUEUE_MOST = 100
REPLAY_MOST = 1000
TOKEN_SECONDS = 12 * 3600

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Fan:
    """The listeners of each county, and how far each county has been read."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[asyncio.Queue[bytes]]] = {}
        self.read: dict[str, int] = {}
        self.reader: asyncio.Task[None] | None = None

    async def follow(self, county: str, last: int | None) -> AsyncIterator[bytes]:
        """Yield a county's news from a position on, until the listener goes or falls behind."""
        if self.reader is None:
            self.reader = asyncio.create_task(self._read_on())
        if county not in self.read:
            self.read[county] = await sync_to_async(head_position)(county)
        queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_MOST)
        self.listeners.setdefault(county, set()).add(queue)
        try:
            yield b": here\n\n"
            if last is not None and last < self.read[county]:
                missed = await sync_to_async(_placed)(county, last, REPLAY_MOST)
                yield _told(county, [event for event in missed if event.position <= self.read[county]])
            while queue in self.listeners[county]:
                try:
                    yield await asyncio.wait_for(queue.get(), QUIET_SECONDS)
                except TimeoutError:
                    yield b": quiet\n\n"
        finally:
            self.listeners[county].discard(queue)

    async def _read_on(self) -> None:
        while True:
            for county in [county for county, queues in self.listeners.items() if queues]:
                fresh = await sync_to_async(_placed)(county, self.read[county], REPLAY_MOST)
                if fresh:
                    self.read[county] = fresh[-1].position
                    self._hand_out(county, _told(county, fresh))
            await asyncio.sleep(POLL_SECONDS)

    def _hand_out(self, county: str, news: bytes) -> None:
        for queue in list(self.listeners[county]):
            if queue.full():
                self.listeners[county].discard(queue)  # it comes back with its Last-Event-ID
            else:
                queue.put_nowait(news)


fan = Fan()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer GET /stream?token=...; anything else is not here."""
    if scope["type"] != "http":
        return
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    county = _county(parse_qs(scope["query_string"].decode()).get("token", [""])[0])
    if scope["path"] != "/stream" or not county:
        status = 404 if scope["path"] != "/stream" else 403
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    answered = [
        (b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"),
        # The page comes from another port of the same host; the token, not a cookie, lets it in.
        (b"access-control-allow-origin", headers.get("origin", "null").encode()),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 200, "headers": answered})
    last = headers.get("last-event-id", "")
    gone = asyncio.create_task(_gone(receive))
    news = fan.follow(county, int(last) if last.isdigit() else None)
    try:
        async for part in news:
            if gone.done():
                break
            await send({"type": "http.response.body", "body": part, "more_body": True})
    finally:
        gone.cancel()
        await news.aclose()  # type: ignore[attr-defined]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _county(token: str) -> str:
    try:
        return str(loads(token, salt="stream", max_age=TOKEN_SECONDS))
    except BadSignature:
        return ""


def _placed(county: str, position: int, limit: int) -> list[Placed]:
    close_old_connections()
    return list(placed_after(county, position, limit))


def _told(county: str, events: list[Placed]) -> bytes:
    if not events:
        return b""
    body = {
        "county": county, "position": events[-1].position, "kinds": sorted({event.kind for event in events}),
        "subjects": sorted({event.subject.hex for event in events}),
    }  # fmt: skip
    return f"id: {body['position']}\ndata: {json.dumps(body)}\n\n".encode()
