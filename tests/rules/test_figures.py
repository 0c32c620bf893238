"""Which sets does an event put a case into, and under which addresses is that counted?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wangge.rules.figures import (
    FLOWS,
    RATES,
    STOCKS,
    Figure,
    Spot,
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
