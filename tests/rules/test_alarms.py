"""Which alarms are one matter? The rules by themselves, without a database."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from uuid import UUID, uuid4

import pytest

from wangge.rules.alarm_messages import KEYS, MessageKind, check_clock, message_key, read_body, read_topic
from wangge.rules.alarms import (
    AlarmKind,
    AlarmState,
    Gathered,
    Gatherer,
    GroupState,
    Outcome,
    Said,
    Terms,
    absorbs,
    is_silent,
    level_of,
)
from wangge.rules.errors import Refused
from wangge.rules.warned_areas import Area, common_path, in_ring, plain_code, read_circle, read_polygon

NOW = datetime(2024, 3, 5, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TERMS = Terms(dedupe=30 * MINUTE, flap=10 * MINUTE, storm_n=5, storm=MINUTE)
DEVICE = UUID(int=1)


def said(
    device: UUID = DEVICE, *, after: float = 0, state: AlarmState = AlarmState.RAISED, level: int = 2
) -> Said:
    at = NOW + timedelta(seconds=after)
    return Said(uuid4(), device, AlarmKind.BIN, "g", "c/s/g/", "s", at, state, level)


def gather(messages: list[Said], held: list[Gathered] | None = None, terms: Terms = TERMS) -> Outcome:
    return Gatherer(held or [], [], dict.fromkeys(AlarmKind, terms), lambda _at: uuid4()).take(messages)


@pytest.mark.parametrize(
    ("value", "level"), [(29.9, None), (30.0, 2), (59.9, 2), (60.0, 3), (float("1e9"), 3), (-5.0, None)]
)
def test_a_threshold_is_reached_at_its_own_value(value: float, level: int | None) -> None:
    assert level_of(value, warns=30, endangers=60, usual=2) == level


def test_the_worst_has_nothing_above_it_and_no_threshold_never_alarms() -> None:
    assert level_of(99, warns=1, endangers=2, usual=4) == 4
    assert level_of(99, warns=None, endangers=None, usual=2) is None


def test_silence_begins_after_the_devices_own_period() -> None:
    assert not is_silent(NOW, 10 * MINUTE, NOW + 10 * MINUTE)
    assert is_silent(NOW, 10 * MINUTE, NOW + 10 * MINUTE + timedelta(seconds=1))
    assert not is_silent(None, MINUTE, NOW)


@pytest.mark.parametrize(
    ("state", "after", "level", "is_absorbed"),
    [
        (GroupState.OPEN, 999_999, 4, True),
        (GroupState.JUDGED, 1800, 2, True),
        (GroupState.JUDGED, 1801, 2, False),
        (GroupState.JUDGED, 1, 3, False),
        (GroupState.GATHERED, 1, 1, False),
    ],
)
def test_what_was_judged_takes_the_same_again_but_never_worse(
    state: GroupState, after: float, level: int, *, is_absorbed: bool
) -> None:
    group = Gathered(uuid4(), AlarmKind.BIN, "g", "c/s/g/", "s", DEVICE, NOW, NOW, 2, state)

    assert absorbs(group, said(after=after, level=level), TERMS) is is_absorbed


def test_turns_that_come_slowly_are_no_flapping() -> None:
    states = [AlarmState.RAISED, AlarmState.CLEARED] * 6

    fast = gather([said(after=60 * n, state=state) for n, state in enumerate(states)])
    slow = gather([said(after=3600 * n, state=state) for n, state in enumerate(states)])

    assert [group.flapping for group in (*fast.touched.values(), *slow.touched.values())] == [True, False]


def test_all_clear_from_a_thing_that_nobody_worried_about_opens_nothing() -> None:
    outcome = gather([said(state=AlarmState.CLEARED)])

    assert (list(outcome.where.values()), outcome.touched) == ([None], {})


@pytest.mark.parametrize(("devices", "groups"), [(4, 4), (5, 1)])
def test_from_its_number_on_many_are_one_storm(devices: int, groups: int) -> None:
    outcome = gather([said(UUID(int=n), after=n) for n in range(1, devices + 1)])

    assert len(outcome.touched) == groups
    assert set(outcome.where.values()) == set(outcome.touched)
    assert sum(group.count for group in outcome.touched.values()) == devices


def test_many_over_a_longer_time_are_no_storm() -> None:
    outcome = gather([said(UUID(int=n), after=120 * n) for n in range(1, 9)])

    assert len(outcome.touched) == 8


def test_messages_of_any_order_in_two_batches_are_counted_as_in_one() -> None:
    messages = [said(UUID(int=n % 3 + 1), after=7 * n) for n in range(30)]

    whole = gather(messages)
    first = gather(messages[:11])
    second = gather(messages[11:], list(first.touched.values()))

    counts = sorted(group.count for group in second.touched.values())
    assert counts == sorted(group.count for group in whole.touched.values()) == [10, 10, 10]


def test_the_schema_that_is_shipped_says_what_the_reader_demands() -> None:
    schema = json.loads(
        files("wangge.alarms").joinpath("data", "alarm.schema.json").read_text(encoding="utf-8")
    )

    for kind, (must, may) in KEYS.items():
        part = schema["$defs"][kind.value]
        assert part["additionalProperties"] is False
        assert (set(part["required"]), set(part["properties"])) == (set(must), {*must, *may})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[1]",
        b"\xff\xfe",
        b'{"at": NaN}',
        b'{"at":"2024-03-05T10:00:00Z","at":"x"}',
        b"[" * 1500,
    ],
)
def test_what_is_no_plain_object_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"alarm\.(unreadable|too_long)"):
        read_body(MessageKind.BEAT, body)


@pytest.mark.parametrize("value", ["true", '"9"', "1e10", "null", "[1]", "1e999"])
def test_a_value_is_a_finite_number_within_bounds(value: str) -> None:
    body = f'{{"id":"a","at":"2024-03-05T10:00:00Z","value":{value}}}'.encode()

    with pytest.raises(Refused, match=r"alarm\.bad_value"):
        read_body(MessageKind.READING, body)


def test_the_same_message_has_the_same_key_and_another_has_another() -> None:
    one = read_body("alarm", b'{"id":"a","at":"2024-03-05T10:00:00+08:00","state":"raised"}')
    same = read_body("alarm", b'{"at":"2024-03-05T02:00:00Z","state":"raised","id":"a"}')
    other = read_body("alarm", b'{"id":"b","at":"2024-03-05T10:00:00+08:00","state":"raised"}')

    assert message_key("W", one) == message_key("W", same)
    assert len({message_key("W", one), message_key("W", other), message_key("V", one)}) == 3
    assert message_key("W", one).version == 8


def test_a_clock_may_run_ahead_by_its_term_and_no_more() -> None:
    check_clock(NOW + 5 * MINUTE, NOW, 5 * MINUTE)
    with pytest.raises(Refused, match=r"alarm\.in_the_future"):
        check_clock(NOW + 5 * MINUTE + timedelta(seconds=1), NOW, 5 * MINUTE)


@pytest.mark.parametrize(
    "topic", ["wangge", "wangge/1", "x/1/d/alarm", "wangge/1/d/face/a", "wangge/1/a/b/c/d"]
)
def test_other_topics_are_none_of_ours(topic: str) -> None:
    assert read_topic(topic) is None


def test_areas_of_warnings_hold_their_places() -> None:
    ring = read_polygon("34.0,113.0 34.0,114.0 35.0,114.0 35.0,113.0 34.0,113.0")
    area = Area((ring,), (read_circle("10.0,20.0 1"),), ("410105",))

    assert in_ring(113.5, 34.5, ring)
    assert not in_ring(112.9, 34.5, ring)
    assert area.holds(20.005, 10.0)
    assert not area.holds(20.02, 10.0)
    assert [plain_code(code) for code in ("410105000000", "410105002000", "410105002001", "x")] == [
        "410105", "410105002", "410105002001", "x",
    ]  # fmt: skip
    assert common_path([("c", "s", "g"), ("c", "s", "h")]) == ["c", "s"]
