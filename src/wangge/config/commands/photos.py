"""`wangge photos`: do rows and files agree, and which kinds need a photo?"""

import argparse
from datetime import timedelta
from itertools import chain
from typing import Any

from django.utils import timezone

from wangge.alarms.queries.groups import named_stills
from wangge.cases.queries.photos import named_files
from wangge.cases.services.photos import expire_originals, set_photo_rule
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.congress.queries.files import named_by_steps
from wangge.foundation.files import check_files, is_masking
from wangge.suggestions.queries.attachments import named_by_papers
from wangge.territory.queries.assets import named_asset_photos


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("photos", help="files and rows of photos; which kinds need one")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    checking = acts.add_parser(
        "check",
        help="say which files are missing, damaged or named by no row",
        description="Exit status 1 where a photo that a row names is missing or damaged.",
    )
    checking.add_argument(
        "--remove", action="store_true", help="remove files older than a day that no row names"
    )
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run=run_check)
    expiring = acts.add_parser(
        "expire", help="remove unmasked originals whose days are over (the ticker does it, too)"
    )
    expiring.add_argument("--json", action="store_true")
    expiring.set_defaults(run=run_expire)
    ruling = acts.add_parser("rule", help="set why a kind needs a photo, and how long its original is kept")
    ruling.add_argument("category", help="scheme:kind:code")
    ruling.add_argument("--reason", default="", help="why a photo is required; empty: it is not")
    ruling.add_argument(
        "--days", type=int, help="how long the enforcing unit may open the original; none: it is not kept"
    )
    ruling.add_argument("--json", action="store_true")
    ruling.set_defaults(run=run_rule)


def run_check(args: argparse.Namespace) -> int:
    with step("photos") as bar:
        found = check_files(
            chain(named_files(), named_stills(), named_asset_photos(), named_by_papers(), named_by_steps()),
            older_than=timezone.now() - timedelta(days=1),
            remove=args.remove,
            advance=bar.advance,
        )
    tell(
        {
            "files": found.files, "missing": found.missing, "damaged": found.damaged, "unnamed": found.unnamed,
            "removed": found.removed, "masking": is_masking(),
        },
        as_json=args.json,
    )  # fmt: skip
    return 1 if found.missing or found.damaged else 0


def run_expire(args: argparse.Namespace) -> int:
    tell({"expired": expire_originals(now=timezone.now())}, as_json=args.json)
    return 0


def run_rule(args: argparse.Namespace) -> int:
    set_photo_rule(args.category, reason=args.reason, days=args.days)
    tell({"category": args.category, "reason": args.reason, "days": args.days}, as_json=args.json)
    return 0
