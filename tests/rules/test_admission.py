"""What must a wish bring before grids may be asked, and what may it never ask?"""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.admission import (
    FormField,
    HeldField,
    Rhythm,
    TaskKind,
    Wish,
    check_wish,
    likely_held,
    read_fields,
    refuse_quota,
    refuse_quota_keys,
    weekly_minutes,
    written_fields,
)
from wangge.rules.errors import Refused

TODAY = date(2024, 3, 5)
WISH = Wish(
    kind=TaskKind.FORM, title="燃气安全排查表", department="housing", basis="城镇燃气管理条例第四十一条",
    purpose="掌握餐饮场所燃气报警器安装情况", until_on=date(2024, 6, 30), already="地点和现场照片已有；报警器情况没有",
    unit="410105002", fields=(FormField("报警器是否安装", "choice"),), minutes=6, rhythm=Rhythm.MONTHLY,
)  # fmt: skip


@pytest.mark.parametrize("name", ["title", "department", "basis", "purpose", "already", "unit"])
def test_a_wish_without_owner_ground_purpose_or_what_is_held_is_refused_by_that_field(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_wish(replace(WISH, **{name: " "}), today=TODAY)

    assert (refused.value.code, refused.value.facts["field"]) == ("admission.missing", name)


def test_a_wish_without_an_end_date_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        check_wish(replace(WISH, until_on=None), today=TODAY)

    assert refused.value.facts["field"] == "until_on"


def test_an_end_date_lies_ahead() -> None:
    with pytest.raises(Refused, match="past_end"):
        check_wish(replace(WISH, until_on=TODAY), today=TODAY)


def test_a_form_says_how_many_minutes_it_takes() -> None:
    with pytest.raises(Refused, match="minutes"):
        check_wish(replace(WISH, minutes=0), today=TODAY)


@pytest.mark.parametrize(
    "words",
    ["每人每月不少于5件", "每网格每周至少上报三条", "每月10件以上", "最低 20 起", "at least 5 a week",
     "not less than 10", "每社区每季度完成12件"],
)  # fmt: skip
def test_a_number_of_reports_as_a_minimum_is_refused(words: str) -> None:
    with pytest.raises(Refused, match="quota"):
        refuse_quota("purpose", words)


@pytest.mark.parametrize(
    "words", ["发现一处上报一处", "每月汇总一次", "井盖直径大于 60 厘米", "12345 工单编号"]
)
def test_words_without_a_minimum_pass(words: str) -> None:
    refuse_quota("purpose", words)


@given(
    st.sampled_from(["min", "minimum", "min_reports", "quota", "target_count", "at_least"]), st.integers(0, 4)
)
def test_a_definition_with_a_minimum_at_any_depth_is_refused(key: str, depth: int) -> None:
    definition: object = {key: 5}
    for _ in range(depth):
        definition = [{"rows": definition}]

    with pytest.raises(Refused, match="quota"):
        refuse_quota_keys("fields", definition)


def test_fields_are_read_from_lines_or_json_and_written_back_the_same() -> None:
    fields = (FormField("地点", held="case.place"), FormField("数量", "number"))

    assert read_fields(written_fields(fields)) == fields
    assert read_fields("地点\n\n 数量 ") == (FormField("地点"), FormField("数量"))


@pytest.mark.parametrize(
    "text", ['[{"label": "a", "colour": "b"}]', "[1]", "[{", '[{"label": ""}]', '[{"label": 3}]']
)
def test_a_field_that_cannot_be_read_is_refused_by_its_row(text: str) -> None:
    with pytest.raises(Refused, match="bad_field"):
        read_fields(text)


def test_a_field_finds_what_is_held_by_the_words_people_use() -> None:
    table = [
        HeldField("case.place", "地点", "Place", ("地址", "place")),
        HeldField("case.at", "时间", "When", ("时间",)),
    ]

    assert [one.key for one in likely_held("问题地址", table)] == ["case.place"]
    assert likely_held("报警器", table) == []


def test_a_monthly_form_of_thirteen_minutes_costs_three_a_week() -> None:
    assert weekly_minutes(13, Rhythm.MONTHLY) == 3
