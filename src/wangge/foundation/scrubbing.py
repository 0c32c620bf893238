"""How do the last traces of removed rows leave the database's files?

A deleted row's bytes stay in the pages and in the write-ahead log until something else is written over them.
"""

import time
from collections.abc import Iterable

from django.db import connection

from wangge.foundation.locking import alone

TRIES, PAUSE_SECONDS = 50, 0.1


def scrub(tables: Iterable[str]) -> bool:
    """Write the tables anew without what was removed from them; return whether nothing is left behind.

    On SQLite the whole file is written anew and the log is cut to nothing, while nobody else writes; False where
    a reader held the log's old pages all the time: try again. On PostgreSQL the tables and their indexes are
    rewritten and a checkpoint is asked for; what already went into archived logs and backups is not ours to reach.
    Must not run inside a transaction.
    """
    if connection.vendor == "sqlite":
        with alone():
            return _scrub_sqlite()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
    return True


def _scrub_sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        for _ in range(TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _moved = cursor.fetchone()
            if not busy:
                return True
            time.sleep(PAUSE_SECONDS)
    return False
