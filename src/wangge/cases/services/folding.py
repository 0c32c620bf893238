"""How are events folded into the stored counters, and do the counters still say what the events say?"""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from wangge.cases.models import Counter
from wangge.cases.queries.desk import desk
from wangge.cases.queries.summing import Sums
from wangge.foundation.locking import read_widely, reading, writing
from wangge.foundation.sequencing import Placed, cursor_position, placed_after, set_cursor
from wangge.rules.figures import CONSUMER, CellKey

FIELDS = ("county", "place", "figure", "kind", "period", "bucket", "n")
READ = 5000
REBUILD_BATCH = 50_000  # large, since most events of one month fall on the same counters


def fold_batch(county: str, events: Sequence[Placed]) -> None:
    """Add a batch to the stored counters; runs in the transaction that moves the cursor."""
    sums = Sums(desk(county).calendar.zone)
    sums.add(events)
    # In one order for all writers, so that two folds never wait for each other in a circle.
    rows = [(county, *row) for row in sums.rows()]
    names = ", ".join(FIELDS)
    added = " ON CONFLICT (county, place, figure, kind, period, bucket) DO UPDATE SET n = cases_counter.n + excluded.n"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f"%s::{kind}[]" for kind in ("text",) * 5 + ("smallint", "bigint"))
            sql = f"INSERT INTO cases_counter ({names}) SELECT * FROM unnest({columns}){added}"
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)] or [[]] * len(FIELDS))
        else:
            marks = ", ".join(["%s"] * len(FIELDS))
            cursor.executemany(f"INSERT INTO cases_counter ({names}) VALUES ({marks}){added}", rows)


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
        for events in batched_events(county, REBUILD_BATCH):
            fold_batch(county, events)
            last = events[-1].position
        set_cursor(county, CONSUMER, last)
        Counter.objects.filter(county=county, n=0).delete()
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
