"""`wangge rules`: a county's own tables of routing, powers and samples, from a CSV file each."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from wangge.cases.queries.desk import desk
from wangge.cases.rule_tables import RuleTable, read_powers, read_routes, read_samples
from wangge.cases.services.rules import load_rules
from wangge.config.commands.telling import tell, tell_refusal
from wangge.rules.errors import Refused

READERS: dict[str, Callable[[Iterable[str]], RuleTable]] = {
    "routing": read_routes,
    "powers": read_powers,
    "samples": read_samples,
}


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("rules", help="load routing, powers (赋权清单) and samples")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    loading = acts.add_parser(
        "load",
        help="put a county's table in place of the one before",
        description="routing: category, unit, department. powers: category, level (grid community street district"
        " city), power (settle order send_up), source. samples: category, per_mille. Each may have from and until."
        " A category is a key scheme:kind:code, a prefix ending in *, or *. A table with a bad row is not loaded"
        " at all; what was ruled stays in force.",
    )
    loading.add_argument("table", choices=sorted(READERS))
    loading.add_argument("file", type=Path)
    loading.add_argument("--county", required=True)
    loading.add_argument("--json", action="store_true")
    loading.set_defaults(run=run_load)


def run_load(args: argparse.Namespace) -> int:
    known = desk(args.county)
    try:
        lines = args.file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused("people.file_unreadable", file=str(args.file)) from None
    table = READERS[args.table](lines)
    faults = table.faults or load_rules(args.county, table.rows, known=known, source=args.file.name)
    for fault in faults:
        tell_refusal(fault, as_json=args.json)
    loaded = 0 if faults else len(table.rows)
    tell(
        {"county": args.county, "table": args.table, "loaded": loaded, "faults": len(faults)},
        as_json=args.json,
    )
    return 1 if faults else 0
