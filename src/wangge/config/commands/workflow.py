"""`wangge workflow check`: does every state reach an end, and every act have a role?"""

import argparse
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wangge.cases.queries.desk import presets, workflow_of
from wangge.config.commands.telling import tell
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


def run(args: argparse.Namespace) -> int:
    workflows = [_read(args.file)] if args.file else [workflow_of(*key) for key in presets()]
    found = [
        {"preset": one.preset, "version": one.version, "states": len(one.states), "moves": len(one.moves),
         "faults": [asdict(fault) for fault in workflow_faults(one)]}
        for one in workflows
    ]  # fmt: skip
    tell({"presets": found}, as_json=args.json)
    return 1 if any(one["faults"] for one in found) else 0


def _read(file: Path) -> Workflow:
    try:
        return compile_workflow(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("workflow.bad_row", row=file.name, field=str(fault)) from fault
