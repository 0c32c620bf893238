"""`wangge figures show|rates|rebuild`: what is counted, and does it still say what happened?"""

import argparse
from typing import Any

from wangge.cases.queries.desk import counties
from wangge.cases.queries.figures import UNIT, Slice, read_counts
from wangge.cases.services.folding import check_figures, rebuild_figures
from wangge.config.commands.telling import tell
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.foundation.worker import work_off
from wangge.rules.errors import Refused
from wangge.rules.figures import RATES, Figure
from wangge.rules.marks import STEP_RATES, StepRate
from wangge.rules.periods import Period


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("figures", help="show, rebuild or check the figures")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    shown = acts.add_parser("show", help="print the figures of a unit")
    shown.add_argument("--county", default="")
    shown.add_argument("--unit", default="")
    shown.add_argument("--kind", default="", help="category key, scheme:kind:code")
    shown.add_argument("--period", default="", help="2015 or 2015-03; default: to date")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=show)
    rated = acts.add_parser("rates", help="print every rate with the sets of its numerator and denominator")
    rated.add_argument("--json", action="store_true")
    rated.set_defaults(run=rates)
    rebuilt = acts.add_parser("rebuild", help="fold the whole history anew")
    rebuilt.add_argument("--county", default="")
    rebuilt.add_argument("--check", action="store_true", help="only compare; exit 1 where a counter differs")
    rebuilt.add_argument("--json", action="store_true")
    rebuilt.set_defaults(run=rebuild)


def show(args: argparse.Namespace) -> int:
    for county in _counties(args.county):
        unit = args.unit or county
        counts = read_counts(county, [Slice(tuple(Figure), (unit,), args.kind, Period(args.period), UNIT)])
        numbers = {str(figure): counts.n(0, figure, unit) for figure in Figure}
        rates = {rate.code: _share(numbers, rate.over, rate.under) for rate in RATES}
        report = {
            "county": county,
            "unit": unit,
            "kind": args.kind,
            "period": args.period,
            "as_of": counts.as_of,
        }
        tell({**report, **numbers, **rates}, as_json=args.json)
    return 0


def rates(args: argparse.Namespace) -> int:
    over_cases = {rate.code: f"{' + '.join(rate.over)} / {' + '.join(rate.under)}" for rate in RATES}
    over_acts = {rate.code: f"{_of(rate)} / {rate.under}" for rate in STEP_RATES}
    tell({**over_cases, **over_acts}, as_json=args.json)
    return 0


def _of(rate: StepRate) -> str:
    return f"{rate.over}{' in time' if rate.in_time else ''}{f' - {rate.less}' if rate.less else ''}"


def rebuild(args: argparse.Namespace) -> int:
    differences: list[dict[str, object]] = []
    counters = 0
    for county in _counties(args.county):
        if args.check:
            differences += [
                {"county": found.county, "figure": found.key.figure, "place": found.key.place,
                 "kind": found.key.kind, "period": found.key.period, "bucket": found.key.bucket,
                 "stored": found.stored, "folded": found.folded}
                for found in check_figures(county)
            ]  # fmt: skip
        else:
            counters += rebuild_figures(county)
    if not args.check:
        work_off(CONSUMERS, sized=SIZED)
        tell({"counters": counters}, as_json=args.json)
        return 0
    tell({"equal": not differences, "differences": differences}, as_json=args.json)
    return 1 if differences else 0


def _counties(asked: str) -> list[str]:
    known = list(counties())
    if asked and asked not in known:
        raise Refused("command.no_county", county=asked, known=", ".join(known))
    return [asked] if asked else known


def _share(numbers: dict[str, int], over: tuple[Figure, ...], under: tuple[Figure, ...]) -> str:
    whole = sum(numbers[figure] for figure in under)
    part = sum(numbers[figure] for figure in over)
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else f"{part}/0"
