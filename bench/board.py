"""How fast are a deputy's board, the search for clusters and the check of an outcome in a county of a million cases?

`python -m bench.board [--database sqlite|postgres] [--cases 1000000] [--asked 200] [--keep FOLDER]`. The cases come
from `wangge synth`, multiplied inside the database (bench/multiply.py). The board of one community and one grid after
another is asked for, in one process, rows read from the database each time; then the whole county is searched for
clusters with a window that holds every case; then before and after are counted for a scope of three grids beside the
untouched ones. Limits of the issue: board p95 under 100 ms, search under 60 s, one outcome under 2 s.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench.harness import Figure, Installation, installation, report
from bench.multiply import multiply

SEED_CASES = 20_000
BOARD_MS, SEARCH_S, OUTCOME_S = 100.0, 60.0, 2.0
ASK = """
import json, os, random, sys, time
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from wangge.cases.models import Case
from wangge.cases.queries.board import Places, board
from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import found_between
from wangge.config.synth import COUNTY
from wangge.rules.clusters import ClusterCause, ClusterSetting
from wangge.rules.levels import Level
from wangge.suggestions.queries.outcome import controls_of
from wangge.suggestions.services.clusters import begin_search
from wangge.territory.queries import units

asked, chance = int(sys.argv[1]), random.Random(1)
now = timezone.now()
known = units(COUNTY)
places = sorted(code for code, row in known.items() if row.level == Level.COMMUNITY)
grids = sorted(code for code, row in known.items() if row.level == Level.GRID)
taken, most = [], 0
for number in range(asked + 10):
    chosen = (chance.choice(places), chance.choice(grids))
    began = time.perf_counter()
    told = board(Places(COUNTY, chosen))
    taken.append((time.perf_counter() - began) * 1000)
    most = max(most, *told.counts.values())
taken = sorted(taken[10:])
until = desk(COUNTY).today(now) + timedelta(days=1)
search = begin_search(COUNTY, until=until, settings=[
    ClusterSetting(ClusterCause.REPEATED, 4, 20_000, 100), ClusterSetting(ClusterCause.UNSOLVED, 2, 60, 100),
])
began = time.perf_counter()
longest, step = 0.0, time.perf_counter()
for _done in search.steps:
    longest, step = max(longest, time.perf_counter() - step), time.perf_counter()
searched = time.perf_counter() - began
kinds = list(Case.objects.filter(county=COUNTY).values_list("category", flat=True).distinct()[:3])
scope = grids[:3]
spent = []
for first in range(5):
    began = time.perf_counter()
    day = until - timedelta(days=100 + first)
    for codes in (scope, controls_of(COUNTY, scope)):
        for start in (day, day - timedelta(days=365)):
            for named in (kinds, ()):
                found_between(COUNTY, codes, named, start, start + timedelta(days=90))
    spent.append(time.perf_counter() - began)
print(json.dumps({
    "p50": taken[len(taken) // 2], "p95": taken[int(len(taken) * 0.95)], "most": most, "search": searched,
    "longest": longest, "counted": search.counted, "clusters": len(search.found), "outcome": max(spent),
    "cases": Case.objects.filter(county=COUNTY).count(),
    "open": Case.objects.filter(county=COUNTY, ended_at__isnull=True).count(),
}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="a folder for SQLite that stays, so that it is filled once")
    args = parser.parse_args()
    worst = 0
    for database in args.database or ["postgres", "sqlite"]:
        with installation(database, keep=args.keep if database == "sqlite" else None) as made:
            if not made.rows("SELECT 1 FROM cases_case LIMIT 1"):
                made.command("synth", "--cases", str(min(args.cases, SEED_CASES)), "--seed", "1")
                made.command("worker", "--once")
                multiply(made, max(1, args.cases // SEED_CASES), ("cases_case",))
            worst = max(worst, measured(made, args.asked))
    return worst


def measured(made: Installation, asked: int) -> int:
    """Ask so many boards, search, compare; print the table, return the exit status."""
    environment = dict(made.environment) | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(asked)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    told = json.loads(done.stdout)
    figures = [
        Figure(f"{asked} boards, p95", told["p95"], "ms", BOARD_MS),
        Figure(f"{asked} boards, p50", told["p50"], "ms"),
        Figure("most cases on one of them", told["most"], "cases"),
        Figure(f"search over {told['counted']:,} rows", told["search"], "s", SEARCH_S),
        Figure("longest step of it", told["longest"], "s"),
        Figure("clusters found", told["clusters"], "clusters"),
        Figure("one outcome, worst of five", told["outcome"], "s", OUTCOME_S),
    ]
    return report(f"Board and facts, {made.database}, {told['cases']} cases, {told['open']} open", figures)


if __name__ == "__main__":
    sys.exit(main())
