"""`wangge routing check`: which category at which grid has no owner, and which row never decides?"""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import counties, desk
from wangge.config.commands.telling import tell
from wangge.rules.routing import routing_faults
from wangge.territory.queries import units


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("routing", help="check who answers for what where")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    parser = acts.add_parser("check", help="list what nobody answers for, and rows that never decide")
    parser.add_argument("--county", default="")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    faults: list[dict[str, object]] = []
    checked = [args.county] if args.county else list(counties())
    today = timezone.localdate()
    for county in checked:
        known = desk(county)
        parents = {row.parent for row in units(county).values()}
        lowest = [row.path for row in units(county).values() if row.code not in parents]
        paths = [(county, *(code for code in path if code != county)) for path in lowest]
        found = routing_faults(known.routing, known.categories, paths, today)
        faults += [{"county": county, **asdict(fault)} for fault in found]
    tell({"counties": len(checked), "faults": faults}, as_json=args.json)
    return 1 if faults else 0
