"""Does working time add up across nights, weekends, 调休 and the ends of years, whatever the moments?

On the published day lists of all known years, so every 春节, every worked Saturday and every
New Year since 2007 is among the examples.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from wangge.people.office_hours import read_day_list
from wangge.rules.deadlines import (
    DayList,
    Limit,
    Unit,
    WorkingCalendar,
    due_at,
    extended,
    moved_by_pause,
    time_left,
    working_between,
)
from wangge.rules.seasons import Season, Span

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
ALL_UNITS = st.sampled_from([*Unit])
OFFICE_UNITS = st.sampled_from([Unit.OFFICE_HOURS, Unit.WORKING_DAYS])
AMOUNTS = st.integers(1, 30)
PAUSES = st.timedeltas(timedelta(0), timedelta(days=40))
PLANTING = Season("planting", (Span((3, 1), (5, 31)), Span((10, 1), (11, 30))))
MICROSECOND = timedelta(microseconds=1)


@cache
def china() -> WorkingCalendar:
    """The published day lists of 2007 to 2026, eight hours a day."""
    days = read_day_list((ROOT / "src/wangge/people/data/cn.csv").read_text(encoding="utf-8").splitlines())
    # The notice of 2007 lists two worked days of 2006, a year that stays unknown.
    lists = {
        year: DayList(
            year, frozenset(one.day for one in days if one.is_off and one.day.year == year),
            frozenset(one.day for one in days if not one.is_off and one.day.year == year),
        )
        for year in {one.year for one in days}
    }  # fmt: skip
    return WorkingCalendar(SHANGHAI, ((time(8), time(12)), (time(14), time(18))), lists)


def near_the_turn_of_a_year() -> st.SearchStrategy[datetime]:
    # The last and first three weeks, where holidays of two years' lists meet.
    return st.builds(
        lambda year, days, clock: (
            datetime(year, 12, 11, tzinfo=SHANGHAI) + timedelta(days=days, microseconds=clock)
        ),
        st.integers(2007, 2025), st.integers(0, 42), st.integers(0, 86_399_999_999),
    )  # fmt: skip


def between(first: date, last: date) -> st.SearchStrategy[datetime]:
    local = (datetime.combine(first, time.min), datetime.combine(last, time.min))
    return st.datetimes(*local, timezones=st.just(SHANGHAI))


STARTS = near_the_turn_of_a_year() | between(date(2007, 1, 1), date(2026, 7, 1))


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def test_every_year_from_2007_to_2026_is_known() -> None:
    assert sorted(china().days) == [*range(2007, 2027)]


@given(STARTS, AMOUNTS, AMOUNTS, ALL_UNITS)
# 2011-12-31 was a Saturday worked for the holiday of 2012: listed in the notice of the next year.
@example(at(2011, 12, 30, 17), 1, 1, Unit.OFFICE_HOURS)
@example(at(2011, 12, 31, 17, 30), 1, 2, Unit.WORKING_DAYS)
@example(at(2023, 12, 29, 16), 3, 8, Unit.OFFICE_HOURS)
def test_adding_time_is_additive(start: datetime, first: int, second: int, unit: Unit) -> None:
    middle = due_at(start, Limit(first, unit), china())

    whole = due_at(start, Limit(first + second, unit), china())

    assert due_at(middle, Limit(second, unit), china()) == whole


@given(STARTS, st.timedeltas(timedelta(0), timedelta(days=60)), AMOUNTS, ALL_UNITS)
def test_adding_time_is_monotone_in_the_start(
    start: datetime, later: timedelta, amount: int, unit: Unit
) -> None:
    limit = Limit(amount, unit)

    assert due_at(start, limit, china()) <= due_at(start + later, limit, china())


@given(STARTS, AMOUNTS, AMOUNTS, ALL_UNITS)
def test_adding_time_is_strictly_monotone_in_the_amount(
    start: datetime, amount: int, more: int, unit: Unit
) -> None:
    assert due_at(start, Limit(amount, unit), china()) < due_at(start, Limit(amount + more, unit), china())


@given(STARTS, AMOUNTS, ALL_UNITS)
def test_the_time_left_at_the_start_is_the_whole_limit(start: datetime, amount: int, unit: Unit) -> None:
    one = {Unit.EMERGENCY_HOURS: 1, Unit.OFFICE_HOURS: 1, Unit.WORKING_DAYS: 8, Unit.CALENDAR_DAYS: 24}

    left = time_left(start, due_at(start, Limit(amount, unit), china()), unit, china())

    assert left == timedelta(hours=amount * one[unit])


@given(STARTS, st.timedeltas(timedelta(0), timedelta(days=30)), AMOUNTS, ALL_UNITS)
def test_time_left_is_the_inverse_of_the_due_moment(
    start: datetime, passed: timedelta, amount: int, unit: Unit
) -> None:
    due = due_at(start, Limit(amount, unit), china())
    now = start + passed
    spent = time_left(start, now, unit, china())

    assert spent + time_left(now, due, unit, china()) == time_left(start, due, unit, china())


@given(STARTS, AMOUNTS, OFFICE_UNITS)
def test_a_due_moment_lies_in_office_hours_and_is_the_earliest(
    start: datetime, amount: int, unit: Unit
) -> None:
    limit = Limit(amount, unit)
    due = due_at(start, limit, china())

    assert working_between(due - MICROSECOND, due, china()) == MICROSECOND
    assert working_between(start, due - MICROSECOND, china()) < working_between(start, due, china())


@given(STARTS, AMOUNTS, PAUSES, PAUSES, ALL_UNITS)
def test_a_pause_leaves_as_much_as_there_was(
    start: datetime, amount: int, worked: timedelta, held: timedelta, unit: Unit
) -> None:
    due, paused_at = due_at(start, Limit(amount, unit), china()), start + worked
    left = time_left(paused_at, due, unit, china())
    assume(left > timedelta(0))

    moved = moved_by_pause(paused_at, due, paused_at + held, unit, china())

    assert time_left(paused_at + held, moved, unit, china()) == left
    assert moved >= due


@given(STARTS, AMOUNTS, PAUSES, PAUSES, PAUSES, ALL_UNITS)
def test_taken_up_early_the_pause_is_as_long_as_it_really_was(
    start: datetime, amount: int, worked: timedelta, planned: timedelta, real: timedelta, unit: Unit
) -> None:
    due, paused_at = due_at(start, Limit(amount, unit), china()), start + worked
    assume(time_left(paused_at, due, unit, china()) > timedelta(0))
    moved = moved_by_pause(paused_at, due, paused_at + planned, unit, china())

    back = moved_by_pause(paused_at + planned, moved, paused_at + real, unit, china())

    assert back == moved_by_pause(paused_at, due, paused_at + real, unit, china())


@given(STARTS, AMOUNTS, ALL_UNITS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_clock_that_had_run_out_is_not_saved_by_a_pause(
    start: datetime, amount: int, unit: Unit, late: timedelta
) -> None:
    due = due_at(start, Limit(amount, unit), china())

    assert moved_by_pause(due + late, due, due + late + timedelta(days=5), unit, china()) == due


@given(STARTS, AMOUNTS, AMOUNTS, ALL_UNITS)
def test_an_extension_ends_where_the_longer_limit_would(
    start: datetime, amount: int, more: int, unit: Unit
) -> None:
    limit = Limit(amount, unit)

    assert extended(due_at(start, limit, china()), more, limit, china()) == due_at(
        start, Limit(amount + more, unit), china()
    )


@given(between(date(2007, 1, 1), date(2026, 2, 1)), AMOUNTS, AMOUNTS)
def test_time_in_a_season_is_additive_and_spent_on_its_days_only(
    start: datetime, first: int, second: int
) -> None:
    calendar, days = china().in_season(PLANTING), Unit.WORKING_DAYS
    limit = Limit(first, days, "planting")
    due = due_at(start, limit, calendar)

    assert PLANTING.holds((due - MICROSECOND).astimezone(SHANGHAI).date())
    assert extended(due, second, limit, calendar) == due_at(
        start, Limit(first + second, days, "planting"), calendar
    )
    assert time_left(start, due, days, calendar) == sum(
        (span for span in in_season_by_day(start, due)), timedelta(0)
    )


def in_season_by_day(start: datetime, due: datetime) -> Iterator[timedelta]:
    """A second, slower definition: the office time of each day of the season on its own."""
    day = start.date()
    while day <= due.astimezone(SHANGHAI).date():
        if PLANTING.holds(day):
            opens = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
            closes = opens + timedelta(days=1) - MICROSECOND
            first, last = max(opens, start.astimezone(UTC)), min(closes, due)
            if first < last:
                yield working_between(first, last, china())
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # 2011-12-31, a Saturday, was worked: the Friday's last hour and one more.
        (at(2011, 12, 30, 17), Limit(2, Unit.OFFICE_HOURS), at(2011, 12, 31, 9)),
        # and after it the holiday of 1 to 3 January 2012.
        (at(2011, 12, 31, 17), Limit(2, Unit.OFFICE_HOURS), at(2012, 1, 4, 9)),
        (at(2011, 12, 31, 10), Limit(1, Unit.WORKING_DAYS), at(2012, 1, 4, 10)),
        # 2025: holiday on 1 January only.
        (at(2024, 12, 31, 17), Limit(2, Unit.OFFICE_HOURS), at(2025, 1, 2, 9)),
        # 春节 2024: off 10 to 17 February, Sundays the 4th and the 18th worked.
        (at(2024, 2, 9, 17), Limit(1, Unit.WORKING_DAYS), at(2024, 2, 18, 17)),
        # 紧急工作时 know no New Year.
        (at(2011, 12, 31, 23), Limit(2, Unit.EMERGENCY_HOURS), at(2012, 1, 1, 1)),
        (at(2023, 12, 31, 9), Limit(1, Unit.CALENDAR_DAYS), at(2024, 1, 1, 9)),
    ],
)
def test_the_turn_of_a_year_with_adjusted_days(start: datetime, limit: Limit, due: datetime) -> None:
    assert due_at(start, limit, china()) == due
