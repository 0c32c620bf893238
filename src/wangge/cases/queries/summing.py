"""By how much does a run of events change which counters?

An event changes some twenty counters: its figures, under every declared margin, at every level. Added one by one they
cost more than everything else of the fold, so the facts are collected as numbers and added in whole columns.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import chain
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.foundation.sequencing import Placed
from wangge.rules.durations import LONGEST_BUCKET, bucket_of
from wangge.rules.figures import (
    ANY_KIND,
    CELL_ZOOMS,
    MARGINS,
    NO_BUCKET,
    TOOK,
    CellKey,
    Dimension,
    Fact,
    Margin,
    Spot,
    apart,
    cell_place,
    facts,
)

Numbers = npt.NDArray[np.int64]
_LENGTHS = {"all": 0, "month": 7, "day": 10}  # how much of a written day names the period
_ON_CELLS = frozenset[str]().union(*(margin.figures for margin in MARGINS if margin.place == "cell"))
_WIDTH = 6  # figure, places, sort (kind, department, source), day, bucket, by
_CELL = cell_place("")


class Sums:
    """What events add to the counters; local days are those of `zone`."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._figures, self._places, self._sorts, self._days = _Codes(), _Codes(), _Codes(), _Codes()
        self._told: list[int] = []

    def add(self, events: Iterable[Placed]) -> None:
        """Take in what events change."""
        self.add_facts(chain.from_iterable(facts(event.kind, event.at, event.payload) for event in events))

    def add_facts(self, changes: Iterable[tuple[Spot, Fact]]) -> None:
        """Take in single changes."""
        figures, places, sorts, days, told = self._figures, self._places, self._sorts, self._days, self._told
        for (units, kind, cell, department, source), (figure, at, by, seconds) in changes:
            place, sort = places[units], sorts[kind, department, source]
            day = days[_local_day(at, self._zone)]
            told += (figures[figure], place, sort, day, NO_BUCKET, by)
            if seconds is not None:
                told += (figures[TOOK], place, sort, day, bucket_of(seconds), by)
            if cell and figure in _ON_CELLS:
                # Cells are places as units are, but of margins of their own: known by what they begin with.
                told += (figures[figure], places[_cells(cell)], sort, day, NO_BUCKET, by)

    def rows(self) -> list[tuple[str, str, str, str, int, int]]:
        """Return (place, figure, kind, period, bucket, n) of every counter that changes, in this order."""
        if not self._told:
            return []
        told = np.array(self._told, np.int64).reshape(-1, _WIDTH).T
        names = _Names(list(self._figures), list(self._places), list(self._sorts), list(self._days))
        spread = [names.spread(margin, told) for margin in MARGINS]
        keys, by = (np.concatenate(part) for part in zip(*spread, strict=True))
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        sums = np.add.reduceat(by[order], starts)
        changed = sums != 0
        return names.named(keys[starts][changed], sums[changed])

    def changes(self) -> dict[CellKey, int]:
        """Return by how much each counter changes."""
        return {CellKey(figure, place, *rest): n for place, figure, *rest, n in self.rows()}  # type: ignore[arg-type]


class _Codes(dict[Any, int]):
    """A number for each name, in the order in which they come."""

    def __missing__(self, name: Any) -> int:
        self[name] = code = len(self)
        return code


class _Names:
    """The names behind the numbers, and keys that sort as the names do."""

    def __init__(
        self,
        figures: Sequence[str],
        paths: Sequence[tuple[str, ...]],
        sorts: Sequence[tuple[str, ...]],
        days: Sequence[str],
    ) -> None:
        self._figures = figures
        told_by = {by: [apart(by, sort[number]) for sort in sorts] for number, by in enumerate(Dimension)}
        self._all = (
            sorted({place for path in paths for place in path}),
            sorted(figures),
            sorted({ANY_KIND, *chain.from_iterable(told_by.values())}),
            sorted({day[:length] for day in days for length in _LENGTHS.values()}),
        )
        place_of, figure_of, kind_of, period_of = (
            {name: at for at, name in enumerate(of)} for of in self._all
        )
        depth = max(map(len, paths))
        self._path = np.array([[*map(place_of.get, path), *[-1] * (depth - len(path))] for path in paths])
        self._is_cell = np.array([path[0].startswith(_CELL) for path in paths])
        self._figure = np.array([figure_of[name] for name in figures])
        self._told_by = {by: np.array([kind_of[name] for name in names]) for by, names in told_by.items()}
        self._period = {
            size: np.array([period_of[day[:length]] for day in days]) for size, length in _LENGTHS.items()
        }
        self._sizes = (*map(len, self._all), LONGEST_BUCKET - NO_BUCKET + 1)
        if prod(self._sizes) >= 2**63:
            raise OverflowError(f"more names than a key holds: {self._sizes}")

    def spread(self, margin: Margin, told: Numbers) -> tuple[Numbers, Numbers]:
        """Return the keys and changes of the counters of one margin."""
        counted = np.array([figure in margin.figures for figure in self._figures])
        chosen = counted[told[0]] & (self._is_cell[told[1]] == (margin.place == "cell"))
        if margin.by is not None:
            chosen &= self._told_by[margin.by][told[2]] > 0  # an event that does not say it counts nowhere
        figure, path, sort, day, bucket, by = told[:, chosen]
        places = self._path[path]
        if margin.place == "county":
            places = places[:, :1]
        kind = np.zeros_like(sort) if margin.by is None else self._told_by[margin.by][sort]  # "" comes first
        rest = self._figure[figure]
        parts = (kind, self._period[margin.period][day], bucket - NO_BUCKET)
        for size, part in zip(self._sizes[2:], parts, strict=True):
            rest = rest * size + part
        is_place = places >= 0
        keys = places * prod(self._sizes[1:]) + rest[:, None]
        return keys[is_place], np.broadcast_to(by[:, None], places.shape)[is_place]

    def named(self, keys: Numbers, sums: Numbers) -> list[tuple[str, str, str, str, int, int]]:
        """Return (place, figure, kind, period, bucket, n) of keys."""
        parts = []
        for size in reversed(self._sizes[1:]):
            keys, part = np.divmod(keys, size)
            parts.append(part)
        buckets, *numbers = parts
        columns = [
            np.array(names, object)[at].tolist()
            for names, at in zip(self._all, [keys, *reversed(numbers)], strict=True)
        ]
        return list(zip(*columns, (buckets + NO_BUCKET).tolist(), sums.tolist(), strict=True))


@lru_cache(maxsize=65_536)
def _cells(cell: str) -> tuple[str, ...]:
    return tuple(cell_place(cell[:zoom]) for zoom in CELL_ZOOMS)


@lru_cache(maxsize=4096)
def _local_day(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d")
