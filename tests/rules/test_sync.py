from datetime import UTC, datetime, timedelta
from uuid import UUID

from wangge.rules.sync import Clock, counted_from, in_turn

NOW = datetime(2024, 3, 5, 2, tzinfo=UTC)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
NONE = timedelta()


def test_a_matter_counts_from_the_phones_moment_while_its_clock_is_right() -> None:
    made = NOW - timedelta(hours=7)

    assert counted_from(made, NOW, NONE) == (made, Clock.PHONE)
    assert counted_from(made, NOW, timedelta(minutes=-10)) == (made, Clock.PHONE)


def test_a_clock_a_little_ahead_never_makes_a_matter_of_the_future() -> None:
    assert counted_from(NOW + timedelta(minutes=3), NOW, timedelta(minutes=3)) == (NOW, Clock.PHONE)


def test_a_clock_that_is_off_is_not_believed() -> None:
    year = timedelta(days=365)

    assert counted_from(NOW - year, NOW, -year) == (NOW, Clock.ARRIVAL)
    assert counted_from(NOW + year, NOW, year) == (NOW, Clock.ARRIVAL)
    assert counted_from(NOW, NOW, timedelta(minutes=10, seconds=1)) == (NOW, Clock.ARRIVAL)


def test_a_clock_put_right_before_sending_does_not_hide_a_wrong_moment() -> None:
    assert counted_from(NOW - timedelta(days=31), NOW, NONE) == (NOW, Clock.ARRIVAL)
    assert counted_from(NOW + timedelta(minutes=11), NOW, NONE) == (NOW, Clock.ARRIVAL)


def test_records_come_after_the_one_they_go_on_from() -> None:
    assert in_turn({A: None, B: None, C: None}) == [A, B, C]
    assert in_turn({A: C, B: A, C: None}) == [C, A, B]
    assert in_turn({A: UUID(int=9), B: A}) == [A, B]


def test_a_circle_keeps_everybody() -> None:
    assert sorted(in_turn({A: B, B: C, C: A})) == [A, B, C]
