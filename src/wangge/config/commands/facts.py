"""`wangge suggestions clusters|exhibit|facts`: what joins papers and cases: searched, checked, offered."""

import argparse
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import counties, desk
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.foundation.history import events_of
from wangge.rules.clusters import ClusterCause, ClusterSetting
from wangge.rules.errors import Refused
from wangge.suggestions.queries.clusters import exhibits, faults_of
from wangge.suggestions.services.clusters import begin_search, keep_search, set_cluster_rule
from wangge.suggestions.services.facts import offer_returns
from wangge.suggestions.services.outcome import check_outcomes
from wangge.suggestions.services.promises import watch_promises


def add_acts(acts: "argparse._SubParsersAction[Any]") -> None:
    """Add these acts to `wangge suggestions`."""
    looked = acts.add_parser(
        "clusters", help="search for cases that repeat or stay unsolved, keep what was found"
    )
    looked.add_argument("--county", default="")
    looked.add_argument(
        "--until", type=date.fromisoformat, help="the first day not looked at; default: tomorrow"
    )
    looked.set_defaults(run=run_clusters)
    rule = acts.add_parser(
        "cluster-rule", help="say from how many cases on a cause makes a cluster, from a day on"
    )
    rule.add_argument("county")
    rule.add_argument("--cause", type=ClusterCause, choices=list(ClusterCause), required=True)
    for name in ("times", "days", "metres"):
        rule.add_argument(f"--{name}", type=int, required=True)
    rule.add_argument("--source", required=True)
    rule.add_argument("--from-on", type=date.fromisoformat)
    rule.set_defaults(run=run_rule)
    exhibit = acts.add_parser("exhibit", help="what papers are founded on")
    verify = exhibit.add_subparsers(dest="what", required=True, metavar="WHAT").add_parser(
        "verify",
        help="recompute the checksum of every frozen list and compare it with its event; exit 1 on a fault",
    )
    verify.add_argument("--county", default="")
    verify.set_defaults(run=run_verify)
    facts = acts.add_parser(
        "facts", help="note promises due and late, open checks, offer returns, as the ticker does"
    )
    facts.set_defaults(run=run_facts)
    for one in (looked, rule, verify, facts):
        one.add_argument("--json", action="store_true")


def run_clusters(args: argparse.Namespace) -> int:
    now, known = timezone.now(), list(counties())
    if args.county and args.county not in known:
        raise Refused("command.no_county", county=args.county, known=", ".join(known))
    for county in [args.county] if args.county else known:
        until = args.until or date.fromordinal(desk(county).today(now).toordinal() + 1)
        search = begin_search(county, until=until)
        with step(f"{county}") as progress:
            for done in search.steps:
                progress.advance(done)
        keep_search(search, now=now)
        told = {"county": county, "until": str(until), "as_of": search.as_of, "cases": search.counted}
        tell(told | {"clusters": len(search.found)}, as_json=args.json)
    return 0


def run_rule(args: argparse.Namespace) -> int:
    setting = ClusterSetting(args.cause, args.times, args.days, args.metres, args.source)
    set_cluster_rule(args.county, setting, from_on=args.from_on)
    tell({"county": args.county, "cause": str(args.cause), "source": args.source}, as_json=args.json)
    return 0


def run_verify(args: argparse.Namespace) -> int:
    faulty = 0
    for row in exhibits(args.county):
        said = [one for one in events_of(row.county, row.suggestion) if one.kind == "suggestion.founded"]
        own = [one for one in said if one.payload.get("exhibit") == row.hex]
        faults = faults_of(row, recorded=str(own[0].payload["checksum"]) if own else "")
        faulty += bool(faults)
        told = {"suggestion": row.suggestion.hex, "cases": len(row.cases), "checksum": row.checksum}
        tell(told | {"faults": " ".join(faults) or "none"}, as_json=args.json)
    return 1 if faulty else 0


def run_facts(args: argparse.Namespace) -> int:
    now = timezone.now()
    told = {
        "promises": watch_promises(now=now),
        "checks": check_outcomes(now=now),
        "returns": offer_returns(now=now),
    }
    tell(told, as_json=args.json)
    return 0
