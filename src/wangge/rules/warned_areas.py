"""Does a place lie in the area that a public warning names: polygon, circle or code?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Corner = tuple[float, float]  # lon, lat in degrees, WGS-84
EARTH_M = 6_371_008.8
CORNERS_MOST = 5000  # of all parts of one warning; our assumption
RING_LEAST = 4  # a closed ring of CAP repeats its first corner


@dataclass(frozen=True, slots=True)
class Circle:
    """A place and how far around it, in metres."""

    lon: float
    lat: float
    metres: float


@dataclass(frozen=True, slots=True)
class Area:
    """What a warning names; a place lies in it where it lies in any of its parts."""

    polygons: tuple[tuple[Corner, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    codes: tuple[str, ...] = ()

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a place lies in it."""
        return any(in_ring(lon, lat, ring) for ring in self.polygons) or any(
            apart_m(lon, lat, one.lon, one.lat) <= one.metres for one in self.circles
        )

    def corners(self) -> list[Corner]:
        """Return the corners and centres: an area smaller than a grid touches the grid in which they lie."""
        return [corner for ring in self.polygons for corner in ring] + [
            (one.lon, one.lat) for one in self.circles
        ]


def read_polygon(text: str) -> tuple[Corner, ...]:
    """Read CAP's `lat,lon lat,lon ...`; ValueError for what is no closed ring on the globe."""
    ring = tuple(_corner(pair) for pair in text.split())
    if len(ring) < RING_LEAST or ring[0] != ring[-1]:
        raise ValueError("no closed ring")
    return ring


def read_circle(text: str) -> Circle:
    """Read CAP's `lat,lon radius` with the radius in kilometres; ValueError for anything else."""
    place, radius = text.split()
    lon, lat = _corner(place)
    metres = float(radius) * 1000
    if not 0 <= metres < math.inf:
        raise ValueError("no radius")
    return Circle(lon, lat, metres)


def plain_code(code: str) -> str:
    """Return a division's code without the noughts that fill it up to twelve digits (GB/T 2260)."""
    code = code.strip()
    if not code.isdigit() or len(code) != 12:
        return code
    for length, rest in ((6, 6), (9, 3)):
        if code.endswith("0" * rest):
            return code[:length]
    return code


def in_ring(lon: float, lat: float, ring: Sequence[Corner]) -> bool:
    """Say whether a place lies inside a closed ring: an odd number of its sides lie to the east."""
    odd = False
    for (west, south), (east, north) in pairwise(ring):
        if (south > lat) != (north > lat) and lon < west + (lat - south) / (north - south) * (east - west):
            odd = not odd
    return odd


def apart_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance on the sphere in metres (haversine)."""
    across, along = math.radians(other_lon - lon) / 2, math.radians(other_lat - lat) / 2
    narrow = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    part = math.sin(along) ** 2 + narrow * math.sin(across) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(part)))


def common_path(paths: Sequence[Sequence[str]]) -> list[str]:
    """Return how far several paths of units agree from the top."""
    shared: list[str] = []
    for codes in zip(*paths, strict=False):
        if len(set(codes)) > 1:
            break
        shared.append(codes[0])
    return shared


def _corner(pair: str) -> Corner:
    lat, lon = (float(number) for number in pair.split(","))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # also false for NaN
        raise ValueError("not on the globe")
    return lon, lat
