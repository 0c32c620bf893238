"""Is a county's table of limits taken whole, and is every bad row named where it is not?"""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import COUNTY, COVER, make_office
from wangge.cases.limit_tables import read_limit_table
from wangge.cases.models import LimitRow, SeasonRow, StepLimit
from wangge.cases.queries.desk import desk
from wangge.cases.services.limits import faults_of, load_limits
from wangge.config.cli import main
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db

CONDITIONS = "scheme,kind,code,condition,limit,closing_condition"
DAY = date(2024, 3, 5)


def faults(*lines: str) -> list[tuple[str, object]]:
    return [
        (fault.code, fault.facts["row"]) for fault in faults_of(COUNTY, read_limit_table(lines), from_on=DAY)
    ]


def test_a_limit_without_a_unit_is_refused_by_its_row_and_nothing_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office()
    file = tmp_path / "limits.csv"
    file.write_text(
        f"{CONDITIONS}\nCJ/T 214-2007,part,0101,破损,1工作日,修复\nCJ/T 214-2007,part,0101,丢失,2,恢复\n",
        encoding="utf-8",
    )

    status = main(["limits", "load", str(file), "--county", COUNTY, "--from", "2024-03-05"])

    told = capsys.readouterr()
    assert status == 1
    assert "limits.no_unit" in told.err
    assert "第 3 行的时限“2”没有单位" in told.err
    assert 'Row 3: the limit "2" has no unit' in told.err
    assert "loaded: 0" in told.out
    assert not LimitRow.objects.filter(county=COUNTY).exists()


def test_every_bad_row_of_a_table_is_named_at_once() -> None:
    make_office()

    found = faults(
        CONDITIONS,
        "CJ/T 214-2007,part,0101,破损,两天,修复",
        "CJ/T 214-2007,part,9999,破损,2工作日,修复",
        "GB/T 30428.2-2013,event,0101,破损,2工作日,修复",
        "CJ/T 214-2007,part,0101,,2工作日,修复",
        "CJ/T 214-2007,part,0102,破损,春播季节2工作日,修复",
        "CJ/T 214-2007,part,0103,破损,2工作日,修复",
        "CJ/T 214-2007,part,0103,破损,3工作日,修复",
        "CJ/T 214-2007,part,0104,破损,0工作日,修复",
    )

    assert found == [
        ("limits.unreadable", 2), ("cases.limit_without_class", 3), ("limits.missing", 5),
        ("limits.unknown_season", 6), ("limits.twice", 8), ("limits.unreadable", 9),
    ]  # fmt: skip


def test_a_step_that_never_waits_and_a_class_that_is_not_there_are_refused() -> None:
    make_office()

    found = faults(
        "preset,state,category,limit",
        "digital_city,filed,*,2工作时",
        "digital_city,closed,*,2工作时",
        "no_such_loop,filed,*,2工作时",
        "digital_city,filed,CJ/T 214-2007:part:9*,2工作时",
        "digital_city,filed,*,种植季节2工作日",
        f"digital_city,filed,{COVER},4",
    )

    assert found == [
        ("limits.unknown_step", 3), ("limits.unknown_step", 4), ("limits.unknown_category", 5),
        ("limits.plain_only", 6), ("limits.no_unit", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("days", ["02-30,04-01", "3月,04-01", "13-01,04-01"])
def test_a_day_that_does_not_exist_is_refused(days: str) -> None:
    make_office()

    assert faults("season,first,last", f"种植季节,{days}") == [("limits.day", 2)]


def test_a_file_of_another_kind_and_an_empty_one_are_refused() -> None:
    with pytest.raises(Refused, match=r"limits\.columns"):
        read_limit_table(["name,amount", "a,1"])
    with pytest.raises(Refused, match=r"limits\.columns"):
        read_limit_table([])
    with pytest.raises(Refused, match=r"limits\.empty"):
        read_limit_table([CONDITIONS])


def test_stages_and_their_closing_conditions_are_loaded_in_order() -> None:
    make_office()
    lines = [
        CONDITIONS,
        "CJ/T 214-2007,event,0101,违法建设,停工4工作时+处罚7工作日+拆除20工作日,停工；处罚决定；拆除完毕",
    ]

    load_limits(COUNTY, read_limit_table(lines), from_on=DAY, source="城管〔2024〕3号")

    [condition] = desk(COUNTY).limits.conditions_of("CJ/T 214-2007:event:0101", DAY)
    assert [(stage.name, stage.limit, stage.closing_condition) for stage in condition.stages] == [
        ("停工", Limit(4, Unit.OFFICE_HOURS), "停工"), ("处罚", Limit(7, Unit.WORKING_DAYS), "处罚决定"),
        ("拆除", Limit(20, Unit.WORKING_DAYS), "拆除完毕"),
    ]  # fmt: skip
    assert condition.source == "城管〔2024〕3号"


def test_the_rows_before_end_on_the_day_the_new_ones_begin_and_are_kept() -> None:
    make_office()
    tables = [
        (
            CONDITIONS,
            ["CJ/T 214-2007,part,0101,破损,1工作日,修复"],
            ["CJ/T 214-2007,part,0101,破损,2工作日,修复"],
        ),
        ("preset,state,limit", ["digital_city,filed,1工作时"], ["digital_city,filed,2工作时"]),
        ("season,first,last", ["种植季节,03-01,04-01"], ["种植季节,03-10,04-01", "种植季节,10-10,11-01"]),
    ]

    for header, first, second in tables:
        load_limits(COUNTY, read_limit_table([header, *first]), from_on=DAY, source="first")
        load_limits(COUNTY, read_limit_table([header, *second]), from_on=date(2024, 4, 1), source="second")

    for rows in (LimitRow, StepLimit, SeasonRow):
        days = set(rows.objects.filter(county=COUNTY).values_list("from_on", "until_on"))
        assert days == {(DAY, date(2024, 4, 1)), (date(2024, 4, 1), None)}


def test_a_table_loaded_again_for_the_same_day_takes_its_own_place() -> None:
    make_office()
    lines = [
        CONDITIONS,
        "CJ/T 214-2007,part,0101,破损,1工作日,修复",
        "CJ/T 214-2007,part,0102,破损,1工作日,修复",
    ]

    for _ in range(2):
        load_limits(COUNTY, read_limit_table(lines), from_on=DAY, source="test")

    assert LimitRow.objects.filter(county=COUNTY).count() == 2


def test_a_county_that_is_not_set_up_is_refused() -> None:
    with pytest.raises(Refused, match=r"case\.no_setup"):
        load_limits(
            "410199", read_limit_table([CONDITIONS, "x,part,1,y,1工作日,z"]), from_on=DAY, source="test"
        )


def test_limits_show_says_which_limit_holds_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    lines = [CONDITIONS, "CJ/T 214-2007,part,0101,破损,1工作日,修复"]
    load_limits(COUNTY, read_limit_table(lines), from_on=DAY, source="城管〔2024〕3号")

    for day in ("2024-03-04", "2024-03-05"):
        assert main(["limits", "show", "--county", COUNTY, "--category", COVER, "--on", day]) == 0

    before, after = capsys.readouterr().out.splitlines()
    assert "5 working_days" in before
    assert "1 working_days" in after
    assert "城管〔2024〕3号" in after
