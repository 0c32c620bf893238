"""Which limit holds for this condition, this stage, this step, on this day?"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from wangge.rules.deadlines import DayList, Limit, Unit, WorkingCalendar
from wangge.rules.errors import Refused
from wangge.rules.limits import ALWAYS, Condition, Days, LimitBook, SeasonRule, StepRule
from wangge.rules.seasons import Span
from wangge.rules.stages import Stage, is_last

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = WorkingCalendar(
    SHANGHAI, ((time(8), time(12)), (time(14), time(18))), {2024: DayList(2024), 2025: DayList(2025)}
)
TWO_HOURS, FIVE_DAYS = Limit(2, Unit.EMERGENCY_HOURS), Limit(5, Unit.WORKING_DAYS)
COVER, SHED, STALL = "s:part:0101", "s:event:0101", "s:event:0405"
DAY, LATER = date(2024, 3, 5), date(2024, 4, 1)
START = datetime(2024, 3, 4, 8, tzinfo=SHANGHAI)  # a Monday at opening
STAGES = (
    Stage("stop_work", Limit(4, Unit.OFFICE_HOURS), "停工"), Stage("penalty", Limit(7, Unit.WORKING_DAYS), "处罚决定"),
    Stage("demolition", Limit(20, Unit.WORKING_DAYS), "拆除"),
)  # fmt: skip


def condition(number: int, limit: Limit, days: Days = ALWAYS, *, own: bool = False) -> Condition:
    return Condition(number, f"条件 {number}", (Stage("", limit, "恢复"),), "test", days, is_own=own)


def book(*conditions: Condition, **more: object) -> LimitBook:
    return LimitBook(PLAIN, FIVE_DAYS, {COVER: conditions}, **more)  # type: ignore[arg-type]


def test_the_condition_that_was_named_decides_and_else_the_first() -> None:
    limits = book(condition(1, TWO_HOURS), condition(2, Limit(4, Unit.OFFICE_HOURS)))

    assert limits.limit_for(COVER, 2, DAY) == Limit(4, Unit.OFFICE_HOURS)
    assert limits.limit_for(COVER, None, DAY) == TWO_HOURS


def test_a_category_without_a_row_has_the_default_of_the_county() -> None:
    assert book().limit_for(STALL, None, DAY) == FIVE_DAYS


def test_own_rows_take_the_place_of_the_reference_only_while_they_hold() -> None:
    limits = book(condition(1, TWO_HOURS), condition(1, FIVE_DAYS, Days(LATER), own=True))

    assert limits.limit_for(COVER, 1, DAY) == TWO_HOURS
    assert limits.limit_for(COVER, 1, LATER) == FIVE_DAYS


def test_a_row_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    limits = book(condition(1, TWO_HOURS, Days(DAY, LATER)), condition(1, FIVE_DAYS, Days(LATER)))

    held = [limits.limit_for(COVER, 1, day) for day in (DAY, date(2024, 3, 31), LATER)]

    assert held == [TWO_HOURS, TWO_HOURS, FIVE_DAYS]


def test_a_limit_in_emergency_hours_is_danger() -> None:
    limits = book(condition(1, TWO_HOURS), condition(2, FIVE_DAYS))

    assert [limits.is_danger(COVER, number, DAY) for number in (None, 1, 2)] == [True, True, False]


def test_each_stage_has_its_own_limit_and_the_resident_is_promised_the_end_of_all() -> None:
    limits = LimitBook(PLAIN, FIVE_DAYS, {SHED: (Condition(1, "私搭乱建", STAGES, "test"),)})

    asked = [limits.limit_for(SHED, 1, DAY, stage) for stage in (0, 1, 2)]

    assert asked == [stage.limit for stage in STAGES]
    assert limits.conditions_of(SHED, DAY)[0].closing_condition == "拆除"
    # 4 hours on Monday morning, then 27 working days that end at noon: Wednesday 10 April.
    assert limits.end_of(START, STAGES) == datetime(2024, 4, 10, 12, tzinfo=SHANGHAI)
    assert [is_last(number, STAGES) for number in (0, 1, 2)] == [False, False, True]


def test_a_step_limit_of_fewer_categories_decides_before_one_of_more() -> None:
    steps = [
        StepRule("loop", "filed", "*", Limit(4, Unit.OFFICE_HOURS)),
        StepRule("loop", "filed", "s:part:*", Limit(2, Unit.OFFICE_HOURS)),
        StepRule("loop", "filed", COVER, Limit(1, Unit.EMERGENCY_HOURS)),
        StepRule("loop", "filed", STALL, Limit(9, Unit.OFFICE_HOURS), Days(LATER)),
    ]
    limits = book(steps=steps)

    asked = [limits.step_limit("loop", "filed", category, DAY) for category in (COVER, "s:part:0202", STALL)]

    assert asked == [
        Limit(1, Unit.EMERGENCY_HOURS), Limit(2, Unit.OFFICE_HOURS), Limit(4, Unit.OFFICE_HOURS),
    ]  # fmt: skip
    assert limits.step_limit("loop", "filed", STALL, LATER) == Limit(9, Unit.OFFICE_HOURS)
    assert limits.step_limit("loop", "handled", COVER, DAY) is None
    assert limits.step_limit("other", "filed", COVER, DAY) is None


def test_a_season_of_the_county_takes_the_place_of_the_reference() -> None:
    reference = SeasonRule("planting", Span((3, 1), (5, 31)))
    own = SeasonRule("planting", Span((3, 20), (4, 30)), Days(DAY), is_own=True)
    limit = Limit(1, Unit.WORKING_DAYS, "planting")

    before = book(seasons=[reference, own]).due(datetime(2024, 3, 4, 8, tzinfo=SHANGHAI), limit)
    after = book(seasons=[reference, own]).due(datetime(2024, 3, 5, 8, tzinfo=SHANGHAI), limit)

    assert before == datetime(2024, 3, 4, 18, tzinfo=SHANGHAI)
    assert after == datetime(2024, 3, 20, 18, tzinfo=SHANGHAI)


def test_a_season_without_dates_is_never_silently_no_clock() -> None:
    with pytest.raises(Refused, match=r"deadline\.season_bound"):
        book().due(START, Limit(15, Unit.WORKING_DAYS, "planting"))


def test_a_limit_is_read_back_as_it_was_written_down() -> None:
    limits = [
        FIVE_DAYS,
        TWO_HOURS,
        Limit(15, Unit.WORKING_DAYS, "planting"),
        Limit(1, Unit.OFFICE_HOURS, "汛 期"),
    ]

    assert [Limit.read(limit.code) for limit in limits] == limits
    assert limits[2].code == "15 working_days planting"
