"""Claims about coverage: gaps, overlaps and what belongs to whom."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.rules.codes import Scheme
from wangge.rules.geometry.coverage import FaultKind, Ground, faults_of
from wangge.rules.geometry.metres import areas_m2
from wangge.rules.geometry.slivers import snapped
from wangge.rules.levels import Level

WEST, SOUTH = 113.6, 34.78


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A box in hundredths of a degree from the south-west corner."""
    return shapely.box(WEST + west / 100, SOUTH + south / 100, WEST + east / 100, SOUTH + north / 100)


def grid(code: str, outline: shapely.Geometry | None, parent: str = "") -> Ground:
    return Ground(code, Level.GRID, parent, outline, "town")


def area(outline: shapely.Geometry) -> float:
    return float(areas_m2(np.array([outline], dtype=object))[0])


def test_a_plan_without_faults_has_none() -> None:
    town = Ground("T", Level.COMMUNITY, "", box(0, 0, 2, 1), "town")

    assert (
        faults_of([town, grid("A", box(0, 0, 1, 1), "T"), grid("B", box(1, 0, 2, 1), "T")], Scheme.FREE) == []
    )


def test_a_gap_names_its_area_and_the_units_around_it() -> None:
    town = Ground("T", Level.COMMUNITY, "", box(0, 0, 2, 1), "town")

    (gap,) = faults_of(
        [town, grid("A", box(0, 0, 1, 1), "T"), grid("B", box(1.1, 0, 2, 1), "T")], Scheme.FREE
    )

    assert (gap.kind, gap.units) == (FaultKind.GAP, ("A", "B"))
    assert gap.area_m2 == pytest.approx(area(box(1, 0, 1.1, 1)), rel=1e-6)


def test_a_hole_between_units_without_a_drawn_parent_is_a_gap() -> None:
    ring = [("S", box(0, 0, 3, 1)), ("N", box(0, 2, 3, 3)), ("W", box(0, 1, 1, 2)), ("E", box(2, 1, 3, 2))]

    (gap,) = faults_of([grid(code, outline) for code, outline in ring], Scheme.FREE)

    assert (gap.kind, gap.units) == (FaultKind.GAP, ("E", "N", "S", "W"))


def test_an_overlap_names_both_units_and_its_area() -> None:
    (overlap,) = faults_of(
        [grid("A", box(0, 0, 1.1, 1)), grid("B", box(1, 0, 2, 1)), grid("C", box(2, 0, 3, 1))], Scheme.FREE
    )

    assert (overlap.kind, overlap.units, overlap.neighbours) == (FaultKind.OVERLAP, ("A", "B"), ())
    assert overlap.area_m2 == pytest.approx(area(box(1, 0, 1.1, 1)), rel=1e-6)


def test_the_same_ground_twice_is_an_overlap() -> None:
    (overlap,) = faults_of([grid("A", box(0, 0, 1, 1)), grid("B", box(0, 0, 1, 1))], Scheme.FREE)

    assert overlap.kind is FaultKind.OVERLAP


def test_a_unit_inside_another_is_an_overlap() -> None:
    (overlap,) = faults_of([grid("A", box(0, 0, 3, 3)), grid("B", box(1, 1, 2, 2))], Scheme.FREE)

    assert overlap.area_m2 == pytest.approx(area(box(1, 1, 2, 2)), rel=1e-6)


def test_ground_outside_its_parent_is_named() -> None:
    town = Ground("T", Level.COMMUNITY, "", box(0, 0, 1, 1), "town")

    (outside,) = faults_of([town, grid("A", box(0, 0, 1.5, 1), "T")], Scheme.FREE)

    assert (outside.kind, outside.units, outside.neighbours) == (FaultKind.OUTSIDE_PARENT, ("A",), ("T",))
    assert outside.area_m2 == pytest.approx(area(box(1, 0, 1.5, 1)), rel=1e-6)


def test_a_crossing_ring_is_invalid_and_the_rest_is_still_checked() -> None:
    bow = shapely.Polygon(
        [(WEST, SOUTH), (WEST + 0.01, SOUTH + 0.01), (WEST + 0.01, SOUTH), (WEST, SOUTH + 0.01)]
    )

    kinds = [fault.kind for fault in faults_of([grid("A", bow), grid("B", box(0.9, 0, 2, 1))], Scheme.FREE)]

    assert kinds == [FaultKind.OVERLAP, FaultKind.INVALID]


def test_codes_are_checked_without_outlines_too() -> None:
    grounds = [
        Ground("410105002", Level.STREET, "4101", None, "410105"),  # the city may lie above the plan
        Ground("410105002001", Level.COMMUNITY, "410105002", None, "410105"),
        Ground("410105002001", Level.COMMUNITY, "410105002", None, "410105"),
        Ground("410105003002", Level.COMMUNITY, "410105002", None, "410105"),
        Ground("410105002003001", Level.GRID, "410105002003", None, "410105"),
        Ground("410105002004", Level.COMMUNITY, "", None, "410105"),
    ]

    found = [(fault.kind, fault.units) for fault in faults_of(grounds, Scheme.GB)]

    assert found == [
        (FaultKind.ORPHAN, ("410105002003001",)),
        (FaultKind.ORPHAN, ("410105002004",)),
        (FaultKind.DUPLICATE_CODE, ("410105002001",)),
        (FaultKind.BAD_CODE, ("410105003002",)),
    ]


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_overlaps_equal_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    corners = random.uniform(0, 4, (12, 2))
    boxes = [
        box(x, y, x + w, y + h)
        for (x, y), (w, h) in zip(corners, random.uniform(0.2, 1.5, (12, 2)), strict=True)
    ]

    faults = faults_of([grid(f"{at:02d}", one) for at, one in enumerate(boxes)], Scheme.FREE)

    found = {fault.units: fault.area_m2 for fault in faults if fault.kind is FaultKind.OVERLAP}
    expected = {
        (f"{one:02d}", f"{other:02d}"): area(boxes[one] & boxes[other])
        for one in range(12)
        for other in range(one + 1, 12)
        if (boxes[one] & boxes[other]).area > 0
    }
    assert found == pytest.approx(expected, rel=1e-6)


def test_slivers_under_a_width_are_closed_and_wider_gaps_are_left() -> None:
    # 0.001 hundredths of a degree is about 0.9 m, 0.1 about 92 m.
    town = Ground("T", Level.COMMUNITY, "", box(0, 0, 3, 1), "town")
    grounds = [
        town,
        grid("A", box(0, 0, 1, 1), "T"),
        grid("B", box(1.001, 0, 2, 1), "T"),
        grid("C", box(2.1, 0, 3, 1), "T"),
    ]

    moves = snapped(grounds, width_m=2.0)

    new = {move.code: move.outline for move in moves}
    after = faults_of(
        [Ground(g.code, g.level, g.parent, new.get(g.code, g.outline), g.county) for g in grounds],
        Scheme.FREE,
    )
    assert [move.code for move in moves] in (["A"], ["B"])
    assert moves[0].gained_m2 == pytest.approx(area(box(1, 0, 1.001, 1)), rel=0.01)
    assert moves[0].widest_m == pytest.approx(0.915, abs=0.06)
    assert [(fault.kind, fault.units) for fault in after] == [(FaultKind.GAP, ("B", "C"))]


def test_a_parent_follows_its_children_by_less_than_the_width() -> None:
    town = Ground("T", Level.COMMUNITY, "", box(0, 0, 2, 1.001), "town")

    moves = snapped([town, grid("A", box(0, 0, 1, 1), "T"), grid("B", box(1, 0, 2, 1), "T")], width_m=3.0)

    assert [(move.code, move.gained_m2) for move in moves] == [("T", 0)]
    assert moves[0].lost_m2 == pytest.approx(area(box(0, 1, 2, 1.001)), rel=0.01)
