"""Until when must this be done, and how much time is left?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.deadlines import (
    DayList,
    Light,
    Limit,
    Unit,
    WorkingCalendar,
    due_at,
    light,
    time_left,
    working_between,
)
from wangge.rules.errors import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
TWO_STRETCHES = ((time(8), time(12)), (time(14), time(18)))

# 2024: 春节 10-17 February, worked 4 and 18 February (国办发明电〔2023〕7号).
# 2025: only the days around 春节 that these tests touch.
CHINA = WorkingCalendar(
    zone=SHANGHAI,
    office_hours=TWO_STRETCHES,
    days={
        2024: DayList(
            2024,
            off_days=frozenset({date(2024, 1, 1)} | {date(2024, 2, day) for day in range(10, 18)}),
            work_days=frozenset({date(2024, 2, 4), date(2024, 2, 18)}),
        ),
        2025: DayList(
            2025,
            off_days=frozenset({date(2025, 1, 1)} | {date(2025, 1, day) for day in range(28, 32)}),
            work_days=frozenset({date(2025, 1, 26), date(2025, 2, 8)}),
        ),
    },
)
BOSTON = WorkingCalendar(
    zone=NEW_YORK,
    office_hours=((time(9), time(17)),),
    days={2015: DayList(2015, off_days=frozenset({date(2015, 7, 3), date(2015, 9, 7)}))},
)
# Hours that a clock change cuts into: a night desk.
NIGHTS = WorkingCalendar(
    zone=NEW_YORK,
    office_hours=((time(0, 30), time(2, 30)), (time(3), time(6))),
    days={2015: DayList(2015, work_days=frozenset({date(2015, 3, 8), date(2015, 11, 1)}))},
)


def at(year: int, month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def hours(amount: int) -> Limit:
    return Limit(amount, Unit.OFFICE_HOURS)


def days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # through the lunch break
        (at(2024, 3, 5, 11), hours(2), at(2024, 3, 5, 15)),
        # through a night
        (at(2024, 3, 5, 17), hours(4), at(2024, 3, 6, 11)),
        # ends with the day, not with the next opening
        (at(2024, 3, 5, 14), hours(4), at(2024, 3, 5, 18)),
        # reported at night: runs from the next opening
        (at(2024, 3, 5, 22), hours(4), at(2024, 3, 6, 12)),
        # through a weekend
        (at(2024, 3, 8, 17), hours(2), at(2024, 3, 11, 9)),
        # through 春节, beginning on Friday; Sunday the 18th is worked
        (at(2024, 2, 9, 17), hours(2), at(2024, 2, 18, 9)),
        # a worked Sunday counts as a day
        (at(2024, 2, 3, 12), days(1), at(2024, 2, 4, 18)),
        # the same working position n days later
        (at(2024, 3, 7, 15, 20), days(3), at(2024, 3, 12, 15, 20)),
        # over the end of the year and the holiday after it
        (at(2024, 12, 31, 15), days(2), at(2025, 1, 3, 15)),
        # wall clock through a night and a weekend
        (at(2024, 3, 8, 23), Limit(2, Unit.EMERGENCY_HOURS), at(2024, 3, 9, 1)),
        (at(2024, 2, 9, 15), Limit(2, Unit.CALENDAR_DAYS), at(2024, 2, 11, 15)),
    ],
)
def test_a_limit_ends_where_its_own_clock_says(start: datetime, limit: Limit, due: datetime) -> None:
    assert due_at(start, limit, CHINA) == due


def test_a_due_moment_is_given_in_utc() -> None:
    assert due_at(at(2024, 3, 5, 9), hours(1), CHINA).tzinfo is UTC


def test_a_calendar_day_keeps_the_local_time_of_day_when_clocks_change() -> None:
    start = datetime(2015, 3, 7, 10, tzinfo=NEW_YORK)

    due = due_at(start, Limit(1, Unit.CALENDAR_DAYS), BOSTON)

    assert due == datetime(2015, 3, 8, 10, tzinfo=NEW_YORK)
    assert due - start.astimezone(UTC) == timedelta(hours=23)


def test_emergency_hours_ignore_a_change_of_clocks() -> None:
    start = datetime(2015, 3, 8, 1, tzinfo=NEW_YORK)

    assert due_at(start, Limit(3, Unit.EMERGENCY_HOURS), BOSTON) - start.astimezone(UTC) == timedelta(hours=3)


def test_a_desk_open_while_clocks_change_works_the_hours_that_passed() -> None:
    evening, noon = datetime(2015, 3, 7, 20, tzinfo=NEW_YORK), datetime(2015, 3, 8, 12, tzinfo=NEW_YORK)

    # 00:30 to 06:00 without the skipped hour from 02:00, and without a break that did not happen.
    assert working_between(evening, noon, NIGHTS) == timedelta(hours=4, minutes=30)


def test_a_year_without_a_list_is_refused_by_its_number() -> None:
    with pytest.raises(Refused) as after:
        due_at(at(2025, 12, 31, 15), days(1), CHINA)
    with pytest.raises(Refused) as before:
        due_at(at(2023, 12, 29, 15), hours(1), CHINA)
    with pytest.raises(Refused) as between:
        working_between(at(2025, 12, 31, 15), at(2026, 1, 2, 15), CHINA)

    assert (after.value.code, after.value.facts) == ("calendar.unknown_year", {"year": 2026})
    assert before.value.facts == {"year": 2023}
    assert between.value.facts == {"year": 2026}


def test_a_missing_year_in_the_middle_is_not_jumped_over() -> None:
    gap = WorkingCalendar(SHANGHAI, TWO_STRETCHES, {2024: CHINA.days[2024], 2026: DayList(2026)})

    with pytest.raises(Refused) as refused:
        due_at(at(2024, 12, 31, 17), hours(2), gap)

    assert refused.value.facts == {"year": 2025}
    assert due_at(at(2026, 1, 5, 8), hours(1), gap) == at(2026, 1, 5, 9)


def test_limits_on_the_wall_clock_need_no_list() -> None:
    assert due_at(at(2031, 1, 1, 1), Limit(2, Unit.EMERGENCY_HOURS), CHINA) == at(2031, 1, 1, 3)
    assert due_at(at(2031, 1, 1, 1), Limit(2, Unit.CALENDAR_DAYS), CHINA) == at(2031, 1, 3, 1)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2紧急工作时", Limit(2, Unit.EMERGENCY_HOURS)),
        ("4工作时", Limit(4, Unit.OFFICE_HOURS)),
        ("4小时", Limit(4, Unit.OFFICE_HOURS)),
        ("1工作日", Limit(1, Unit.WORKING_DAYS)),
        ("1天", Limit(1, Unit.WORKING_DAYS)),
        ("２ 紧急工作日（自然日）", Limit(2, Unit.CALENDAR_DAYS)),
        ("15工作日(种植季节)", Limit(15, Unit.WORKING_DAYS, "planting")),
        ("种植季节15工作日", Limit(15, Unit.WORKING_DAYS, "planting")),
        ("汛期季节4工作时", Limit(4, Unit.OFFICE_HOURS, "汛期季节")),
        ("3working_days", Limit(3, Unit.WORKING_DAYS)),
    ],
)
def test_limits_are_read_as_city_tables_write_them(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@pytest.mark.parametrize(
    "text", ["", "工作日", "两天", "1紧急工作时制止", "4工作时(自然日)", "2 fortnights", "1工作日2工作时"]
)
def test_an_unreadable_limit_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Limit.parse(text)

    assert refused.value.code == "deadline.unreadable"


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match=r"deadline\.amount"):
        Limit.parse("0工作日")


def test_office_hours_that_overlap_are_refused() -> None:
    with pytest.raises(Refused, match=r"calendar\.office_hours"):
        WorkingCalendar(SHANGHAI, ((time(8), time(12)), (time(12), time(18))), {})


def test_a_day_cannot_be_both_off_and_worked_nor_of_another_year() -> None:
    day = frozenset({date(2024, 2, 4)})

    with pytest.raises(Refused, match=r"calendar\.day_both"):
        DayList(2024, off_days=day, work_days=day)
    with pytest.raises(Refused, match=r"calendar\.day_of_other_year"):
        DayList(2025, off_days=day)


def test_time_left_counts_as_the_unit_does_and_turns_negative_when_overdue() -> None:
    friday, monday = at(2024, 3, 8, 17), at(2024, 3, 11, 9)

    assert time_left(friday, monday, Unit.OFFICE_HOURS, CHINA) == timedelta(hours=2)
    assert time_left(monday, friday, Unit.WORKING_DAYS, CHINA) == timedelta(hours=-2)
    assert time_left(friday, monday, Unit.EMERGENCY_HOURS, CHINA) == timedelta(hours=64)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (at(2024, 3, 8, 17, 59), Light.GREEN),
        # a night and a weekend later not a second of office time is spent
        (at(2024, 3, 11, 7, 59), Light.GREEN),
        (at(2024, 3, 11, 9), Light.YELLOW),
        (at(2024, 3, 11, 11), Light.YELLOW),
        (at(2024, 3, 11, 11, 0, 1), Light.RED),
    ],
)
def test_a_light_follows_the_spent_share_of_the_limit(now: datetime, shown: Light) -> None:
    start, due = at(2024, 3, 8, 17), at(2024, 3, 11, 11)

    assert light(now, start, due, Unit.OFFICE_HOURS, CHINA, yellow_from=0.5) is shown


def test_a_red_light_needs_no_calendar() -> None:
    now = at(2031, 1, 1, 1)

    shown = light(now, at(2024, 3, 8, 9), at(2024, 3, 8, 17), Unit.OFFICE_HOURS, CHINA, yellow_from=0.5)

    assert shown is Light.RED


def moments(calendar: WorkingCalendar, first: date, last: date) -> st.SearchStrategy[datetime]:
    local = (datetime.combine(first, time.min), datetime.combine(last, time.min))
    return st.datetimes(*local, timezones=st.just(calendar.zone))


CALENDARS_AND_STARTS = st.one_of(
    st.tuples(st.just(CHINA), moments(CHINA, date(2024, 1, 1), date(2025, 6, 1))),
    st.tuples(st.just(BOSTON), moments(BOSTON, date(2015, 1, 1), date(2015, 6, 1))),
    st.tuples(st.just(NIGHTS), moments(NIGHTS, date(2015, 1, 1), date(2015, 6, 1))),
)
OFFICE_UNITS = st.sampled_from([Unit.OFFICE_HOURS, Unit.WORKING_DAYS])
AMOUNTS = st.integers(1, 30)


@given(CALENDARS_AND_STARTS, AMOUNTS, AMOUNTS, st.sampled_from([*Unit]))
def test_limits_spent_one_after_the_other_end_where_their_sum_ends(
    drawn: tuple[WorkingCalendar, datetime], first: int, second: int, unit: Unit
) -> None:
    calendar, start = drawn
    between = due_at(start, Limit(first, unit), calendar)
    local = between.astimezone(calendar.zone)
    if unit is Unit.CALENDAR_DAYS and local.time() != start.time():
        return  # the time of day was skipped that day, so the day after begins elsewhere

    whole = due_at(start, Limit(first + second, unit), calendar)

    assert due_at(between, Limit(second, unit), calendar) == whole


@given(
    CALENDARS_AND_STARTS, st.timedeltas(timedelta(0), timedelta(days=9)), AMOUNTS, st.sampled_from([*Unit])
)
def test_who_starts_later_is_never_due_earlier(
    drawn: tuple[WorkingCalendar, datetime], later: timedelta, amount: int, unit: Unit
) -> None:
    calendar, start = drawn
    limit = Limit(amount, unit)
    after = (start.astimezone(UTC) + later).astimezone(calendar.zone)
    if unit is Unit.CALENDAR_DAYS and start.utcoffset() != after.utcoffset():
        return  # the hour that comes twice: local clocks order those moments otherwise

    early, late = due_at(start, limit, calendar), due_at(after, limit, calendar)

    # A skipped local hour folds onto the hour after it, for calendar days only.
    slack = timedelta(hours=1) if unit is Unit.CALENDAR_DAYS else timedelta(0)
    assert early <= late + slack


@given(CALENDARS_AND_STARTS, AMOUNTS, OFFICE_UNITS)
def test_exactly_the_limit_is_spent_when_it_is_due(
    drawn: tuple[WorkingCalendar, datetime], amount: int, unit: Unit
) -> None:
    calendar, start = drawn
    one = timedelta(hours=1) if unit is Unit.OFFICE_HOURS else timedelta(microseconds=calendar.day_length)
    due = due_at(start, Limit(amount, unit), calendar)

    assert working_between(start, due, calendar) == amount * one
    assert working_between(start, due - timedelta(microseconds=1), calendar) < amount * one


@given(CALENDARS_AND_STARTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_office_time_equals_a_day_by_day_sum(
    drawn: tuple[WorkingCalendar, datetime], longer: timedelta
) -> None:
    calendar, start = drawn
    end = (start.astimezone(UTC) + longer).astimezone(calendar.zone)

    assert working_between(start, end, calendar) == summed_by_day(start, end, calendar)
    assert working_between(end, start, calendar) == -summed_by_day(start, end, calendar)


def summed_by_day(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """A second, slower definition: add up what each office stretch has in common with the span."""
    whole, reached = timedelta(0), start.astimezone(UTC)
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        if not calendar.days[day.year].works(day):
            continue
        for opens, closes in calendar.office_hours:
            first = max(datetime.combine(day, opens, calendar.zone).astimezone(UTC), reached)
            last = min(datetime.combine(day, closes, calendar.zone).astimezone(UTC), end.astimezone(UTC))
            whole += max(last - first, timedelta(0))
            reached = max(first, last, reached) if last > first else reached
    return whole
