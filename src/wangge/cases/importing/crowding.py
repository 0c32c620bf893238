"""Which spots hold so many rows that they are placeholders, not places?"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wangge.cases.importing.sources import rows
from wangge.rules.errors import Refused
from wangge.rules.mapping import PLACEHOLDER_LEAST, ImportMap
from wangge.rules.past import point

# Misra and Gries 1982: with this many counters a count is short by at most rows / SPOTS, whatever
# the file's size, so a share of 2 % is told from one of 1.97 %.
SPOTS = 4096
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at a file shows: how many rows, and which points too many of them share."""

    rows: int
    crowded: frozenset[tuple[float, float]]


def survey(file: Path, mapping: ImportMap) -> Survey:
    """Look through a file once, in memory that does not grow with it; refuses a file that lacks a column."""
    next(rows(file, mapping), None)
    counts: dict[tuple[float, float], int] = {}
    total, located = 0, 0
    waiting: list[tuple[float, float]] = []
    for row in rows(file, mapping, mapping.point_columns or (mapping.id,)):
        total += 1
        spot = _point(mapping, row.texts) if row.fault is None else None
        if spot is None:
            continue
        located += 1
        waiting.append(spot)
        if len(waiting) == _AT_ONCE:
            counts = _merged(counts, waiting)
            waiting = []
    counts = _merged(counts, waiting)
    share = mapping.position.placeholder_share
    least = max(PLACEHOLDER_LEAST, share * total)
    slack = located / SPOTS if len(counts) >= SPOTS else 0
    crowded = {spot for spot, count in counts.items() if share and count + slack >= least}
    return Survey(total, frozenset(crowded))


def _point(mapping: ImportMap, texts: dict[str, str]) -> tuple[float, float] | None:
    if not mapping.position.has_point:
        return None
    try:
        return point(mapping.position, texts)
    except Refused:
        return None  # told when the row is taken


def _merged(
    counts: dict[tuple[float, float], int], spots: Iterable[tuple[float, float]]
) -> dict[tuple[float, float], int]:
    packed = np.array(list(spots), dtype=np.float64).reshape(-1, 2)
    if not len(packed):
        return counts
    different, often = np.unique(packed, axis=0, return_counts=True)
    merged = dict(counts)
    for (lon, lat), count in zip(different.tolist(), often.tolist(), strict=True):
        merged[lon, lat] = merged.get((lon, lat), 0) + count
    if len(merged) <= SPOTS:
        return merged
    short = sorted(merged.values(), reverse=True)[SPOTS]
    return {spot: count - short for spot, count in merged.items() if count > short}
