"""`wangge ledgers`: one record feeds every form."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from wangge.cases.queries.chain import number_to_id
from wangge.cases.queries.desk import counties, desk
from wangge.config.commands.telling import tell
from wangge.ledgers.queries.sheets import sheet_file, sheet_record
from wangge.ledgers.queries.templates import own_templates, packaged, template_in_force
from wangge.ledgers.queries.wishes import Wish
from wangge.ledgers.services.templates import set_template
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.sheets import FIELDS, Area, Sheet

SHEETS = [str(sheet) for sheet in Sheet]


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser(
        "ledgers", help="ledgers, monthly table, weekly sheet, 12345 reply, file of one case"
    )
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", help="which sheets there are, and which template each uses today")
    fields = acts.add_parser("fields", help="which fields a template of a sheet may name")
    fields.add_argument("sheet", choices=SHEETS)
    exported = acts.add_parser(
        "export", help="make one sheet; whoever asks stands at the machine: all is in sight"
    )
    exported.add_argument("sheet", choices=SHEETS)
    exported.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    exported.add_argument(
        "--area", choices=[str(area) for area in Area], help="which of the seven ledgers; none: all"
    )
    exported.add_argument("--unit", default="", help="code of a unit of territory")
    exported.add_argument("--period", default="", help="2015-03 or 2015; 2015-W11 for the weekly sheet")
    exported.add_argument("--case", default="", help="number of a case, for a reply or a case's file")
    template = acts.add_parser(
        "template", help="put a county's own template in place, or write the present one out"
    )
    template.add_argument("sheet", choices=SHEETS)
    template.add_argument("file", type=Path, help=".docx, .xlsx or .typ; with --write a folder")
    template.add_argument("--write", action="store_true", help="write the template in force into the folder")
    template.add_argument("--packaged", action="store_true", help="with --write: the one that comes along")
    template.add_argument("--from", dest="from_on", type=date.fromisoformat, help="first day; default: today")
    template.add_argument(
        "--until", dest="until_on", type=date.fromisoformat, help="first day it no longer holds"
    )
    template.add_argument("--source", default="", help="the paper that asks for this form")
    proof = acts.add_parser("proof", help="the chain of one case, to hold against a printed sheet")
    proof.add_argument("number")
    for parser, run in (
        (listed, run_list), (fields, run_fields), (exported, run_export), (template, run_template), (proof, run_proof),
    ):  # fmt: skip
        parser.add_argument("--county", default="", help="needed when several are set up")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)


def run_list(args: argparse.Namespace) -> int:
    county = _county(args.county)
    today = desk(county).today(timezone.now())
    report: dict[str, object] = {"county": county}
    for sheet in Sheet:
        row = template_in_force(county, sheet, today)
        report[sheet] = f"{row.form} {row.from_on or 'packaged'} {row.source}".strip()
    report["templates"] = len(own_templates(county))
    tell(report, as_json=args.json)
    return 0


def run_fields(args: argparse.Namespace) -> int:
    known = FIELDS[Sheet(args.sheet)]
    lists = {f"{name}.*": " ".join(sorted(fields)) for name, fields in known.lists.items()}
    tell({"values": " ".join(sorted(known.single)), **lists}, as_json=args.json)
    return 0


def run_export(args: argparse.Namespace) -> int:
    hat, sheet = _at_the_machine(args.county), Sheet(args.sheet)
    case_id = _case(hat.county, args.case) if args.case else None
    areas: list[Area | None] = (
        [None] if sheet is not Sheet.LEDGER else [Area(args.area)] if args.area else list(Area)
    )
    args.out.mkdir(parents=True, exist_ok=True)
    made = {}
    for area in areas:
        wish = Wish(sheet, unit=args.unit, period=Period(args.period), area=area, case_id=case_id)
        file = sheet_file(hat, wish, now=timezone.now())
        (args.out / file.name).write_bytes(file.content)
        made[file.name] = file.sha256
    tell(made, as_json=args.json)
    return 0


def run_template(args: argparse.Namespace) -> int:
    hat, sheet = _at_the_machine(args.county), Sheet(args.sheet)
    today = desk(hat.county).today(timezone.now())
    if args.write:
        row = packaged(sheet) if args.packaged else template_in_force(hat.county, sheet, today)
        args.file.mkdir(parents=True, exist_ok=True)
        written = args.file / f"{sheet}.{row.form}"
        written.write_bytes(row.content)
        tell({"sheet": str(sheet), "file": str(written)}, as_json=args.json)
        return 0
    try:
        content = args.file.read_bytes()
    except OSError:
        raise Refused("ledger.no_file", field="file", file=args.file.name) from None
    digest = set_template(
        hat, sheet, args.file.name, content, from_on=args.from_on or today, until_on=args.until_on,
        source=args.source, now=timezone.now(),
    )  # fmt: skip
    tell({"sheet": str(sheet), "sha256": digest}, as_json=args.json)
    return 0


def run_proof(args: argparse.Namespace) -> int:
    hat = _at_the_machine(args.county)
    wish = Wish(Sheet.CASE_FILE, case_id=_case(hat.county, args.number))
    record, _ = sheet_record(hat, wish, now=timezone.now())
    tell(
        {name: record[name] for name in ("number", "chain", "seq", "county_chain", "position")},
        as_json=args.json,
    )
    return 0


def _at_the_machine(asked: str) -> Hat:
    county = _county(asked)
    return Hat(UUID(int=0), UUID(int=0), county, PostKind.ADMINISTRATOR, county, "", "", "")


def _county(asked: str) -> str:
    known = list(counties())
    if asked and asked not in known:
        raise Refused("command.no_county", county=asked, known=", ".join(known))
    if not asked and len(known) != 1:
        raise Refused("import.which_county", field="--county", counties=", ".join(known))
    return asked or known[0]


def _case(county: str, number: str) -> UUID:
    found = number_to_id(county, number)
    if found is None:
        raise Refused("ledger.no_number", field="case", number=number[:40])
    return found
