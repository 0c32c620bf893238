"""How do the last traces of removed rows leave the database's files?

A deleted row's bytes stay in the pages and in the write-ahead log until something else is written over them.
"""

import time
from collections.abc import Callable

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

from wangge.foundation.locking import alone

TRIES, PAUSE_SECONDS = 50, 0.1


def worded_tables() -> list[str]:
    """Return the tables whose models say `words_may_go`: what somebody said stands there until they take it back."""
    return sorted(
        model._meta.db_table  # noqa: SLF001 - Django's documented model API
        for model in apps.get_models()
        if getattr(model, "words_may_go", False)
    )


def scrub() -> bool:
    """Write the worded tables anew without what was removed; return whether nothing is left behind.

    On SQLite the whole file is written anew and the log is cut to nothing, while nobody else writes; False where
    a reader held the log's old pages all the time: try again. On PostgreSQL the tables and their indexes are
    rewritten; False where a transaction older than the removal runs on: rewriting would carry the rows along for
    it. What already went into archived logs and backups is not ours to reach. Must not run inside a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with alone():
                cursor.execute("VACUUM")
                return _in_time(lambda: _is_log_cut(cursor))
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        removed = cursor.fetchone()[0]
        if not _in_time(lambda: _is_seen_by_nobody(cursor, removed)):
            return False
        for table in worded_tables():
            cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
    return True


def _in_time(is_so: Callable[[], bool]) -> bool:
    for _ in range(TRIES):
        if is_so():
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def _is_log_cut(cursor: CursorWrapper) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, _pages, _moved = cursor.fetchone()
    return not busy


def _is_seen_by_nobody(cursor: CursorWrapper, removed: str) -> bool:
    # A snapshot reckons with the writers of every database of the cluster; readers count in their own.
    cursor.execute(
        "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8 AND NOT EXISTS (SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND age(backend_xmin) > age(%s::xid8::xid))",
        [removed, removed],
    )
    return bool(cursor.fetchone()[0])
