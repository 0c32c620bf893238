"""Does one bad batch, county or job keep the others waiting?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event as Signal
from uuid import uuid4

import pytest

from tests.crowds import PATIENCE_SECONDS, crowd
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import Consumer, Placed, cursor_position
from wangge.foundation.worker import beats, each_apart, run_worker

AT = datetime(2024, 3, 5, 2, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_consumer_that_fails_keeps_no_other_consumer_and_no_other_county_waiting() -> None:
    stop, heard = Signal(), set[str]()
    for county in ("410105", "410106"):
        with writing():
            record(county=county, subject=uuid4(), kind="test.happened", at=AT, payload={})

    def fail(county: str, _events: Sequence[Placed]) -> None:
        if county == "410105":
            raise ZeroDivisionError

    def hear(county: str, _events: Sequence[Placed]) -> None:
        heard.add(county)
        if len(heard) == 2:
            stop.set()

    with crowd(1) as begin:
        working = begin(lambda: run_worker((Consumer("bad", fail), Consumer("good", hear)), stop))
        stopped = stop.wait(PATIENCE_SECONDS)
        stop.set()
        working.result(PATIENCE_SECONDS)

    assert stopped
    assert cursor_position("410105", "bad") == 0
    assert "worker" not in beats()


@pytest.mark.django_db
def test_what_fails_for_one_is_raised_only_after_all_others_had_their_turn() -> None:
    done = list[str]()

    def act(county: str) -> int:
        if county == "b":
            raise ZeroDivisionError
        done.append(county)
        return 1

    with pytest.raises(ExceptionGroup) as failed:
        each_apart("abc", act)

    assert done == ["a", "c"]
    assert failed.group_contains(ZeroDivisionError)
