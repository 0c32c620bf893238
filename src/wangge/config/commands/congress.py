"""`wangge congress`: the clocks of a county's standing committee, and a sample drawn again."""

import argparse
from datetime import date
from typing import Any
from uuid import UUID

from wangge.config.commands.telling import tell
from wangge.congress.queries.sites import drawn_again
from wangge.congress.services.clocks import load_clocks, presets


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("congress", help="the standing committee's work: clocks and samples")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    clocks = acts.add_parser("clocks", help="keep packaged clocks from a day on")
    clocks.add_argument("presets", nargs="+", metavar="PRESET", help=", ".join(presets()))
    clocks.add_argument("--county", required=True)
    clocks.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    clocks.add_argument("--json", action="store_true")
    clocks.set_defaults(run=run_clocks)
    again = acts.add_parser("redraw", help="draw again from a kept frame and seed, and compare")
    again.add_argument("draw", type=UUID)
    again.add_argument("--county", required=True)
    again.add_argument("--json", action="store_true")
    again.set_defaults(run=run_redraw)


def run_clocks(args: argparse.Namespace) -> int:
    tell({"kept": load_clocks(args.county, args.presets, from_on=args.from_on)}, as_json=args.json)
    return 0


def run_redraw(args: argparse.Namespace) -> int:
    is_same = drawn_again(args.county, args.draw)
    tell({"same": is_same}, as_json=args.json)
    return 0 if is_same else 1
