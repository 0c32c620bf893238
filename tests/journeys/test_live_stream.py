"""What happens reaches those who look, without asking again."""

import http.client
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

from tests.builders import COVER, GRIDS, inside
from tests.journeys.person import Person
from tests.serving import Served

PATIENCE_SECONDS = 20


def test_a_report_is_told_to_a_listener_and_replayed_to_one_who_was_away(town: Served) -> None:
    leader = Person(town.url, "leader")
    token, port = _door(leader)
    with _listening(port, token) as first:
        assert first.readline() == b": here\n"
        case = _report(Person(town.url, "worker"))

        news = _news(first)

    assert news["kinds"] == ["case.reported"]
    assert news["subjects"] == [case]
    with _listening(port, token, last=int(str(news["position"])) - 1) as second:
        assert _news(second)["subjects"] == [case]


def test_a_stranger_without_a_token_hears_nothing(town: Served) -> None:
    _, port = _door(Person(town.url, "leader"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    connection.request("GET", "/stream?token=guessed")

    assert connection.getresponse().status == 403
    connection.close()


def test_a_listener_hears_again_after_the_stream_was_killed_and_misses_nothing(town: Served) -> None:
    token, port = _door(Person(town.url, "leader"))
    with _listening(port, token) as first:
        assert first.readline() == b": here\n"
        _report(Person(town.url, "worker"))
        last = int(str(_news(first)["position"]))
        os.kill(town.process_at(port), signal.SIGKILL)
        assert _ended(first)
    case = _report(Person(town.url, "worker"))
    town.wait_until_placed()

    with _came_back(port, token, last) as second:
        news = _news(second)

    assert case in news["subjects"]


def _ended(answer: http.client.HTTPResponse) -> bool:
    with suppress(ConnectionError):
        while answer.readline():
            pass
    return True


@contextmanager
def _came_back(port: int, token: str, last: int) -> Iterator[http.client.HTTPResponse]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(ConnectionError), _listening(port, token, last=last) as answer:
            yield answer
            return
        assert time.monotonic() < deadline, "the stream did not come back"
        time.sleep(0.1)  # between two questions, not instead of one


def _door(person: Person) -> tuple[str, int]:
    html = person.open("/cases/mine/").html
    token, port = (
        re.search(r'data-stream-token="([^"]+)"', html),
        re.search(r'data-stream-port="(\d+)"', html),
    )
    assert token
    assert port
    return token[1], int(port[1])


@contextmanager
def _listening(port: int, token: str, last: int | None = None) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    connection.request("GET", f"/stream?token={quote(token)}", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    yield answer
    connection.close()


def _news(answer: http.client.HTTPResponse) -> dict[str, object]:
    while not (line := answer.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    return dict(json.loads(line.removeprefix(b"data: ")))


def _report(person: Person) -> str:
    lon, lat = inside(GRIDS[0])
    page = person.open("/cases/report/")
    arrived = person.send(
        page, action="/cases/report/", category=COVER, words="井盖移位", lon=str(lon), lat=str(lat),
        crs="EPSG:4326", channel="grid",
    )  # fmt: skip
    return arrived.url.rstrip("/").rsplit("/", 1)[1]
