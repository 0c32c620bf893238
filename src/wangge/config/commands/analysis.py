"""`wangge analysis hotspots|recurring|ahead|hotspot-rule|recurring-rule`: what do the cases say together?"""

import argparse
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.analysis.queries.ahead import newest_ahead
from wangge.analysis.queries.hotspots import look_of, setting_on
from wangge.analysis.queries.recurring import newest_look
from wangge.analysis.services.ahead import look_ahead, set_watch
from wangge.analysis.services.hotspots import begin_look, keep_look, set_hotspots, written
from wangge.analysis.services.recurring import look_for_recurring, set_recurring
from wangge.cases.queries.desk import counties, desk
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.rules.ahead import Watch
from wangge.rules.errors import Refused
from wangge.rules.hotspots import Setting
from wangge.rules.recurring import Again, PlaceKind


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("analysis", help="what cases say together")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    looked = acts.add_parser("hotspots", help="look for hot spots now and keep what was found")
    looked.add_argument("--county", default="")
    looked.add_argument(
        "--until", type=date.fromisoformat, help="the first day not looked at; default: today"
    )
    looked.add_argument("--seed", type=int, help="of the shuffling; default: drawn, and kept with the look")
    looked.add_argument("--trials", type=int, help="shuffled looks; default: as the county set it")
    looked.add_argument("--json", action="store_true")
    looked.set_defaults(run=hotspots)
    back = acts.add_parser("recurring", help="look for places where one kind comes back after it was solved")
    back.add_argument("--county", default="")
    back.add_argument("--until", type=date.fromisoformat, help="the first day not looked at; default: today")
    back.add_argument("--json", action="store_true")
    back.set_defaults(run=recurring)
    weeks = acts.add_parser(
        "ahead", help="look at whole weeks: what rose, what the next one brings, how forecasts did"
    )
    weeks.add_argument("--county", default="")
    weeks.add_argument(
        "--until", type=date.fromisoformat, help="weeks that end before this day; default: today"
    )
    weeks.add_argument("--json", action="store_true")
    weeks.set_defaults(run=ahead)
    _register_rules(acts)


def _register_rules(acts: "argparse._SubParsersAction[Any]") -> None:
    ours = Setting()
    rule = acts.add_parser("hotspot-rule", help="say how a county looks for hot spots from a day on, and why")
    rule.add_argument("--spans", default=written(ours.spans), help="up to four numbers of days, growing")
    rule.add_argument("--baseline-days", type=int, default=ours.baseline_days)
    rule.add_argument("--metres-most", type=int, default=ours.metres_most)
    rule.add_argument("--least", type=int, default=ours.least, help="fewest cases of a hot spot")
    rule.add_argument("--trials", type=int, default=ours.trials, help="shuffled looks")
    rule.add_argument(
        "--per-mille", type=int, default=ours.per_mille, help="looks at noise that may name anything"
    )
    rule.set_defaults(run=hotspot_rule)
    again = acts.add_parser("recurring-rule", help="say from how many returns on a place recurs, and why")
    again.add_argument("--place", choices=list(PlaceKind), required=True)
    again.add_argument("--times", type=int, required=True)
    again.add_argument(
        "--within-days", type=int, default=30, help="so soon after a solution a case is a return"
    )
    again.add_argument("--days", type=int, default=180, help="returns are counted within so many days")
    again.set_defaults(run=recurring_rule)
    usual = Watch()
    weeks = acts.add_parser("watch-rule", help="say what a usual week is and what is named above it, and why")
    weeks.add_argument("--usual-weeks", type=int, default=usual.usual_weeks)
    weeks.add_argument("--least", type=int, default=usual.least, help="fewest cases of a warning")
    weeks.add_argument(
        "--per-mille", type=int, default=usual.per_mille, help="of the warnings that may be chance"
    )
    weeks.set_defaults(run=watch_rule)
    for one in (rule, again, weeks):
        one.add_argument("--county", required=True)
        one.add_argument("--from", dest="from_on", type=date.fromisoformat, help="first day; default: always")
        one.add_argument("--source", required=True, help="who decided it, or: our assumption")
        one.add_argument("--json", action="store_true")


def hotspots(args: argparse.Namespace) -> int:
    now, reports = timezone.now(), []
    for county in _counties(args.county):
        until = args.until or desk(county).today(now)
        setting, _source = setting_on(county, until)
        setting = replace(setting, trials=args.trials) if args.trials else setting
        look = begin_look(county, until=until, seed=args.seed, setting=setting)
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


def ahead(args: argparse.Namespace) -> int:
    now = timezone.now()
    for county in _counties(args.county):
        tried = look_ahead(county, until=args.until or desk(county).today(now), now=now)
        look = newest_ahead(county)
        n = max(tried.weeks, 1)
        report = {
            "county": county, "until": str(look.until) if look else "", "weeks": look.weeks if look else 0,
            "watched": look.watched if look else 0, "tried_weeks": tried.weeks, "mean_error": round(tried.off / n, 3),
            "mean_error_as_last_week": round(tried.naive_off / n, 3), "inside_interval": round(tried.held / n, 3),
            "mase": None if tried.mase is None else round(tried.mase, 3),
            "mase_as_last_week": None if tried.naive_mase is None else round(tried.naive_mase, 3),
            "season_used": look is not None and look.is_seasonal,
            "tried_weeks_with_last_year": tried.year_weeks,
        }  # fmt: skip
        if year := tried.year_weeks:
            report |= {
                "mean_error_there": round(tried.year_own_off / year, 3),
                "mean_error_as_last_year": round(tried.year_off / year, 3),
            }
        tell(report, as_json=args.json)
    return 0


def watch_rule(args: argparse.Namespace) -> int:
    [county] = _counties(args.county)
    watch = Watch(args.usual_weeks, args.least, args.per_mille)
    set_watch(county, watch, source=args.source, from_on=args.from_on)
    tell({"county": county, "from": str(args.from_on or ""), "source": args.source}, as_json=args.json)
    return 0


def hotspot_rule(args: argparse.Namespace) -> int:
    [county] = _counties(args.county)
    try:
        spans = tuple(int(one) for one in args.spans.split(","))
    except ValueError as fault:
        raise Refused("hotspots.setting", field="spans", value=args.spans[:40]) from fault
    setting = Setting(spans, args.baseline_days, args.metres_most, args.least, args.trials, args.per_mille)
    set_hotspots(county, setting, source=args.source, from_on=args.from_on)
    tell({"county": county, "from": str(args.from_on or ""), "source": args.source}, as_json=args.json)
    return 0


def recurring_rule(args: argparse.Namespace) -> int:
    [county] = _counties(args.county)
    again = Again(args.times, args.within_days, args.days)
    set_recurring(county, PlaceKind(args.place), again, source=args.source, from_on=args.from_on)
    tell(
        {"county": county, "place": args.place, "from": str(args.from_on or ""), "source": args.source},
        as_json=args.json,
    )
    return 0


def _counties(asked: str) -> list[str]:
    known = list(counties())
    if asked and asked not in known:
        raise Refused("command.no_county", county=asked, known=", ".join(known))
    return [asked] if asked else known
