"""How fast does history come in, beside the plainest way to write the same rows, and in how much memory?

`python -m bench.imports [--rows 100000] [--large 1000000] [--database postgres|sqlite]`. `wangge cases import` reads a
CSV, locates, routes, clocks, chains and writes; the peer only writes the rows that came of it, into the same tables
with the same indexes, constraints and triggers, commits included: `executemany` on SQLite, `COPY` on PostgreSQL.
`--large` adds the peak memory at that size.
"""

import argparse
import csv
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import django

from bench.harness import Figure, Installation, installation, report
from bench.plain import copy_seconds, counts, set_aside

STREETS, SEED, CHUNK = 6, 1, 2000
COLUMNS = ("id", "reported", "closed", "due", "code", "lon", "lat", "words", "place", "outcome")
MAP = """
[source]
name = "bench"
[fields]
id = "id"
words = "words"
place = "place"
[times]
zone = "UTC"
format = "iso"
reported_at = "reported"
closed_at = "closed"
due_at = "due"
[category]
scheme = "CJ/T 214-2007"
kind = "part"
column = "code"
[position]
crs = "EPSG:4326"
lon = "lon"
lat = "lat"
[outcome]
column = "outcome"
default = "solved"
[outcome.values]
solved = "solved"
settled = "settled"
refused = "refused"
not_solved = "not_solved"
duplicate = "duplicate"
"""
TABLES = ("cases_case", "cases_casetext", "foundation_event", "foundation_pending")
# The bounds: at least a fifth of executemany, an eighth of COPY; 10 % more memory for ten times the rows.
TIMES_MOST = {"sqlite": 5, "postgres": 8}
MEGABYTES_MOST, GROWTH_MOST = 400, 10


class Run(NamedTuple):
    """One import: what the command told, and the largest its process ever was."""

    told: dict[str, float]
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wangge-imports-") as folder:
        small = write_source(Path(folder), args.rows)
        large = write_source(Path(folder), args.large) if args.large else None
        return max([measured(database, small, large) for database in args.database or ["sqlite", "postgres"]])


def measured(database: str, small: Path, large: Path | None) -> int:
    """Measure on one database, print the table, return the exit status."""
    with installation(database) as made:
        made.command("synth", "--cases", "0", "--streets", str(STREETS), "--seed", str(SEED))
        before = _set_aside(made)
        first = counts(before, TABLES)
        run = _import(made, small)
        plain = (_plain_sqlite if database == "sqlite" else copy_seconds)(made, before, first)
    seconds, taken = run.told["seconds"], run.told["taken"]
    figures = [
        Figure("imported", taken / seconds, "rows/s"),
        Figure("plain writing of the same rows", taken / plain, "rows/s"),
        Figure("import takes, times plain writing", seconds / plain, "", TIMES_MOST[database]),
        Figure(f"peak memory at {taken:,.0f} rows", run.megabytes, "MB", MEGABYTES_MOST),
    ]
    if large is not None:
        with installation(database) as made:
            made.command("synth", "--cases", "0", "--streets", str(STREETS), "--seed", str(SEED))
            big = _import(made, large)
        growth = (big.megabytes / run.megabytes - 1) * 100
        figures += [
            Figure(
                f"imported, {big.told['taken']:,.0f} rows", big.told["taken"] / big.told["seconds"], "rows/s"
            ),
            Figure(f"peak memory at {big.told['taken']:,.0f} rows", big.megabytes, "MB", MEGABYTES_MOST),
            Figure("more memory than at the small size", growth, "%", GROWTH_MOST),
        ]
    return report(f"Import of history, {database}", figures)


def write_source(folder: Path, rows: int) -> Path:
    """Write a CSV of requests that lie in the city's grids."""
    os.environ |= {"WANGGE_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    django.setup()
    from wangge.config.synth.ground import lay_out
    from wangge.config.synth.matters import Kind, matters

    kinds = [Kind(f"01{number:02d}", f"{number}号井盖") for number in range(1, 31)]
    ground, now = lay_out(STREETS, SEED), datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    file = folder / f"{rows}.csv"
    (folder / "map.toml").write_text(MAP)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for chunk in matters(ground, kinds, count=rows, seed=SEED, now=now):
            writer.writerows(
                (one.source_ref, one.reported_at.isoformat(), one.closed_at.isoformat() if one.closed_at else "",
                 one.due_at.isoformat() if one.due_at else "", one.category,
                 one.lon_e7 / 1e7 if one.lon_e7 is not None else "", one.lat_e7 / 1e7 if one.lat_e7 is not None else "",
                 one.words, one.place, one.outcome)
                for one in chunk
            )  # fmt: skip
    return file


def _import(made: Installation, file: Path) -> Run:
    spent = made.spent("cases", "import", str(file), "--map", str(file.with_name("map.toml")), "--json")
    told = json.loads(spent.printed)
    if told["rejected"]:
        sys.exit(f"the import rejected rows: {told}")
    return Run(told, spent.megabytes)


def _set_aside(made: Installation) -> Installation:
    """Keep the installation as it is before the import: the same tables, empty."""
    if made.database == "sqlite":
        return made.copy(made.home.with_name(made.home.name + "-before"))
    return set_aside(made)


def _plain_sqlite(made: Installation, before: Installation, first: Mapping[str, int]) -> float:
    """Write the imported rows by executemany, a chunk of each table to a transaction; return the seconds."""
    source = sqlite3.connect(made.home / "wangge.sqlite3")
    target = sqlite3.connect(before.home / "wangge.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8192"):
        target.execute(f"PRAGMA {pragma}")
    rows = {table: source.execute(f"SELECT * FROM {table} ORDER BY rowid LIMIT -1 OFFSET {first[table]}").fetchall()
            for table in TABLES}  # fmt: skip
    began = time.perf_counter()
    chunks = -(-len(rows["cases_case"]) // CHUNK)
    for number in range(chunks):
        target.execute("BEGIN IMMEDIATE")
        for table, all_rows in rows.items():
            size = -(-len(all_rows) // chunks)
            part = all_rows[number * size : (number + 1) * size]
            if part:
                target.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(part[0]))})", part)
        target.execute("COMMIT")
    seconds = time.perf_counter() - began
    source.close()
    target.close()
    shutil.rmtree(before.home)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
