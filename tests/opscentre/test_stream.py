"""The stream holds what many listeners cost: who does not read is dropped, who comes too many is told so."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.signing import dumps
from django.db import connections

from tests.builders import COUNTY, NOW
from wangge.config import stream
from wangge.config.stream import BUFFER_MOST, REPLAY_MOST, Fan, Listener, _told
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import Placed, head_position, sequence

PATIENCE_SECONDS = 20
TOKEN = dumps(COUNTY, salt="stream")


class Served:
    """A stream on a port of its own, and everybody who came to it."""

    def __init__(self, fan: Fan, port: int) -> None:
        self.fan, self.port = fan, port
        self.came: list[asyncio.StreamWriter] = []

    async def asked(self, head: bytes) -> asyncio.StreamReader:
        """Send a request's head and return where the answer is read."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.came.append(writer)
        writer.write(head)
        return reader

    async def listening(self, *, token: str = TOKEN, after: str = "", last: str = "") -> asyncio.StreamReader:
        """Listen as a page does; return once the stream has said that it is here."""
        seen = f"Last-Event-ID: {last}\r\n" if last else ""
        reader = await self.asked(f"GET /stream?token={token}&after={after} HTTP/1.1\r\n{seen}\r\n".encode())
        await until(reader, b": here\n\n")
        return reader

    async def size_is(self, size: int) -> None:
        """Return when so many listen."""
        while self.fan.size != size:  # noqa: ASYNC110 - a fan tells nobody of its size
            await asyncio.sleep(0)


@asynccontextmanager
async def a_stream(fan: Fan) -> AsyncIterator[Served]:
    server = await asyncio.get_running_loop().create_server(lambda: Listener(fan), "127.0.0.1", 0)
    async with server:
        served = Served(fan, server.sockets[0].getsockname()[1])
        yield served
        for writer in served.came:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def until(reader: asyncio.StreamReader, words: bytes) -> bytes:
    return await asyncio.wait_for(reader.readuntil(words), PATIENCE_SECONDS)


def never_reads(port: int) -> socket.socket:
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    held.connect(("127.0.0.1", port))
    held.sendall(f"GET /stream?token={TOKEN} HTTP/1.1\r\n\r\n".encode())
    return held


def test_fifty_who_never_read_are_dropped_and_one_who_reads_misses_nothing() -> None:
    async def scenario() -> None:
        fan = Fan()
        fan.read[COUNTY] = 0
        async with a_stream(fan) as served:
            reader = await served.listening()
            idle = [never_reads(served.port) for _ in range(50)]
            await served.size_is(51)
            told = 0
            while fan.dropped < 50:
                told += 1
                assert told < 10_000
                fan.tell(COUNTY, b"id: %d\ndata: %s\n\n" % (told, b"x" * 1000))
                held = [
                    one.transport.get_write_buffer_size() for one in fan.listeners[COUNTY] if one.transport
                ]
                assert max(held) <= BUFFER_MOST
                assert (await until(reader, b"\n\n")).startswith(b"id: %d\n" % told)

            assert fan.size == 1
            for one in idle:
                one.close()

    asyncio.run(scenario())


def test_who_comes_when_the_stream_is_full_is_told_so() -> None:
    async def scenario() -> bytes:
        fan = Fan(most=1)
        fan.read[COUNTY] = 0
        async with a_stream(fan) as served:
            await served.listening()
            second = await served.asked(f"GET /stream?token={TOKEN} HTTP/1.1\r\n\r\n".encode())
            return await asyncio.wait_for(second.read(), PATIENCE_SECONDS)

    head, _, body = asyncio.run(scenario()).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 15" in head
    assert json.loads(body)["code"] == "stream.full"


def test_who_left_makes_room() -> None:
    async def scenario() -> int:
        fan = Fan(most=1)
        fan.read[COUNTY] = 0
        async with a_stream(fan) as served:
            await served.listening()
            served.came[0].close()
            await served.size_is(0)
            await served.listening()
            return fan.size

    assert asyncio.run(scenario()) == 1


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /stream?token=guessed HTTP/1.1\r\n\r\n", b"403"),
        (b"GET /other HTTP/1.1\r\n\r\n", b"404"),
        (b"POST /stream HTTP/1.1\r\n\r\n", b"405"),
        (b"\x16\x03\x01 nonsense\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 9000, b"431"),
    ],
)
def test_what_is_no_listener_is_refused_and_closed(request_head: bytes, status: bytes) -> None:
    async def scenario() -> None:
        async with a_stream(Fan()) as served:
            reader = await served.asked(request_head)
            answer = await asyncio.wait_for(reader.read(), PATIENCE_SECONDS)

        assert answer.split(b" ")[1] == status

    asyncio.run(scenario())


def test_a_token_of_one_county_hears_nothing_of_another() -> None:
    async def scenario() -> None:
        fan = Fan()
        fan.read |= {COUNTY: 0, "410104": 0}
        async with a_stream(fan) as served:
            reader = await served.listening(token=dumps("410104", salt="stream"))
            fan.tell(COUNTY, b"data: ours\n\n")
            fan.tell("410104", b"data: theirs\n\n")

            assert await until(reader, b"\n\n") == b"data: theirs\n\n"

    asyncio.run(scenario())


def test_more_subjects_than_a_message_names_are_said_to_be_many() -> None:
    events = [Placed(n, uuid4(), uuid4(), "case.filed", NOW, NOW, "", {}) for n in range(1, 1001)]

    told = _told(COUNTY, events)

    said = json.loads(told.partition(b"data: ")[2])
    assert (said["subjects"], said["many"], said["position"]) == ([], True, 1000)
    assert len(told) < 1000


@pytest.mark.django_db(transaction=True)
def test_who_missed_more_than_is_told_again_is_told_to_read_anew() -> None:
    with writing():
        for _ in range(REPLAY_MOST + 1):
            record(county=COUNTY, subject=uuid4(), kind="case.filed", at=NOW, payload={})
    while sequence(COUNTY):
        pass
    head = head_position(COUNTY)

    async def scenario() -> tuple[bytes, bytes]:
        async with a_stream(Fan()) as served:
            gone = await served.listening(last=str(head - REPLAY_MOST - 1))
            away = await served.listening(after=str(head - 1))
            told = await until(gone, b"\n\n"), await until(away, b"\n\n")
        await sync_to_async(connections.close_all)()  # the stream's thread has a connection of its own
        return told

    gap, replay = asyncio.run(scenario())

    assert gap == f"event: gap\nid: {head}\ndata: {json.dumps({'position': head})}\n\n".encode()
    assert replay.startswith(f"id: {head}\n".encode())


def test_a_slow_greeting_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "GREET_SECONDS", 0.01)

    async def scenario() -> bytes:
        async with a_stream(Fan()) as served:
            reader = await served.asked(b"GET /str")
            return await asyncio.wait_for(reader.read(), PATIENCE_SECONDS)

    assert asyncio.run(scenario()).startswith(b"HTTP/1.1 408 ")
