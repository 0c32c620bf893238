"""Under which addresses is a fact counted, and does a run of facts add up to what each adds alone?"""

from collections import Counter as Tally
from datetime import UTC, datetime
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.cases.queries.summing import Sums
from wangge.rules.figures import (
    ALL_TIME,
    ANY_KIND,
    CELL_ZOOMS,
    MARGINS,
    TOOK,
    CellKey,
    Fact,
    Figure,
    Spot,
)  # fmt: skip

ZONE = ZoneInfo("Asia/Shanghai")
REPORTED, ENDED = datetime(2024, 2, 28, 16, tzinfo=UTC), datetime(2024, 3, 5, 2, tzinfo=UTC)
UNITS = ["410105", "410105002", "410105002001", "410105002001001"]
SPOT = Spot(tuple(UNITS), "cj:part:0101", "1" * 18, "water", "hotline")
SPOTS = [
    SPOT,
    Spot(("410105", "410105002", "410105002002"), "cj:part:0102", ""),
    Spot(("410105",), SPOT.kind, "12" * 9),
]


def changes(*told: tuple[Spot, Fact]) -> dict[CellKey, int]:
    sums = Sums(ZONE)
    sums.add_facts(told)
    return sums.changes()


@given(st.sampled_from(Figure), st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001
def test_a_fact_is_counted_once_under_every_declared_margin_and_nowhere_else(
    figure: Figure, at: datetime
) -> None:
    day = f"{at.astimezone(ZONE):%Y-%m-%d}"
    periods = {"month": day[:7], "day": day, "all": ALL_TIME}
    places = {"unit": UNITS, "county": UNITS[:1], "cell": [f"@{SPOT.cell[:zoom]}" for zoom in CELL_ZOOMS]}
    expected = [
        CellKey(figure, place, SPOT.told_by(margin.by) if margin.by else ANY_KIND, periods[margin.period])
        for margin in MARGINS if figure in margin.figures for place in places[margin.place]
    ]  # fmt: skip

    assert changes((SPOT, Fact(figure, at))) == dict.fromkeys(expected, 1)


def test_a_day_is_counted_where_its_people_live() -> None:
    keys = changes((SPOT, Fact(Figure.FOUND, REPORTED)))  # midnight in Zhengzhou, the day before in UTC

    assert {key.period for key in keys} == {"2024-02", "2024-02-29"}


def test_how_long_solving_took_is_counted_by_unit_and_by_kind_for_the_county_alone() -> None:
    keys = changes((SPOT, Fact(Figure.SOLVED, ENDED, seconds=3600)))
    took = [key for key in keys if key.figure == TOOK]

    assert {key.place for key in took if key.kind == ANY_KIND} == set(UNITS)
    assert {key.place for key in took if key.kind != ANY_KIND} == {UNITS[0]}
    assert {key.period for key in took} == {"2024-03"}


def test_a_case_without_a_point_is_in_no_map_cell() -> None:
    keys = changes((Spot(SPOT.units, SPOT.kind, ""), Fact(Figure.OPEN, REPORTED)))

    assert not [key for key in keys if key.place.startswith("@")]


FACTS = st.builds(
    Fact, st.sampled_from(Figure), st.sampled_from([REPORTED, ENDED]), st.sampled_from([1, 1, -1]),
    st.sampled_from([None, 60, 86_400]),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(SPOTS), FACTS), max_size=30))
def test_a_run_of_facts_adds_up_to_what_each_of_them_adds_alone(told: list[tuple[Spot, Fact]]) -> None:
    expected: Tally[CellKey] = Tally()
    for one in told:
        expected.update(changes(one))

    assert changes(*told) == {key: n for key, n in expected.items() if n}


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_pieces_say_each_row_once_whatever_their_size(most: int) -> None:
    sums = Sums(ZONE)
    sums.add_facts([(spot, Fact(figure, ENDED, seconds=60)) for spot in SPOTS for figure in Figure])

    parts, took = list(sums.parts(most)), list(chain.from_iterable(sums.took(most)))
    rows = [key for part in parts for key in part.keys]
    said = sum(int(part.added.sum()) for part in parts) + sum(n for *_, n in took)

    assert len(set(rows)) == len(rows)
    assert said == sum(sums.changes().values())


def test_what_is_taken_away_leaves_the_differences() -> None:
    sums, key = Sums(ZONE), CellKey(Figure.FOUND, UNITS[0], ANY_KIND, "2024-02")
    sums.add_facts([(SPOT, Fact(Figure.FOUND, REPORTED)), (SPOT, Fact(Figure.SOLVED, ENDED, seconds=60))])
    for stored, n in sums.changes().items():
        sums.take(stored, n + 2 * (stored == key))

    assert sums.changes() == {key: -2}
