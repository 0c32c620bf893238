"""In which cell of the web map does a point lie, and which cells touch a circle around it?

A cell's quadkey has one digit for each zoom; each further digit quarters the cell, so all points of
a cell are found by one range of an ordinary index, on any database.
"""

import math

CELL_ZOOM = 18  # cells of 153 m at the equator, 125 m at 35°
_METRES_PER_DEGREE = 111_195.0  # of a great circle on a sphere of 6,371 km
_MERCATOR_END = 85.0511  # degrees; beyond it there are no cells
_MOST_CELLS = 4096


def quadkey(lon: float, lat: float, zoom: int = CELL_ZOOM) -> str:
    """Return the quadkey of the cell at a zoom in which a WGS-84 point lies."""
    return _spelled(*_column_row(lon, lat, zoom), zoom)


def cells_around(lon: float, lat: float, metres: float, zoom: int = CELL_ZOOM) -> list[str]:
    """Return the quadkeys of all cells that a square of `metres` to each side of a point touches.

    The square holds the circle of that radius; 100 m at zoom 18 are four to nine cells up to 45°.
    """
    up = metres / _METRES_PER_DEGREE
    along = up / max(math.cos(math.radians(min(abs(lat) + up, 89.0))), 0.01)
    return cells_in_box(lon - along, lat - up, lon + along, lat + up, zoom)


def cells_in_box(west: float, south: float, east: float, north: float, zoom: int) -> list[str]:
    """Return the quadkeys of all cells that a box of degrees touches; none when they are too many to name."""
    left, top = _column_row(west, north, zoom)
    right, bottom = _column_row(east, south, zoom)
    if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return []
    return [_spelled(x, y, zoom) for y in range(top, bottom + 1) for x in range(left, right + 1)]


def cell_centre(cell: str) -> tuple[float, float]:
    """Return the middle (lon, lat) of a cell by its quadkey."""
    side = 1 << len(cell)
    x = int("".join(str(int(digit) & 1) for digit in cell), 2) + 0.5
    y = int("".join(str(int(digit) >> 1) for digit in cell), 2) + 0.5
    return x / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))


def metres_apart(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return how far two points lie apart, on a sphere; up to 0.6 % off the ellipsoid."""
    phi, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(half)))) * _METRES_PER_DEGREE


def _column_row(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    side = 1 << zoom
    phi = math.radians(max(-_MERCATOR_END, min(_MERCATOR_END, lat)))
    x = int((lon + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * side)
    return min(max(x, 0), side - 1), min(max(y, 0), side - 1)


def _spelled(x: int, y: int, zoom: int) -> str:
    return "".join(str((x >> bit & 1) | (y >> bit & 1) << 1) for bit in range(zoom - 1, -1, -1))
