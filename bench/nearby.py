"""How long does "is it this one?" take in an office with a million cases?

`python -m bench.nearby [--database postgres|sqlite] [--cases 1000000] [--asked 500] [--keep FOLDER]`. The cases come
from `wangge synth`, multiplied inside the database with their words (bench/multiply.py), so that each spot has as many
around it as a city of that size. Then reports are begun at spots where something was found before, in the same kind
and with its words, and the whole query is timed, in one process, rows and words read from the database each time.
Limit of the issue: p95 under 50 ms at 1,000,000 cases.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench.harness import Figure, Installation, installation, report
from bench.multiply import multiply

SEED_CASES = 20_000
P95_MS = 50.0
ASK = """
import json, os, random, sys, time
import django
django.setup()
from django.db import connection
from django.utils import timezone
from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import desk
from wangge.cases.queries.nearby import Seen, nearby
from wangge.config.synth import COUNTY
from wangge.people.queries import holders
from wangge.territory.queries import units

asked, chance = int(sys.argv[1]), random.Random(1)
now = timezone.now()
hats = [hat for hat in holders(COUNTY, units(COUNTY), on=now.date()) if hat.kind == "shift_leader"]
public = [key for key, row in desk(COUNTY).categories.items() if row.in_public]
spots = Case.objects.filter(county=COUNTY, category__in=public, lon_e7__isnull=False)
spots = list(spots.order_by("-reported_at").values_list("id", "category", "lon_e7", "lat_e7")[:50_000])
chance.shuffle(spots)
taken, offered, candidates = [], 0, 0
for case, category, lon, lat in spots[: asked + 20]:
    words = CaseText.objects.filter(county=COUNTY, case=case).values_list("words", flat=True).first() or ""
    seen = Seen(category, lon / 1e7 + chance.uniform(-3e-4, 3e-4), lat / 1e7 + chance.uniform(-3e-4, 3e-4), words)
    began = time.perf_counter()
    found = nearby(hats[0], seen, now=now)
    taken.append((time.perf_counter() - began) * 1000)
    offered += bool(found)
taken = sorted(taken[20:])
print(json.dumps({
    "p50": taken[len(taken) // 2], "p95": taken[int(len(taken) * 0.95)], "p99": taken[int(len(taken) * 0.99)],
    "asked": offered / (asked + 20), "cases": Case.objects.filter(county=COUNTY).count(),
    "open": Case.objects.filter(county=COUNTY, ended_at__isnull=True).count(),
}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="a folder for SQLite that stays, so that it is filled once")
    args = parser.parse_args()
    worst = 0
    for database in args.database or ["postgres", "sqlite"]:
        with installation(database, keep=args.keep if database == "sqlite" else None) as made:
            if not made.rows("SELECT 1 FROM cases_case LIMIT 1"):
                made.command("synth", "--cases", str(min(args.cases, SEED_CASES)), "--seed", "1")
                made.command("worker", "--once")
                multiply(made, max(1, args.cases // SEED_CASES), ("cases_case", "cases_casetext"))
            worst = max(worst, measured(made, args.asked))
    return worst


def measured(made: Installation, asked: int) -> int:
    """Ask at so many spots, print the table, return the exit status."""
    environment = dict(made.environment) | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(asked)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    told = json.loads(done.stdout)
    figures = [
        Figure(f"{asked} reports begun: p95", told["p95"], "ms", P95_MS),
        Figure(f"{asked} reports begun: p50", told["p50"], "ms"),
        Figure(f"{asked} reports begun: p99", told["p99"], "ms"),
        Figure("share of them that is asked", told["asked"] * 100, "%"),
    ]
    return report(f"Is it this one, {made.database}, {told['cases']} cases, {told['open']} open", figures)


if __name__ == "__main__":
    sys.exit(main())
