"""Which days are known to be worked, and what happens where nothing is known?"""

import csv
import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from wangge.people.models import CalendarDay
from wangge.people.office_hours import read_day_list, read_office_hours
from wangge.people.queries import known_years, working_calendar
from wangge.people.services.calendars import load_calendar, load_packaged_calendars, set_office_hours
from wangge.rules.deadlines import Limit, Unit, due_at
from wangge.rules.errors import Refused

COUNTY = "410105"
SHANGHAI = ZoneInfo("Asia/Shanghai")
Counted = Callable[[int], AbstractContextManager[object]]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_calendar")]


def set_hours(hours: str = "08:00-12:00,14:00-18:00", from_on: date = date(2012, 1, 1), **more: str) -> None:
    asked = {"calendar": "cn", "zone": "Asia/Shanghai", **more}
    set_office_hours(county=COUNTY, hours=hours, from_on=from_on, source="测试", **asked)


def test_the_packaged_days_are_those_of_both_makers_from_2007_to_2026(real_data: Path) -> None:
    load_packaged_calendars()
    set_hours()
    calendar = working_calendar(COUNTY)
    with gzip.open(real_data / "workdays" / "chinesecalendar_2004_2026.csv.gz", "rt") as file:
        told = {date.fromisoformat(row["date"]): row["is_off_day"] == "1" for row in csv.DictReader(file)}

    known = {day: is_off for day, is_off in told.items() if day.year in calendar.days}
    differing = [day for day, is_off in known.items() if calendar.days[day.year].works(day) == is_off]

    assert differing == []
    assert sorted(calendar.days) == [*range(2007, 2027)]


def test_a_year_not_yet_announced_is_refused_until_it_is_loaded() -> None:
    load_packaged_calendars()
    set_hours()
    start, limit = datetime(2026, 12, 31, 15, tzinfo=SHANGHAI), Limit(1, Unit.WORKING_DAYS)
    with pytest.raises(Refused) as refused:
        due_at(start, limit, working_calendar(COUNTY))

    load_calendar("cn", read_day_list(["date,is_off_day", "2027-01-01,1"]), source="invented for this test")

    assert refused.value.facts == {"year": 2027}
    assert due_at(start, limit, working_calendar(COUNTY)) == datetime(2027, 1, 4, 15, tzinfo=SHANGHAI)


def test_a_notice_may_list_a_worked_day_of_the_year_before_without_making_that_year_known() -> None:
    days = read_day_list(
        ["date,is_off_day,name,notice_year", "2011-12-31,0,元旦,2012", "2012-01-02,1,元旦,2012"]
    )

    assert load_calendar("cn", days, source="notice") == [2012]
    assert known_years("cn") == {2012: "notice"}


def test_loading_a_year_again_replaces_it_whole_and_leaves_the_others() -> None:
    load_calendar("cn", read_day_list(["date,is_off_day", "2012-01-02,1", "2013-01-01,1"]), source="first")

    load_calendar("cn", read_day_list(["date,is_off_day", "2012-01-03,1"]), source="corrected")

    days = list(CalendarDay.objects.order_by("day").values_list("day", flat=True))
    assert days == [date(2012, 1, 3), date(2013, 1, 1)]
    assert known_years("cn") == {2012: "corrected", 2013: "first"}


def test_the_packaged_list_never_undoes_a_later_correction() -> None:
    load_calendar("cn", read_day_list(["date,is_off_day", "2024-01-02,1"]), source="corrected")

    assert load_packaged_calendars() == 22
    assert load_packaged_calendars() == 22
    assert known_years("cn")[2024] == "corrected"
    assert CalendarDay.objects.filter(calendar="cn", notice_year=2024).count() == 1


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (["date,is_off_day", "2027-13-01,1"], {"row": 2, "field": "date", "value": "2027-13-01"}),
        (["date,is_off_day", "2027-01-01,yes"], {"row": 2, "field": "is_off_day", "value": "yes"}),
        (
            ["date,is_off_day,notice_year", "2027-01-01,1,2029"],
            {"row": 2, "field": "date", "value": "2027-01-01"},
        ),
        (["date"], {"field": "is_off_day"}),
        (["date,is_off_day"], {}),
    ],
)
def test_a_bad_day_list_is_refused_by_row_and_field(lines: list[str], facts: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        read_day_list(lines)

    assert refused.value.facts == facts


@pytest.mark.parametrize("text", ["", "8-12", "08:00-12:00,", "25:00-26:00", "14:00-18:00,08:00-12:00"])
def test_office_hours_that_cannot_be_are_refused(text: str) -> None:
    load_packaged_calendars()

    with pytest.raises(Refused, match=r"calendar\.office_hours"):
        set_hours(text)


def test_an_unknown_zone_or_day_list_is_refused() -> None:
    load_packaged_calendars()

    with pytest.raises(Refused, match=r"calendar\.zone"):
        set_hours(zone="Henan/Zhengzhou")
    with pytest.raises(Refused, match=r"calendar\.unknown "):
        set_hours(calendar="mars")


def test_office_hours_follow_the_day_they_begin_on() -> None:
    load_packaged_calendars()
    set_hours("09:00-12:00,13:00-17:00", date(2024, 7, 1))
    set_hours("08:00-12:00,14:00-18:00", date(2012, 1, 1))

    before, after = working_calendar(COUNTY, date(2024, 6, 30)), working_calendar(COUNTY, date(2024, 7, 1))

    assert before.office_hours == read_office_hours("08:00-12:00,14:00-18:00")
    assert timedelta(microseconds=after.day_length) == timedelta(hours=7)


def test_a_county_without_office_hours_is_told_so() -> None:
    with pytest.raises(Refused) as refused:
        working_calendar(COUNTY, date(2024, 3, 5))

    assert refused.value.facts == {"county": COUNTY, "day": "2024-03-05"}


def test_the_calendar_is_kept_between_questions(django_assert_num_queries: Counted) -> None:
    load_packaged_calendars()
    set_hours()
    first = working_calendar(COUNTY)

    with django_assert_num_queries(0):
        assert working_calendar(COUNTY) is first


def test_boston_keeps_its_own_holidays_and_clock() -> None:
    load_packaged_calendars()
    set_hours("09:00-17:00", calendar="us-federal", zone="America/New_York")
    calendar = working_calendar(COUNTY)

    # Thursday before the observed Independence Day of 2015: the next working day is Monday.
    due = due_at(datetime(2015, 7, 2, 16, tzinfo=calendar.zone), Limit(2, Unit.OFFICE_HOURS), calendar)

    assert due == datetime(2015, 7, 6, 14, tzinfo=UTC)
