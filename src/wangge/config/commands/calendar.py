"""`wangge calendar`: published day lists, and the office hours of a county."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from wangge.config.commands.telling import tell
from wangge.people.office_hours import read_day_list
from wangge.people.queries import known_years
from wangge.people.services.calendars import load_calendar, set_office_hours
from wangge.rules.errors import Refused


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("calendar", help="working days and office hours")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    loading = acts.add_parser(
        "load",
        help="load the day list of a year from a CSV file",
        description="Columns: date, is_off_day (0 or 1) and, if you like, name and notice_year. Days that are"
        " not listed follow the week of Monday to Friday. A year that is known is replaced whole.",
    )
    loading.add_argument("file", type=Path)
    loading.add_argument("--calendar", default="cn", help="name of the day list (default: cn)")
    loading.add_argument("--year", type=int, help="year of the notice, when the file does not say it")
    loading.add_argument("--source", default="", help="who published it (default: the file's name)")
    loading.add_argument("--json", action="store_true")
    loading.set_defaults(run=run_load)
    showing = acts.add_parser("show", help="say which years are known, and from where")
    showing.add_argument("--calendar", default="cn")
    showing.add_argument("--json", action="store_true")
    showing.set_defaults(run=run_show)
    hours = acts.add_parser("hours", help="set the office hours of a county from a day on")
    hours.add_argument("--county", required=True)
    hours.add_argument("--hours", required=True, help="for example 08:00-12:00,14:00-18:00")
    hours.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, metavar="DAY")
    hours.add_argument("--source", required=True, help="the instrument that sets them")
    hours.add_argument("--calendar", default="cn")
    hours.add_argument("--zone", default="Asia/Shanghai")
    hours.set_defaults(run=run_hours)


def run_load(args: argparse.Namespace) -> int:
    try:
        lines = args.file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused("people.file_unreadable", file=str(args.file)) from None
    days = read_day_list(lines, year=args.year)
    years = load_calendar(args.calendar, days, source=args.source or args.file.name)
    tell({"calendar": args.calendar, "years": years, "days": len(days)}, as_json=args.json)
    return 0


def run_show(args: argparse.Namespace) -> int:
    years = known_years(args.calendar)
    if not years:
        raise Refused("calendar.unknown", calendar=args.calendar[:32])
    report = {str(year): source for year, source in years.items()}
    tell({"calendar": args.calendar, "years": report} if args.json else report, as_json=args.json)
    return 0


def run_hours(args: argparse.Namespace) -> int:
    set_office_hours(
        county=args.county, calendar=args.calendar, zone=args.zone, hours=args.hours, from_on=args.from_on,
        source=args.source,
    )  # fmt: skip
    return 0
