"""How are events folded into the stored counters, and do the counters still say what the events say?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q

from wangge.cases.models import CounterRow, DurationCounter
from wangge.cases.queries.desk import desk
from wangge.cases.queries.summing import FIGURES, Sums, Told
from wangge.cases.services.adding import Packed, add_parts, packed
from wangge.foundation.beside import worked_beside
from wangge.foundation.locking import read_widely, reading, writing
from wangge.foundation.sequencing import (
    Placed,
    cursor_position,
    head_position,
    held_cursor,
    said_between,
    set_cursor,
)
from wangge.rules.figures import CONSUMER, NO_BUCKET, TOOK, CellKey, changes_figures

READ = 10_000  # events read at once
HELD_MOST = 5_000_000  # counters summed up before they are written; a process takes some 400 MB for them
FAR_LEAST = 5_000  # from so many unread events on the worker takes them all at once
FAR_MOST = 400_000  # in one transaction, which a worker told to stop still ends
SHARED_LEAST = 60_000  # events; from here on two processes are faster than one


def fold_batch(county: str, events: Sequence[Placed]) -> None:
    """Add a batch to the stored counters; runs in the transaction that moves the cursor."""
    sums = Sums(desk(county).calendar.zone)
    sums.add(events)
    add_parts(packed(county, sums))


def catch_up(county: str) -> int:
    """Fold what has piled up since the last batch, if it is much; return the events (0: few wait).

    On SQLite it would keep everybody else from writing for as long, so there the worker goes on batch by batch.
    """
    if connection.vendor == "sqlite" or _waiting(county) < FAR_LEAST:
        return 0
    with writing():
        after = held_cursor(county, CONSUMER)
        until = min(head_position(county), after + FAR_MOST)
        _fold(county, after, until)
        set_cursor(county, CONSUMER, until)
    return until - after


def _waiting(county: str) -> int:
    return head_position(county) - cursor_position(county, CONSUMER)


def rebuild_figures(county: str) -> int:
    """Fold a county's whole history anew and put it in place of the stored counters; return the counters."""
    read_widely()
    with writing():
        held_cursor(county, CONSUMER)  # so that no worker folds beside us
        CounterRow.objects.filter(county=county).delete()
        DurationCounter.objects.filter(county=county).delete()
        until = head_position(county)
        _fold(county, 0, until)
        set_cursor(county, CONSUMER, until)
        return _counters(county)


def _counters(county: str) -> int:
    by_figure = {figure: Count("county", filter=~Q(**{figure: 0})) for figure in FIGURES}
    rows: dict[str, int] = CounterRow.objects.filter(county=county).aggregate(
        **{f"n_{name}": n for name, n in by_figure.items()}
    )
    return sum(rows.values()) + DurationCounter.objects.filter(county=county).exclude(n=0).count()


def _fold(county: str, after: int, until: int) -> None:
    if until - after < SHARED_LEAST:
        add_parts(_packed(county, summed(county, after, until)))
        return
    middle = (after + until) // 2
    halves = worked_beside(f"{__name__}:told", [(county, after, middle), (county, middle, until)])
    add_parts(_packed(county, _together(county, halves)))


def _packed(county: str, many: Iterable[Sums]) -> Iterator[Packed]:
    for sums in many:
        yield from packed(county, sums)


def _together(county: str, halves: Iterable[Told]) -> Iterator[Sums]:
    sums = Sums(desk(county).calendar.zone)
    for half in halves:
        sums.add_told(half)
        if sums.is_full(HELD_MOST):
            yield sums
            sums = Sums(desk(county).calendar.zone)
    yield sums


def told(county: str, after: int, until: int) -> Iterator[Told]:
    """Yield what the events at positions `after` + 1 to `until` change, for another process."""
    return (sums.told() for sums in summed(county, after, until))


def summed(county: str, after: int, until: int) -> Iterator[Sums]:
    """Yield by how much the events at positions `after` + 1 to `until` change the counters; of millions, in pieces."""
    sums = Sums(desk(county).calendar.zone)
    for begin in range(after, until, READ):
        sums.add(_said(county, begin, min(begin + READ, until)))
        if sums.is_full(HELD_MOST):
            yield sums
            sums = Sums(desk(county).calendar.zone)
    yield sums


class _Said(NamedTuple):
    kind: str
    at: datetime
    payload: dict[str, object]


def _said(county: str, after: int, until: int) -> Iterator[_Said]:
    for kind, at, payload in said_between(county, after, until):
        if changes_figures(kind, payload):
            yield _Said(kind, at, json.loads(payload))


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that does not say what the events say, with its address."""

    county: str
    key: CellKey
    stored: int
    folded: int


def check_figures(county: str) -> list[Difference]:
    """Return every stored counter that differs from the same history folded anew; work may go on meanwhile."""
    with reading():
        sums = Sums(desk(county).calendar.zone)
        until = cursor_position(county, CONSUMER)
        for begin in range(0, until, READ):
            sums.add(_said(county, begin, min(begin + READ, until)))
        for key, n in _stored(county):
            sums.take(key, n)
        missing = sums.changes()  # what is left when all that is stored is taken away
        stored = {key: n for key, n in _stored(county) if key in missing} if missing else {}
    return [
        Difference(county, key, stored.get(key, 0), stored.get(key, 0) + by) for key, by in missing.items()
    ]


def _stored(county: str) -> Iterator[tuple[CellKey, int]]:
    rows = CounterRow.objects.filter(county=county).values_list("place", "kind", "period", *FIGURES)
    for place, kind, period, *counts in rows.iterator(chunk_size=5000):
        for figure, n in zip(FIGURES, counts, strict=True):
            if n:
                yield CellKey(figure, place, kind, period, NO_BUCKET), n
    durations = DurationCounter.objects.filter(county=county).values_list(
        "place", "kind", "period", "bucket", "n"
    )
    for place, kind, period, bucket, n in durations.iterator(chunk_size=5000):
        yield CellKey(TOOK, place, kind, period, bucket), n
