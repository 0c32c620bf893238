"""`wangge evaluation`: score sheets, their preview, frozen results, and whether an export adds up."""

import argparse
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.config.commands.telling import tell
from wangge.evaluation.queries.inputs import SETS
from wangge.evaluation.queries.readings import held_on, readings
from wangge.evaluation.queries.results import frozen_results, frozen_sheet
from wangge.evaluation.queries.sheets import presets, preview, sheet_by_id, sheets
from wangge.evaluation.services.freezing import freeze
from wangge.evaluation.services.readings import choose_reading
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, hats
from wangge.rules.errors import Refused
from wangge.rules.scoring import read_sheet, recompute, written


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("evaluation", help="score sheets of units, frozen results, recomputation")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    _add(acts, "sets", "the sets that a formula may name", run_sets)
    _add(acts, "sheets", "the sheets and results of a county", run_sheets).add_argument("county")
    check = _add(acts, "check", "read a sheet file, or a packaged preset, without keeping it", run_check)
    check.add_argument("file", help="a TOML file or the code of a preset")
    draft = _add(acts, "draft", "keep a sheet file, or a packaged preset, as a draft", run_draft)
    draft.add_argument("file", help="a TOML file or the code of a preset")
    publish = _add(acts, "publish", "put a draft in force from a day on", run_publish)
    publish.add_argument("sheet", type=UUID)
    publish.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    for name, help_, run in (
        ("preview", "what a sheet says of a unit and period; nothing is kept", run_preview),
        ("freeze", "freeze the result of a unit and period that is over", run_freeze),
    ):
        parser = _add(acts, name, help_, run)
        parser.add_argument("sheet", type=UUID)
        parser.add_argument("--unit", required=True)
        parser.add_argument("--period", required=True, help="2024-03, 2024-Q1 or 2024")
        _acting(parser)
    _acting(draft)
    _acting(publish)
    listed = _add(
        acts, "readings", "how a county reads the rates whose formulas differ between cities", run_readings
    )
    listed.add_argument("county")
    listed.add_argument("--on", type=date.fromisoformat)
    choose = _add(acts, "choose", "go by a packaged reading of a rate from a day on", run_choose)
    choose.add_argument("reading", help="a code of `wangge evaluation readings`")
    choose.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    choose.add_argument("--source", required=True, help="which paper says so")
    _acting(choose)
    export = _add(acts, "export", "print a frozen result as the JSON that anybody can recompute", run_export)
    export.add_argument("county")
    export.add_argument("result", type=UUID)
    again = _add(acts, "recompute", "recompute an exported result; exit 1 where it differs", run_recompute)
    again.add_argument("file", type=Path)


def run_sets(args: argparse.Namespace) -> int:
    tell({"sets": sorted(SETS)}, as_json=args.json)
    return 0


def run_sheets(args: argparse.Namespace) -> int:
    found = [
        {
            "sheet": row.hex, "code": row.sheet.code, "version": row.version, "published": row.published,
            "from_on": str(row.from_on or ""),
        }
        for row in sheets(args.county)
    ]  # fmt: skip
    kept = [
        {"result": row.hex, "sheet": row.sheet.code, "unit": row.unit, "period": row.period, "revision": row.revision}
        for row in frozen_results(args.county)
    ]  # fmt: skip
    tell({"presets": sorted(presets()), "sheets": found, "results": kept}, as_json=args.json)
    return 0


def run_check(args: argparse.Namespace) -> int:
    sheet = read_sheet(_said(args.file), SETS)
    tell({"code": sheet.code, "lines": len(sheet.lines), "sets": list(sheet.sets)}, as_json=args.json)
    return 0


def run_draft(args: argparse.Namespace) -> int:
    tell({"sheet": draft_sheet(_said(args.file), hat=_hat(args.login)).hex}, as_json=args.json)
    return 0


def run_publish(args: argparse.Namespace) -> int:
    publish_sheet(args.sheet, from_on=args.from_on, hat=_hat(args.login), now=timezone.now())
    tell({"sheet": args.sheet.hex, "from_on": args.from_on.isoformat()}, as_json=args.json)
    return 0


def run_preview(args: argparse.Namespace) -> int:
    hat, now = _hat(args.login), timezone.now()
    found = preview(hat, sheet_by_id(hat.county, args.sheet), args.unit, args.period, now=now)
    points, possible = found.total
    tell(
        {
            "points": points / 100, "possible": possible / 100, "provisional": found.provisional, "as_of": found.as_of,
            "lines": {one.line.code: None if one.points is None else one.points / 100 for one in found.scored},
            "inputs": dict(found.counts), "burden": dict(found.burden),
        },
        as_json=args.json,
    )  # fmt: skip
    return 0


def run_freeze(args: argparse.Namespace) -> int:
    result = freeze(args.sheet, args.unit, args.period, hat=_hat(args.login), now=timezone.now())
    tell({"result": result.hex}, as_json=args.json)
    return 0


def run_export(args: argparse.Namespace) -> int:
    print(written(frozen_sheet(args.county, args.result).document))
    return 0


def run_readings(args: argparse.Namespace) -> int:
    on = args.on or desk(args.county).today(timezone.now())
    held = {one.reading.rate: one for one in held_on(args.county, on)}
    tell(
        {
            "holds": {
                rate: {
                    "code": one.reading.code, "from_on": str(one.from_on or ""),
                    "source": one.source or one.reading.source,
                }
                for rate, one in held.items()
            },
            "packaged": {
                code: {"rate": one.rate, "formula": one.formula.text, "grade": one.grade, "source": one.source}
                for code, one in readings().items()
            },
        },
        as_json=args.json,
    )  # fmt: skip
    return 0


def run_choose(args: argparse.Namespace) -> int:
    choose_reading(
        args.reading, from_on=args.from_on, source=args.source, hat=_hat(args.login), now=timezone.now()
    )
    tell({"reading": args.reading, "from_on": args.from_on.isoformat()}, as_json=args.json)
    return 0


def run_recompute(args: argparse.Namespace) -> int:
    try:
        document = json.loads(args.file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Refused("result.unreadable", field="file") from fault
    differs = recompute(document)
    told = {code: {"says": says, "is": comes} for code, says, comes in differs}
    tell({"lines": len(document["results"]), "differs": told}, as_json=args.json)
    return 1 if differs else 0


def _add(acts: Any, name: str, help_: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=help_)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)
    return parser


def _acting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="login", required=True, help="log-in of the administrator or overseer who acts"
    )


def _hat(login: str) -> Hat:
    account = account_by_login(login)
    if account is None:
        raise Refused("row.unknown", row=login[:40])
    today = desk(account.county).today(timezone.now())
    worn = hats(account.id, on=today)
    if not worn:
        raise Refused("row.unknown", row=login[:40])
    return next((hat for hat in worn if hat.kind in {"administrator", "overseer"}), worn[0])


def _said(file: str) -> dict[str, Any]:
    if file in (packaged := presets()):
        return dict(packaged[file])
    try:
        return tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("sheet.unreadable", field="file", part=file[:60]) from fault
