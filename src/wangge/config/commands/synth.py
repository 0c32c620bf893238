"""`wangge synth`: an invented city of any size from a seed, for benches and trials."""

import argparse
from datetime import timedelta
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.services.history import take_in_history
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.config.synth import COUNTY
from wangge.config.synth.ground import lay_out, publish
from wangge.config.synth.matters import DAYS, Kind, matters
from wangge.config.synth.office import furnish
from wangge.people.services.accounts import DEMO_PASSWORD


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    parser = nouns.add_parser(
        "synth",
        help="make an invented city from a seed",
        description="Makes territory, people and two years of cases that never were. The same seed on the same"
        " day makes the same city; what is there already stays. Logins are shift-leader1, grid-worker1 and"
        f" so on; password {DEMO_PASSWORD}.",
    )
    parser.add_argument("--cases", type=int, default=10_000, help="how many cases (default 10000)")
    parser.add_argument("--streets", type=int, default=6, help="how many streets of 192 grids (default 6)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    since = now.date() - timedelta(days=DAYS + 30)
    ground = lay_out(args.streets, args.seed)
    publish(ground, since=since, now=now)
    posts = furnish(ground.codes, since=since, now=now)
    kinds = [Kind(one.key, one.zh) for one in desk(COUNTY).categories.values() if not one.matter_only]
    taken = already = 0
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with step("cases", args.cases) as progress:
        for chunk in matters(ground, kinds, count=args.cases, seed=args.seed, now=midnight):
            done = take_in_history(COUNTY, chunk, now=now)
            taken, already = taken + done.taken, already + done.already
            progress.advance(len(chunk))
    tell(
        {"county": COUNTY, "grids": len(ground.codes), "posts": posts, "taken": taken, "already": already},
        as_json=args.json,
    )
    return 0
