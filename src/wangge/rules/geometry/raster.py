"""Which small cells lie wholly in one unit, so that most points need no geometry at all?

The ground is cut into cells. A cell that any border passes through is UNSURE; every other
cell lies wholly in exactly one unit or in none. The owner of a cell is found without any
point-in-polygon test: along the middle of a row, each border met from the west adds its
unit's number when it enters the unit and takes it away when it leaves. Where exactly one
unit covers the ground the running sum is that unit's number; where none does it is 0; where
several overlap the cell is left UNSURE.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.rules.geometry.coordinates import Degrees
from wangge.rules.geometry.metres import Outlines

UNSURE = -1
NOBODY = 0

# About 20 cells across a unit leave some 12 % of the points to exact tests; 2^24 cells are 64 MB.
_CELLS_PER_UNIT = 400
_FEWEST_CELLS, _MOST_CELLS = 2**12, 2**24
# Rounding of a crossing is some 1e-12 of a cell; a border this near to a cell marks it too.
_PAD = 1e-6
_EDGES_AT_ONCE = 200_000  # bounds the memory of the build at about 60 MB beside the result

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Raster:
    """Owners of cells: `owners[row * width + column]` is outline number + 1, NOBODY or UNSURE."""

    west: float
    south: float
    cell: tuple[float, float]
    rows: int
    columns: int
    owners: NDArray[np.int32]

    @property
    def width(self) -> int:
        """Cells from one row to the next: one more than the columns, always nobody's."""
        return self.columns + 1

    def owners_at(self, lons: Degrees, lats: Degrees) -> NDArray[np.int32]:
        """Return owner, NOBODY or UNSURE for each position; outside the raster is NOBODY."""
        column, row, within = self._cells(lons, lats)
        return np.where(within, self.owners[row * self.width + column], NOBODY)

    def owners_around(self, lons: Degrees, lats: Degrees, half: tuple[Degrees, Degrees]) -> NDArray[np.int32]:
        """Return the owner where no border comes within `half` (degrees east, north), else UNSURE."""
        owner = self.owners_at(lons, lats)
        column0, row0, within0 = self._cells(lons - half[0], lats - half[1])
        column1, row1, within1 = self._cells(lons + half[0], lats + half[1])
        unsure = self._unsure_before
        met = (
            unsure[row1 + 1, column1 + 1]
            - unsure[row0, column1 + 1]
            - unsure[row1 + 1, column0]
            + unsure[row0, column0]
        )
        return np.where(within0 & within1 & (met == 0), owner, UNSURE)

    def _cells(self, lons: Degrees, lats: Degrees) -> tuple[Whole, Whole, NDArray[np.bool_]]:
        x, y = (lons - self.west) / self.cell[0], (lats - self.south) / self.cell[1]
        within = (x >= 0) & (x < self.columns) & (y >= 0) & (y < self.rows)
        column = np.where(within, x, 0).astype(np.int64)
        row = np.where(within, y, 0).astype(np.int64)
        return column, row, within

    @cached_property
    def _unsure_before(self) -> NDArray[np.int32]:
        unsure = self.owners.reshape(self.rows, self.width) == UNSURE
        sums = np.zeros((self.rows + 1, self.width + 1), dtype=np.int32)
        np.cumsum(unsure, axis=0, out=sums[1:, 1:])
        np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
        return sums


def raster_of(outlines: Outlines) -> Raster:
    """Cut the ground of valid polygons into cells; outlines may overlap, have holes and several parts."""
    west, south, east, north = shapely.total_bounds(outlines)
    cells = min(max(len(outlines) * _CELLS_PER_UNIT, _FEWEST_CELLS), _MOST_CELLS)
    columns = max(1, round((cells * (east - west) / max(north - south, 1e-9)) ** 0.5))
    columns = min(columns, cells)
    rows = max(1, cells // columns)
    # One cell of margin all round keeps every border, and the point on it, inside the raster.
    cell = ((east - west) / columns or 1e-9, (north - south) / rows or 1e-9)
    west, south, columns, rows = west - cell[0], south - cell[1], columns + 2, rows + 2
    marked = np.zeros(rows * (columns + 1), dtype=np.bool_)
    events: list[tuple[Whole, Whole]] = []
    start, end, owner = _edges(outlines)
    for first in range(0, len(start), _EDGES_AT_ONCE):
        part = slice(first, first + _EDGES_AT_ONCE)
        a, b = (start[part] - (west, south)) / cell, (end[part] - (west, south)) / cell
        _mark(marked, a, b, columns + 1)
        events.append(_crossings(a, b, owner[part], columns + 1))
    owners = _swept(events, marked.size)
    owners[marked] = UNSURE
    return Raster(west, south, cell, rows, columns, owners)


def _edges(outlines: Outlines) -> tuple[Degrees, Degrees, Whole]:
    turned = shapely.orient_polygons(outlines, exterior_cw=False)
    parts, unit = shapely.get_parts(turned, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    within = np.flatnonzero(ring[1:] == ring[:-1])
    return points[within], points[within + 1], unit[part[ring[within]]].astype(np.int64) + 1


def _pieces(a: Degrees, b: Degrees) -> tuple[Whole, Degrees, Degrees]:
    # Cuts each edge at the row lines: row, westmost and eastmost x in that row.
    low, high = np.minimum(a[:, 1], b[:, 1]), np.maximum(a[:, 1], b[:, 1])
    first = np.floor(low - _PAD).astype(np.int64)
    count = np.floor(high + _PAD).astype(np.int64) - first + 1
    edge = np.repeat(np.arange(len(a)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    rise = b[:, 1] - a[:, 1]
    flat = np.abs(rise) < _PAD
    slope = np.where(flat, 0.0, (b[:, 0] - a[:, 0]) / np.where(flat, 1.0, rise))
    west, east = np.minimum(a[:, 0], b[:, 0]), np.maximum(a[:, 0], b[:, 0])
    x0, y0, slope_of, flat_of = a[edge, 0], a[edge, 1], slope[edge], flat[edge]
    x_low = x0 + (np.maximum(low[edge], row) - y0) * slope_of
    x_high = x0 + (np.minimum(high[edge], row + 1) - y0) * slope_of
    west_of, east_of = west[edge], east[edge]
    x_west = np.where(flat_of, west_of, np.clip(np.minimum(x_low, x_high), west_of, east_of))
    x_east = np.where(flat_of, east_of, np.clip(np.maximum(x_low, x_high), west_of, east_of))
    return row, x_west, x_east


def _mark(marked: NDArray[np.bool_], a: Degrees, b: Degrees, width: int) -> None:
    row, x_west, x_east = _pieces(a, b)
    first = np.floor(x_west - _PAD).astype(np.int64)
    reach = np.floor(x_east + _PAD).astype(np.int64) - first
    cell = row * width + first
    marked[cell] = True
    longer = np.flatnonzero(reach)
    cell, reach = cell[longer], reach[longer]
    more = np.repeat(cell, reach)
    more += np.arange(len(more)) - np.repeat(np.cumsum(reach) - reach, reach) + 1
    marked[more] = True


def _crossings(a: Degrees, b: Degrees, owner: Whole, width: int) -> tuple[Whole, Whole]:
    # Where an edge crosses the middle of a row: the cell east of it, and the owner gained or lost.
    low, high = np.minimum(a[:, 1], b[:, 1]), np.maximum(a[:, 1], b[:, 1])
    first = np.ceil(low - 0.5).astype(np.int64)
    count = np.ceil(high - 0.5).astype(np.int64) - first
    edge = np.repeat(np.arange(len(a)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    start, end = a[edge], b[edge]
    x = start[:, 0] + (row + 0.5 - start[:, 1]) * (end[:, 0] - start[:, 0]) / (end[:, 1] - start[:, 1])
    # Counter-clockwise rings keep their ground on the left: going down, it lies to the east.
    gained = np.where(end[:, 1] < start[:, 1], owner[edge], -owner[edge])
    return row * width + np.floor(x).astype(np.int64) + 1, gained


def _swept(events: list[tuple[Whole, Whole]], size: int) -> NDArray[np.int32]:
    cell = np.concatenate([cells for cells, _ in events])
    gained = np.concatenate([gains for _, gains in events])
    order = np.argsort(cell)
    cell, gained = cell[order], gained[order]
    depth, total = np.cumsum(np.sign(gained)), np.cumsum(gained)
    owner = np.where(depth == 1, total, np.where(depth == 0, NOBODY, UNSURE)).astype(np.int32)
    lengths = np.diff(np.concatenate([[0], cell, [size]]))
    return np.repeat(np.concatenate([np.zeros(1, np.int32), owner]), lengths)
