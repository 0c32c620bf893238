"""Do committed events stand in one gapless order that skips nothing, whoever writes and whoever places?"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event as Signal
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.crowds import PATIENCE_SECONDS, at_once, crowd
from wangge.foundation.locking import locked, reading, writing
from wangge.foundation.models import Event, Head, Pending, Position
from wangge.foundation.recording import START, Happening, chain_end, record, record_many
from wangge.foundation.sequencing import (
    Consumer,
    Placed,
    committed_after,
    consume,
    cursor_position,
    head_position,
    placed_after,
    sequence,
)
from wangge.foundation.worker import beat, beats, work_off

COUNTY = "410105"
AT = datetime(2024, 3, 5, 2, tzinfo=UTC)
WRITERS, EACH = 8, 40

pytestmark = pytest.mark.django_db(transaction=True)


def happen(subject: UUID, number: int = 0, county: str = COUNTY) -> None:
    with writing():
        record(county=county, subject=subject, kind="test.happened", at=AT, payload={"n": number})


def happen_and_fail(subject: UUID) -> None:
    with writing():
        record(county=COUNTY, subject=subject, kind="test.happened", at=AT, payload={})
        raise ZeroDivisionError


def order(county: str = COUNTY) -> list[Placed]:
    return list(placed_after(county, 0, 10_000))


def assert_whole(placed: Sequence[Placed], *, events: int) -> None:
    """Every event has one position, positions have no gap, and a subject's events stand in their order."""
    assert [one.position for one in placed] == list(range(1, events + 1))
    assert len({one.id for one in placed}) == events == Event.objects.filter(county=COUNTY).count()
    turns: dict[UUID, list[int]] = {}
    seqs = dict(Event.objects.values_list("id", "seq"))
    for one in placed:
        turns.setdefault(one.subject, []).append(seqs[one.id])
    assert all(turn == list(range(1, len(turn) + 1)) for turn in turns.values())
    assert not Pending.objects.filter(county=COUNTY).exists()


def test_an_event_that_commits_after_later_ones_is_not_skipped() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: a later event cannot commit first")
    is_written, may_commit = Signal(), Signal()
    slow, quick = uuid4(), [uuid4() for _ in range(5)]

    def hold_open() -> None:
        with writing():
            record(county=COUNTY, subject=slow, kind="test.happened", at=AT, payload={})
            is_written.set()
            assert may_commit.wait(PATIENCE_SECONDS)

    with crowd(1) as begin:
        held = begin(hold_open)
        assert is_written.wait(PATIENCE_SECONDS)
        for subject in quick:
            happen(subject)
        placed_meanwhile = sequence(COUNTY)
        read_meanwhile = order()
        may_commit.set()
        held.result(PATIENCE_SECONDS)
    placed_after_it = sequence(COUNTY)

    assert (placed_meanwhile, placed_after_it) == (5, 1)
    assert [one.subject for one in read_meanwhile] == quick
    assert [one.subject for one in order()] == [*quick, slow]
    assert_whole(order(), events=6)


def test_an_event_whose_transaction_fails_never_happened() -> None:
    subject = uuid4()
    happen(subject)
    with pytest.raises(ZeroDivisionError):
        happen_and_fail(subject)
    happen(subject)

    sequence(COUNTY)

    assert_whole(order(), events=2)


def test_an_event_outside_a_transaction_is_a_fault_of_the_program() -> None:
    with pytest.raises(RuntimeError):
        record(county=COUNTY, subject=uuid4(), kind="test.happened", at=AT, payload={})


def test_many_writers_and_two_sequencers_at_once_lose_and_double_nothing() -> None:
    has_ended = Signal()

    def write() -> int:
        subjects = [uuid4() for _ in range(4)]
        for number in range(EACH):
            happen(subjects[number % 4], number)
        return EACH

    def place() -> int:
        placed = 0
        while True:
            was_last = has_ended.is_set()
            done = sequence(COUNTY, 7)
            placed += done
            if was_last and not done:
                return placed

    with crowd(WRITERS + 2) as begin:
        placing = [begin(place) for _ in range(2)]
        try:
            written = sum(one.result(PATIENCE_SECONDS) for one in [begin(write) for _ in range(WRITERS)])
        finally:
            has_ended.set()
        placed = [one.result(PATIENCE_SECONDS) for one in placing]

    assert sum(placed) == written == WRITERS * EACH
    assert_whole(order(), events=written)


def test_many_who_write_on_one_subject_keep_its_chain_whole() -> None:
    subject = uuid4()
    with writing():
        Head.objects.create(county=COUNTY, chain="")  # any row of the subject's own serves as its lock

    def write() -> None:
        for number in range(10):
            with writing():
                Head.objects.select_for_update().get(county=COUNTY)
                record(county=COUNTY, subject=subject, kind="test.happened", at=AT, payload={"n": number})

    at_once([write] * 6)
    sequence(COUNTY)

    assert chain_end(COUNTY, subject).seq == 60
    assert_whole(order(), events=60)


def test_events_written_in_bulk_stand_in_the_order_in_which_they_were_told() -> None:
    subjects = [uuid4() for _ in range(3)]
    told = [Happening(subjects[n % 3], "test.happened", AT, {"n": n}) for n in range(30)]

    with writing():
        ends = record_many(COUNTY, told, recorded_at=AT, ends={})
    while sequence(COUNTY, 4):
        pass

    assert [one.payload["n"] for one in order()] == list(range(30))
    assert {end.seq for end in ends.values()} == {10}
    assert_whole(order(), events=30)


def test_a_chain_begun_one_by_one_goes_on_in_bulk() -> None:
    subject = uuid4()
    happen(subject)

    with writing():
        ends = {subject: chain_end(COUNTY, subject)}
        record_many(COUNTY, [Happening(subject, "test.happened", AT, {})], recorded_at=AT, ends=ends)

    assert chain_end(COUNTY, subject).seq == 2
    assert chain_end(COUNTY, uuid4()) == START


def test_every_county_has_an_order_of_its_own() -> None:
    for number in range(3):
        happen(uuid4(), number)
        happen(uuid4(), number, county="us-boston")

    work_off([])

    assert [one.position for one in order()] == [one.position for one in order("us-boston")] == [1, 2, 3]


def test_a_position_is_given_once_to_an_event() -> None:
    happen(uuid4())

    placed = at_once([lambda: sequence(COUNTY)] * 6)

    assert sorted(placed) == [0, 0, 0, 0, 0, 1]
    assert Position.objects.filter(county=COUNTY).count() == 1


def counting(apply: Callable[[Sequence[Placed]], None]) -> Consumer:
    return Consumer("counting", lambda _county, events: apply(events))


def test_what_a_consumer_writes_and_how_far_it_has_read_move_together() -> None:
    for number in range(3):
        happen(uuid4(), number)
    sequence(COUNTY)

    def write_and_fail(events: Sequence[Placed]) -> None:
        beat("counted", AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        consume(COUNTY, counting(write_and_fail))
    left_behind = (beats(), cursor_position(COUNTY, "counting"))
    consume(COUNTY, counting(lambda _: beat("counted", AT)))

    assert left_behind == ({}, 0)
    assert (set(beats()), cursor_position(COUNTY, "counting")) == ({"counted"}, 3)


def test_a_consumer_that_runs_in_two_workers_reads_every_event_once_and_in_order() -> None:
    with writing():
        told = [Happening(uuid4(), "test.happened", AT, {"n": n}) for n in range(200)]
        record_many(COUNTY, told, recorded_at=AT, ends={})
    sequence(COUNTY, 200)
    read: list[int] = []
    consumer = counting(lambda events: read.extend(one.position for one in events))

    def work() -> None:
        while consume(COUNTY, consumer, 9):
            pass

    at_once([work] * 4)

    assert read == list(range(1, 201))
    assert cursor_position(COUNTY, "counting") == head_position(COUNTY) == 200


def test_what_waits_for_its_place_is_read_after_what_has_one() -> None:
    first, second = uuid4(), uuid4()
    happen(first)
    sequence(COUNTY)
    happen(second)

    committed = list(committed_after(COUNTY, 0, 10))

    assert [(one.position, one.subject, one.at) for one in committed] == [(1, first, AT), (0, second, AT)]
    assert [one.subject for one in committed_after(COUNTY, 1, 10)] == [second]
    assert [one.subject for one in order()] == [first]


def test_questions_within_one_reading_see_one_state_and_hold_up_no_writer() -> None:
    happen(uuid4())

    with reading():
        before = Event.objects.count()
        at_once([lambda: happen(uuid4())])
        meanwhile = Event.objects.count()

    assert (before, meanwhile, Event.objects.count()) == (1, 1, 2)
    with writing():  # the connection writes again as ever
        record(county=COUNTY, subject=uuid4(), kind="test.happened", at=AT, payload={})


def test_a_row_that_is_not_of_the_county_is_not_found() -> None:
    happen(uuid4())
    event = Event.objects.get()

    with locked(Event, county=COUNTY, key=event.id) as row:
        assert row == event
    with pytest.raises(Exception, match=r"row\.unknown"), locked(Event, county="410106", key=event.id):
        pass
