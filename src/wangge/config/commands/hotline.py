"""`wangge hotline`: a 12345 centre's order files in, reply files out, and who waits to be rung back."""

import argparse
import csv
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from wangge.cases.importing.sources import rows
from wangge.cases.queries.desk import desk
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, hats
from wangge.reporters.queries.hotline import calls_due
from wangge.reporters.queries.hotline_replies import reply_head, reply_rows
from wangge.reporters.queries.hotline_terms import order_map
from wangge.reporters.reply_files import write_replies
from wangge.reporters.services.hotline_intake import RejectedOrder, Taken, take_orders
from wangge.reporters.services.hotline_setup import save_order_map, set_terms
from wangge.rules.desk_terms import read_terms
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS, DeskAct
from wangge.rules.order_mapping import OrderMap


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("hotline", help="12345: order files in, reply files out, call-backs")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser(
        "import", help="take in a day's order file",
        description="CSV, Excel, JSON lines or Parquet; docs/hotline.md describes the mapping, which is kept for"
        " the next file. Safe to run again: an order that is there already is left alone.",
    )  # fmt: skip
    taking.add_argument("file", type=Path)
    taking.add_argument("--map", type=Path, metavar="MAP.toml", help="default: the mapping used last")
    taking.add_argument("--rejects", type=Path, metavar="FILE", help="CSV of the rows that cannot be taken")
    writing = acts.add_parser("reply", help="write how each order stands, for the centre")
    writing.add_argument("--out", required=True, type=Path, metavar="X.csv|X.xlsx")
    writing.add_argument("--received", type=date.fromisoformat, metavar="DAY", help="only orders of one day")
    calling = acts.add_parser("callbacks", help="list the orders whose callers wait to be rung back")
    for parser, run in ((taking, run_import), (writing, run_reply), (calling, run_callbacks)):
        parser.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="in whose name")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)
    terms = acts.add_parser("terms", help="load a county's own terms in place of those it had")
    terms.add_argument("file", type=Path)
    terms.add_argument("--county", required=True)
    terms.add_argument("--json", action="store_true")
    terms.set_defaults(run=run_terms)


def run_import(args: argparse.Namespace) -> int:
    hat = desk_hat(args.login)
    mapping = keep_map(hat.county, args.map) if args.map else order_map(hat.county)
    rejects = args.rejects or Path(settings.WANGGE_HOME) / "rejects" / f"{args.file.name}.csv"
    found = take_file(hat, args.file, mapping, rejects)
    tell(asdict(found), as_json=args.json)
    if found.rejected and not args.json:
        print(f"rejects: {rejects}")
    return 1 if found.rejected else 0


def take_file(
    hat: Hat, file: Path, mapping: OrderMap, rejects: Path, *, now: datetime | None = None
) -> Taken:
    """Take in an order file with progress; rows that cannot be taken go to a CSV of numbers and reasons."""
    with step(f"import {file.name}") as bar, _rejecting(rejects) as reject:

        def counted() -> Iterator[Any]:
            for line in rows(file, mapping.request, mapping.columns):
                yield line
                bar.advance()

        return take_orders(hat, counted(), mapping, now=now or timezone.now(), reject=reject)


def keep_map(county: str, file: Path) -> OrderMap:
    """Read a mapping file and keep it; refuse `import.no_file`, `import.map_unreadable`, `mapping.*`."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise Refused("import.no_file", file=str(file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("import.map_unreadable", file=file.name, fault=str(fault)) from None
    return save_order_map(county, table, now=timezone.now())


def run_reply(args: argparse.Namespace) -> int:
    hat = desk_hat(args.login)
    mapping, zone = order_map(hat.county), desk(hat.county).calendar.zone
    received = None
    if args.received:
        start = datetime.combine(args.received, time.min, zone)
        received = (start, start + timedelta(days=1))
    lines = reply_rows(hat, mapping, now=timezone.now(), received=received)
    written = write_replies(args.out, reply_head(mapping), lines)
    tell({"county": hat.county, "orders": written, "file": str(args.out)}, as_json=args.json)
    return 0


def run_callbacks(args: argparse.Namespace) -> int:
    hat = desk_hat(args.login)
    waiting = calls_due(hat, now=timezone.now())
    listed = {row.number: row.call_at.isoformat() for row in waiting if row.call_at}
    tell({"waiting": len(waiting), "orders": listed} if args.json else {"waiting": len(waiting), **listed},
         as_json=args.json)  # fmt: skip
    return 0


def run_terms(args: argparse.Namespace) -> int:
    desk(args.county)
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as opened:
            terms = read_terms(list(csv.DictReader(opened)), is_own=True)
    except (OSError, UnicodeDecodeError):
        raise Refused("import.no_file", file=str(args.file)) from None
    tell({"county": args.county, "terms": set_terms(args.county, terms)}, as_json=args.json)
    return 0


def desk_hat(login: str) -> Hat:
    """Return the post at the desk that a person holds; refuse `people.login_unknown`, `hotline.not_your_desk`."""
    account = account_by_login(login)
    if account is None:
        raise Refused("people.login_unknown", login=login[:64])
    held = hats(account.id, on=timezone.localdate())
    at_desk = next((hat for hat in held if hat.kind in ACTS[DeskAct.ROUTE]), None)
    if at_desk is None:
        raise Refused("hotline.not_your_desk", post=", ".join(hat.kind for hat in held))
    return at_desk


@contextmanager
def _rejecting(file: Path) -> Iterator[Any]:
    file.unlink(missing_ok=True)
    kept: list[RejectedOrder] = []
    yield kept.append
    if kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(("line", "order", "code", "field", "reason_zh", "reason_en"))
            for one in kept:
                reasons = told(one.why, "zh").sentence, told(one.why, "en").sentence
                writer.writerow((one.line, one.ref, one.why.code, one.why.facts.get("field", ""), *reasons))
