"""Do figures stay as fast at ten million cases as at a hundred thousand, and how long does their rebuild take?

`python -m bench.large [--cases 10000000] [--base 50000] [--log docs/bench-large.md]`, on PostgreSQL. A city of `base`
cases made by `wangge synth` is measured, then copied inside the database (bench.multiply) with its order of events,
rebuilt by `wangge figures rebuild` and measured again. Checks the free disk first; its database goes with it.
"""

import argparse
import random
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import psycopg

from bench.city import PASSWORD, City, filled, settle
from bench.harness import Figure, Installation, report, served
from bench.load import get, send
from bench.multiply import multiply
from bench.sessions import sign_in

BYTES_A_CASE = (
    6_000  # case, words, two events with their places, and indexes; checked before anything is made
)
P95_MS, GROWTH_MOST, REBUILD_LEAST, COPIES_MOST = 100.0, 1.20, 10_000_000 / (12 * 60), 200
PAGES = 300


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000_000)
    parser.add_argument("--base", type=int, default=50_000)
    parser.add_argument("--log", type=Path, help="file that keeps the table")
    args = parser.parse_args()
    times = args.cases // args.base
    if not 1 <= times <= COPIES_MOST:
        sys.exit(f"--cases must be 1 to {COPIES_MOST} times --base")
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < args.cases * BYTES_A_CASE * 1.2:
        sys.exit(
            f"{args.cases:,} cases need {args.cases * BYTES_A_CASE * 1.2 / 2**30:.0f} GiB, {free / 2**30:.0f} are free"
        )
    figures = measured(args.base, times)
    told = StringIO()
    with redirect_stdout(told):
        status = report(f"Figures, PostgreSQL, {args.base * times:,} cases", figures)
    print(told.getvalue(), flush=True)
    if args.log:
        args.log.write_text(f"# The large bench\n{told.getvalue()}", encoding="utf-8")
    return status


def measured(base: int, times: int) -> list[Figure]:
    """Measure at the base and at so many times it."""
    with filled("postgres", base) as (made, city):
        small = pages(made, city)
        multiply(made, times)
        put_in_order(made, times)
        settle(made)
        idle = made.spent("figures", "--help").seconds
        rebuilt = made.spent("figures", "rebuild", "--json")
        settle(made)
        [(events,)] = made.rows("SELECT COUNT(*) FROM foundation_position")
        large = pages(made, city)
        return [
            Figure("events", float(str(events)), ""),
            Figure(
                "a rebuild",
                int(str(events)) / (rebuilt.seconds - idle),
                "events/s",
                REBUILD_LEAST,
                at_least=True,
            ),
            Figure("memory of the rebuild", rebuilt.megabytes, "MB"),
            Figure(f"figures page at {base:,} cases, p95", small, "ms", P95_MS),
            Figure(f"figures page at {base * times:,} cases, p95", large, "ms", P95_MS),
            Figure("the larger beside the smaller", large / small, "times", GROWTH_MOST),
        ]


def put_in_order(made: Installation, times: int) -> None:
    """Give the copied events their places behind the originals, copy by copy."""
    with psycopg.connect(made.address, autocommit=True) as connection:
        row = connection.execute("SELECT MAX(position) FROM foundation_position").fetchone()
        size = int(row[0]) if row else 0
        for copy in range(1, times):
            connection.execute(
                "INSERT INTO foundation_position (county, position, event, chain) SELECT county, position + %s,"
                " (%s || substr(event::text, 3))::uuid, chain FROM foundation_position WHERE position <= %s",
                [copy * size, f"{copy + 1:02x}", size],
            )
        connection.execute("UPDATE foundation_head SET position = position * %s", [times])


def pages(made: Installation, city: City) -> float:
    """Return the 95th percentile in ms of figures pages of drawn units, asked one after another."""
    drawn = random.Random(1)
    with served(made, background=False) as running:
        session = sign_in(
            running.port, next(login for kind, login in city.logins if kind == "administrator"), PASSWORD
        )
        units = [drawn.choice(sorted(city.units)) for _ in range(PAGES)]
        asked = [get(f"/cases/figures/?unit={unit}", session.cookie) for unit in units]
        send(running.port, asked[:30], concurrency=1)
        return send(running.port, asked, concurrency=1, most_seconds=600).percentile(0.95)


if __name__ == "__main__":
    raise SystemExit(main())
