"""`wangge accountability`: the packaged rules of a county, and what is due by them now."""

import argparse
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.accountability.services.notices import notice_breaches
from wangge.accountability.services.rules import set_up
from wangge.config.commands.telling import tell


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("accountability", help="notices to units, and questions about their months")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    rules = acts.add_parser("set-up", help="keep the packaged rules and measures from a day on")
    rules.add_argument("county")
    rules.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    rules.add_argument("--json", action="store_true")
    rules.set_defaults(run=run_set_up)
    due = acts.add_parser("notice", help="give the notices that are due, as the ticker does")
    due.add_argument("county")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=run_notice)


def run_set_up(args: argparse.Namespace) -> int:
    set_up(args.county, from_on=args.from_on)
    tell({"county": args.county, "from": args.from_on.isoformat()}, as_json=args.json)
    return 0


def run_notice(args: argparse.Namespace) -> int:
    tell({"given": notice_breaches(args.county, now=timezone.now())}, as_json=args.json)
    return 0
