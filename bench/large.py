"""Do figures and the room stay as fast at ten million cases as at a hundred thousand, and how long does a rebuild take?

`python -m bench.large [--cases 10000000] [--base 100000] [--fit] [--keep FOLDER] [--until HH:MM] [--log FILE]`, on
PostgreSQL. A city of `base` cases made by `wangge synth` is measured, then copied inside the database with its words
and its order of events, folded anew by `wangge figures rebuild` and measured again. What a case takes on the disk is
measured before anything is copied; what does not fit is refused, or with `--fit` made as large as fits and called so.
A run with `--keep` goes on where an earlier one stopped; everything else is removed, however the run ends.
"""

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from types import FrameType

import psycopg

from bench.city import PASSWORD, City, filled, settle
from bench.harness import Figure, Installation, report, served
from bench.load import get, send
from bench.multiply import KEYS, copy_once
from bench.sessions import sign_in

P95_MS, GROWTH_MOST, REBUILD_LEAST, COPIES_MOST = 100.0, 1.20, 10_000_000 / (12 * 60), 200
WAL_BYTES = 8 * 2**30  # what the server's log and the building of indexes take beside the rows, at most
ASKED, WARM = 300, 40
PAGES = ("/cases/figures/", "/ops/", "/ops/wall/")
AGAIN = ", the same units again"  # what a page that stands open asks: its rows are in memory, not on the disk
TABLES = (*KEYS, "foundation_position")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--base", type=int, default=100_000)
    parser.add_argument("--fit", action="store_true", help="make as many cases as the disk has room for")
    parser.add_argument("--leave", type=float, default=15, help="GiB of the disk that stay free for others")
    parser.add_argument("--keep", type=Path, help="folder that stays, for a run that goes on later")
    parser.add_argument("--until", help="HH:MM: stop then, and tell what was measured")
    parser.add_argument("--log", type=Path, help="file that keeps the table")
    args = parser.parse_args()
    if not 1 <= args.cases // args.base <= COPIES_MOST:
        sys.exit(f"--cases must be 1 to {COPIES_MOST} times --base")
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _stop)
    if args.until:
        signal.alarm(_seconds_until(args.until))
    run = Run(args.keep or Path(tempfile.mkdtemp(prefix="wangge-large-")))
    status = 1
    try:
        run.measure(args.cases, args.base, fit=args.fit, leave=args.leave)
        status = 0
    except KeyboardInterrupt:
        run.note("stopped before its end: what is missing below was not measured")
    finally:
        if not args.keep:
            shutil.rmtree(run.home, ignore_errors=True)
        status = max(status, run.tell(args.log))
    return status


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _seconds_until(clock: str) -> int:
    now = datetime.now().astimezone()
    then = now.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0)
    return int((then + timedelta(days=then <= now) - now).total_seconds())


@dataclass(slots=True)
class Run:
    """One run with the stages that are done; each keeps its numbers in the folder."""

    home: Path
    done: dict[str, dict[str, float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def measure(self, cases: int, base: int, *, fit: bool, leave: float) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711)  # the server of the database runs as somebody else
        kept = self.home / "stages.json"
        self.done = json.loads(kept.read_text()) if kept.exists() else {}
        with filled("postgres", base, keep=self.home) as (made, city):
            small = self._stage("base", lambda: {**sizes(made), **pages(made, city)})
            self._stage("base rebuilt", lambda: rebuilt(made))
            [(there,)] = made.rows("SELECT COUNT(*) FROM cases_case")
            wanted = self._that_fit(cases, base, int(str(there)), small["bytes_a_case"], fit=fit, leave=leave)
            with psycopg.connect(made.address) as connection:
                copied(connection, wanted // base, self.note)
                read_to_the_end(connection)
            self._stage("rebuilt", lambda: rebuilt(made))
            self._stage("large", lambda: {**sizes(made), **pages(made, city)})

    def note(self, words: str) -> None:
        self.notes.append(f"{datetime.now().astimezone():%H:%M:%S} {words}")
        print(self.notes[-1], flush=True)

    def _stage(self, name: str, measured: Callable[[], dict[str, float]]) -> dict[str, float]:
        if name not in self.done:
            self.note(f"{name} ...")
            self.done[name] = measured()
            (self.home / "stages.json").write_text(json.dumps(self.done))
            self.note(f"{name}: {', '.join(f'{what} {n:,.4g}' for what, n in self.done[name].items())}")
        return self.done[name]

    def _that_fit(
        self, cases: int, base: int, there: int, bytes_a_case: float, *, fit: bool, leave: float
    ) -> int:
        free = shutil.disk_usage(self.home).free - leave * 2**30 - WAL_BYTES
        most = there + int(free / bytes_a_case) // base * base
        needed = (cases * bytes_a_case + WAL_BYTES) / 2**30
        said = f"a case takes {bytes_a_case:,.0f} bytes; {cases:,} need {needed:,.0f} GiB and {leave:g} for others"
        if most >= cases:
            self.note(f"{said}: they fit")
            return cases
        if not fit or most < base:
            sys.exit(f"{said}; the disk has room for {max(0, most):,}: --fit makes so many")
        self.note(f"{said}; the disk has room for {most:,}, so many are made")
        return most

    def tell(self, log: Path | None) -> int:
        """Print the table of what was measured, and keep it with the notes."""
        told = StringIO()
        with redirect_stdout(told):
            cases = self.done.get("large", self.done.get("base", {})).get("cases", 0)
            status = report(f"Figures and the room, PostgreSQL, {cases:,.0f} cases", list(self._figures()))
        print(told.getvalue(), flush=True)
        if log:
            noted = "\n".join(f"- {note}" for note in self.notes)
            log.write_text(f"# The large bench\n{told.getvalue()}\n{noted}\n", encoding="utf-8")
        return status

    def _figures(self) -> Iterator[Figure]:
        base, large = self.done.get("base"), self.done.get("large")
        for name in ("base rebuilt", "rebuilt"):
            if own := self.done.get(name):
                yield Figure(f"events, {name}", own["events"], "")
                limit = REBUILD_LEAST if name == "rebuilt" else None
                yield Figure(
                    f"a rebuild, {name}", own["events"] / own["seconds"], "events/s", limit, at_least=True
                )
                yield Figure(f"memory, {name}", own["megabytes"], "MB")
        if base and large:
            yield Figure("bytes on the disk, a case", large["bytes_a_case"], "")
            for page in (f"{page}{turn}" for page, turn in product(PAGES, ("", AGAIN))):
                yield Figure(f"{page} at {base['cases']:,.0f} cases, p95", base[page], "ms", P95_MS)
                yield Figure(f"{page} at {large['cases']:,.0f} cases, p95", large[page], "ms", P95_MS)
                yield Figure(
                    f"{page}, the larger beside the smaller", large[page] / base[page], "times", GROWTH_MOST
                )


def copied(
    connection: psycopg.Connection[tuple[object, ...]], times: int, note: Callable[[str], None]
) -> None:
    """Copy the originals until there are `times` as many; each copy is one transaction, so a broken run goes on."""
    row = connection.execute(
        "SELECT MAX(position) FROM foundation_position WHERE event < %s", [SECOND]
    ).fetchone()
    size = int(str(row[0])) if row else 0
    row = connection.execute(
        "SELECT COALESCE(MAX(position), 0) / %s FROM foundation_position", [size]
    ).fetchone()
    there = int(str(row[0])) if row else 0
    if there >= times:
        return
    with _without_indexes(connection, note):
        for copy in range(there, times):
            for table in KEYS:
                copy_once(connection, table, copy)
            connection.execute(
                "INSERT INTO foundation_position (county, position, event, chain) SELECT county, position + %s,"
                " (%s || substr(event::text, 3))::uuid, chain FROM foundation_position WHERE position <= %s",
                [copy * size, f"{copy + 1:02x}", size],
            )
            connection.execute("UPDATE foundation_head SET position = %s", [(copy + 1) * size])
            connection.commit()
            if copy % 5 == 0:
                note(f"copy {copy + 1} of {times}")
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.autocommit = False
    note("copied and vacuumed")


def read_to_the_end(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Say that everybody who follows the events has read those of the copies; the rebuild reads them all again."""
    connection.execute(
        "UPDATE foundation_cursor SET position = foundation_head.position FROM foundation_head"
        " WHERE foundation_cursor.county = foundation_head.county"
    )
    connection.commit()


SECOND = (
    "02000000-0000-0000-0000-000000000000"  # originals have ids of this century, copies begin with 02 and up
)


@contextmanager
def _without_indexes(
    connection: psycopg.Connection[tuple[object, ...]], note: Callable[[str], None]
) -> Iterator[None]:
    # One index built from all rows costs a tenth of an index that grows row by row. The table survives a broken run.
    connection.execute(
        "CREATE TABLE IF NOT EXISTS bench_index AS SELECT i.indexrelid::regclass::text AS name,"
        " pg_get_indexdef(i.indexrelid) AS made FROM pg_index i WHERE NOT i.indisunique"
        " AND i.indrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    )
    for (name,) in connection.execute("SELECT name FROM bench_index").fetchall():
        connection.execute(f"DROP INDEX IF EXISTS {name}")
    connection.commit()
    yield
    for (made,) in connection.execute("SELECT made FROM bench_index").fetchall():
        connection.execute(str(made))
    connection.execute("DROP TABLE bench_index")
    connection.commit()
    note("indexes are built")


def rebuilt(made: Installation) -> dict[str, float]:
    """Fold everything anew by the command; the seconds are those of the fold, without the start of a command."""
    settle(made)
    idle = made.spent("figures", "--help").seconds
    spent = made.spent("figures", "rebuild", "--json")
    [(events,)] = made.rows("SELECT COUNT(*) FROM foundation_position")
    settle(made)
    return {"events": float(str(events)), "seconds": spent.seconds - idle, "megabytes": spent.megabytes}


def sizes(made: Installation) -> dict[str, float]:
    """How many cases there are, and what each takes on the disk with its words, its events and their indexes."""
    read = " + ".join(f"pg_total_relation_size('{table}')" for table in TABLES)
    [(cases, taken)] = made.rows(f"SELECT COUNT(*), {read} FROM cases_case")
    return {"cases": float(str(cases)), "bytes_a_case": float(str(taken)) / float(str(cases))}


def pages(made: Installation, city: City) -> dict[str, float]:
    """Return the 95th percentile in ms of each kind of page, of drawn units, asked one after another, then again."""
    drawn = random.Random(1)
    login = next(login for kind, login in city.logins if kind == "administrator")
    within = sorted(code for code in city.units if code != city.county)
    with served(made, background=False) as running:
        session = sign_in(running.port, login, PASSWORD)
        found = {}
        for page in PAGES:
            units = [drawn.choice(within) for _ in range(ASKED)]
            asked = [get(f"{page}?unit={unit}", session.cookie) for unit in units]
            send(running.port, asked[:WARM], concurrency=1)
            for turn in ("", AGAIN):
                answers = send(running.port, asked, concurrency=1, most_seconds=300)
                if bad := answers.not_well():
                    sys.exit(f"{page} answered {len(bad)} times without a page, first {bad[0]}")
                found[f"{page}{turn}"] = answers.percentile(0.95)
        return found


if __name__ == "__main__":
    raise SystemExit(main())
