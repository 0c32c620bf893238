"""Claims about coordinate systems and metres."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.geometry.coordinates import System, declared_system, from_wgs84, refuse_impossible, to_wgs84
from wangge.rules.geometry.metres import LocalPlane, areas_m2, degrees_per_metre

in_china = {"lon": st.floats(74, 134), "lat": st.floats(4, 53)}


@pytest.mark.parametrize(
    ("lon", "lat", "seen_lon", "seen_lat"),
    [
        (120.0, 40.0, 120.00567568355486, 40.0013047896019),
        (118.0, 32.0, 118.00543101383846, 31.997964381055795),
    ],
)
def test_gcj02_agrees_with_the_published_vectors(
    lon: float, lat: float, seen_lon: float, seen_lat: float
) -> None:
    seen = from_wgs84(lon, lat, System.GCJ02)

    assert (seen[0][0], seen[1][0]) == pytest.approx((seen_lon, seen_lat), abs=1e-9)


@given(**in_china)
def test_there_and_back_is_within_a_millimetre(lon: float, lat: float) -> None:
    for system in System:
        back = to_wgs84(*from_wgs84(lon, lat, system), system)

        assert abs(back[0][0] - lon) < 1e-8
        assert abs(back[1][0] - lat) < 1e-8


def test_bd09_of_the_published_formula() -> None:
    # bd = gcj turned and moved by the constants of standards.md 6.3.
    seen = from_wgs84(116.404, 39.915, System.GCJ02)
    baidu = from_wgs84(116.404, 39.915, System.BD09)

    assert baidu[0][0] - seen[0][0] == pytest.approx(0.0065, abs=2e-4)
    assert baidu[1][0] - seen[1][0] == pytest.approx(0.006, abs=4e-4)


def test_outside_china_gcj02_has_no_offset() -> None:
    assert from_wgs84(-71.06, 42.36, System.GCJ02)[0][0] == -71.06


def test_a_system_is_known_by_its_usual_spellings() -> None:
    words = ["epsg:4326", "CRS84", "CGCS2000", "gcj02", "BD-09", "EPSG:2249"]

    known = [declared_system(word) for word in words]

    assert known == [System.WGS84, System.WGS84, System.CGCS2000, System.GCJ02, System.BD09, None]


@pytest.mark.parametrize(
    ("lons", "lats", "code", "row"),
    [
        ([113.6, 34.7], [34.7, 113.6], "territory.swapped", 2),
        ([462000.0], [3845000.0], "territory.not_degrees", 1),
        ([113.6, 113.6, float("nan")], [34.7, 34.7, 34.7], "territory.not_degrees", 3),
    ],
)
def test_what_is_no_place_on_earth_is_refused(
    lons: list[float], lats: list[float], code: str, row: int
) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_impossible(lons, lats)

    assert (refusal.value.code, refusal.value.facts["row"]) == (code, row)


@given(west=st.floats(-170, 170), south=st.floats(-60, 60))
def test_areas_agree_with_the_ellipsoid(west: float, south: float) -> None:
    # Between two parallels and two meridians there is a closed form (Snyder 1987, 3-11).
    drawn = areas_m2(np.array([shapely.box(west, south, west + 0.2, south + 0.1)], dtype=object))[0]

    assert drawn == pytest.approx(zone(south + 0.1, 0.2) - zone(south, 0.2), rel=1e-9)


def zone(lat: float, width: float) -> float:
    flattening = 1 / 298.257223563
    minor, e = 6378137.0 * (1 - flattening), np.sqrt(flattening * (2 - flattening))
    sine = np.sin(np.radians(lat))
    half = sine / (1 - (e * sine) ** 2) / 2 + np.arctanh(e * sine) / (2 * e)
    return float(minor**2 * half * np.radians(width))


def test_an_area_leaves_out_holes_and_adds_parts() -> None:
    holed = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    both = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])

    whole, left, hole, parts, part, nothing = areas_m2(
        np.array(
            [shapely.box(0, 0, 3, 3), holed, shapely.box(1, 1, 2, 2), both, shapely.box(0, 0, 1, 1), None],
            object,
        )
    )

    assert left == pytest.approx(whole - hole)
    assert parts == pytest.approx(2 * part)
    assert nothing == 0


@given(lon=st.floats(-170, 170), lat=st.floats(-60, 60))
def test_the_local_plane_goes_there_and_back(lon: float, lat: float) -> None:
    plane = LocalPlane(lon, lat)
    place = np.array([[lon + 0.1, lat - 0.1]])

    assert np.abs(plane.backward(plane.forward(place)) - place).max() < 1e-9


def test_a_degree_at_the_equator_is_as_long_as_the_ellipsoid_says() -> None:
    per_lon, per_lat = degrees_per_metre(np.array([0.0]))

    assert 1 / per_lon[0] == pytest.approx(111319.491, abs=0.001)
    assert 1 / per_lat[0] == pytest.approx(110574.276, abs=0.001)
