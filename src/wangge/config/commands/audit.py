"""`wangge audit verify`: is the history still what was written?"""

import argparse
from dataclasses import asdict
from heapq import merge
from pathlib import Path
from typing import Any

from wangge.alarms.queries.chains import chain_ends as alarmed
from wangge.cases.queries.page import chain_ends
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.coordination.queries.chains import chain_ends as coordinated
from wangge.foundation.audit import DayRoot, Fault, read_roots, roots_folder, verify_events, verify_order
from wangge.foundation.locking import reading
from wangge.foundation.sequencing import counties_with_events


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("audit", help="prove the history")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    parser = acts.add_parser("verify", help="find changed, missing or inserted events")
    parser.add_argument(
        "--roots", type=Path, help="day roots kept off this machine (default: those beside the data)"
    )
    parser.add_argument("--county", default="")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    faults: list[Fault] = []
    counties = [args.county] if args.county else counties_with_events()
    with step("audit", len(counties)) as progress:
        for county in counties:
            with reading():  # work goes on meanwhile
                ends = merge(chain_ends(county), coordinated(county), alarmed(county))
                faults += verify_events(
                    county, ends, rows_of=("case.", "whistle.", "project.", "alarm.", "device.")
                )
                faults += verify_order(county, _roots(args.roots, county))
            progress.advance()
    tell({"counties": len(counties), "faults": [asdict(fault) for fault in faults]}, as_json=args.json)
    return 1 if faults else 0


def _roots(given: Path | None, county: str) -> list[DayRoot]:
    return read_roots(given) if given else read_roots(roots_folder() / f"{county}.jsonl")
