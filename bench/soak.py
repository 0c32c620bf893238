"""Is nothing lost, nothing doubled and every state true, over hundreds of runs with cuts, dead phones and dead servers?

`python -m bench.soak [--runs 500] [--seed 2024] [--minutes 60] [--log docs/soak]`. A phone that speaks
docs/field-protocol.md behind a proxy that cuts session, bundle, sync, PUT, and tus creation, PATCH and HEAD before,
during and after the request, alone or with the browser or the web process killed at that byte, and that answers for the
server now and then. SQLite, one web process. Ends with 1 at the first thing that is lost, doubled or said untruly.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.harness import machine
from tests.faults.office import soaking
from tests.faults.runs import CELLS, Soak, Told, Untrue

LEAST = 10  # hits of each cell in the whole soak


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--minutes", type=float, default=60, help="begin no run after that")
    parser.add_argument("--log", type=Path, help="the folder that keeps the log")
    args = parser.parse_args()
    runs: list[Told] = []
    with (
        tempfile.TemporaryDirectory(prefix="wangge-soak-") as home,
        soaking(Path(home), args.runs, seed=args.seed) as soak,
    ):
        began = time.monotonic()
        fault = _run(soak, args.runs, began + args.minutes * 60, runs)
        seconds = time.monotonic() - began
    told = page(runs, soak.line.hits, seed=args.seed, asked=args.runs, seconds=seconds, fault=fault)
    sys.stdout.write(told)
    if args.log:
        args.log.mkdir(parents=True, exist_ok=True)
        (args.log / "README.md").write_text(told, encoding="utf-8")
        (args.log / "runs.tsv").write_text(table(runs, args.seed), encoding="utf-8")
    return 1 if fault else 0


def _run(soak: Soak, runs: int, until: float, told: list[Told]) -> str:
    for number in range(runs):
        if time.monotonic() > until:
            break
        try:
            told.append(soak.run(number))
        except Untrue as fault:
            return str(fault)
    return ""


def page(
    runs: list[Told], hits: Counter[str], *, seed: int, asked: int, seconds: float, fault: str
) -> str:  # fmt: skip
    """The log as a page: what was run, what stood on both sides, how often each cell was hit."""
    cells = [" / ".join(cell) for cell in CELLS]
    fewest = min(hits[cell] for cell in cells)
    verdict = f"**Failed: {fault}**" if fault else "Nothing lost, nothing doubled, no state untrue."
    lines = [
        "# Soak", "",
        f"`python -m bench.soak --runs {asked} --seed {seed}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {machine()},",
        f"load {os.getloadavg()[0]:.0f} at the end.", "",
        f"{len(runs)} of {asked} runs in {seconds / 60:.1f} minutes. {verdict}", "",
        "| | |", "|---|---:|",
        f"| records on the phone | {sum(one.phone for one in runs)} |",
        f"| accepted records on the server | {sum(one.server for one in runs)} |",
        f"| photos on both | {sum(one.photos for one in runs)} |",
        f"| times that what says delivered was compared with the rows | {sum(one.looks for one in runs)} |",
        f"| faults that struck in complete runs | {sum(len(one.faults) for one in runs)} |",
        f"| fewest hits of a cell (aim: {LEAST}) | {fewest} |", "",
        "The phone is a small program that speaks docs/field-protocol.md (tests/faults/phone.py); the real one in",
        "Chromium is killed, cut and cheated by tests/browser. One line for each run: runs.tsv.", "",
        "| Request / moment / what dies with it | Hits |", "|---|---:|",
        *(f"| {cell} | {hits[cell]} |" for cell in cells), "",
    ]  # fmt: skip
    return "\n".join(lines)


def table(runs: list[Told], seed: int) -> str:
    """One line for each run: seed, records on the phone, accepted on the server, photos, faults."""
    head = "seed\tphone\tserver\tphotos\tfaults\n"
    return head + "".join(
        f"{seed}-{one.number}\t{one.phone}\t{one.server}\t{one.photos}\t{'; '.join(one.faults)}\n"
        for one in runs
    )


if __name__ == "__main__":
    sys.exit(main())
