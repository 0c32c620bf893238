"""`wangge people`: who works here, from a file; and a new password."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.people.queries import account_by_login
from wangge.people.services.accounts import plain_login, set_password
from wangge.people.services.importing import Fault, import_people
from wangge.people.services.phones import set_duty_phones
from wangge.rules.errors import Refused
from wangge.rules.posts import APPOINTED
from wangge.territory.queries import counties_in_force


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("people", help="accounts, departments and posts")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser(
        "import",
        help="take people and their posts from a CSV file",
        description="Columns: login, name, post, unit, department, from, until and, if you like, password."
        " One row is one post; a person with several posts has several rows. While one row is at fault"
        " nothing is written. Posts: " + ", ".join(sorted(APPOINTED)) + ".",
    )
    taking.add_argument("file", type=Path)
    taking.add_argument("--departments", type=Path, help="CSV with the columns code, name, unit")
    taking.add_argument("--county", default="", help="needed when plans of several counties are in force")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import)
    calling = acts.add_parser(
        "phones",
        help="take published duty numbers from a CSV file",
        description="Columns: unit, department (one of the two), number, from, source. A later day's row for the"
        " same desk ends the one before it. A number that looks like a person's own mobile is refused.",
    )
    calling.add_argument("file", type=Path)
    calling.add_argument("--county", default="", help="needed when plans of several counties are in force")
    calling.add_argument("--json", action="store_true")
    calling.set_defaults(run=run_phones)
    renewing = acts.add_parser("password", help="set a password, asked for or read from standard input")
    renewing.add_argument("login")
    renewing.set_defaults(run=run_password)


def run_import(args: argparse.Namespace) -> int:
    departments = lines_of(args.departments) if args.departments else []
    report = import_people(county_of(args.county), lines_of(args.file), departments)
    summary: dict[str, object] = {
        "read": report.read, "taken": report.taken, "already": report.already,
        "rejected": report.rejected, "held_back": report.held_back,
    }  # fmt: skip
    if args.json:
        summary["faults"] = [_fault(fault) for fault in report.faults]
    else:
        for fault in report.faults:
            zh, en = told(fault.refused, "zh"), told(fault.refused, "en")
            print(
                f"{fault.file}:{fault.row}: {zh.sentence}{zh.remedy} / {en.sentence} {en.remedy}",
                file=sys.stderr,
            )
    tell(summary, as_json=args.json)
    return 1 if report.faults else 0


def run_phones(args: argparse.Namespace) -> int:
    taken = set_duty_phones(county_of(args.county), lines_of(args.file))
    tell({"taken": taken}, as_json=args.json)
    return 0


def run_password(args: argparse.Namespace) -> int:
    account = account_by_login(plain_login(args.login))
    if account is None:
        raise Refused("people.login_unknown", login=args.login[:64])
    is_asked = sys.stdin.isatty()
    password = getpass.getpass("Password / 密码: ") if is_asked else sys.stdin.readline().rstrip("\n")
    set_password(account.county, account.id, password=password)
    return 0


def _fault(fault: Fault) -> dict[str, object]:
    zh, en = told(fault.refused, "zh"), told(fault.refused, "en")
    return {
        "file": fault.file, "row": fault.row, "field": str(fault.refused.facts.get("field", "")),
        "code": fault.refused.code, "zh": zh.sentence, "en": en.sentence,
    }  # fmt: skip


def county_of(named: str) -> str:
    known = counties_in_force()
    if named:
        return named
    if len(known) != 1:
        raise Refused("people.which_county", field="--county", counties=", ".join(known))
    return known[0]


def lines_of(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return list(opened)
    except (OSError, UnicodeDecodeError):
        raise Refused("people.file_unreadable", file=str(file)) from None
