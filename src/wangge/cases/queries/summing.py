"""By how much does a run of events change which counters?

An event changes some twenty counters: its figures, under every declared margin, at every level. Added one by one they
cost more than everything else of the fold, so the facts are collected as numbers and added in whole columns. A counter
is one number, which says its place, kind, period and column; so a long run takes room for its counters, not its events.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from wangge.rules.durations import LONGEST_BUCKET, bucket_of
from wangge.rules.figures import (
    ALL_TIME,
    ANY_KIND,
    CELL_ZOOMS,
    MARGINS,
    NO_BUCKET,
    TOOK,
    CellKey,
    Dimension,
    Fact,
    Figure,
    Margin,
    Spot,
    apart,
    cell_place,
    facts,
)
from wangge.rules.levels import Level

Numbers = npt.NDArray[np.int64]
RowKey = tuple[str, str, int, str]  # place, kind, length of the written period, period
NOTHING: tuple[Numbers, Numbers] = (np.empty(0, np.int64), np.empty(0, np.int64))
Told = tuple[
    list[str], list[str], list[str], Numbers, Numbers
]  # places, kinds, periods; counters and their changes
FIGURES = tuple(figure.value for figure in Figure)
_COLUMNS = {figure: number for number, figure in enumerate(FIGURES)}
_FIRST_BUCKET = len(FIGURES)  # from this column on: how long solving took
_LENGTHS = {"all": 0, "month": 7, "day": 10}  # how much of a written day names the period
_SIZES, _DIMENSIONS = list(_LENGTHS), list(Dimension)
_BITS = (24, 14, 15, 10)  # of a counter's number: place, kind, period, column
_COLUMN = (1 << _BITS[3]) - 1
_ON_CELLS = frozenset[str]().union(*(margin.figures for margin in MARGINS if margin.place == "cell"))
_COUNTED = {
    margin: np.array(
        [figure in margin.figures for figure in FIGURES] + [TOOK in margin.figures] * (LONGEST_BUCKET + 1)
    )
    for margin in MARGINS
}
_DEPTH = max(len(Level), len(CELL_ZOOMS))
_WIDTH = 5  # column, places, sort (kind, department, source), day, by
_CELL = cell_place("")
_SETTLE = 1_000_000  # numbers collected before they are added up


class Said(Protocol):
    """What the fold needs of an event."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def payload(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of counters, and what is added to which of their columns."""

    figures: tuple[str, ...]
    keys: Sequence[RowKey]
    added: Numbers  # a row for each key, a column for each figure


class Sums:
    """What events add to the counters; local days are those of `zone`."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._places, self._kinds, self._periods = _Codes(), _Codes({ANY_KIND: 0}), _Codes({ALL_TIME: 0})
        self._paths = _Rows(self._path, _DEPTH + 1)
        self._sorts = _Rows(lambda sort: map(self._kinds.__getitem__, map(apart, Dimension, sort)), 3)
        self._days = _Rows(lambda day: (self._periods[day[:length]] for length in _LENGTHS.values()), 3)
        self._told, self._taken = array("q"), array("q")
        self._held, self._n = NOTHING  # counters in the order of their numbers, and by how much each changes

    def is_full(self, most: int) -> bool:
        """Say whether so many counters change that they should be written before more comes."""
        return len(self._held) > most

    def add(self, events: Iterable[Said]) -> None:
        """Take in what events change."""
        self.add_facts(chain.from_iterable(facts(event.kind, event.at, event.payload) for event in events))

    def add_facts(self, changes: Iterable[tuple[Spot, Fact]]) -> None:
        """Take in single changes."""
        told, spot_before, at_before, place, sort, day = self._told, None, None, 0, 0, 0
        for spot, (figure, at, by, seconds) in changes:
            if spot is not spot_before:  # what an event changes is mostly at one spot and moment
                place, sort = self._paths[spot.units], self._sorts[spot.kind, spot.department, spot.source]
                spot_before = spot
            if at is not at_before:
                day, at_before = self._days[at.astimezone(self._zone).date().isoformat()], at
            told.extend((_COLUMNS[figure], place, sort, day, by))
            if seconds is not None:
                told.extend((_FIRST_BUCKET + bucket_of(seconds), place, sort, day, by))
            if spot.cell and figure in _ON_CELLS:
                # Cells are places as units are, but of margins of their own.
                told.extend((_COLUMNS[figure], self._paths[_cells(spot.cell)], sort, day, by))
            if len(told) > _SETTLE:
                self._settle()

    def take(self, key: CellKey, n: int) -> None:
        """Take a stored counter away, so that what is left are the differences."""
        column = _COLUMNS[key.figure] if key.bucket == NO_BUCKET else _FIRST_BUCKET + key.bucket
        codes = (self._places[key.place], self._kinds[key.kind], self._periods[key.period], column)
        self._taken.extend((_number(*codes), -n))

    def told(self) -> Told:
        """Return what was taken in, for the sums of another process."""
        keys, n = self._all()
        return [*self._places], [*self._kinds], [*self._periods], keys, n

    def add_told(self, told: Told) -> None:
        """Take in what other sums took in."""
        *names, keys, n = told
        ours = zip((self._places, self._kinds, self._periods), names, strict=True)
        codes = [np.array([of[name] for name in theirs], np.int64) for of, theirs in ours]
        *parts, column = _codes(keys)
        place, kind, period = (code[part] for code, part in zip(codes, parts, strict=True))
        self._take_in(*_added([(_number(place, kind, period, column), n)]))

    def parts(self, most: int = 200_000) -> Iterator[Part]:
        """Yield the rows that change, in pieces of about so many counters."""
        names = self._names()
        for keys, n in self._pieces(most):
            chosen = keys & _COLUMN < _FIRST_BUCKET
            keys, n = keys[chosen], n[chosen]  # noqa: PLW2901
            rows, row = np.unique(keys >> _BITS[3], return_inverse=True)
            figures, figure = np.unique(keys & _COLUMN, return_inverse=True)
            added = np.zeros((len(rows), len(figures)), np.int64)
            added[row, figure] = n
            named = zip(*_named(names, rows << _BITS[3]), strict=True)
            row_keys = [(place, kind, len(period), period) for place, kind, period in named]
            if row_keys:
                yield Part(tuple(FIGURES[number] for number in figures), row_keys, added)

    def took(self, most: int = 200_000) -> Iterator[list[tuple[str, str, str, int, int]]]:
        """Yield (place, kind, period, bucket, n) of every counter of durations that changes, in such pieces."""
        names = self._names()
        for keys, n in self._pieces(most):
            chosen = keys & _COLUMN >= _FIRST_BUCKET
            keys, n = keys[chosen], n[chosen]  # noqa: PLW2901
            buckets = ((keys & _COLUMN) - _FIRST_BUCKET).tolist()
            if buckets:
                yield list(zip(*_named(names, keys), buckets, n.tolist(), strict=True))

    def changes(self) -> dict[CellKey, int]:
        """Return by how much each counter changes."""
        counters = {
            CellKey(figure, place, kind, period): n
            for part in self.parts()
            for (place, kind, _, period), added in zip(part.keys, part.added.tolist(), strict=True)
            for figure, n in zip(part.figures, added, strict=True)
            if n
        }
        durations = {
            CellKey(TOOK, place, kind, period, bucket): n
            for some in self.took()
            for place, kind, period, bucket, n in some
        }
        return counters | durations

    def _names(self) -> "list[npt.NDArray[np.object_]]":
        return [np.array(list(of), object) for of in (self._places, self._kinds, self._periods)]

    def _pieces(self, most: int) -> Iterator[tuple[Numbers, Numbers]]:
        keys, n = self._all()
        begin = 0
        while begin < len(keys):
            last = keys[min(begin + most, len(keys)) - 1]
            end = int(np.searchsorted(keys, (last | _COLUMN) + 1))  # a row stays in one piece
            yield keys[begin:end], n[begin:end]
            begin = end

    def _all(self) -> tuple[Numbers, Numbers]:
        self._settle()
        changed = self._n != 0
        return self._held[changed], self._n[changed]

    def _path(self, places: Sequence[str]) -> list[int]:
        codes = [self._places[place] for place in places]
        return [places[0].startswith(_CELL), *codes, *[-1] * (_DEPTH - len(codes))]

    def _settle(self) -> None:
        if self._told:
            told = np.array(self._told, np.int64).reshape(-1, _WIDTH).T
            del self._told[:]
            self._take_in(*_added([self._spread(margin, told) for margin in MARGINS]))
        if self._taken:
            keys, by = np.array(self._taken, np.int64).reshape(-1, 2).T
            del self._taken[:]
            self._take_in(*_added([(keys, by)]))
        for of, bits in zip((self._places, self._kinds, self._periods), _BITS, strict=False):
            if len(of) >= 1 << bits:
                raise OverflowError(f"more names than a counter's number holds: {len(of)}")

    def _take_in(self, keys: Numbers, by: Numbers) -> None:
        # Most counters are held already: then it is an addition in place, without a sorting of all.
        at = np.searchsorted(self._held, keys)
        is_held = at < len(self._held)
        is_held[is_held] = self._held[at[is_held]] == keys[is_held]
        self._n[at[is_held]] += by[is_held]
        if not is_held.all():
            at, keys, by = at[~is_held], keys[~is_held], by[~is_held]
            self._held, self._n = np.insert(self._held, at, keys), np.insert(self._n, at, by)

    def _spread(self, margin: Margin, told: Numbers) -> tuple[Numbers, Numbers]:
        paths, kinds, periods = self._paths.numbers(), self._sorts.numbers(), self._days.numbers()
        chosen = _COUNTED[margin][told[0]] & (paths[told[1], 0] == (margin.place == "cell"))
        if margin.by is not None:
            kinds = kinds[:, _DIMENSIONS.index(margin.by)]
            chosen &= kinds[told[2]] > 0  # an event that does not say it counts nowhere
        column, path, sort, day, by = told[:, chosen]
        places = paths[path, 1 : 2 if margin.place == "county" else None]
        kind = np.zeros_like(sort) if margin.by is None else kinds[sort]
        period = periods[day, _SIZES.index(margin.period)]
        keys = _number(places, kind[:, None], period[:, None], column[:, None])
        is_place = places >= 0
        return keys[is_place], np.broadcast_to(by[:, None], places.shape)[is_place]


class _Codes(dict[Any, int]):
    """A number for each name, in the order in which they come."""

    def __missing__(self, name: Any) -> int:
        self[name] = code = len(self)
        return code


class _Rows(_Codes):
    """A number for each name, and beside it a row of numbers that the name stands for."""

    def __init__(self, row_of: Callable[[Any], Iterable[int]], width: int) -> None:
        super().__init__()
        self._row_of, self._width, self._rows = row_of, width, array("q")

    def __missing__(self, name: Any) -> int:
        self._rows.extend(self._row_of(name))
        return super().__missing__(name)

    def numbers(self) -> Numbers:
        return np.array(self._rows, np.int64).reshape(-1, self._width)


def _number(place: Any, kind: Any, period: Any, column: Any) -> Any:
    return ((place << _BITS[1] | kind) << _BITS[2] | period) << _BITS[3] | column


def _codes(keys: Numbers) -> list[Numbers]:
    parts = []
    for bits in reversed(_BITS):
        parts.append(keys & ((1 << bits) - 1))
        keys = keys >> bits
    return parts[::-1]


def _named(names: "list[npt.NDArray[np.object_]]", keys: Numbers) -> list[list[str]]:
    return [of[part].tolist() for of, part in zip(names, _codes(keys), strict=False)]


def _added(some: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    keys, by = (np.concatenate(part) for part in zip(*some, strict=True))
    if not len(keys):
        return keys, by
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sums = np.add.reduceat(by[order], starts)
    changed = sums != 0
    return keys[starts][changed], sums[changed]


@lru_cache(maxsize=65_536)
def _cells(cell: str) -> tuple[str, ...]:
    return tuple(cell_place(cell[:zoom]) for zoom in CELL_ZOOMS)
