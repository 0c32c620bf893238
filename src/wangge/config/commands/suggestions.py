"""`wangge suggestions`: a county's rules of law for deputies' papers, its schemes of grades, and the reminders due."""

import argparse
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.config.commands import facts
from wangge.config.commands.telling import tell
from wangge.deputies.queries.seats import congresses
from wangge.rules.errors import Refused
from wangge.suggestions.queries.rules import rules_on
from wangge.suggestions.services.rounds import remind_all
from wangge.suggestions.services.setting_up import choose_scheme, load_presets


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("suggestions", help="deputies' papers: rules of law, grades, reminders")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    rules = acts.add_parser("set-up", help="load rules of law beside the statutes; a looser one is refused")
    rules.add_argument("county")
    rules.add_argument(
        "--preset", action="append", default=[], help="henan-2000, henan-2017; may be repeated"
    )
    rules.set_defaults(run=run_set_up)
    scheme = acts.add_parser("scheme", help="say by which grades a congress answers from a year on")
    scheme.add_argument("county")
    scheme.add_argument("--congress", required=True, help="code of its area, for example 410105")
    scheme.add_argument("--year", type=int, required=True)
    scheme.add_argument("--scheme", required=True, help="I, II, III or zhejiang3")
    scheme.add_argument("--source", required=True, help="who decided it")
    scheme.set_defaults(run=run_scheme)
    shown = acts.add_parser("rules", help="show the rules in force today, with rank and source")
    shown.add_argument("county")
    shown.set_defaults(run=run_rules)
    remind = acts.add_parser("remind", help="record the reminders that are due, as the ticker does")
    remind.set_defaults(run=run_remind)
    for one in (rules, scheme, shown, remind):
        one.add_argument("--json", action="store_true")
    facts.add_acts(acts)


def run_set_up(args: argparse.Namespace) -> int:
    tell({"county": args.county, "new": load_presets(args.county, args.preset)}, as_json=args.json)
    return 0


def run_scheme(args: argparse.Namespace) -> int:
    today = desk(args.county).today(timezone.now())
    body = next((row for row in congresses(args.county, today) if row.area == args.congress), None)
    if body is None:
        raise Refused("suggestion.no_congress", field="congress", area=args.congress[:20])
    choose_scheme(args.county, body.id, args.year, args.scheme, args.source)
    tell({"congress": body.name, "year": args.year, "scheme": args.scheme}, as_json=args.json)
    return 0


def run_rules(args: argparse.Namespace) -> int:
    for row in rules_on(args.county, desk(args.county).today(timezone.now())):
        told = {
            "clock": row.code,
            "n": row.term.n,
            "unit": row.term.unit,
            "rank": row.rank,
            "source": row.source,
        }
        tell(told, as_json=args.json)
    return 0


def run_remind(args: argparse.Namespace) -> int:
    tell({"given": remind_all(now=timezone.now())}, as_json=args.json)
    return 0
