"""`wangge workflow`: is a loop whole, how does it look, and from which day on does a county go by it?"""

import argparse
import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import desk, presets, workflow_of
from wangge.cases.services.reference import choose_preset
from wangge.config.commands.telling import tell
from wangge.rules.drawing import draw
from wangge.rules.errors import Refused
from wangge.rules.workflow import Workflow
from wangge.rules.workflow_checking import workflow_faults
from wangge.rules.workflow_table import compile_workflow


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("workflow", help="check the loop's tables")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    parser = acts.add_parser("check", help="prove the published presets, or a file before it is published")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)
    drawing = acts.add_parser("draw", help="draw a loop from its table, as SVG")
    drawing.add_argument("preset", help="a published loop, as preset-version")
    drawing.add_argument("--out", type=Path, required=True)
    drawing.add_argument("--json", action="store_true")
    drawing.set_defaults(run=run_draw)
    choosing = acts.add_parser("choose", help="let a county's new cases go by a loop, from a day on")
    choosing.add_argument("preset", help="a published loop, as preset-version")
    choosing.add_argument("--county", required=True)
    choosing.add_argument(
        "--from", dest="from_on", type=date.fromisoformat, metavar="DAY", help="default: today"
    )
    choosing.add_argument("--json", action="store_true")
    choosing.set_defaults(run=run_choose)


def run(args: argparse.Namespace) -> int:
    workflows = [_read(args.file)] if args.file else [workflow_of(*key) for key in presets()]
    found = [
        {"preset": one.preset, "version": one.version, "states": len(one.states), "moves": len(one.moves),
         "faults": [asdict(fault) for fault in workflow_faults(one)]}
        for one in workflows
    ]  # fmt: skip
    tell({"presets": found}, as_json=args.json)
    return 1 if any(one["faults"] for one in found) else 0


def run_draw(args: argparse.Namespace) -> int:
    loop = workflow_of(*_key(args.preset))
    try:
        args.out.write_text(draw(loop), encoding="utf-8")
    except OSError as fault:
        raise Refused("workflow.unwritable", file=str(args.out)) from fault
    tell({"preset": args.preset, "out": str(args.out)}, as_json=args.json)
    return 0


def run_choose(args: argparse.Namespace) -> int:
    from_on = args.from_on or timezone.localdate()
    desk(args.county)
    choose_preset(args.county, *_key(args.preset), from_on=from_on)
    tell({"county": args.county, "preset": args.preset, "from": from_on.isoformat()}, as_json=args.json)
    return 0


def _key(text: str) -> tuple[str, int]:
    preset, _, version = text.rpartition("-")
    if not preset or not version.isdecimal():
        raise Refused("workflow.unknown", preset=text[:40], version="?")
    return preset, int(version)


def _read(file: Path) -> Workflow:
    try:
        return compile_workflow(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("workflow.bad_row", row=file.name, field=str(fault)) from fault
