"""`wangge analysis hotspots|recurring`: what do the cases say together?"""

import argparse
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.analysis.queries.hotspots import look_of
from wangge.analysis.queries.recurring import newest_look
from wangge.analysis.services.hotspots import begin_look, keep_look
from wangge.analysis.services.recurring import look_for_recurring
from wangge.cases.queries.desk import counties, desk
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.rules.errors import Refused


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("analysis", help="what cases say together")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    looked = acts.add_parser("hotspots", help="look for hot spots now and keep what was found")
    looked.add_argument("--county", default="")
    looked.add_argument(
        "--until", type=date.fromisoformat, help="the first day not looked at; default: today"
    )
    looked.add_argument("--seed", type=int, help="of the shuffling; default: drawn, and kept with the look")
    looked.add_argument("--json", action="store_true")
    looked.set_defaults(run=hotspots)
    back = acts.add_parser("recurring", help="look for places where one kind comes back after it was solved")
    back.add_argument("--county", default="")
    back.add_argument("--until", type=date.fromisoformat, help="the first day not looked at; default: today")
    back.add_argument("--json", action="store_true")
    back.set_defaults(run=recurring)


def hotspots(args: argparse.Namespace) -> int:
    now, reports = timezone.now(), []
    for county in _counties(args.county):
        look = begin_look(county, until=args.until or desk(county).today(now), seed=args.seed)
        with step(f"{county}: {len(look.ids)} / {len(look.scan.kinds)}", look.scan.total) as progress:
            for done in look.steps:
                progress.advance(done)
        row = look_of(county, keep_look(look, now=now))
        reports.append({
            "county": county, "until": str(row.until), "as_of": row.as_of, "seed": row.seed, "trials": row.trials,
            "cases": row.counted, "without_point": row.pointless, "provisional": row.provisional,
            "outside": row.outside, "hot_spots": len(look.scan.found()), "p_strongest": round(row.p_strongest, 4),
        })  # fmt: skip
    for report in reports:
        tell(report, as_json=args.json)
    return 0


def recurring(args: argparse.Namespace) -> int:
    now = timezone.now()
    for county in _counties(args.county):
        until = args.until or desk(county).today(now)
        found = look_for_recurring(county, until=until, now=now)
        look = newest_look(county)
        counted = look.counted if look else 0
        tell({"county": county, "until": str(until), "cases": counted, **found}, as_json=args.json)
    return 0


def _counties(asked: str) -> list[str]:
    known = list(counties())
    if asked and asked not in known:
        raise Refused("command.no_county", county=asked, known=", ".join(known))
    return [asked] if asked else known
