"""`wangge notifications`: sends what is due, opens and closes channels, loads a county's table."""

import argparse
import logging
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.config.commands.stopping import EVERY_SECONDS, until_stopped
from wangge.config.commands.telling import tell
from wangge.notifications.queries.book import read_book, usual_book
from wangge.notifications.services.channels import close_channel, load_book, open_channel
from wangge.notifications.services.sending import Sender, send_due

log = logging.getLogger("wangge.notifications")
LANES_LOOKED_AT_SECONDS = 0.2


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("notifications", help="who is told of what, and by which channels")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    sending = acts.add_parser("send", help="send until stopped; `wangge serve` does it by itself")
    sending.add_argument("--once", action="store_true", help="send what is due, then end")
    sending.add_argument("--json", action="store_true")
    sending.set_defaults(run=run_send)
    checked = acts.add_parser("check", help="read a table without loading it")
    checked.add_argument("file", type=Path, nargs="?", help="the packaged table without one")
    checked.add_argument("--json", action="store_true")
    checked.set_defaults(run=run_check)
    loaded = acts.add_parser("load", help="let a county's own table hold from a day on")
    loaded.add_argument("file", type=Path)
    loaded.add_argument("--county", required=True)
    loaded.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    loaded.add_argument("--source", required=True)
    loaded.set_defaults(run=run_load)
    opened = acts.add_parser(
        "open", help="open a channel; its address is read from a file, since it holds keys"
    )
    opened.add_argument("name")
    opened.add_argument("--county", required=True)
    opened.add_argument("--means", required=True, help="mail, sms, chat or webhook")
    opened.add_argument(
        "--address", type=Path, required=True, help="a file with the address, as Apprise writes it"
    )
    opened.add_argument("--unit", default="")
    opened.add_argument("--department", default="")
    opened.add_argument("--language", default="zh")
    opened.set_defaults(run=run_open)
    closed = acts.add_parser("close", help="send nothing more through a channel")
    closed.add_argument("name")
    closed.add_argument("--county", required=True)
    closed.set_defaults(run=run_close)


def run_send(args: argparse.Namespace) -> int:
    if args.once:
        tell({"sent": send_due(now=timezone.now())}, as_json=args.json)
    else:
        send_on()
    return 0


def run_check(args: argparse.Namespace) -> int:
    known = read_book(args.file.read_text("utf-8"), "") if args.file else usual_book()
    tell({"rules": len(known.rules), "templates": len(known.templates)}, as_json=args.json)
    return 0


def run_load(args: argparse.Namespace) -> int:
    text = args.file.read_text("utf-8")
    load_book(args.county, text, from_on=args.from_on, source=args.source, now=timezone.now())
    return 0


def run_open(args: argparse.Namespace) -> int:
    open_channel(
        args.county, args.name, args.means, args.address.read_text("utf-8"), unit=args.unit,
        department=args.department, language=args.language, now=timezone.now(),
    )  # fmt: skip
    return 0


def run_close(args: argparse.Namespace) -> int:
    close_channel(args.county, args.name, now=timezone.now())
    return 0


def send_on() -> None:
    """Send until told to stop. A lane that hangs keeps no other waiting."""
    sender = Sender()

    def once() -> float:
        sender.begin(timezone.now())
        sender.collect()
        return LANES_LOOKED_AT_SECONDS if sender.is_busy else EVERY_SECONDS

    until_stopped(once, log)
