"""Which command was called, and how does it end?

Exit 0 done, 1 faults found, 2 wrong use.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.db import DatabaseError

from wangge.rules.errors import Refused

NOUNS = (
    "init", "serve", "worker", "tick", "territory", "assets", "people", "roster", "cases", "workflow", "routing",
    "rules", "limits", "categories", "calendar", "figures", "photos", "audit", "demo", "synth", "hotline",
    "reporters", "ledgers", "workload", "push", "alarms", "evaluation", "accountability",
    "notifications", "bulletins", "analysis", "congress", "suggestions", "deputies",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    django.setup()
    from wangge.config.commands.telling import tell_refusal  # needs settings
    from wangge.foundation.refusals import refusal_behind

    parser = argparse.ArgumentParser(
        prog="wangge", description="网格: grid-based community governance and service"
    )
    nouns = parser.add_subparsers(dest="noun", required=True, metavar="COMMAND")
    asked = list(sys.argv[1:] if argv is None else argv)
    # One command needs one module; only the overview needs them all.
    for noun in asked[:1] if asked[:1] and asked[0] in NOUNS else NOUNS:
        import_module(f"wangge.config.commands.{noun}").register(nouns)
    args = parser.parse_args(asked)
    try:
        return int(args.run(args))
    except (Refused, DatabaseError) as fault:
        refused = refusal_behind(fault)
        if refused is None:
            raise
        tell_refusal(refused, as_json=getattr(args, "json", False))
        return 2
    except KeyboardInterrupt:
        print("interrupted / 已中断", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
