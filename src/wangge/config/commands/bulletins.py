"""`wangge bulletins`: which bulletins come out, who gets them, and whether a file is what was issued."""

import argparse
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.bulletins.printing import document_in
from wangge.bulletins.queries.kept import copied
from wangge.bulletins.queries.series import readers, series
from wangge.bulletins.services.series import ASSUMED, HOUR, REMIND_DAYS, begin_series, send_to, stop_sending
from wangge.cases.queries.desk import desk
from wangge.config.commands.telling import tell
from wangge.rules.bulletins import Cadence, is_whole
from wangge.rules.errors import Refused
from wangge.rules.posts import APPOINTED, PostKind


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("bulletins", help="weekly and monthly bulletins: series, readers, verification")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    check = _add(acts, "verify", "recompute the digest of a file; exit 1 where it differs", run_verify)
    check.add_argument("file", type=Path, help="a bulletin's JSON, HTML or PDF as it was downloaded")
    listed = _add(acts, "list", "which bulletins a county has, and who gets each", run_list)
    listed.add_argument("county")
    begin = _add(acts, "series", "let a unit have a bulletin from a day on", run_series)
    _about(begin)
    begin.add_argument("--hour", type=int, default=HOUR, help="drafted from this local hour on")
    begin.add_argument(
        "--remind-days", type=int, default=REMIND_DAYS, help="working days until the one reminder"
    )
    for name, help_, run in (
        ("send", "send a bulletin to a kind of post of a unit or department from a day on", run_send),
        ("stop", "send it no longer from a day on", run_stop),
    ):
        parser = _add(acts, name, help_, run)
        _about(parser)
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--at-unit", default="")
        place.add_argument("--department", default="")
        parser.add_argument("--post", type=PostKind, choices=sorted(APPOINTED), required=True)


def run_verify(args: argparse.Namespace) -> int:
    try:
        content = args.file.read_bytes()
    except OSError as fault:
        raise Refused("bulletin.unreadable", field="file") from fault
    kept = copied(sha256(content).hexdigest())
    told: dict[str, Any] = {"kept": bool(kept)}
    if kept:
        told |= {
            "unit": kept.unit,
            "period": kept.period,
            "version": kept.version,
            "digest": kept.digest,
        }
    document = _document(content)
    if document is None and not kept:
        raise Refused("bulletin.unreadable", field="file")
    if document is not None:
        told |= {"digest": document.get("digest", ""), "whole": is_whole(document)}
    tell(told, as_json=args.json)
    is_page = document is None or content.lstrip()[:1] != b"{"
    # A page may be altered around the document that it carries: only one that is kept here is what was issued.
    return 0 if told.get("whole", True) and (kept or not is_page) else 1


def run_list(args: argparse.Namespace) -> int:
    today = desk(args.county).today(timezone.now())
    rows = [
        {
            "unit": row.unit, "cadence": str(row.cadence), "hour": row.hour, "remind_days": row.remind_days,
            "source": row.source,
            "readers": [
                f"{one.post} @ {one.department or one.at_unit}"
                for one in readers(args.county, row.unit, row.cadence, on=today)
            ],
        }
        for row in series(args.county, on=today)
    ]  # fmt: skip
    tell({"series": rows}, as_json=args.json)
    return 0


def run_series(args: argparse.Namespace) -> int:
    begin_series(
        args.county, args.unit, args.cadence, from_on=args.from_on, hour=args.hour, remind_days=args.remind_days,
        source=args.source,
    )  # fmt: skip
    tell({"unit": args.unit, "cadence": str(args.cadence), "from_on": str(args.from_on)}, as_json=args.json)
    return 0


def run_send(args: argparse.Namespace) -> int:
    send_to(
        args.county, args.unit, args.cadence, post=args.post, at_unit=args.at_unit, department=args.department,
        from_on=args.from_on, source=args.source,
    )  # fmt: skip
    tell({"unit": args.unit, "post": str(args.post), "from_on": str(args.from_on)}, as_json=args.json)
    return 0


def run_stop(args: argparse.Namespace) -> int:
    ended = stop_sending(
        args.county, args.unit, args.cadence, post=args.post, at_unit=args.at_unit, department=args.department,
        until_on=args.from_on,
    )  # fmt: skip
    tell({"ended": ended}, as_json=args.json)
    return 0 if ended else 1


def _document(content: bytes) -> dict[str, Any] | None:
    try:
        text = content.decode("utf-8")
        found = json.loads(text if text.lstrip().startswith("{") else document_in(text))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _add(acts: Any, name: str, help_: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = acts.add_parser(name, help=help_)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)
    return parser


def _about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("county")
    parser.add_argument("unit")
    parser.add_argument("cadence", type=Cadence, choices=list(Cadence))
    parser.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    parser.add_argument("--source", default=ASSUMED)
