"""Where do cases of one kind crowd in place and time beyond chance? Arrays in, clusters out; no database.

For every kind, every cell that holds a case of the last days is the middle of zones of growing radius; a zone and the
last k days make a cylinder. The statistic is the largest likelihood ratio of all cylinders of all kinds. Shuffling
the days among the cases of a kind keeps where they lie and how many each day has, and breaks only what joins place
and time; the largest ratio of each shuffled look says what chance does. One comparison with these largest values
answers for all kinds, places, radii and spans at once.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wangge.rules.hotspots import Setting, reached_most, rings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BATCH_BYTES = 24_000_000  # of the largest array of a batch of trials
BITS = 16  # of each span's count in a word
TIE = 1e-9  # two ratios so near are the same one


@dataclass(frozen=True, slots=True)
class Found:
    """One cylinder in which more was found than chance gives."""

    kind: int
    x: int  # cell of its middle
    y: int
    ring: int
    days: int
    observed: int
    expected: float
    ratio: float
    reached: int  # shuffled looks that had as much somewhere
    rows: tuple[int, ...]  # of the arrays that were scanned


@dataclass(slots=True)
class Scan:
    """One look: `kinds`, cells `xs` and `ys`, and days `ago` (0 = the last day) of every case, in one fixed order."""

    kinds: Ints
    xs: Ints
    ys: Ints
    ago: Ints
    setting: Setting
    seed: int
    lat: float
    maxima: Floats = field(init=False)
    _own: list["_Cylinders"] = field(init=False)

    def __post_init__(self) -> None:
        self.maxima = np.zeros(self.setting.trials)
        self._own = []

    @property
    def total(self) -> int:
        """Return how many steps the whole look takes: one for each case and trial."""
        return len(self.kinds) * self.setting.trials

    def steps(self) -> Iterator[int]:
        """Do the work, a bounded batch at a time; each yields how far it went."""
        order = np.argsort(self.kinds, kind="stable")
        bounds = np.flatnonzero(np.diff(self.kinds[order], prepend=-1, append=-1))
        for start, end in itertools.pairwise(bounds):
            rows = order[start:end]
            one = _Kind.of(rows, self)
            # Too few lately to be a hot spot, however they lie.
            if one.lately < self.setting.least:
                yield len(rows) * self.setting.trials
                continue
            self._own.append(one.own())
            chance = np.random.default_rng([self.seed, int(self.kinds[rows[0]])])
            for done in range(0, self.setting.trials, one.batch):
                n = min(one.batch, self.setting.trials - done)
                here = self.maxima[done : done + n]
                np.maximum(here, one.largest(chance.permuted(one.labels(n), axis=1)), out=here)
                yield len(rows) * n

    def found(self) -> list[Found]:
        """Return what chance does not give, most unlikely first; of one kind none shares a case with another."""
        found, most = [], reached_most(self.setting)
        for own in self._own:
            taken: set[int] = set()
            for one in own.by_ratio():
                reached = int(np.count_nonzero(self.maxima >= one.ratio - TIE))
                if reached > most:
                    break
                if taken.isdisjoint(one.rows):
                    taken.update(one.rows)
                    found.append(_with(one, reached))
        return sorted(found, key=lambda one: (-one.ratio, one.kind, one.x, one.y))

    def strongest(self) -> tuple[float, int]:
        """Return the largest ratio that was seen, and how many shuffled looks had as much."""
        best = max((own.best for own in self._own), default=0.0)
        return best, int(np.count_nonzero(self.maxima >= best - TIE)) if best else self.setting.trials


def _with(one: Found, reached: int) -> Found:
    return Found(
        one.kind, one.x, one.y, one.ring, one.days, one.observed, one.expected, one.ratio, reached, one.rows
    )


@dataclass(slots=True)
class _Kind:
    """The cases of one kind, their cells, and for each cell which cells its zones hold."""

    rows: Ints
    kind: int
    label: NDArray[np.uint8]  # of each case: 0 = before the last days, else 1 + its span's place
    cell: Ints  # of each case, its cell's place
    where: Ints  # (cells, 2): x, y
    beside: NDArray[np.int32]  # (cells, offsets): places, `cells` where there is none
    starts: Ints  # of each ring among the offsets
    expected: Floats  # (cells, rings, spans)
    setting: Setting
    lately: int
    batch: int

    @classmethod
    def of(cls, rows: Ints, scan: Scan) -> "_Kind":
        setting = scan.setting
        spans = np.array(setting.spans)
        label = np.searchsorted(spans, scan.ago[rows], side="right").astype(np.uint8) + 1
        label[label > len(spans)] = 0
        where, cell = np.unique(np.stack([scan.xs[rows], scan.ys[rows]], axis=1), axis=0, return_inverse=True)
        zone = rings(setting.metres_most, scan.lat)
        offsets = [one for ring in zone for one in ring]
        starts = np.cumsum([0, *(len(ring) for ring in zone[:-1])])
        beside = _beside(where, offsets)
        held = np.append(np.bincount(cell, minlength=len(where)), 0)
        inside = np.cumsum(np.add.reduceat(held[beside], starts, axis=1), axis=1)
        lately = np.cumsum(np.bincount(label, minlength=len(spans) + 1)[1:])
        expected = inside[:, :, None] * lately / len(rows)
        widest = max(len(rows), 8 * (len(where) + 1), 8 * int(lately[-1]) * len(offsets))
        batch = max(1, min(setting.trials, BATCH_BYTES // widest))
        return cls(rows, int(scan.kinds[rows[0]]), label, cell.ravel(), where, beside, starts, expected, setting,
                   int(lately[-1]), batch)  # fmt: skip

    def labels(self, n: int) -> NDArray[np.uint8]:
        return np.broadcast_to(self.label, (n, len(self.label)))

    def largest(self, labels: NDArray[np.uint8]) -> Floats:
        """Return the largest ratio of each shuffled look."""
        looks, cells, counts = self._counts(labels)
        best = np.zeros(len(labels))
        at = np.nonzero(counts >= self.setting.least)
        ratios = self._ratios(cells[at[0]], at[1], at[2], counts[at])
        np.maximum.at(best, looks[at[0]], ratios)
        return best

    def own(self) -> "_Cylinders":
        """Return the cylinders of what really was."""
        _looks, cells, counts = self._counts(self.label[None, :])
        middles, firsts = np.unique(cells, return_index=True)
        counts = counts[firsts]
        at = np.nonzero(counts >= self.setting.least)
        ratios = self._ratios(middles[at[0]], at[1], at[2], counts[at])
        above = ratios > 0
        return _Cylinders(
            self, middles[at[0]][above], at[1][above], at[2][above], counts[at][above], ratios[above]
        )

    def _counts(self, labels: NDArray[np.uint8]) -> tuple[Ints, Ints, NDArray[np.uint16]]:
        """Return for every recent case of every look (look, cell, counts by ring and span of the zones around it)."""
        looks, cases = np.nonzero(labels)
        cells = self.cell[cases]
        words = np.zeros((len(labels), len(self.where) + 1), dtype=np.uint64)
        one = np.uint64(1) << (BITS * (labels[looks, cases].astype(np.uint64) - np.uint64(1)))
        np.add.at(words.reshape(-1), looks * words.shape[1] + cells, one)
        around = words[looks[:, None], self.beside[cells]]
        zones = np.cumsum(np.add.reduceat(around, self.starts, axis=1), axis=1)
        shifts = np.uint64(BITS) * np.arange(len(self.setting.spans), dtype=np.uint64)
        counts = (zones[:, :, None] >> shifts).astype(np.uint16)
        return looks, cells, np.cumsum(counts, axis=2, dtype=np.uint16)

    def _ratios(self, cells: Ints, ring: Ints, span: Ints, observed: NDArray[np.uint16]) -> Floats:
        n, inside, seen = float(len(self.rows)), self.expected[cells, ring, span], observed.astype(np.float64)
        outside = n - seen
        ratios = seen * np.log(seen / inside)
        ratios += outside * np.log(np.maximum(outside, 1.0) / np.maximum(n - inside, 1e-12))
        ratios[seen <= inside] = 0.0
        return ratios


@dataclass(slots=True)
class _Cylinders:
    """What really was found of one kind: every cylinder with more than was to be expected."""

    of: _Kind
    cells: Ints
    ring: Ints
    span: Ints
    observed: NDArray[np.uint16]
    ratios: Floats

    @property
    def best(self) -> float:
        return float(self.ratios.max(initial=0.0))

    def by_ratio(self) -> Iterator[Found]:
        """Yield them, largest ratio first; of equals the smaller zone, then the shorter span."""
        for at in np.lexsort((self.cells, self.span, self.ring, -self.ratios)):
            cell, ring, span = int(self.cells[at]), int(self.ring[at]), int(self.span[at])
            end = self.of.starts[ring + 1] if ring + 1 < len(self.of.starts) else self.of.beside.shape[1]
            zone = self.of.beside[cell, :end]
            inside = np.isin(self.of.cell, zone) & (self.of.label > 0) & (self.of.label <= span + 1)
            x, y = self.of.where[cell]
            yield Found(
                self.of.kind, int(x), int(y), ring, self.of.setting.spans[span], int(self.observed[at]),
                float(self.of.expected[cell, ring, span]), float(self.ratios[at]), 0,
                tuple(int(row) for row in self.of.rows[inside]),
            )  # fmt: skip


def _beside(where: Ints, offsets: Sequence[tuple[int, int]]) -> NDArray[np.int32]:
    # A cell is told by one number; the sorted numbers say which neighbours are there.
    wide = 1 << 20
    keys = where[:, 0] * wide + where[:, 1]
    order = np.argsort(keys)
    wanted = keys[:, None] + np.array([dx * wide + dy for dx, dy in offsets])
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    return np.where(keys[order][at] == wanted, order[at], len(keys)).astype(np.int32)
