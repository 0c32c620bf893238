"""`wangge territory`: plans of territory in, proved, published, asked and out again."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell, tell_refusal
from wangge.rules.codes import Scheme
from wangge.rules.errors import Refused
from wangge.rules.geometry.coverage import Fault
from wangge.rules.levels import LEVEL_WORDS
from wangge.territory.points import locate_file
from wangge.territory.queries import plan_locator
from wangge.territory.queries.outlines import outline_collection
from wangge.territory.queries.plans import plan_for_points
from wangge.territory.reading import Fields, read_units
from wangge.territory.services.addresses import read_addresses
from wangge.territory.services.checking import check_plan
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan
from wangge.territory.services.snapping import snap_plan

FAULTS_SHOWN = 20


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    acts = nouns.add_parser("territory", help="plans of territory: import, check, publish, locate, export")
    verbs = acts.add_subparsers(dest="verb", required=True, metavar="ACT")
    _register_import(verbs)
    check = _verb(verbs, "check", run_check, "prove coverage: gaps, overlaps, crossing rings, codes")
    check.add_argument("--plan", required=True)
    publish = _verb(verbs, "publish", run_publish, "put a checked draft in force from a day on")
    publish.add_argument("--plan", required=True)
    publish.add_argument("--from", required=True, dest="from_on", metavar="DAY", type=date.fromisoformat)
    publish.add_argument(
        "--accept-faults", default="", metavar="REASON", help="publish with open faults, and why"
    )
    snap = _verb(verbs, "snap", run_snap, "close gaps and overlaps of a draft narrower than a width")
    snap.add_argument("--plan", required=True)
    snap.add_argument("--width", required=True, type=float, metavar="METRES")
    locate = _verb(
        verbs, "locate", run_locate, "name the unit of each point of a CSV file: id,lon,lat[,accuracy_m]"
    )
    locate.add_argument("points", type=Path, metavar="IN.csv")
    locate.add_argument("--out", required=True, type=Path, metavar="OUT.csv")
    locate.add_argument("--plan", default="", help="required when several plans are in force")
    locate.add_argument("--crs", default="EPSG:4326", help="system of the points (EPSG:4326)")
    locate.add_argument(
        "--on", type=date.fromisoformat, metavar="DAY", help="as the plan stood on a day (today)"
    )
    addresses = _verb(
        verbs, "addresses", run_addresses, "put a CSV of addresses (name,lon,lat) in the place of the list"
    )
    addresses.add_argument("file", type=Path)
    addresses.add_argument("--county", required=True)
    addresses.add_argument("--source", required=True, help="whose list it is, and of which day")
    addresses.add_argument(
        "--crs", required=True, help="EPSG:4326, EPSG:4490, GCJ-02, BD-09 or another EPSG code"
    )
    export = _verb(verbs, "export", run_export, "write a level of a plan as GeoJSON")
    export.add_argument("out", type=Path, metavar="OUT.geojson")
    export.add_argument("--plan", required=True)
    export.add_argument("--level", required=True, choices=list(LEVEL_WORDS))


def _register_import(verbs: "argparse._SubParsersAction[Any]") -> None:
    enter = _verb(verbs, "import", run_import, "put a file's units of one level into a draft plan")
    enter.add_argument(
        "file", type=Path, help="GeoJSON (.gz), GeoPackage, Shapefile, or CSV without outlines"
    )
    enter.add_argument("--plan", required=True)
    enter.add_argument("--level", required=True, choices=list(LEVEL_WORDS))
    enter.add_argument("--code", required=True, metavar="F", help="column with the unit's code")
    enter.add_argument("--name", default="", metavar="F", help="column with its name")
    enter.add_argument("--parent", default="", metavar="F", help="column with its parent's code")
    enter.add_argument("--crs", default="", help="EPSG:4326, EPSG:4490, GCJ-02, BD-09 or another EPSG code")
    enter.add_argument("--code-scheme", default="", choices=["", *Scheme], help="gb (for a new plan) or free")
    enter.add_argument("--layer", default="", help="layer of a file that has several")
    enter.add_argument("--county", default="", help="county of a free plan (the plan's name)")
    enter.add_argument("--county-name", default="", help="its name, where no unit of the plan is the county")
    enter.add_argument("--synthetic", action="store_true", help="the outlines are drawn by us; pages say so")
    enter.add_argument(
        "--repair", action="store_true", help="cut crossing rings into valid parts and say what changed"
    )
    enter.add_argument("--replace", action="store_true", help="empty the level first")


def _verb(
    verbs: "argparse._SubParsersAction[Any]", name: str, run: Callable[[argparse.Namespace], int], help_: str
) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=help_)
    verb.add_argument("--json", action="store_true", help="report as one JSON object")
    verb.set_defaults(run=run)
    return verb


def run_import(args: argparse.Namespace) -> int:
    source = read_units(args.file, Fields(args.code, args.name, args.parent), crs=args.crs, layer=args.layer)
    wish = PlanWish(args.plan, args.code_scheme, args.county, args.county_name, args.synthetic)
    report = import_units(
        source,
        wish,
        LEVEL_WORDS[args.level],
        code_field=args.code,
        repair=args.repair,
        replace=args.replace,
        now=timezone.now(),
    )
    if args.json:
        tell(asdict(report), as_json=True)
        return 0
    lists = ("invalid", "repaired", "zones", "parents_read_as")
    tell(
        {name: value for name, value in asdict(report).items() if value != "" and name not in lists},
        as_json=False,
    )
    for one in (*report.invalid, *report.repaired):
        change = f"{one.area_before_m2:,.2f} -> {one.area_after_m2:,.2f} m², {one.parts} part(s)"
        done = "repaired" if report.repaired else "invalid, --repair cuts it"
        print(f"  row {one.row}: {one.code} {one.reason}: {done}: {change}")
    if report.zones:
        print(f"  statistical zones, not divisions of GB/T 2260: {', '.join(report.zones)}")
    if report.parents_read_as:
        print(
            "  parents read as: "
            + ", ".join(f"{one} -> {other}" for one, other in report.parents_read_as.items())
        )
    return 0


def run_check(args: argparse.Namespace) -> int:
    check = check_plan(args.plan)
    if args.json:
        faults = [_told(fault) for fault in check.faults]
        print(json.dumps({"plan": check.plan, "units": check.units, "faults": faults}, ensure_ascii=False))
    else:
        counts = Counter(str(fault.kind) for fault in check.faults)
        tell({"plan": check.plan, "units": check.units, "faults": len(check.faults), **counts}, as_json=False)
        for fault in check.faults[:FAULTS_SHOWN]:
            print(f"  {fault.kind:15} {fault.area_m2:14,.2f} m²  {'; '.join(fault.units)}")
        if len(check.faults) > FAULTS_SHOWN:
            print(f"  … {len(check.faults) - FAULTS_SHOWN} more: --json")
    return 1 if check.faults else 0


def _told(fault: Fault) -> dict[str, object]:
    return {
        "kind": str(fault.kind),
        "units": list(fault.units),
        "area_m2": round(fault.area_m2, 3),
        "neighbours": list(fault.neighbours),
    }


def run_publish(args: argparse.Namespace) -> int:
    try:
        done = publish_plan(args.plan, args.from_on, accept_reason=args.accept_faults, now=timezone.now())
    except Refused as refused:
        if refused.code != "territory.open_faults":
            raise
        tell_refusal(refused, as_json=args.json)
        return 1
    tell(asdict(done), as_json=args.json)
    return 0


def run_snap(args: argparse.Namespace) -> int:
    moves = snap_plan(args.plan, args.width, now=timezone.now())
    told = [
        {
            "code": move.code,
            "level": move.level.name.lower(),
            "gained_m2": round(move.gained_m2, 2),
            "lost_m2": round(move.lost_m2, 2),
            "widest_m": round(move.widest_m, 2),
        }
        for move in moves
    ]
    if args.json:
        print(json.dumps({"plan": args.plan, "width_m": args.width, "moved": told}, ensure_ascii=False))
        return 0
    tell({"plan": args.plan, "width_m": args.width, "moved": len(told)}, as_json=False)
    for row in told:
        print("  {code:24} {level:10} +{gained_m2} m² -{lost_m2} m² up to {widest_m} m wide".format(**row))
    return 0


def run_locate(args: argparse.Namespace) -> int:
    plan = plan_for_points(args.plan, args.on)
    if not args.json:
        print(f"crs: {args.crs}")
    started = time.monotonic()
    with step("locate") as bar:
        tally = locate_file(args.points, args.out, plan_locator(plan), crs=args.crs, advance=bar.advance)
    seconds = time.monotonic() - started
    verdicts = {str(verdict): count for verdict, count in tally.verdicts.items()}
    report = {"plan": plan, "read": tally.read, **verdicts, "seconds": round(seconds, 3)}
    tell({"crs": args.crs, **report} if args.json else report, as_json=args.json)
    return 0


def run_addresses(args: argparse.Namespace) -> int:
    report = read_addresses(args.county, args.file, source=args.source, crs=args.crs, now=timezone.now())
    tell(asdict(report), as_json=args.json)
    return 0


def run_export(args: argparse.Namespace) -> int:
    collection = outline_collection(args.plan, LEVEL_WORDS[args.level])
    args.out.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    units = len(collection["features"])
    tell({"plan": args.plan, "level": args.level, "units": units, "file": str(args.out)}, as_json=args.json)
    return 0
