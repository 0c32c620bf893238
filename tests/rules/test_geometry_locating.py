"""Claims about whose ground a point is on."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.rules.geometry.locating import Locator, Place, Verdict
from wangge.rules.geometry.metres import Outlines, degrees_per_metre
from wangge.rules.geometry.raster import NOBODY, UNSURE, raster_of

NORTH = 34.78


def block(columns: int, rows: int, *, jitter: int = 0) -> Outlines:
    """Quadrilaterals that share their corners, about 900 m wide, moved by a seeded jitter."""
    random = np.random.default_rng(jitter)
    x, y = np.meshgrid(np.arange(columns + 1) * 0.01 + 113.6, np.arange(rows + 1) * 0.01 + NORTH)
    if jitter:
        x, y = x + random.uniform(-0.004, 0.004, x.shape), y + random.uniform(-0.004, 0.004, y.shape)
    corners = np.stack([x, y], axis=-1)
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    return np.asarray(shapely.polygons(rings.reshape(-1, 4, 2)), dtype=object)


def coded(outlines: Outlines) -> Locator:
    return Locator([f"{number:03d}" for number in range(len(outlines))], outlines)


@given(st.floats(113.6, 113.6199), st.floats(NORTH, NORTH + 0.0099))
def test_neighbours_share_no_ground_and_leave_none(lon: float, lat: float) -> None:
    west, east = block(2, 1)
    place = coded(block(2, 1)).place(lon, lat)

    touched = [code for code, one in (("000", west), ("001", east)) if shapely.intersects_xy(one, lon, lat)]

    assert touched
    if len(touched) == 1:
        assert place == Place(Verdict.INSIDE, touched[0], ())
    else:
        assert place == Place(Verdict.BORDER, "", tuple(touched))


def test_a_point_on_a_shared_border_names_both_candidates() -> None:
    locator = coded(block(2, 1))

    place = locator.place(113.61, NORTH + 0.005)

    assert place == Place(Verdict.BORDER, "", ("000", "001"))
    assert place.provisional


def test_a_point_outside_says_so() -> None:
    assert coded(block(2, 1)).place(113.7, NORTH) == Place(Verdict.OUTSIDE, "", ())


def test_a_circle_that_touches_a_neighbour_is_a_border_nearest_first() -> None:
    per_lon, _ = degrees_per_metre(np.array([NORTH + 0.005]))
    lon = 113.61 + 8 * float(per_lon[0])  # 8 m into the eastern one
    locator = coded(block(2, 1))

    apart, touching = locator.place(lon, NORTH + 0.005, 7.9), locator.place(lon, NORTH + 0.005, 8.1)

    assert apart == Place(Verdict.INSIDE, "001", ())
    assert touching == Place(Verdict.BORDER, "", ("001", "000"))


def test_a_point_outside_whose_circle_touches_one_unit_is_not_guessed_into_it() -> None:
    place = coded(block(2, 1)).place(113.6 - 0.0001, NORTH + 0.005, 20.0)

    assert place == Place(Verdict.BORDER, "", ("000",))


def test_overlapping_units_are_both_candidates() -> None:
    outlines = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)], dtype=object)

    assert Locator(["A", "B"], outlines).place(1.5, 1) == Place(Verdict.BORDER, "", ("A", "B"))


def test_two_outlines_of_one_unit_have_no_border_between_them() -> None:
    locator = Locator(["A", "A"], block(2, 1))

    assert locator.place(113.61, NORTH + 0.005) == Place(Verdict.INSIDE, "A", ())


def test_a_plan_without_outlines_has_every_point_outside() -> None:
    nothing = Locator([], np.zeros(0, dtype=object))

    assert nothing.place(113.6, 34.7).verdict is Verdict.OUTSIDE
    assert nothing.place_many(np.zeros(30_000), np.zeros(30_000)).verdicts == [Verdict.OUTSIDE] * 30_000


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(1, 10_000), accuracy=st.sampled_from([0.0, 5.0, 60.0]))
def test_many_at_once_equals_one_by_one(seed: int, accuracy: float) -> None:
    outlines = block(6, 5, jitter=seed)
    random = np.random.default_rng(seed)
    corners = shapely.get_coordinates(outlines)
    lons = np.concatenate([random.uniform(113.58, 113.68, 21_000), corners[:, 0]])
    lats = np.concatenate([random.uniform(NORTH - 0.02, NORTH + 0.07, 21_000), corners[:, 1]])
    locator = coded(outlines)
    some = [*range(0, 21_000, 150), *range(21_000, len(lons), 7)]

    many = locator.place_many(lons, lats, accuracy)

    one_by_one = [locator.place(lons[at], lats[at], accuracy) for at in some]
    together = [Place(many.verdicts[at], many.units[at], many.candidates[at]) for at in some]
    assert together == one_by_one


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(1, 10_000))
def test_a_cell_says_what_brute_force_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    holed = shapely.Polygon(
        [(0, 0), (5, 0), (5, 5), (0, 5)], [[(1, 1), (2, 1), (2, 2), (1, 2)], [(3, 3), (4, 3), (3.5, 4)]]
    )
    pieces = [
        holed,
        shapely.box(4.5, 4.5, 7, 7),
        shapely.MultiPolygon([shapely.box(1, 6, 2, 7), shapely.box(6, 1, 7, 2)]),
    ]
    outlines = np.array(
        [shapely.affinity.rotate(piece, seed % 90, origin=(3, 3)) for piece in pieces], dtype=object
    )
    lons, lats = random.uniform(-3, 10, 3000), random.uniform(-3, 10, 3000)

    owner = raster_of(outlines).owners_at(lons, lats)

    covered = np.stack([shapely.intersects_xy(outline, lons, lats) for outline in outlines])
    sure = owner != UNSURE
    alone = covered.sum(axis=0) == 1
    expected = np.where(alone, covered.argmax(axis=0) + 1, np.where(covered.any(axis=0), UNSURE, NOBODY))
    assert sure.mean() > 0.5
    assert (owner[sure] == expected[sure]).all()


def test_a_million_points_need_few_exact_tests() -> None:
    owners = raster_of(block(10, 10, jitter=3)).owners

    assert (owners == UNSURE).mean() < 0.3


@pytest.mark.parametrize("count", [1, 3])
def test_answers_come_in_the_order_of_the_points(count: int) -> None:
    places = coded(block(3, 1)).place_many([113.605, 113.615, 113.7][:count], [NORTH + 0.005] * count)

    assert places.units == ["000", "001", ""][:count]
    assert places.verdicts == [Verdict.INSIDE, Verdict.INSIDE, Verdict.OUTSIDE][:count]
