"""Whose ground is this point on, and when must nobody guess?

The rule, one for all callers: the candidates of a point are the units that its accuracy circle
touches, border included. None: outside. Exactly one, and the point itself lies in it: inside.
Anything else is a border, with the candidates nearest first (ties by code) and no unit chosen;
so a point exactly on a shared border has both neighbours as candidates, at distance 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from wangge.rules.geometry.coordinates import Degrees
from wangge.rules.geometry.metres import Outlines, degrees_per_metre, distances_m
from wangge.rules.geometry.raster import UNSURE, Raster, raster_of

# Below this many points the cells cost more than they save.
_WORTH_A_RASTER = 20_000
_PAIRS_AT_ONCE = 50_000
_NOWHERE = -1


class Verdict(StrEnum):
    """How sure is a point's place?"""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """The answer for one point; `unit` is empty unless inside, `candidates` unless at a border."""

    verdict: Verdict
    unit: str
    candidates: tuple[str, ...]

    @property
    def provisional(self) -> bool:
        """Whether a unit taken from the candidates still waits for a person to confirm it."""
        return self.verdict is Verdict.BORDER


@dataclass(frozen=True)
class Places:
    """The answers for n points: `found` (n,) holds the number of a code, or -1; `borders` the candidates."""

    codes: NDArray[np.object_]
    found: NDArray[np.int32]
    borders: dict[int, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def units(self) -> list[str]:
        """The unit of each point, empty unless inside."""
        words = np.append(self.codes, "")  # -1 takes the last
        return list(words[self.found])

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The verdict of each point."""
        words = np.array([Verdict.OUTSIDE, Verdict.INSIDE], dtype=object)
        verdicts: list[Verdict] = list(words[(self.found != _NOWHERE).astype(np.int8)])
        for at in self.borders:
            verdicts[at] = Verdict.BORDER
        return verdicts

    @cached_property
    def candidates(self) -> list[tuple[str, ...]]:
        """The candidates of each point, nearest first, empty unless at a border."""
        return [self.borders.get(at, ()) for at in range(len(self))]


class Locator:
    """Answers whose ground a WGS-84 point is on; built once for a version of a plan, never changed."""

    def __init__(self, codes: Sequence[str], outlines: Outlines) -> None:
        """Take n codes and n valid polygons or multipolygons; a code may own several outlines."""
        drawn = ~shapely.is_empty(outlines)
        self._codes = np.array(codes, dtype=object)[drawn]
        self._outlines = outlines[drawn]
        self._tree = shapely.STRtree(self._outlines)

    def place(self, lon: float, lat: float, accuracy_m: float = 0.0) -> Place:
        """Return the place of one point whose position is true within `accuracy_m` metres."""
        answer = self._exact(np.array([lon]), np.array([lat]), np.array([accuracy_m]))
        if answer.borders:
            return Place(Verdict.BORDER, "", answer.borders[0])
        if answer.found[0] == _NOWHERE:
            return Place(Verdict.OUTSIDE, "", ())
        return Place(Verdict.INSIDE, str(self._codes[answer.found[0]]), ())

    def place_many(self, lons: ArrayLike, lats: ArrayLike, accuracies_m: ArrayLike = 0.0) -> Places:
        """Return the places of n points; the same answers as `place`, some hundred times faster."""
        lon, lat = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        accuracy = np.broadcast_to(np.asarray(accuracies_m, dtype=np.float64), lon.shape)
        if len(lon) < _WORTH_A_RASTER or not len(self._codes):
            return self._exact(lon, lat, accuracy)
        if accuracy.any():
            per_lon, per_lat = degrees_per_metre(lat)
            owner = self._raster.owners_around(lon, lat, (accuracy * per_lon, accuracy * per_lat))
        else:
            owner = self._raster.owners_at(lon, lat)
        unsure = np.flatnonzero(owner == UNSURE)
        found = owner - 1  # NOBODY becomes nowhere
        borders: dict[int, tuple[str, ...]] = {}
        for first in range(0, len(unsure), _PAIRS_AT_ONCE):
            part = unsure[first : first + _PAIRS_AT_ONCE]
            asked = self._exact(lon[part], lat[part], accuracy[part])
            found[part] = asked.found
            borders |= {int(part[at]): candidates for at, candidates in asked.borders.items()}
        return Places(self._codes, found, borders)

    @cached_property
    def _raster(self) -> Raster:
        return raster_of(self._outlines)

    def _exact(self, lon: Degrees, lat: Degrees, accuracy: Degrees) -> Places:
        point, unit, distance = self._touched(lon, lat, accuracy)
        found = np.full(len(lon), _NOWHERE, dtype=np.int32)
        alone = np.bincount(point, minlength=len(lon))[point] == 1
        sure = alone & (distance == 0)
        found[point[sure]] = unit[sure]
        borders: dict[int, list[tuple[float, str]]] = {}
        for at, number, metres in zip(point[~sure], unit[~sure], distance[~sure], strict=True):
            borders.setdefault(int(at), []).append((float(metres), str(self._codes[number])))
        named: dict[int, tuple[str, ...]] = {}
        for at, near in borders.items():
            codes = tuple(dict.fromkeys(code for _, code in sorted(near)))
            if len(codes) == 1 and min(near)[0] == 0:  # two outlines of one unit meet here
                found[at] = np.flatnonzero(self._codes == codes[0])[0]
            else:
                named[at] = codes
        return Places(self._codes, found, named)

    def _touched(
        self, lon: Degrees, lat: Degrees, accuracy: Degrees
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Degrees]:
        # Every (point, outline) whose circle and ground meet, with the distance in metres.
        point, unit = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        distance = np.zeros(len(point))
        wide = np.flatnonzero(accuracy > 0)
        if not len(wide):
            return point, unit, distance
        per_lon, per_lat = degrees_per_metre(lat[wide])
        east, north = accuracy[wide] * per_lon * 1.001, accuracy[wide] * per_lat * 1.001
        boxes = shapely.box(lon[wide] - east, lat[wide] - north, lon[wide] + east, lat[wide] + north)
        near, other = self._tree.query(boxes)
        near = wide[near]
        beyond = np.isin(near * len(self._codes) + other, point * len(self._codes) + unit, invert=True)
        near, other = near[beyond], other[beyond]
        metres = np.zeros(len(near))
        for first in range(0, len(near), _PAIRS_AT_ONCE):
            part = slice(first, first + _PAIRS_AT_ONCE)
            metres[part] = distances_m(self._outlines[other[part]], lon[near[part]], lat[near[part]])
        touched = metres <= accuracy[near]
        return (
            np.concatenate([point, near[touched]]),
            np.concatenate([unit, other[touched]]),
            np.concatenate([distance, metres[touched]]),
        )
