"""`wangge suggestions`: a county's rules of law for deputies' papers, its schemes of grades, and the reminders due."""

import argparse
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.config.commands import facts
from wangge.config.commands.telling import tell
from wangge.deputies.queries.seats import CongressRow, congresses
from wangge.rules.errors import Refused
from wangge.suggestions.queries.rules import every_rule_on
from wangge.suggestions.services.rounds import remind_all
from wangge.suggestions.services.setting_up import NATIONAL, choose_scheme, load_presets, packaged


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("suggestions", help="deputies' papers: rules of law, grades, reminders")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    rules = acts.add_parser("set-up", help="load rules of law beside the statutes; a looser one is refused")
    rules.add_argument("county")
    rules.add_argument(
        "--preset", action="append", default=[],
        help=f"{', '.join(name for name in packaged()['presets'] if name != NATIONAL)}; may be repeated",
    )  # fmt: skip
    rules.add_argument(
        "--congress", default="", help="code of the area whose congress it is for; default: all"
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
    body = _body(args.county, args.congress).id if args.congress else None
    new = load_presets(args.county, args.preset, congress=body)
    tell({"county": args.county, "new": new}, as_json=args.json)
    return 0


def run_scheme(args: argparse.Namespace) -> int:
    body = _body(args.county, args.congress)
    choose_scheme(args.county, body.id, args.year, args.scheme, args.source)
    tell({"congress": body.name, "year": args.year, "scheme": args.scheme}, as_json=args.json)
    return 0


def run_rules(args: argparse.Namespace) -> int:
    today = desk(args.county).today(timezone.now())
    areas = {body.id: body.area for body in congresses(args.county, today)}
    for whose, row in every_rule_on(args.county, today):
        told = {
            "congress": areas.get(whose, whose.hex) if whose else "",
            "clock": row.code,
            "n": row.term.n,
            "unit": row.term.unit,
            "rank": row.rank,
            "source": row.source,
        }
        tell(told, as_json=args.json)
    return 0


def _body(county: str, area: str) -> CongressRow:
    found = [row for row in congresses(county, desk(county).today(timezone.now())) if row.area == area]
    if not found:
        raise Refused("suggestion.no_congress", field="congress", area=area[:20])
    return found[0]


def run_remind(args: argparse.Namespace) -> int:
    tell({"given": remind_all(now=timezone.now())}, as_json=args.json)
    return 0
