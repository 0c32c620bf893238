"""`wangge deputies`: congresses, constituencies and seats from a file; the packaged rules of standing contact."""

import argparse
import sys
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from wangge.config.commands.people import county_of, lines_of
from wangge.config.commands.telling import tell
from wangge.deputies.queries.office_seats import terms_on
from wangge.deputies.queries.receptions import stations
from wangge.deputies.queries.seats import congresses, sitting
from wangge.deputies.services.advice import load_advice
from wangge.deputies.services.importing import COLUMNS, Fault, import_seats
from wangge.deputies.services.moving import move_unit
from wangge.deputies.services.pairs import set_founding_ties
from wangge.deputies.services.receptions import RhythmWish, plan_receptions, set_rhythm
from wangge.deputies.services.ruling import keep_rules, packaged_rules
from wangge.deputies.services.seats import end_seat, end_term, open_station
from wangge.foundation.refusals import told
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.receptions import Months


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("deputies", help="people's congresses: constituencies, seats, standing contacts")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser(
        "import",
        help="take constituencies and seats from a CSV file",
        description="Columns: " + ", ".join(COLUMNS) + ". One row is one seat; a row without a deputy is a"
        " constituency with a vacant seat. basis is residential, work_unit or electing; units and work_units are"
        " separated by semicolons. While one row is at fault nothing is written.",
    )
    taking.add_argument("file", type=Path)
    taking.add_argument("--county", default="", help="needed when plans of several counties are in force")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import)
    move = acts.add_parser("move", help="let another constituency hold a community or grid from a day on")
    move.add_argument("area", help="code of the congress's area")
    move.add_argument("unit", help="code of the community or grid")
    move.add_argument(
        "--to", default="", help="code of the constituency; without it the unit belongs to none: a gap"
    )
    move.add_argument("--county", default="", help="needed when plans of several counties are in force")
    move.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    move.add_argument("--json", action="store_true")
    move.set_defaults(run=run_move)
    ties = acts.add_parser("ties", help="keep the packaged rules of standing contact for a congress")
    ties.add_argument("area", help="code of the congress's area")
    ties.add_argument("--county", default="", help="needed when plans of several counties are in force")
    ties.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    ties.add_argument("--json", action="store_true")
    ties.set_defaults(run=run_ties)
    rules = acts.add_parser(
        "rules", help="keep a congress's duty rules, ballot thresholds and legal channels from a day on"
    )
    rules.add_argument("area", help="code of the congress's area")
    rules.add_argument("file", type=Path, nargs="?", help="a TOML file; without one the packaged preset")
    rules.add_argument("--county", default="", help="needed when plans of several counties are in force")
    rules.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    rules.add_argument("--json", action="store_true")
    rules.set_defaults(run=run_rules)
    _register_lasting(acts)


def _register_lasting(acts: "argparse._SubParsersAction[Any]") -> None:
    station = acts.add_parser("station", help="keep a 代表之家 or contact station of a unit from a day on")
    station.add_argument("unit", help="code of the street or community that it serves")
    station.add_argument("name")
    station.add_argument("--address", default="")
    station.add_argument("--phone", default="", help="of the station, nobody's own")
    station.set_defaults(run=run_station)
    rhythm = acts.add_parser("rhythm", help="let a station receive on a day of the month from a day on")
    rhythm.add_argument("station", help="its name")
    rhythm.add_argument("day", type=int, help="day of the month")
    rhythm.add_argument("begins", type=time.fromisoformat, help="09:00")
    rhythm.add_argument("ends", type=time.fromisoformat)
    rhythm.add_argument("--months", choices=[str(one) for one in Months], default=str(Months.EVERY))
    rhythm.add_argument("--minutes", type=int, default=30, help="length of a slot")
    rhythm.add_argument("--notice", type=int, default=3, help="announced so many days before")
    rhythm.add_argument("--source", required=True, help="who set it")
    rhythm.set_defaults(run=run_rhythm)
    leave = acts.add_parser("leave", help="end a deputy's seat: kept, and offered to nobody any more")
    leave.add_argument("area", help="code of the congress's area")
    leave.add_argument("constituency", help="its code")
    leave.add_argument("name", help="the deputy's")
    leave.set_defaults(run=run_leave)
    term = acts.add_parser(
        "term", help="end the term of a congress with its seats, before the next is imported"
    )
    term.add_argument("area", help="code of the congress's area")
    term.set_defaults(run=run_term)
    for one in (station, rhythm, leave, term):
        one.add_argument("--county", default="", help="needed when plans of several counties are in force")
        one.add_argument("--from", dest="from_on", type=day_said, required=True, help="first day")
        one.add_argument("--json", action="store_true")


def run_station(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    open_station(
        county, args.unit, args.name, address=args.address, phone=args.phone, from_on=args.from_on, now=timezone.now()
    )  # fmt: skip
    tell({"station": args.name, "unit": args.unit}, as_json=args.json)
    return 0


def run_rhythm(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    found = [one for one in stations(county, args.from_on) if one.name == args.station]
    if not found:
        raise Refused("deputy.unknown_station", field="station")
    wish = RhythmWish(args.day, args.months, args.begins, args.ends, args.minutes, args.notice, args.source)
    set_rhythm(county, found[0].id, wish, from_on=args.from_on)
    tell({"station": args.station, "planned": plan_receptions(county, now=timezone.now())}, as_json=args.json)
    return 0


def run_leave(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    congress = _congress(county, args)
    codes = {row.id: row.code for term in terms_on(county, args.from_on) for row in term.constituencies}
    held = [
        seat for seat in sitting(county, args.from_on)
        if (seat.congress, codes.get(seat.constituency), seat.name) == (congress, args.constituency, args.name)
    ]  # fmt: skip
    if len(held) != 1:
        raise Refused("deputy.unknown", field="name")
    end_seat(county, held[0].id, until_on=args.from_on, now=timezone.now())
    tell({"left": args.name, "constituency": held[0].constituency_name}, as_json=args.json)
    return 0


def run_term(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    congress = _congress(county, args)
    term = next(row for row in terms_on(county, args.from_on) if row.congress == congress)
    ended = end_term(county, term.id, until_on=args.from_on, now=timezone.now())
    tell({"congress": term.congress.hex, "seats": ended}, as_json=args.json)
    return 0


def run_import(args: argparse.Namespace) -> int:
    result = import_seats(county_of(args.county), lines_of(args.file), now=timezone.now())
    summary: dict[str, object] = {
        "read": result.read, "constituencies": result.constituencies, "seats": result.seats,
        "already": result.already, "rejected": len(result.faults),
    }  # fmt: skip
    if args.json:
        summary["faults"] = [_fault(fault) for fault in result.faults]
    else:
        for fault in result.faults:
            zh, en = told(fault.refused, "zh"), told(fault.refused, "en")
            print(f"{fault.row}: {zh.sentence}{zh.remedy} / {en.sentence} {en.remedy}", file=sys.stderr)
    tell(summary, as_json=args.json)
    return 1 if result.faults else 0


def run_move(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    congress = _congress(county, args)
    term = next(row for row in terms_on(county, args.from_on) if row.congress == congress)
    target = next((row.id for row in term.constituencies if row.code == args.to), None)
    if args.to and target is None:
        raise Refused("deputy.move_target", field="to")
    done = move_unit(county, term.id, args.unit, target, from_on=args.from_on, now=timezone.now())
    told_of: dict[str, object] = {"unit": done.unit, "from": done.source, "to": done.target}
    if done.gap or done.emptied:
        told_of["warning"] = "gap" if done.gap else "emptied"
    tell(told_of, as_json=args.json)
    return 0


def run_ties(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    kept = set_founding_ties(county, _congress(county, args), from_on=args.from_on)
    tell({"kept": kept}, as_json=args.json)
    return 0


def run_rules(args: argparse.Namespace) -> int:
    county = county_of(args.county)
    text = "".join(lines_of(args.file)) if args.file else packaged_rules()
    kept = keep_rules(county, _congress(county, args), text, from_on=args.from_on)
    tell({"kept": kept, "channels": load_advice(county, from_on=args.from_on)}, as_json=args.json)
    return 0


def _congress(county: str, args: argparse.Namespace) -> UUID:
    found = [one for one in congresses(county, args.from_on) if one.area == args.area]
    if not found:
        raise Refused("deputy.bad_area", field="area", area=args.area[:20])
    return found[0].id


def _fault(fault: Fault) -> dict[str, object]:
    zh, en = told(fault.refused, "zh"), told(fault.refused, "en")
    return {
        "row": fault.row, "field": str(fault.refused.facts.get("field", "")), "code": fault.refused.code,
        "zh": zh.sentence, "en": en.sentence,
    }  # fmt: skip
