"""Is a limit in stages read as cities write it, and does each stage have its own due moment?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused
from wangge.rules.stages import Stage, read_stages, stage_dues

START = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        # standards.md 1.6, as the city's table has it
        (
            "停工 4 工作时 + 处罚 7 工作日 + 拆除 20 工作日",
            (("停工", 4, Unit.OFFICE_HOURS), ("处罚", 7, Unit.WORKING_DAYS), ("拆除", 20, Unit.WORKING_DAYS)),
        ),
        ("1紧急工作时制止", (("制止", 1, Unit.EMERGENCY_HOURS),)),
        ("4小时停工；15天拆除", (("停工", 4, Unit.OFFICE_HOURS), ("拆除", 15, Unit.WORKING_DAYS))),
        ("2紧急工作日(自然日)", (("", 2, Unit.CALENDAR_DAYS),)),
    ],
)
def test_stages_are_read_as_city_tables_write_them(
    text: str, stages: tuple[tuple[str, int, Unit], ...]
) -> None:
    assert read_stages(text) == tuple((name, Limit(amount, unit)) for name, amount, unit in stages)


def test_a_season_before_the_amount_is_no_stage() -> None:
    assert read_stages("种植季节15工作日") == (("", Limit(15, Unit.WORKING_DAYS, "planting")),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "停工",
        "4",
        "停工4工作时+7工作日",
        "停工4工作时+停工7工作日",
        "停工4工作时++拆除2天",
        "4工作时或2天",
    ],
)
def test_unreadable_stages_are_refused_with_their_words(text: str) -> None:
    with pytest.raises(Refused, match=r"deadline\.unreadable"):
        read_stages(text)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_stages_follow_one_another_and_the_last_one_ends_with_their_sum(amounts: list[int]) -> None:
    stages = [
        Stage(str(number), Limit(amount, Unit.EMERGENCY_HOURS), "") for number, amount in enumerate(amounts)
    ]

    dues = list(stage_dues(START, stages, lambda start, limit: start + timedelta(hours=limit.amount)))

    assert dues == sorted(dues)
    assert len(dues) == len(stages)
    assert dues[-1] == START + timedelta(hours=sum(amounts))
