"""`wangge workload`: what is asked of each grid, and within how many days staff are answered."""

import argparse
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.config.commands.telling import tell
from wangge.workload.queries.needle import needle
from wangge.workload.queries.waiting import waiting
from wangge.workload.services.speaking import set_term


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("workload", help="what is asked of grids, and what staff say about it")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    showing = acts.add_parser(
        "show",
        help="weekly minutes and fields of the grid asked most; wishes and suggestions that wait",
        description="Exit status 1 where a suggestion of staff is overdue.",
    )
    showing.add_argument("county")
    showing.add_argument("--unit", default="", help="a unit of territory; default: the whole county")
    showing.add_argument("--on", type=date.fromisoformat, help="a day; default: today")
    showing.add_argument("--json", action="store_true")
    showing.set_defaults(run=run_show)
    term = acts.add_parser("term", help="set within how many working days staff are answered, from a day on")
    term.add_argument("county")
    term.add_argument("days", type=int)
    term.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    term.add_argument("--source", required=True, help="the paper that says so")
    term.add_argument("--json", action="store_true")
    term.set_defaults(run=run_term)


def run_show(args: argparse.Namespace) -> int:
    now = timezone.now()
    found = needle(args.county, args.unit or args.county, on=args.on or desk(args.county).today(now))
    left = waiting(args.county, now=now)
    most = found.heaviest
    tell(
        {
            "grids": len(found.by_grid), "forms": most.forms, "fields": most.fields, "held": most.held,
            "minutes": round(most.minutes), "wishes": left.wishes, "waiting": left.suggestions,
            "overdue": left.overdue,
        },
        as_json=args.json,
    )  # fmt: skip
    return 1 if left.overdue else 0


def run_term(args: argparse.Namespace) -> int:
    set_term(args.county, args.days, from_on=args.from_on, source=args.source)
    tell({"working_days": args.days, "from": args.from_on.isoformat()}, as_json=args.json)
    return 0
