"""Which sets does an event put a case into, and under which addresses is that counted?"""

from collections import Counter as Tally
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.figures import (
    ALL_TIME,
    ANY_KIND,
    CELL_ZOOMS,
    FLOWS,
    MARGINS,
    RATES,
    STOCKS,
    TOOK,
    CellKey,
    Fact,
    Figure,
    Spot,
    counters,
    facts,
    margins_of,
)  # fmt: skip

ZONE = ZoneInfo("Asia/Shanghai")
REPORTED, ENDED = datetime(2024, 2, 28, 16, tzinfo=UTC), datetime(2024, 3, 5, 2, tzinfo=UTC)
UNITS = ["410105", "410105002", "410105002001", "410105002001001"]
SPOT = Spot(tuple(UNITS), "cj:part:0101", "1" * 18)


def payload(**changes: object) -> dict[str, object]:
    plain = {
        "units": UNITS, "category": SPOT.kind, "cell": SPOT.cell, "level": 5, "trial": False, "late": False,
        "reported_at": REPORTED.isoformat(), "due_at": "", "end": "solved", "on_time": True,
    }  # fmt: skip
    return {**plain, **changes}


def sets(kind: str, at: datetime = ENDED, **changes: object) -> dict[tuple[str, datetime], int]:
    return {(str(fact.figure), fact.at): fact.by for _, fact in facts(kind, at, payload(**changes))}


def test_a_report_is_found_and_open() -> None:
    assert sets("case.reported", REPORTED) == {("found", REPORTED): 1, ("open", REPORTED): 1}


def test_a_case_without_a_point_is_told_apart_as_long_as_it_is_open() -> None:
    assert sets("case.reported", REPORTED, cell="")["no_point", REPORTED] == 1
    assert sets("case.closed", cell="")["no_point", ENDED] == -1
    assert ("no_point", ENDED) not in sets("case.settled", cell="", end="settled")


def test_an_act_in_between_counts_nowhere() -> None:
    for kind in (
        "case.filed",
        "case.dispatched",
        "case.signed",
        "case.handled",
        "case.checked",
        "plan.published",
    ):
        assert facts(kind, ENDED, {}) == []


def test_a_case_closed_in_time_in_its_grid_enters_every_set_of_the_solved() -> None:
    assert sets("case.closed") == {
        ("ended", ENDED): 1, ("open", ENDED): -1, ("solved", ENDED): 1, ("on_time", ENDED): 1,
        ("in_grid", ENDED): 1, ("in_community", ENDED): 1, ("in_street", ENDED): 1,
        ("found_solved", REPORTED): 1, ("found_in_grid", REPORTED): 1, ("found_in_community", REPORTED): 1,
        ("found_in_street", REPORTED): 1,
    }  # fmt: skip


@pytest.mark.parametrize(("level", "within"), [
    (5, {"in_grid", "in_community", "in_street"}), (4, {"in_community", "in_street"}), (3, {"in_street"}),
    (2, set()), (1, set()),
])  # fmt: skip
def test_a_case_is_solved_within_every_level_that_it_never_rose_above(level: int, within: set[str]) -> None:
    found = {name for name, _ in sets("case.closed", level=level) if name.startswith("in_")}

    assert found == within


def test_a_late_case_leaves_the_late_when_it_ends_and_is_not_on_time() -> None:
    due = ENDED - timedelta(days=1)

    assert sets("case.overdue", due, late=True) == {("overdue", due): 1, ("late", due): 1}
    closed = sets("case.closed", late=True, on_time=False)
    assert closed["late", ENDED] == -1
    assert ("on_time", ENDED) not in closed


@pytest.mark.parametrize("end", ["not_solved", "duplicate"])
def test_an_end_without_a_solution_is_an_end_only(end: str) -> None:
    assert sets("case.closed", end=end) == {("ended", ENDED): 1, ("open", ENDED): -1, (end, ENDED): 1}


def test_what_is_not_filed_is_ended_and_refused() -> None:
    assert sets("case.refused", end="refused") == {
        ("ended", ENDED): 1,
        ("open", ENDED): -1,
        ("refused", ENDED): 1,
    }


def test_what_is_settled_on_the_spot_is_found_and_solved_in_one_act_and_never_open() -> None:
    settled = sets("case.settled", end="settled", reported_at=ENDED.isoformat())

    assert {name for name, _ in settled} == {
        "found", "settled", "ended", "solved", "found_solved", "on_time", "in_grid", "in_community", "in_street",
        "found_in_grid", "found_in_community", "found_in_street",
    }  # fmt: skip
    assert set(settled.values()) == {1}


def test_a_trial_case_is_counted_as_trial_and_nowhere_else() -> None:
    kinds = ("case.reported", "case.settled", "case.overdue", "case.closed", "case.refused")

    counted = [sets(kind, trial=True) for kind in kinds]

    assert counted == [{("trial", ENDED): 1}, {("trial", ENDED): 1}, {}, {}, {}]


def test_a_counting_event_that_does_not_say_where_is_a_fault() -> None:
    for lacking in ("units", "category", "cell"):
        said = payload()
        del said[lacking]
        with pytest.raises(KeyError):
            facts("case.closed", ENDED, said)


def test_a_case_that_moves_takes_all_its_sets_along() -> None:
    after = payload(units=[*UNITS[:3], "410105002001002"])
    inside = [["found", REPORTED.isoformat(), None], ["solved", ENDED.isoformat(), 10]]

    moved = facts("case.moved_place", ENDED, {"before": payload(), "after": after, "sets": inside})

    assert [(spot.units[-1], str(fact.figure), fact.by) for spot, fact in moved] == [
        (UNITS[-1], "found", -1), ("410105002001002", "found", 1),
        (UNITS[-1], "solved", -1), ("410105002001002", "solved", 1),
    ]  # fmt: skip


@given(st.sampled_from(Figure), st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001
def test_a_fact_is_counted_once_under_every_declared_margin_and_nowhere_else(
    figure: Figure, at: datetime
) -> None:
    day = f"{at.astimezone(ZONE):%Y-%m-%d}"
    periods = {"month": day[:7], "day": day, "all": ALL_TIME}
    places = {"unit": UNITS, "county": UNITS[:1], "cell": [f"@{SPOT.cell[:zoom]}" for zoom in CELL_ZOOMS]}
    expected = [
        CellKey(figure, place, SPOT.kind if margin.by_kind else ANY_KIND, periods[margin.period])
        for margin in MARGINS if figure in margin.figures for place in places[margin.place]
    ]  # fmt: skip

    assert Tally(counters(SPOT, Fact(figure, at), ZONE)) == Tally(expected)


def test_a_day_is_counted_where_its_people_live() -> None:
    keys = counters(SPOT, Fact(Figure.FOUND, REPORTED), ZONE)  # midnight in Zhengzhou, the day before in UTC

    assert {key.period for key in keys} == {"2024-02", "2024-02-29"}


def test_how_long_solving_took_is_counted_by_unit_and_by_kind_for_the_county_alone() -> None:
    keys = counters(SPOT, Fact(Figure.SOLVED, ENDED, seconds=3600), ZONE)
    took = [key for key in keys if key.figure == TOOK]

    assert {key.place for key in took if key.kind == ANY_KIND} == set(UNITS)
    assert {key.place for key in took if key.kind != ANY_KIND} == {UNITS[0]}
    assert {key.period for key in took} == {"2024-03"}


def test_a_case_without_a_point_is_in_no_map_cell() -> None:
    keys = counters(Spot(SPOT.units, SPOT.kind, ""), Fact(Figure.OPEN, REPORTED), ZONE)

    assert not [key for key in keys if key.place.startswith("@")]


def test_every_figure_has_a_margin_and_a_stock_has_no_period() -> None:
    for figure in Figure:
        periods = {margin.period for margin in margins_of(figure)}
        assert periods
        assert (periods == {"all"}) == (figure in STOCKS)
        assert (figure in FLOWS) != (figure in STOCKS)


def test_a_rate_names_sets_that_are_counted() -> None:
    for rate in RATES:
        assert rate.over
        assert rate.under
        assert not STOCKS & {*rate.over, *rate.under}
    assert len({rate.code for rate in RATES}) == len(RATES)
