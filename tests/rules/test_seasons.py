"""Does a season-bound limit run on the days of its season only, and never silently without a clock?"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.deadlines import DayList, Limit, Unit, WorkingCalendar, due_at, runs_from
from wangge.rules.errors import Refused
from wangge.rules.seasons import Season, Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
SPRING = Season("planting", (Span((3, 1), (4, 15)),))
WINTER = Season("heating", (Span((11, 15), (3, 15)),))
# Plain weeks without holidays, so that days can be counted by hand.
PLAIN = WorkingCalendar(
    SHANGHAI, ((time(8), time(12)), (time(14), time(18))), {2024: DayList(2024), 2025: DayList(2025)}
)
FIFTEEN = Limit(15, Unit.WORKING_DAYS, "planting")


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def test_before_its_season_the_clock_waits_for_a_known_day() -> None:
    calendar = PLAIN.in_season(SPRING)
    found = at(2024, 1, 10, 10)

    assert runs_from(found, calendar) == at(2024, 3, 1, 0)
    # Friday 1 March is the first of fifteen working days; Thursday 21 March the last.
    assert due_at(found, FIFTEEN, calendar) == at(2024, 3, 21, 18)


def test_inside_its_season_the_clock_runs_at_once() -> None:
    calendar = PLAIN.in_season(SPRING)

    assert runs_from(at(2024, 3, 5, 10), calendar) == at(2024, 3, 5, 10)
    assert due_at(at(2024, 3, 5, 10), FIFTEEN, calendar) == at(2024, 3, 26, 10)


def test_what_its_season_does_not_hold_waits_for_the_next_year() -> None:
    calendar = PLAIN.in_season(SPRING)

    # Friday 12 April 2024 from 14:00 and Monday the 15th: a day and a half; the rest in March 2025.
    due = due_at(at(2024, 4, 12, 14), Limit(2, Unit.WORKING_DAYS, "planting"), calendar)

    assert due == at(2025, 3, 3, 12)


def test_a_season_in_a_year_without_a_day_list_is_refused_by_its_number() -> None:
    with pytest.raises(Refused) as refused:
        due_at(at(2025, 4, 14, 10), FIFTEEN, PLAIN.in_season(SPRING))

    assert (refused.value.code, refused.value.facts) == ("calendar.unknown_year", {"year": 2026})


@pytest.mark.parametrize("calendar", [PLAIN, PLAIN.in_season(WINTER)])
def test_a_limit_of_a_season_without_dates_is_refused_by_its_name(calendar: WorkingCalendar) -> None:
    with pytest.raises(Refused) as refused:
        due_at(at(2024, 3, 5, 9), FIFTEEN, calendar)

    assert (refused.value.code, refused.value.facts) == ("deadline.season_bound", {"season": "planting"})


def test_a_season_may_reach_over_the_end_of_the_year() -> None:
    days = [
        date(2024, 11, 14),
        date(2024, 11, 15),
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 3, 15),
        date(2025, 3, 16),
    ]

    assert [WINTER.holds(day) for day in days] == [False, True, True, True, True, False]
    assert WINTER.next_day(date(2024, 7, 1)) == date(2024, 11, 15)


def test_a_season_ends_with_the_29th_of_february_where_there_is_one() -> None:
    february = Season("snow", (Span((2, 1), (2, 29)),))

    assert [february.holds(date(year, 2, 28)) for year in (2024, 2025)] == [True, True]
    assert february.holds(date(2024, 2, 29))
    assert not february.holds(date(2025, 3, 1))


@pytest.mark.parametrize("unit", [Unit.EMERGENCY_HOURS, Unit.CALENDAR_DAYS])
def test_danger_does_not_wait_for_a_season(unit: Unit) -> None:
    with pytest.raises(Refused, match=r"deadline\.season_unit"):
        Limit(2, unit, "planting")


def test_days_that_do_not_exist_and_seasons_without_days_are_refused() -> None:
    with pytest.raises(Refused) as day:
        Span((2, 30), (4, 1))
    with pytest.raises(Refused, match=r"season\.empty"):
        Season("never", ())

    assert (day.value.code, day.value.facts) == ("season.day", {"month": 2, "day": 30})


DAYS = st.builds(lambda day: (day.month, day.day), st.dates(date(2024, 1, 1), date(2024, 12, 31)))


@given(
    st.lists(st.builds(Span, DAYS, DAYS), min_size=1, max_size=3),
    st.dates(date(2007, 1, 1), date(2026, 12, 31)),
)
def test_the_next_day_of_a_season_is_the_first_that_belongs_to_it(spans: list[Span], day: date) -> None:
    season = Season("any", tuple(spans))

    found = season.next_day(day)

    between = [date.fromordinal(number) for number in range(day.toordinal(), found.toordinal())]
    assert season.holds(found)
    assert not any(season.holds(one) for one in between)


def test_the_moment_a_season_opens_is_told_in_utc() -> None:
    assert runs_from(at(2024, 1, 10, 10), PLAIN.in_season(SPRING)).tzinfo is UTC
