"""Which cases lie together: the same kind at the same place, often enough within some days, or open too long?

A place is a block of three by three cells around the fullest one, so every case lies within about `metres` of its
middle and each case is in one cluster at most. The fullest block comes first; equal ones in the order of their cells:
the same cases and the same rule give the same clusters, whoever looks.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush
from math import cos, floor, radians
from uuid import UUID

METRES_PER_DEGREE = 111_195
E7 = 10_000_000
Cell = tuple[int, int]


class ClusterCause(StrEnum):
    """Why cases make a cluster."""

    REPEATED = "repeated"  # 反复发生
    UNSOLVED = "unsolved"  # 久拖未决


@dataclass(frozen=True, slots=True)
class ClusterSetting:
    """So many cases of one kind, within these days (or open for so long), within these metres."""

    cause: ClusterCause
    times: int
    days: int
    metres: int
    source: str = ""  # empty: our assumption


# Our assumption until a county sets its own rows; 90 days like coordination's threshold of recurring places.
ASSUMED = (
    ClusterSetting(ClusterCause.REPEATED, times=4, days=90, metres=100),
    ClusterSetting(ClusterCause.UNSOLVED, times=2, days=60, metres=100),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One cluster: a kind and the rows of its cases, as they were added."""

    category: str
    rows: tuple[int, ...]


@dataclass(slots=True)
class Gatherer:
    """Takes cases one by one, then tells which lie together."""

    setting: ClusterSetting
    count: int = 0
    _cells: dict[str, dict[Cell, list[int]]] = field(default_factory=dict)
    _places: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, category: str, place: str, lon_e7: int | None, lat_e7: int | None) -> None:
        """Take the next case; without a point it counts at the unit of territory that is its place."""
        row = self.count
        self.count += 1
        if lon_e7 is None or lat_e7 is None:
            if place:
                self._places.setdefault((category, place), []).append(row)
            return
        cell = _cell(lon_e7, lat_e7, self.setting.metres)
        self._cells.setdefault(category, {}).setdefault(cell, []).append(row)

    @property
    def kinds(self) -> int:
        """Return how many steps `steps` takes."""
        return len(self._cells) + 1

    def steps(self) -> Iterator[list[Gathered]]:
        """Yield the clusters of one kind after another, then those that have a place but no point."""
        for category in sorted(self._cells):
            blocks = gathered(self._cells[category], self.setting.times)
            yield [Gathered(category, tuple(rows)) for rows in blocks]
        yield [
            Gathered(category, tuple(rows))
            for (category, _place), rows in sorted(self._places.items()) if len(rows) >= self.setting.times
        ]  # fmt: skip


def gathered(cells: dict[Cell, list[int]], times: int) -> list[list[int]]:
    """Return the rows of the blocks that hold at least `times`, the fullest first; a row is in one at most."""
    left = {cell: len(rows) for cell, rows in cells.items()}
    heap = [(-_full(left, cell), cell) for cell in left]
    heap = [one for one in heap if -one[0] >= times]
    heapify(heap)
    found = []
    while heap:
        told, cell = heappop(heap)
        now = _full(left, cell)
        if now < times:
            continue
        if now < -told:
            heappush(heap, (-now, cell))
            continue
        block = [near for near in _around(cell) if left.get(near)]
        found.append(sorted(row for near in block for row in cells[near]))
        for near in block:
            left[near] = 0
    return found


def checksum(ids: Iterable[UUID]) -> str:
    """Return the SHA-256 of ids: in hex, sorted, each on its own line with a line feed after it.

    Anybody may check it: `sha256sum` over the printed list gives the same.
    """
    text = "".join(f"{one}\n" for one in sorted(key.hex for key in ids))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def middle(points: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the mean of points in 1e-7 degree; None for none."""
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return sum(lons) // len(points), sum(lats) // len(points)


def _cell(lon_e7: int, lat_e7: int, metres: int) -> Cell:
    # A block is three cells wide, and its corners lie `metres` from its middle or a little less.
    side = metres * 2 / 3
    row = floor(lat_e7 / E7 * METRES_PER_DEGREE / side)
    # The width of a row is taken at its southern edge, so that all its cells have one.
    scale = cos(radians(row * side / METRES_PER_DEGREE))
    return row, floor(lon_e7 / E7 * METRES_PER_DEGREE * scale / side)


def _around(cell: Cell) -> list[Cell]:
    row, column = cell
    return [(row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)]


def _full(left: dict[Cell, int], cell: Cell) -> int:
    return sum(left.get(near, 0) for near in _around(cell))
