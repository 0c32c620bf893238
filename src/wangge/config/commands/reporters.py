"""`wangge reporters`: what a county promises, withdrawals, and the keys by which contacts are sealed."""

import argparse
import os
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from wangge.cases.queries.desk import counties
from wangge.config.commands.telling import tell
from wangge.deputies.services import matters
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.promising import set_terms
from wangge.reporters.services.turning import add_key, drop_old_keys, seal_anew
from wangge.reporters.services.withdrawing import scrub_traces, withdraw_on_paper
from wangge.rules.answering import AnswerTerms
from wangge.rules.errors import Refused


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("reporters", help="promises to reporters, withdrawals, keys of sealed contacts")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    terms = acts.add_parser("terms", help="set what a county promises from a day on, or show it")
    terms.add_argument("--county", default="")
    terms.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DAY")
    for name, help_ in (
        ("reopen-days", "days after the end in which 'not repaired' opens it again"),
        ("contact-days", "days after the end for which a contact is kept"),
        ("says-per-hour", "matters that one network may hand in within an hour"),
        ("tries-per-hour", "receipts that one network may try within an hour"),
    ):
        terms.add_argument(f"--{name}", type=int, help=help_)
    terms.add_argument("--source", default="", help="the paper that says so")
    terms.set_defaults(run=run_terms)
    withdraw = acts.add_parser(
        "withdraw", help="remove a reporter's words, photos and contact, then every trace"
    )
    withdraw.add_argument(
        "number", help="receipt number, also of a matter to a deputy; the request itself is kept on paper"
    )
    withdraw.set_defaults(run=run_withdraw)
    scrub = acts.add_parser("scrub", help="overwrite what withdrawn words left in the database's files, now")
    scrub.set_defaults(run=run_scrub)
    acts.add_parser(
        "add-key", help="put a new sealing key in front; then start every process anew"
    ).set_defaults(run=run_add_key)
    acts.add_parser("reseal", help="seal everything by the newest key and drop the old ones").set_defaults(
        run=run_reseal
    )
    for parser in acts.choices.values():
        parser.add_argument("--json", action="store_true")


def run_terms(args: argparse.Namespace) -> int:
    county, now = args.county or _only_county(), timezone.now()
    if args.from_on is not None:
        old = terms_of(county, now)
        names = ("reopen_days", "contact_days", "says_per_hour", "tries_per_hour")
        said = {
            name: getattr(args, name) if getattr(args, name) is not None else getattr(old, name)
            for name in names
        }
        set_terms(county, AnswerTerms(args.from_on, **said, source=args.source))
    shown = terms_of(county, now)
    tell({
        "county": county, "from": shown.from_on.isoformat(), "reopen_days": shown.reopen_days,
        "contact_days": shown.contact_days, "says_per_hour": shown.says_per_hour,
        "tries_per_hour": shown.tries_per_hour, "source": shown.source,
    }, as_json=args.json)  # fmt: skip
    return 0


def run_withdraw(args: argparse.Namespace) -> int:
    now = timezone.now()
    if not matters.withdraw_on_paper(args.number, now=now):
        withdraw_on_paper(args.number, now=now)
    return _tell_scrubbed(args, {"withdrawn": args.number})


def run_scrub(args: argparse.Namespace) -> int:
    return _tell_scrubbed(args, {})


def run_add_key(args: argparse.Namespace) -> int:
    tell({"keys": add_key(_key_file()), "next": "restart, then wangge reporters reseal"}, as_json=args.json)
    return 0


def run_reseal(args: argparse.Namespace) -> int:
    sealed = seal_anew()
    tell({"sealed": sealed, "dropped_keys": drop_old_keys(_key_file())}, as_json=args.json)
    return 0


def _tell_scrubbed(args: argparse.Namespace, said: dict[str, object]) -> int:
    done, waiting = scrub_traces(now=timezone.now())
    tell({**said, "scrubbed": done, "waiting": waiting}, as_json=args.json)
    return 1 if waiting else 0


def _key_file() -> Path:
    if os.environ.get("WANGGE_SEAL"):
        raise Refused("reporters.no_key_file", file="WANGGE_SEAL")
    return Path(os.environ.get("WANGGE_SEAL_FILE") or Path(settings.WANGGE_HOME) / "seal")


def _only_county() -> str:
    known = list(counties())
    if len(known) != 1:
        raise Refused("import.which_county", field="--county", counties=", ".join(known))
    return known[0]
