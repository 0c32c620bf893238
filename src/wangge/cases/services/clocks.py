"""Which clocks have run out?"""

from datetime import datetime

from wangge.cases.models import Case
from wangge.cases.queries.desk import counties, desk
from wangge.cases.services.acts import fall_overdue
from wangge.cases.services.entering import Entries
from wangge.foundation.locking import writing

BATCH = 50  # on SQLite a tick holds the one writer's place only briefly


def mark_overdue(*, now: datetime) -> int:
    """Record for every open case whose limit has passed that it fell overdue; return how many."""
    return sum(_mark_batches(county, now) for county in counties())


def _mark_batches(county: str, now: datetime) -> int:
    marked = 0
    while True:
        with writing():
            late = Case.objects.select_for_update(skip_locked=True).filter(
                county=county, ended_at=None, overdue_at=None, due_at__lt=now
            )
            rows = list(late.order_by("due_at")[:BATCH])
            entries = Entries(desk(county))
            for case in rows:
                entries.keep(case)
                fall_overdue(case, entries)
            entries.enter()
        marked += len(rows)
        if len(rows) < BATCH:
            return marked
