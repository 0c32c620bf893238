"""`wangge push`: tells sleeping phones that something changed; when they are left in peace."""

import argparse
import logging
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.config.commands.stopping import EVERY_SECONDS, until_stopped
from wangge.config.commands.telling import tell
from wangge.field.services.push import note_all, refuse_off, send_due, set_quiet_hours

log = logging.getLogger("wangge.push")


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("push", help="tell sleeping phones that something changed (WANGGE_PUSH=1)")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    sending = acts.add_parser("send", help="send until stopped; `wangge serve` does it by itself")
    sending.add_argument("--once", action="store_true", help="send what is due, then end")
    sending.add_argument("--json", action="store_true")
    sending.set_defaults(run=run_send)
    peace = acts.add_parser("quiet", help="the hours in which only danger is told")
    peace.add_argument("--county", required=True)
    peace.add_argument("--hours", required=True, help="by the local clock, for example 21:00-07:00")
    peace.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    peace.add_argument("--source", required=True, help="which roster or order says so")
    peace.set_defaults(run=run_quiet)


def run_send(args: argparse.Namespace) -> int:
    refuse_off()
    if not args.once:
        push_on()
        return 0
    now = timezone.now()
    while note_all(now=now):
        pass
    tell({"sent": send_due(now=now)}, as_json=args.json)
    return 0


def run_quiet(args: argparse.Namespace) -> int:
    set_quiet_hours(args.county, args.hours, from_on=args.from_on, source=args.source)
    return 0


def push_on() -> None:
    """Send until told to stop."""
    until_stopped(_push_once, log)


def _push_once() -> float:
    now = timezone.now()
    return 0.0 if note_all(now=now) + send_due(now=now) else EVERY_SECONDS
