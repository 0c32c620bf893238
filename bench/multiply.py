"""How does a database get a million cases in minutes? By copying the cases that are there, inside the database.

Copies keep place, class, state and times; they get ids, numbers and source references of their own, and their events
go with them. The copied chains do not verify (their hashes are those of the originals): nothing here audits them.
"""

import sqlite3
from collections.abc import Iterable

import psycopg

from bench.harness import Installation

# Of each copied table: the columns that hold the id of a row or a case, and those that must differ in another way.
KEYS = {
    "cases_case": ("id",),
    "cases_casetext": ("case",),
    "foundation_event": ("id", "subject"),
}
TEXTS = {"cases_case": ("number", "source_ref")}
LEFT_TO_THE_DATABASE = {"cases_casetext": ("id", "found_by")}


def multiply(made: Installation, times: int, tables: Iterable[str] = tuple(KEYS)) -> None:
    """Copy every case, its words and its events so often that there are `times` as many (up to 200)."""
    for table in tables:
        if made.database == "postgres":
            with psycopg.connect(made.address, autocommit=True) as postgres:
                for copy in range(1, times):
                    copy_once(postgres, table, copy)
        else:
            with sqlite3.connect(made.home / "wangge.sqlite3") as lite:
                lite.execute(
                    "PRAGMA synchronous = OFF"
                )  # of this connection only, and before anything is measured
                lite.execute("PRAGMA cache_size = -1000000")
                names = [row[1] for row in lite.execute(f"PRAGMA table_info({table})")]
                rows = lite.execute(f"SELECT MAX(rowid) FROM {table}").fetchone()[0]
                for copy in range(1, times):
                    lite.execute(_statement(table, names, copy, "sqlite") + f" WHERE rowid <= {rows}")
                    lite.commit()


def copy_once(postgres: psycopg.Connection[tuple[object, ...]], table: str, copy: int) -> None:
    """Add the copy with this number (1 to 200) to a table, in one statement."""
    names = postgres.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    columns = [str(row[0]) for row in names]
    postgres.execute("SET enable_seqscan = off")  # the originals are a hundredth of the table
    postgres.execute(_statement(table, columns, copy, "postgres"))


def _statement(table: str, columns: list[str], copy: int, database: str) -> str:
    copied = [name for name in columns if name not in LEFT_TO_THE_DATABASE.get(table, ())]
    values = ", ".join(_value(table, name, copy, database) for name in copied)
    into = ", ".join(f'"{name}"' for name in copied)
    # On PostgreSQL the originals are known by their first byte, which a UUIDv7 of this century keeps.
    key = KEYS[table][0]
    where = f" WHERE \"{key}\" < '02000000-0000-0000-0000-000000000000'" if database == "postgres" else ""
    return f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}{where}"


def _value(table: str, name: str, copy: int, database: str) -> str:
    column = f'"{name}"'
    if name in KEYS[table]:
        first = f"{copy + 1:02x}"
        if database == "postgres":
            return f"('{first}' || substr({column}::text, 3))::uuid"
        return f"'{first}' || substr({column}, 3)"
    if name in TEXTS.get(table, ()):
        return f"{column} || '-{copy}'"
    return column


if __name__ == "__main__":
    raise SystemExit("see bench.acting")
