"""Map cells: whatever lies within a distance lies in one of the cells around, and distances are right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.geometry.cells import cell_centre, cells_around, cells_in_box, metres_apart, quadkey

LONS, LATS = st.floats(-179, 179), st.floats(-70, 70)


@given(LONS, LATS, st.floats(1, 500), st.floats(0, 2 * math.pi), st.floats(0, 0.99))
def test_whatever_lies_within_the_distance_lies_in_a_cell_around(
    lon: float, lat: float, metres: float, angle: float, share: float
) -> None:
    up = metres * share / 111_195
    other_lat = lat + up * math.sin(angle)
    other_lon = lon + up * math.cos(angle) / math.cos(math.radians(lat))

    assert quadkey(other_lon, other_lat) in cells_around(lon, lat, metres)


@given(LONS, LATS)
def test_a_hundred_metres_are_few_cells(lon: float, lat: float) -> None:
    most = 9 if abs(lat) < 45 else 16 if abs(lat) < 60 else 25

    assert 1 <= len(cells_around(lon, lat, 100)) <= most


@given(LONS, LATS, st.integers(1, 17))
def test_a_coarser_cell_is_the_beginning_of_the_finer_one(lon: float, lat: float, zoom: int) -> None:
    assert quadkey(lon, lat).startswith(quadkey(lon, lat, zoom))


def test_a_box_too_wide_for_a_zoom_names_no_cells() -> None:
    assert cells_in_box(-180, -80, 180, 80, 18) == []
    assert len(cells_in_box(113.6, 34.7, 113.7, 34.8, 12)) in range(1, 10)


@pytest.mark.parametrize(
    ("other", "metres"), [((113.68, 34.781), 111.2), ((113.681, 34.78), 91.3), ((113.68, 34.78), 0.0)]
)
def test_distances_are_those_on_the_ground(other: tuple[float, float], metres: float) -> None:
    assert metres_apart(113.68, 34.78, *other) == pytest.approx(metres, rel=0.006)


@given(LONS, LATS, st.integers(1, 18))
def test_the_middle_of_a_cell_lies_in_it(lon: float, lat: float, zoom: int) -> None:
    cell = quadkey(lon, lat, zoom)

    assert quadkey(*cell_centre(cell), zoom) == cell
