"""`wangge demo NAME`: loads a demo into an empty or running system; what is there already stays."""

import argparse
from collections.abc import Callable
from typing import Any

from wangge.config.commands.telling import tell
from wangge.config.demo import boston

DEMOS: dict[str, Callable[[], dict[str, object]]] = {"boston": boston.load}


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("demo", help="load a demo: " + ", ".join(DEMOS))
    parser.add_argument("name", choices=list(DEMOS))
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    tell(DEMOS[args.name](), as_json=args.json)
    return 0
