"""How do sums enter the stored counters, thousands of rows in one statement?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper

from wangge.cases.queries.summing import Part, Sums

ROWS, TOOK_ROWS = "cases_counterrow", "cases_durationcounter"
KEY = ("county", "place", "kind", "size", "period")
TOOK_KEY = ("county", "place", "kind", "period", "bucket")
Rows = Sequence[tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows to be added, ready for the database; made where the sums are, which may be another process.

    On PostgreSQL the rows of counters are the bytes of a copy, which costs half as much as text.
    """

    figures: tuple[str, ...]  # empty for durations
    rows: Rows
    copied: bytes = b""


def packed(county: str, sums: Sums) -> Iterator[Packed]:
    """Yield what sums change, in one order for all writers: no two of them ever wait for each other in a circle."""
    for part in sums.parts():
        if connection.vendor == "postgresql":
            yield Packed(part.figures, (), _copied(county, part))
        else:
            yield Packed(part.figures, _rows(county, part))
    if took := sums.took():
        yield Packed((), [(county, *row) for row in took])


def add_parts(parts: Iterable[Packed]) -> None:
    """Add rows to the stored counters, inside the transaction that moves the cursor."""
    with connection.cursor() as cursor:
        for part in parts:
            if not part.figures:
                _add_durations(cursor, part.rows)
            elif part.copied:
                _add_copied(cursor, part.figures, part.copied)
            else:
                into = _into(ROWS, (*KEY, *part.figures), _marks(len(KEY) + len(part.figures)))
                cursor.executemany(into + _added(KEY, part.figures), part.rows)


def _rows(county: str, part: Part) -> Rows:
    return [(county, *key, *added) for key, added in zip(part.keys, part.added.tolist(), strict=True)]


def _copied(county: str, part: Part) -> bytes:
    # PostgreSQL's binary copy: of each row the number of its fields, of each field its length and its bytes.
    size = len(part.figures)
    fields = np.empty((len(part.keys), size), dtype=[("length", ">i4"), ("n", ">i4")])
    fields["length"], fields["n"] = 4, part.added
    numbers, width = fields.tobytes(), 8 * size
    begin = (len(KEY) + size).to_bytes(2, "big") + _field(county)
    told = [b"PGCOPY\n\xff\r\n\0" + bytes(8)]
    for at, (place, kind, length, period) in enumerate(part.keys):
        told += (
            begin, _field(place), _field(kind), b"\0\0\0\2", length.to_bytes(2, "big"), _field(period),
            numbers[at * width : (at + 1) * width],
        )  # fmt: skip
    return b"".join([*told, b"\xff\xff"])


@lru_cache(maxsize=65_536)
def _field(text: str) -> bytes:
    said = text.encode()
    return len(said).to_bytes(4, "big") + said


def _add_copied(cursor: CursorWrapper, figures: tuple[str, ...], rows: bytes) -> None:
    # A table of this connection alone, emptied by every commit.
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS folded (LIKE {ROWS} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
    )
    columns = _named((*KEY, *figures))
    with cursor.copy(f"COPY folded ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
        copy.write(rows)
    cursor.execute(_into(ROWS, (*KEY, *figures), f"SELECT {columns} FROM folded") + _added(KEY, figures))
    cursor.execute("TRUNCATE folded")


def _add_durations(cursor: CursorWrapper, rows: Rows) -> None:
    columns, added = (*TOOK_KEY, "n"), _added(TOOK_KEY, ("n",))
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in ("text",) * 4 + ("smallint", "integer"))
        told = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(_into(TOOK_ROWS, columns, f"SELECT * FROM unnest({arrays})") + added, told)
    else:
        cursor.executemany(_into(TOOK_ROWS, columns, _marks(len(columns))) + added, rows)


def _into(table: str, columns: Sequence[str], rows: str) -> str:
    return f"INSERT INTO {table} AS held ({_named(columns)}) {rows}"


def _added(key: Sequence[str], columns: Sequence[str]) -> str:
    sums = ", ".join(f'"{name}" = held."{name}" + excluded."{name}"' for name in columns)
    return f" ON CONFLICT ({_named(key)}) DO UPDATE SET {sums}"


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _marks(size: int) -> str:
    return f"VALUES ({', '.join(['%s'] * size)})"
