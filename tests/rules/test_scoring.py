"""A sheet scores shares of units, exactly, and refuses what would breed false figures."""

from fractions import Fraction
from typing import Any

import pytest

from wangge.rules.errors import Refused
from wangge.rules.formulas import read_formula
from wangge.rules.scoring import Scope, digest, read_sheet, recompute, score, total

SETS = {"on_time", "overdue", "solved", "found", "reopened", "in_grid", "settled", "reopened_30"}
ON_TIME = "on_time / (on_time + overdue)"


def line(formula: str = ON_TIME, way: str = "linear", weight: int = 100, **more: object) -> dict[str, Any]:
    return {"code": "one", "zh": "一", "en": "One", "weight": weight, "way": way, "formula": formula, **more}


def a_sheet(*lines: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": "test", "zh": "试", "en": "Test", "scope": "street", "span": "month", "source": "test",
        "lines": list(lines) or [line()],
    }  # fmt: skip


def points(one: dict[str, Any], **counts: int) -> int | None:
    return score(read_sheet(a_sheet(one), SETS), counts)[0].points


def test_a_formula_is_worth_an_exact_fraction() -> None:
    formula = read_formula("1 - (overdue + 0.1 * overdue) / (on_time + overdue)", SETS)

    assert formula.value({"on_time": 8, "overdue": 2}) == 1 - Fraction(22, 100)
    assert formula.sample({"on_time": 8, "overdue": 2}) == 10


def test_the_published_vector_of_tianmen_comes_out() -> None:
    # standards.md 1.7: 按期结案 737 of 972 due.
    assert points(line("on_time / found"), on_time=737, found=972) == 7582


def test_a_division_by_an_empty_set_says_no_cases() -> None:
    sheet = read_sheet(a_sheet(line(weight=60), {**line("solved / found", weight=40), "code": "two"}), SETS)

    scored = score(sheet, {"on_time": 0, "overdue": 0, "solved": 1, "found": 2})

    assert [one.points for one in scored] == [None, 2000]
    assert total(scored) == (2000, 4000)


@pytest.mark.parametrize("text", [
    "__import__('os')", "solved.real", "solved ** 9", "solved if found else 1", "[solved]", "solved // 2", "-" * 50,
    "solved +", "", "solved and found", "lambda: 1", "(" * 300, "1e999 * solved", "True + solved", "解决 / found",
    "solved / found; found", "f'{solved}'",
])  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_formula(text, SETS)

    assert refused.value.code == "formula.unreadable"


@pytest.mark.parametrize(("text", "code"), [
    ("people / found", "formula.unknown_set"), ("1", "formula.no_set"), ("solved + 1", "formula.mixed"),
    ("in_grid / solved", "sheet.aim_scored"), ("found", "sheet.counts_reports"), ("found / 20", "sheet.counts_reports"),
    ("20 / found", "sheet.counts_reports"), ("settled / solved", "sheet.counts_reports"),
    ("found / solved", "sheet.counts_reports"), ("solved * solved / found", "sheet.counts_reports"),
])  # fmt: skip
def test_what_may_not_be_scored_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(a_sheet(line(text)), SETS)

    assert refused.value.code == code


@pytest.mark.parametrize("formula", ["found", "solved", "reopened / found", "settled - reopened"])
def test_only_cases_against_a_unit_cost_points_one_by_one(formula: str) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(a_sheet(line(formula, "deducted", each=0.2)), SETS)

    assert refused.value.code == "sheet.counts_reports"


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(a_sheet(line(weight=99)), SETS)

    assert (refused.value.code, refused.value.facts["total"]) == ("sheet.weights", 99)


def test_a_sheet_that_scores_a_person_cannot_be_written() -> None:
    assert {str(one) for one in Scope} == {"district", "street", "community", "grid", "department", "post"}
    with pytest.raises(Refused) as refused:
        read_sheet({**a_sheet(), "scope": "person"}, SETS)
    assert refused.value.code == "sheet.unreadable"


@pytest.mark.parametrize(
    ("on_time", "overdue", "expected"), [(70, 30, 5000), (69, 31, 4900), (0, 9, 0), (9, 0, 5000)]
)
def test_below_a_threshold_each_per_cent_costs_its_points(on_time: int, overdue: int, expected: int) -> None:
    # Jinhua: 按期结案率 >= 70 % = 50 points, one less for each point below.
    half = line(way="threshold", weight=50, at=0.7, each=1)
    sheet = read_sheet(a_sheet(half, {**line("solved / found", weight=50), "code": "two"}), SETS)

    scored = score(sheet, {"on_time": on_time, "overdue": overdue, "solved": 0, "found": 1})

    assert scored[0].points == expected


def test_steps_give_the_points_of_the_highest_one_reached() -> None:
    stepped = line("solved / found", "stepped", steps=[[0.5, 20], [0.9, 100]])

    assert [points(stepped, solved=n, found=10) for n in (4, 5, 9)] == [0, 2000, 10000]


def test_single_cases_cost_their_points_down_to_none() -> None:
    deducted = line("reopened", "deducted", each=0.2)

    assert [points(deducted, reopened=n) for n in (0, 3, 900)] == [10000, 9940, 0]


def test_a_blank_line_stays_blank() -> None:
    sheet = read_sheet(a_sheet({**line(), "way": "blank"}), SETS)

    assert total(score(sheet, {})) == (0, 0)


def a_result() -> dict[str, Any]:
    inputs = {"on_time": 3, "overdue": 1}
    results = [{"code": "one", "points": 7500}]
    whole = {"sheet": a_sheet(), "inputs": inputs, "results": results, "total": 7500, "possible": 10000}
    return {**whole, "digest": digest(whole)}


def test_an_exported_result_is_recomputed() -> None:
    assert recompute(a_result()) == []


def test_a_changed_export_is_found_out() -> None:
    changed = {**a_result(), "total": 9000}

    assert recompute(changed) == [("total", 9000, 7500), ("digest", None, None)]


def test_another_file_is_no_result() -> None:
    with pytest.raises(Refused) as refused:
        recompute({"sheet": a_sheet()})

    assert refused.value.code == "result.unreadable"
