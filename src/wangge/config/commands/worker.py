"""`wangge worker`: places events and folds figures until stopped."""

import argparse
from typing import Any

from wangge.config.commands.stopping import stop_signal
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.foundation.worker import run_worker, work_off


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("worker", help="place events and fold figures until stopped")
    parser.add_argument("--once", action="store_true", help="do what is waiting, then end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.once:
        work_off(CONSUMERS, sized=SIZED)
    else:
        run_worker(CONSUMERS, stop_signal(), sized=SIZED)
    return 0
