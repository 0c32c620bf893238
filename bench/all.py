"""Every bench, one after another, each in a process of its own: `python -m bench.all [--quick] [--out FILE]`.

Each prints its figures beside their limits. The exit status is 1 when any limit is not met. `--quick` leaves the
million rows out (about a quarter of an hour instead of two hours).
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Performance

Measured by `make bench` on one machine, everything on it: database, web, worker, ticker, load. Each table names the
machine and the command; databases are durable (the benches print `fsync`, `synchronous_commit`, `full_page_writes`,
`PRAGMA synchronous` and refuse to run when one is off).
"""
QUICK = (
    ("bench.rules",),
    ("bench.locate",),
    ("bench.imports", "--rows", "100000"),
    ("bench.intake",),
    ("bench.sync",),
    ("bench.pages", "--cases", "100000"),
    ("bench.acting", "--cases", "100000"),
    ("bench.stream",),
    ("bench.field_bundle",),
    ("bench.field_photo",),
    ("bench.field_start",),
    ("bench.alarms",),
    ("bench.hotspots",),
    ("bench.board",),
)
LONG = (
    ("bench.imports", "--rows", "100000", "--large", "1000000"),
    ("bench.pages", "--cases", "1000000"),
    ("bench.acting", "--cases", "1000000"),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, help="also write the tables as a page of Markdown")
    args = parser.parse_args()
    told, worst = [HEAD], 0
    for words in QUICK if args.quick else QUICK + LONG:
        began = time.monotonic()
        command = [sys.executable, "-m", *words]
        print(f"$ python -m {' '.join(words)}", flush=True)
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        minutes = (time.monotonic() - began) / 60
        told.append(f"## `python -m {' '.join(words)}`\n\n{done.stdout.strip()}\n\n({minutes:.1f} minutes)\n")
        worst = max(worst, done.returncode)
    if args.out:
        args.out.write_text("\n".join(told), encoding="utf-8")
    return worst


if __name__ == "__main__":
    sys.exit(main())
