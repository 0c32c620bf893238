"""How long does plain COPY take for the same rows, into the same tables with the same indexes, in the same run?"""

import time
from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from bench.harness import Installation, environment


def set_aside(made: Installation) -> Installation:
    """Keep a PostgreSQL installation as it stands now beside itself; nobody may be connected to it."""
    own, _ = made.address.rsplit("/", 1)
    with psycopg.connect(f"{own}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE before TEMPLATE wangge")
    return Installation(made.database, made.home, environment(made.home, f"{own}/before"))


def counts(made: Installation, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each table holds."""
    return {table: int(str(made.rows(f"SELECT COUNT(*) FROM {table}")[0][0])) for table in tables}


def copy_seconds(made: Installation, before: Installation, first: Mapping[str, int]) -> float:
    """Write by COPY, each table in one, all rows that were added after `first` rows; return the seconds."""
    with psycopg.connect(made.address) as source, psycopg.connect(before.address) as target:
        columns = {table: _columns(source, table) for table in first}
        copied = {}
        for table, names in columns.items():
            query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {} OFFSET {}) TO STDOUT").format(
                names, sql.Identifier(table), sql.Identifier("id"), first[table]
            )
            with source.cursor().copy(query) as copy:
                copied[table] = [bytes(block) for block in copy]
        began = time.perf_counter()
        for table, blocks in copied.items():
            query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns[table])
            with target.cursor().copy(query) as copy:
                for block in blocks:
                    copy.write(block)
        target.commit()
        return time.perf_counter() - began


def _columns(connection: psycopg.Connection, table: str) -> sql.Composed:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [table],
    ).fetchall()
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)
