"""Does a period cover the local days that it names, and is it made up of what is counted?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.periods import DAY, MONTH, Period

ZHENGZHOU, BOSTON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def written(day: date, form: str) -> str:
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}", "day": f"{day}", "until": f"..{day}"}[form]


PERIODS = st.builds(written, DAYS, st.sampled_from(["year", "month", "day", "until"])).map(Period)


@given(PERIODS, MOMENTS, st.sampled_from([ZHENGZHOU, BOSTON]))
def test_a_moment_is_held_exactly_when_it_lies_within_the_bounds(
    period: Period, moment: datetime, zone: ZoneInfo
) -> None:
    start, end = period.bounds(zone)

    assert period.holds(moment, zone) == (start <= moment < end)


@given(PERIODS, DAYS)
def test_the_counted_spans_make_up_the_period_and_no_day_is_in_two(period: Period, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    holding = [span for span in period.spans() if span.holds(f"{day}"[: span.size])]

    assert len(holding) == period.holds(noon, ZoneInfo("UTC"))


@given(MOMENTS)
def test_all_time_holds_every_moment_and_is_counted_by_months(moment: datetime) -> None:
    assert Period().is_all
    assert Period().holds(moment, ZHENGZHOU)
    assert [(span.size, span.holds(f"{moment:%Y-%m}")) for span in Period().spans()] == [(MONTH, True)]


@given(DAYS)
def test_only_a_part_of_a_month_needs_counted_days(day: date) -> None:
    assert [span.size for span in Period(f"{day}").spans()] == [DAY]
    assert [span.size for span in Period(f"..{day}").spans()] == [MONTH, DAY]
    assert [span.size for span in Period(f"{day:%Y-%m}").spans()] == [MONTH]
    assert [span.size for span in Period(f"{day:%Y}").spans()] == [MONTH]


def test_a_day_begins_at_local_midnight() -> None:
    before_midnight = datetime(2024, 3, 4, 15, 59, tzinfo=UTC)

    assert Period("2024-03-04").holds(before_midnight, ZHENGZHOU)
    assert Period("2024-03-05").holds(before_midnight + timedelta(minutes=1), ZHENGZHOU)


def test_the_day_on_which_clocks_change_has_its_own_length() -> None:
    start, end = Period("2024-03-10").bounds(BOSTON)

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_week_holds_its_seven_days_from_monday_and_reaches_over_new_year(day: date) -> None:
    year, week, _ = day.isocalendar()
    period = Period(f"{year}-W{week:02}")
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZHENGZHOU)

    start, end = period.bounds(ZHENGZHOU)
    [span] = period.spans()

    assert [one.isoweekday() for one in period.days()] == [1, 2, 3, 4, 5, 6, 7]
    assert period.holds(noon, ZHENGZHOU)
    assert start <= noon < end
    assert span.holds(str(day))


@pytest.mark.parametrize("text", [
    "15", "2015-3", "2015-13", "2015-02-30", "2015/03", " 2015", "2015-03-09-01", "..", "..2015", "..2015-03",
    "2015..", "last month", "２０１５-03", "0000", "0001-01-01", "9999", "9999-12-31", "..9999-12-31",
    "2015-W00", "2015-W54", "2015-W1", "..2015-W10", "0001-W02", "9999-W01", "2015-W10-1",
])  # fmt: skip
def test_what_is_no_period_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(Refused, match=r"period\.unreadable"):
        Period(text)
