"""`wangge init`: makes or upgrades the database and loads the reference data."""

import argparse
from typing import Any

from django.core.management import call_command

from wangge.cases.services.reference import load_reference
from wangge.config.commands.telling import tell
from wangge.foundation.assets import collect_assets
from wangge.people.services.calendars import load_packaged_calendars


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("init", help="make or upgrade the database and load reference data")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    collect_assets()
    years = load_packaged_calendars()
    loaded = load_reference()
    tell({"database": "ready", "calendar_years": years, **loaded}, as_json=args.json)
    return 0
