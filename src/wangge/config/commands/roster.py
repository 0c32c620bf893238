"""`wangge roster`: who is on duty when, from files; the weekly pattern; what a county says about duty."""

import argparse
import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.config.commands.people import county_of, lines_of
from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.people.services.rosters import (
    PATTERN_COLUMNS,
    ROSTER_COLUMNS,
    RosterReport,
    generate,
    import_roster,
    read_duty_rules,
    set_duty_rules,
    set_patterns,
)


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("roster", help="duty rosters, weekly patterns, rules of duty")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, columns, run in (
        ("import", ROSTER_COLUMNS, run_import), ("patterns", PATTERN_COLUMNS, run_patterns),
        ("rules", ("from", "quiet", "drawn_by", "approved_by", "declared_by", "emergency_hours", "source"), run_rules),
    ):  # fmt: skip
        taking = acts.add_parser(name, description="Columns: " + ", ".join(columns) + ".")
        taking.add_argument("file", type=Path)
        _shared(taking, run)
    making = acts.add_parser("generate", help="make dated shifts of a unit from its weekly pattern")
    making.add_argument("unit")
    making.add_argument("first", type=date.fromisoformat)
    making.add_argument("last", type=date.fromisoformat)
    _shared(making, run_generate)


def run_import(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    return _tell(import_roster(county, lines_of(args.file), source=args.file.name, now=timezone.now()), args)


def run_patterns(args: argparse.Namespace) -> int:
    return _tell(set_patterns(county_of(args.county), lines_of(args.file), source=args.file.name), args)


def run_rules(args: argparse.Namespace) -> int:
    county, rows = county_of(args.county), list(csv.DictReader(lines_of(args.file)))
    read = [(read_duty_rules(row), date.fromisoformat(row["from"])) for row in rows]
    for rules, from_on in read:
        set_duty_rules(county, rules, from_on=from_on)
    tell({"taken": len(read)}, as_json=args.json)
    return 0


def run_generate(args: argparse.Namespace) -> int:
    made = generate(county_of(args.county), args.unit, args.first, args.last, now=timezone.now())
    tell({"taken": made}, as_json=args.json)
    return 0


def _shared(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--county", default="", help="needed when plans of several counties are in force")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def _tell(report: RosterReport, args: argparse.Namespace) -> int:
    faults = [
        f"{fault.facts['row']}: {told(fault, 'zh').sentence} / {told(fault, 'en').sentence}"
        for fault in report.faults
    ]
    summary: dict[str, object] = {
        "taken": report.taken,
        "already": report.already,
        "rejected": len(report.faults),
    }
    tell(summary | ({"faults": faults} if faults else {}), as_json=args.json)
    return 1 if faults else 0
