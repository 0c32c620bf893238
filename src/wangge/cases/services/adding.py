"""How do sums enter the stored counters, thousands of rows in one statement?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from wangge.cases.queries.summing import Numbers, Sums

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counters: rows with the same key are added up."""

    name: str
    key: tuple[str, ...]


ROWS = Table("cases_counterrow", ("county", "place", "kind", "size", "period"))
DURATIONS = Table("cases_durationcounter", ("county", "place", "kind", "period", "bucket"))


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows to be added, ready for the database; made where the sums are, which may be another process.

    On PostgreSQL they are the bytes of a copy, which costs half as much as text.
    """

    table: Table
    columns: tuple[str, ...]
    rows: Sequence[Key]
    copied: bytes = b""


def packed(county: str, sums: Sums) -> Iterator[Packed]:
    """Yield what sums change. Whoever adds it holds the county's cursor, so nobody adds to the same rows beside."""
    for part in sums.parts():
        yield _packed(ROWS, part.figures, [(county, *key) for key in part.keys], part.added)
    for took in sums.took():
        keys = [(county, place, kind, period, bucket) for place, kind, period, bucket, _ in took]
        added = np.array([[n] for *_, n in took], np.int64)
        yield _packed(DURATIONS, ("n",), keys, added)


def add_parts(parts: Iterable[Packed]) -> None:
    """Add rows to the stored counters, inside the transaction that moves the cursor."""
    with connection.cursor() as cursor:
        for part in parts:
            if part.copied:
                _add_copied(cursor, part)
            else:
                marks = ", ".join(["%s"] * len(part.columns))
                cursor.executemany(_adding(part, f"VALUES ({marks})"), part.rows)


def _packed(table: Table, figures: tuple[str, ...], keys: Sequence[Key], added: Numbers) -> Packed:
    columns = (*table.key, *figures)
    if connection.vendor == "postgresql":
        return Packed(table, columns, (), _copied(keys, added))
    rows = [(*key, *numbers) for key, numbers in zip(keys, added.tolist(), strict=True)]
    return Packed(table, columns, rows)


def _copied(keys: Sequence[Key], added: Numbers) -> bytes:
    # PostgreSQL's binary copy: of each row the number of its fields, of each field its length and its bytes.
    fields = np.empty(added.shape, dtype=[("length", ">i4"), ("n", ">i4")])
    fields["length"], fields["n"] = 4, added
    numbers, width = fields.tobytes(), 8 * added.shape[1]
    begin = (len(keys[0]) + added.shape[1]).to_bytes(2, "big")
    told = [b"PGCOPY\n\xff\r\n\0" + bytes(8)]
    for at, key in enumerate(keys):
        told += (begin, *map(_field, key), numbers[at * width : (at + 1) * width])
    return b"".join([*told, b"\xff\xff"])


@lru_cache(maxsize=65_536)
def _field(value: str | int) -> bytes:
    said = value.to_bytes(2, "big") if isinstance(value, int) else value.encode()
    return len(said).to_bytes(4, "big") + said


def _add_copied(cursor: CursorWrapper, part: Packed) -> None:
    # A table of this connection alone, emptied by every commit.
    table, columns = f"added_to_{part.table.name}", _named(part.columns)
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} (LIKE {part.table.name} INCLUDING DEFAULTS)"
        " ON COMMIT DELETE ROWS"
    )
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
        copy.write(part.copied)
    cursor.execute(_adding(part, f"SELECT {columns} FROM {table}"))
    cursor.execute(f"TRUNCATE {table}")


def _adding(part: Packed, rows: str) -> str:
    sums = ", ".join(
        f"{name} = held.{name} + excluded.{name}" for name in _quoted(part.columns[len(part.table.key) :])
    )
    into = f"INSERT INTO {part.table.name} AS held ({_named(part.columns)}) {rows}"
    return f"{into} ON CONFLICT ({_named(part.table.key)}) DO UPDATE SET {sums}"


def _named(columns: Sequence[str]) -> str:
    return ", ".join(_quoted(columns))


def _quoted(columns: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in columns]
