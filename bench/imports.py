"""How fast does real history come in, beside the database's own bulk door, and in how much memory?

`python -m bench.imports [--database postgres|sqlite] [--rows 100000]` takes in so many requests with their events by
`wangge cases import` in a process of its own, start-up, reading, locating, hashing and commits included. Then the very
rows that it wrote go into the same tables, indexes, constraints and triggers of an empty installation by nothing but
`executemany` (SQLite) or `COPY` of ready text (PostgreSQL), one commit for all. `--memory-only --rows 1000000` compares
peak memory with that at 100,000. The requests are Boston's of 2015, repeated under other numbers.
"""

import argparse
import csv
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import psycopg

from bench.harness import WANGGE, Figure, Installation, installation, report

BOSTON = Path(__file__).resolve().parents[1] / "src/wangge/config/demo/boston"
LAYERS = {"city": "city.csv", "community": "wards.geojson.gz", "grid": "precincts.geojson.gz"}
# What one request writes; events of territory and people were there before it.
TABLES = {
    "cases_case": "", "cases_casetext": "", "foundation_event": " WHERE kind LIKE 'case.%'",
    "foundation_pending": " WHERE event IN (SELECT id FROM foundation_event WHERE kind LIKE 'case.%')",
}  # fmt: skip
# A fifth of executemany, an eighth of COPY (the limits).
SHARES = {"sqlite": 1 / 5, "postgres": 1 / 8}
FEW, MOST_MB, GROWTH = 100_000, 400, 1.10


@dataclass(frozen=True, slots=True)
class Taken:
    """One import: what the command told, how long it ran and how large it grew."""

    told: dict[str, float]
    seconds: float
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--rows", type=int, default=FEW)
    parser.add_argument("--memory-only", action="store_true", help=f"only memory, beside that at {FEW:,}")
    args = parser.parse_args()
    measure = memory if args.memory_only else speed
    with tempfile.TemporaryDirectory(prefix="wangge-imports-") as folder:
        return max(
            measure(database, args.rows, Path(folder)) for database in args.database or ["postgres", "sqlite"]
        )


def speed(database: str, rows: int, folder: Path) -> int:
    """Measure the import beside plain bulk inserts of the same rows."""
    with installation(database) as made:
        taken = take_in(made, source_file(folder, rows))
        kept = {table: folder / f"{database}-{table}" for table in TABLES}
        events = keep_rows(made, kept)
    with installation(database) as empty:
        plain = fill_plainly(empty, kept)
    share = plain / taken.seconds
    door = "COPY" if database == "postgres" else "executemany"
    return report(
        f"Import of {taken.told['taken']:,.0f} requests with {events:,} events, {database}",
        [
            Figure("wangge cases import", taken.told["read"] / taken.seconds, "/s"),
            Figure(f"plain {door} of the same rows", taken.told["read"] / plain, "/s"),
            Figure(f"share of {door}", share, "", SHARES[database], at_least=True),
            Figure("peak memory", taken.megabytes, "MB", MOST_MB),
        ],
    )


def memory(database: str, rows: int, folder: Path) -> int:
    """Measure peak memory at few and at many rows."""
    found = []
    for size in (FEW, rows):
        with installation(database) as made:
            found.append(take_in(made, source_file(folder, size)))
    few, many = found
    return report(
        f"Memory of the import, {database}",
        [
            Figure(f"peak at {FEW:,} rows", few.megabytes, "MB", MOST_MB),
            Figure(f"peak at {rows:,} rows", many.megabytes, "MB", MOST_MB),
            Figure("growth", many.megabytes / few.megabytes, "x", GROWTH),
            Figure(f"wangge cases import, {rows:,} rows", many.told["read"] / many.seconds, "/s"),
        ],
    )


def source_file(folder: Path, rows: int) -> Path:
    """Write Boston's requests, repeated under numbers of their own until there are enough."""
    file = folder / f"requests-{rows}.csv"
    if not file.exists():
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(islice(_repeated(), rows + 1))
    return file


def _repeated() -> Iterator[list[str]]:
    for turn in count():
        with gzip.open(BOSTON / "requests.csv.gz", "rt", encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            if not turn:
                yield header
            for row in reader:
                yield [f"{row[0]}-{turn}", *row[1:]]


def take_in(made: Installation, file: Path) -> Taken:
    """Publish the ground, then import in a process whose memory and time are measured."""
    for level, units in LAYERS.items():
        made.command(
            "territory", "import", str(BOSTON / units), "--plan", "boston", "--level", level, "--code", "code",
            "--name", "name", "--parent", "parent", "--crs", "EPSG:4326", "--code-scheme", "free",
            "--county", "us-boston", "--repair",
        )  # fmt: skip
    made.command(
        "territory", "publish", "--plan", "boston", "--from", "2015-01-01", "--accept-faults", "bench"
    )
    words = [WANGGE, "cases", "import", str(file), "--map", str(BOSTON / "MAP.toml"), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(words, env=dict(made.environment), stdout=subprocess.PIPE)
    told = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the import ended with {process.returncode}")
    return Taken(json.loads(told), seconds, usage.ru_maxrss / 1024)


# -- the plain door ------------------------------------------------------------------------------


def keep_rows(made: Installation, kept: dict[str, Path]) -> int:
    """Keep what the import wrote, table by table; return how many events that was."""
    for table, file in kept.items():
        if made.database == "postgres":
            with psycopg.connect(made.address) as connection, file.open("wb") as out:
                names = ", ".join(f'"{name}"' for name in _written_columns(connection, table))
                with connection.cursor().copy(
                    f"COPY (SELECT {names} FROM {table}{TABLES[table]}) TO STDOUT"
                ) as copy:
                    out.writelines(bytes(block) for block in copy)
    if made.database == "sqlite":
        # An SQLite installation is a file; it waits as a whole until its rows are read.
        (made.home / "wangge.sqlite3").rename(kept["cases_case"])
        with closing(sqlite3.connect(kept["cases_case"])) as connection:
            [events] = connection.execute(
                "SELECT COUNT(*) FROM foundation_event WHERE kind LIKE 'case.%'"
            ).fetchone()
        return int(events)
    [(events,)] = made.rows("SELECT COUNT(*) FROM foundation_event WHERE kind LIKE 'case.%'")
    return int(str(events))


def fill_plainly(empty: Installation, kept: dict[str, Path]) -> float:
    """Put kept rows into an empty installation by nothing but the bulk door; return the seconds."""
    if empty.database == "postgres":
        return _copied(empty, kept)
    with closing(sqlite3.connect(kept["cases_case"])) as source:
        rows = {
            table: source.execute(f"SELECT * FROM {table}{where}").fetchall()
            for table, where in TABLES.items()
        }
    with closing(sqlite3.connect(empty.home / "wangge.sqlite3", isolation_level=None)) as connection:
        # As settings.py opens it.
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8192"
        )
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, lines in rows.items():
            marks = ", ".join("?" * len(lines[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)
        connection.execute("COMMIT")
        return time.perf_counter() - began


def _copied(empty: Installation, kept: dict[str, Path]) -> float:
    with psycopg.connect(empty.address) as connection:
        columns = {table: _written_columns(connection, table) for table in kept}
        connection.rollback()
        began = time.perf_counter()
        for table, file in kept.items():
            names = ", ".join(f'"{name}"' for name in columns[table])
            with (
                file.open("rb") as ready,
                connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                while block := ready.read(1 << 20):
                    copy.write(block)
        connection.commit()
        return time.perf_counter() - began


def _written_columns(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> Sequence[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        (table,),
    ).fetchall()
    return [str(name) for (name,) in rows]


if __name__ == "__main__":
    sys.exit(main())
