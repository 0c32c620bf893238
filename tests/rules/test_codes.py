"""Claims about codes of units."""

import pytest

from wangge.rules.codes import (
    Scheme,
    county_of,
    is_statistical_zone,
    parent_by_prefix,
    paths,
    settled_code,
    settled_parent,
)
from wangge.rules.errors import Refused
from wangge.rules.levels import Level


@pytest.mark.parametrize(
    ("code", "level", "settled"),
    [
        ("4101", Level.CITY, "4101"),
        ("410100", Level.CITY, "4101"),
        (" 410105 ", Level.DISTRICT, "410105"),
        ("410171", Level.DISTRICT, "410171"),
        ("410105002", Level.STREET, "410105002"),
        ("410105002001", Level.COMMUNITY, "410105002001"),
        ("41010500200100A", Level.GRID, "41010500200100A"),
    ],
)
def test_a_gb_code_of_its_level_is_taken(code: str, level: Level, settled: str) -> None:
    assert settled_code(code, level, Scheme.GB, row=1, field="code") == settled


@pytest.mark.parametrize(
    ("code", "level", "refusal"),
    [
        ("", Level.GRID, "territory.code_missing"),
        ("410105002", Level.GRID, "territory.code_length"),
        ("41010500200100a", Level.GRID, "territory.code_pattern"),
        ("41010A", Level.DISTRICT, "territory.code_pattern"),
    ],
)
def test_another_code_is_refused_by_row_and_field(code: str, level: Level, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        settled_code(code, level, Scheme.GB, row=7, field="CODE")

    assert (refused.value.code, refused.value.facts["row"], refused.value.facts["field"]) == (
        refusal,
        7,
        "CODE",
    )


def test_free_codes_are_taken_as_they_are() -> None:
    assert settled_code("0502A", Level.GRID, Scheme.FREE, row=1, field="f") == "0502A"


def test_statistical_zones_are_known() -> None:
    assert [is_statistical_zone(code) for code in ("410171", "410173001", "410105", "0171")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_county_is_six_digits_or_the_plan() -> None:
    assert county_of("4101", Scheme.GB, "") == "410100"
    assert county_of("410105002001", Scheme.GB, "") == "410105"
    assert county_of("0101", Scheme.FREE, "us-boston") == "us-boston"


def test_levels_may_be_skipped_and_the_nearest_above_is_the_parent() -> None:
    assert parent_by_prefix("410105002001001", {"410105", "4101"}) == "410105"
    assert parent_by_prefix("410105", set()) == ""


def test_a_free_parent_is_found_with_and_without_leading_zeros_when_only_one_fits() -> None:
    assert settled_parent("01", Scheme.FREE, {"1", "2"}) == "1"
    assert settled_parent("1", Scheme.FREE, {"01", "001"}) == "1"
    assert settled_parent("410100", Scheme.GB, {"4101"}) == "4101"


def test_a_path_goes_from_the_county_to_the_unit() -> None:
    parents = {"410105": "4101", "410105002": "410105", "410105002001": "410105002"}
    counties = {"4101": "410100"} | dict.fromkeys(parents, "410105")

    found = paths(parents, counties)

    assert found["410105002001"] == ("410105", "410105002", "410105002001")
    assert found["4101"] == ("4101",)


def test_a_ring_of_parents_ends() -> None:
    assert paths({"A": "B", "B": "A"}, {"A": "town", "B": "town"})["A"] == ("town", "B", "A")
