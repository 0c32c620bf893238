"""`wangge demo NAME`: loads a demo beside whatever is there; what was loaded before stays as it is."""

import argparse
import time
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell

BOSTON, HUAYUANLU = "boston", "huayuanlu"


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser("demo", help="load a demo: the invented street huayuanlu, or a year of boston")
    parser.add_argument("name", choices=(HUAYUANLU, BOSTON))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--sample", type=int, metavar="N", help="boston: about so many requests (20,000)")
    size.add_argument("--all", action="store_true", help="boston: all 93,963 requests")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    began = time.monotonic()
    if args.name == BOSTON:
        from wangge.config.demo import boston  # each demo brings its own files

        size = 0 if args.all else args.sample or boston.SAMPLE
        loaded = asdict(boston.load(now=timezone.now(), sample=size))
    else:
        from wangge.config.demo import huayuanlu

        with step("demo huayuanlu") as bar:
            loaded = asdict(huayuanlu.load(now=timezone.now(), advance=bar.advance))
    seconds = round(time.monotonic() - began, 3)
    tell({"demo": args.name, **loaded, "seconds": seconds}, as_json=args.json)
    return 0
