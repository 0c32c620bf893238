"""In which coordinate system is a position written, and where is it in WGS-84?

Four systems are known here. Any other EPSG system is turned into WGS-84 at the edge
(territory.projections), before a rule sees it.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wangge.rules.errors import Refused

Degrees = NDArray[np.float64]


class System(StrEnum):
    """A declared coordinate system; longitude and latitude in degrees in all four."""

    WGS84 = "EPSG:4326"
    CGCS2000 = "EPSG:4490"  # equal to WGS-84 within centimetres, the same for this use
    GCJ02 = "GCJ-02"  # public maps of the mainland (GB 20263)
    BD09 = "BD-09"  # GCJ-02 with one maker's second offset


SPELLINGS = {
    "EPSG:4326": System.WGS84,
    "WGS84": System.WGS84,
    "WGS-84": System.WGS84,
    "CRS84": System.WGS84,
    "OGC:CRS84": System.WGS84,
    "EPSG:4490": System.CGCS2000,
    "CGCS2000": System.CGCS2000,
    "GCJ-02": System.GCJ02,
    "GCJ02": System.GCJ02,
    "BD-09": System.BD09,
    "BD09": System.BD09,
}

# The box in which GCJ-02 is defined by every published implementation; outside it there is no offset.
CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)

# Krasovsky 1940, the ellipsoid of the offset.
_AXIS = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
# 1e-10 degree is a hundredth of a millimetre. Each round shrinks the error about a thousandfold.
_CLOSE = 1e-10
_ROUNDS = 12


def declared_system(words: str) -> System | None:
    """Return the known system that these words name, or None for another one (EPSG:2249, ...)."""
    return SPELLINGS.get(words.strip().upper())


def to_wgs84(lons: ArrayLike, lats: ArrayLike, system: System) -> tuple[Degrees, Degrees]:
    """Return WGS-84 degrees of positions written in `system`; round trips keep within 1 mm."""
    lon, lat = _degrees(lons), _degrees(lats)
    if system in {System.WGS84, System.CGCS2000}:
        return lon, lat
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        seen_lon, seen_lat = from_wgs84(guess_lon, guess_lat, system)
        off_lon, off_lat = seen_lon - lon, seen_lat - lat
        guess_lon -= off_lon
        guess_lat -= off_lat
        if max(np.abs(off_lon).max(initial=0), np.abs(off_lat).max(initial=0)) < _CLOSE:
            break
    return guess_lon, guess_lat


def from_wgs84(lons: ArrayLike, lats: ArrayLike, system: System) -> tuple[Degrees, Degrees]:
    """Return positions given in WGS-84 degrees as `system` writes them."""
    lon, lat = _degrees(lons), _degrees(lats)
    if system in {System.WGS84, System.CGCS2000}:
        return lon, lat
    lon, lat = _gcj02(lon, lat)
    return _bd09(lon, lat) if system is System.BD09 else (lon, lat)


def in_china_box(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
    """Return for each position whether GCJ-02 offsets it."""
    west, south, east, north = CHINA_BOX
    lon, lat = _degrees(lons), _degrees(lats)
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def refuse_impossible(lons: ArrayLike, lats: ArrayLike, *, first_row: int = 1) -> None:
    """Refuse degrees that are no place on Earth, naming the row.

    Raises Refused `territory.not_degrees` for what is not a number within -180..180 and -90..90
    (metres declared as degrees), and `territory.swapped` when the two would fit the other way round.
    """
    lon, lat = _degrees(lons), _degrees(lats)
    wrong = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))  # also true for NaN
    if not wrong.any():
        return
    at = int(np.argmax(wrong))
    swapped = abs(lon[at]) <= 90 < abs(lat[at]) <= 180
    code = "territory.swapped" if swapped else "territory.not_degrees"
    raise Refused(code, row=first_row + at, field="lon, lat", lon=float(lon[at]), lat=float(lat[at]))


def _degrees(values: ArrayLike) -> Degrees:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    root = np.sqrt(np.abs(x))
    d_lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    d_lat += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    d_lat += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    d_lon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    d_lon += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    d_lon += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    radians = np.radians(lat)
    magic = 1 - _ECCENTRICITY2 * np.sin(radians) ** 2
    along = _AXIS / np.sqrt(magic) * np.cos(radians)
    up = _AXIS * (1 - _ECCENTRICITY2) / (magic * np.sqrt(magic))
    here = in_china_box(lon, lat)
    return (
        np.where(here, lon + np.degrees(d_lon / along), lon),
        np.where(here, lat + np.degrees(d_lat / up), lat),
    )


def _bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
