"""How do two people not write over each other?"""

import fcntl
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from psycopg import IsolationLevel

from wangge.foundation.rows import CountyRow
from wangge.rules.errors import Refused

Row = TypeVar("Row", bound=CountyRow)

# SQLite lets waiting writers poll, and a busy poller starves the others. A lock on a file
# queues them in the kernel instead; threads of one process queue on the mutex first.
_mutex = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """Open the one transaction of a service; inside another one, join it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _mutex, _file_lock(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def reading() -> Iterator[None]:
    """Let several questions see one state of the database, holding up nobody who writes; join a transaction."""
    if connection.in_atomic_block:
        yield
    else:
        with _snapshot(), transaction.atomic():
            yield


@contextmanager
def alone() -> Iterator[None]:
    """Keep every other writer away, without a transaction: for what cannot run inside one."""
    if connection.in_atomic_block:
        raise RuntimeError("this cannot be done inside a transaction")
    if connection.vendor == "sqlite":
        with _mutex, _file_lock():
            yield
    else:
        yield


@contextmanager
def locked(model: type[Row], *, county: str, key: UUID) -> Iterator[Row]:
    """Open a transaction and hold one row until it ends; refuse `row.unknown` when it is not there."""
    with writing():
        row = model._default_manager.select_for_update().filter(county=county, pk=key).first()  # noqa: SLF001
        if row is None:
            raise Refused("row.unknown", row=key.hex)
        row.hold()
        yield row


def locked_many(model: type[Row], *, county: str, keys: Collection[UUID]) -> dict[UUID, Row]:
    """Hold the rows that are there of these until the transaction ends, in one statement and one order."""
    if not keys:
        return {}
    rows = model._default_manager.select_for_update().filter(county=county, pk__in=keys).order_by("pk")  # noqa: SLF001
    held = {row.pk: row for row in rows}
    for row in held.values():
        row.hold()
    return held


def claim(keys: Iterable[UUID]) -> None:
    """Keep everybody else who claims one of these ids waiting until this transaction ends.

    What is made elsewhere may arrive twice at once: only under its claim does "is it there already?" hold
    until it is written. On SQLite whoever writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        numbers = sorted({key.int & _POSITIVE for key in keys})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [numbers])


_POSITIVE = (1 << 63) - 1  # what a bigint holds; the random end of a UUIDv7


@contextmanager
def _snapshot() -> Iterator[None]:
    # How the next transaction begins is kept on the connection, so it costs no statement of its own.
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        wrapper: Any = connection
        wanted: dict[str, object] = {"transaction_mode": "DEFERRED"}
    else:
        wrapper = connection.connection
        wanted = {"isolation_level": IsolationLevel.REPEATABLE_READ, "read_only": True}
    before = {name: getattr(wrapper, name) for name in wanted}
    try:
        for name, value in wanted.items():
            setattr(wrapper, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(wrapper, name, value)


def read_widely() -> None:
    """Give this process's connection room for long work on SQLite: 64 MB of pages instead of a web thread's 8."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -65536")


def learn_sizes(tables: Iterable[str]) -> None:
    """Let SQLite count tables that are read in many orders, so that it picks the right index.

    A sample is not enough: it takes every column for equally telling. PostgreSQL counts by itself.
    """
    if connection.vendor != "sqlite":
        return
    for table in tables:
        with writing(), connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{table}"')


@contextmanager
def _file_lock() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if name.startswith("file:") or ":memory:" in name:
        yield
        return
    with Path(name).with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
