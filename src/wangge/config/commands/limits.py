"""`wangge limits`: a county's own condition rows, step limits and seasons, from a day on."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.cases.limit_tables import read_limit_table
from wangge.cases.queries.desk import desk
from wangge.cases.services.limits import faults_of, load_limits
from wangge.config.commands.telling import tell, tell_refusal
from wangge.rules.errors import Refused
from wangge.rules.limits import LimitBook


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("limits", help="limits of conditions and steps, and seasons")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    loading = acts.add_parser(
        "load",
        help="put a county's own rows in force from a day on",
        description="One CSV table, told by its header. Conditions: scheme, kind, code, condition, limit,"
        " closing_condition; limits as city tables write them (2紧急工作时, 4工作时, 5工作日, 种植季节15工作日,"
        " 停工4工作时+处罚7工作日+拆除20工作日). Steps: preset, state, category (a prefix ending in *, or *), limit."
        " Seasons: season, first, last (03-01). The rows of a category, step or season take the place of those"
        " before from the day on; clocks that run are never moved. A table with a bad row is not loaded at all.",
    )
    loading.add_argument("file", type=Path)
    loading.add_argument("--county", required=True)
    loading.add_argument(
        "--from", dest="from_on", type=date.fromisoformat, metavar="DAY", help="default: today"
    )
    loading.add_argument(
        "--source", default="", help="the instrument that sets them (default: the file's name)"
    )
    loading.add_argument("--json", action="store_true")
    loading.set_defaults(run=run_load)
    showing = acts.add_parser("show", help="say which limit a category has on a day")
    showing.add_argument("--county", required=True)
    showing.add_argument("--category", default="", help="a key or the beginning of one: scheme:kind:code")
    showing.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="default: today")
    showing.add_argument("--json", action="store_true")
    showing.set_defaults(run=run_show)


def run_load(args: argparse.Namespace) -> int:
    try:
        lines = args.file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused("people.file_unreadable", file=str(args.file)) from None
    table, from_on = read_limit_table(lines), args.from_on or timezone.localdate()
    faults = faults_of(args.county, table, from_on=from_on)
    for fault in faults:
        tell_refusal(fault, as_json=args.json)
    if faults:
        tell({"county": args.county, "loaded": 0, "faults": len(faults)}, as_json=args.json)
        return 1
    loaded = load_limits(args.county, table, from_on=from_on, source=args.source or args.file.name)
    tell({"county": args.county, "loaded": loaded, "from": from_on.isoformat()}, as_json=args.json)
    return 0


def run_show(args: argparse.Namespace) -> int:
    known, on = desk(args.county), args.on or timezone.localdate()
    keys = [key for key in known.categories if key.startswith(args.category)]
    if not keys:
        raise Refused("case.unknown_category", field="category", category=args.category)
    report = {key: _told(known.limits, key, on) for key in keys}
    tell(
        {"county": args.county, "on": on.isoformat(), "limits": report} if args.json else report,
        as_json=args.json,
    )
    return 0


def _told(limits: LimitBook, category: str, on: date) -> list[dict[str, object]]:
    return [
        {
            "number": row.number, "condition": row.condition, "source": row.source, "own": row.is_own,
            "limits": [f"{stage.name} {stage.limit.code}".lstrip() for stage in row.stages],
        }
        for row in limits.conditions_of(category, on)
    ] or [{"limits": [limits.default.code], "source": "default"}]  # fmt: skip
