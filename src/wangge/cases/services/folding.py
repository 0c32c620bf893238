"""How are events folded into the stored counters, and do the counters still say what the events say?"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection

from wangge.cases.models import Counter
from wangge.cases.queries.desk import desk
from wangge.cases.queries.summing import Sums
from wangge.foundation.locking import read_widely, reading, writing
from wangge.foundation.sequencing import Placed, cursor_position, placed_after, set_cursor
from wangge.rules.figures import CONSUMER, CellKey

Row = tuple[str, str, str, str, int, int]
FIELDS = ("place", "figure", "kind", "period", "bucket", "n")
TYPES = ('text COLLATE "C"',) * 4 + ("smallint", "bigint")
SORTING = "256MB"
READ = 5000
REBUILD_BATCH = 50_000  # large, since most events of one month fall on the same counters


def fold_batch(county: str, events: Sequence[Placed]) -> None:
    """Add a batch to the stored counters; runs in the transaction that moves the cursor."""
    _add(county, _sums(county, events))


def _sums(county: str, events: Iterable[Placed]) -> list[Row]:
    sums = Sums(desk(county).calendar.zone)
    sums.add(events)
    return (
        sums.rows()
    )  # in one order for all writers, so that two folds never wait for each other in a circle


def _add(county: str, rows: Sequence[Row]) -> None:
    names = ", ".join(("county", *FIELDS))
    added = " ON CONFLICT (county, place, figure, kind, period, bucket) DO UPDATE SET n = cases_counter.n + excluded.n"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f"%s::{kind}[]" for kind in ("text",) * 4 + TYPES[4:])
            sql = f"INSERT INTO cases_counter ({names}) SELECT %s, * FROM unnest({columns}){added}"
            told = [list(column) for column in zip(*rows, strict=True)] or [[]] * len(FIELDS)
            cursor.execute(sql, [county, *told])
        else:
            marks = ", ".join(["%s"] * len(FIELDS))
            sql = f"INSERT INTO cases_counter ({names}) VALUES ('{county}', {marks}){added}"
            cursor.executemany(sql, rows)


@contextmanager
def _gathered(county: str) -> Iterator[Callable[[Sequence[Row]], None]]:
    """Give the way to add to a county that has no counters yet, when millions of them come.

    PostgreSQL finds a counter of millions in twenty microseconds and writes it in two, so there the parts lie side by
    side until all have come, and are added and written in one go.
    """
    if connection.vendor != "postgresql":
        yield partial(_add, county)
        Counter.objects.filter(county=county, n=0).delete()
        return
    names = ", ".join(FIELDS)
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(FIELDS, TYPES, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE folded ({columns}) ON COMMIT DROP")

        def copy_in(rows: Sequence[Row]) -> None:
            with cursor.copy(f"COPY folded ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        yield copy_in
        cursor.execute(f"SET LOCAL work_mem = '{SORTING}'")
        told = ", ".join(FIELDS[:-1])
        cursor.execute(
            f"INSERT INTO cases_counter (county, {names}) SELECT %s, {told}, SUM(n) FROM folded"
            f" GROUP BY {told} HAVING SUM(n) <> 0 ORDER BY {told}",
            [county],
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that does not say what the events say, with its address."""

    county: str
    key: CellKey
    stored: int
    folded: int


def rebuild_figures(county: str) -> int:
    """Fold a county's whole history anew and put it in place of the stored counters; return the counters."""
    last = 0
    read_widely()
    with writing():
        set_cursor(county, CONSUMER, last)  # takes the cursor's lock, so that no worker folds beside us
        Counter.objects.filter(county=county).delete()
        with _gathered(county) as add:
            for events in batched_events(county, REBUILD_BATCH):
                add(_sums(county, events))
                last = events[-1].position
        set_cursor(county, CONSUMER, last)
        return Counter.objects.filter(county=county).count()


def check_figures(county: str) -> list[Difference]:
    """Return every stored counter that differs from the same history folded anew; work may go on meanwhile."""
    with reading():
        return list(_differences(county))


def _differences(county: str) -> Iterator[Difference]:
    zone = desk(county).calendar.zone
    until = cursor_position(county, CONSUMER)
    changes: Tally[CellKey] = Tally()
    for batch in batched_events(county, READ):
        sums = Sums(zone)
        sums.add(event for event in batch if event.position <= until)
        changes.update(sums.changes())
        if batch[-1].position >= until:
            break
    stored = Counter.objects.filter(county=county).values_list(
        "figure", "place", "kind", "period", "bucket", "n"
    )
    for figure, place, kind, period, bucket, n in stored.iterator(chunk_size=5000):
        key = CellKey(figure, place, kind, period, bucket)
        folded = changes.pop(key, 0)
        if folded != n:
            yield Difference(county, key, n, folded)
    for key, n in changes.items():
        if n:
            yield Difference(county, key, 0, n)


def batched_events(county: str, size: int) -> Iterator[list[Placed]]:
    """Yield a county's placed events in order, in lists of at most `size`."""
    last = 0
    while batch := list(placed_after(county, last, size)):
        yield batch
        last = batch[-1].position
