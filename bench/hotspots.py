"""How long does a look for hot spots over a year of a city take, and does its memory stay flat?

`python -m bench.hotspots [--database postgres|sqlite] [--trials 999] [--keep FOLDER]`. The real requests of Boston,
January to September 2015 (`wangge demo boston --all`), are looked over by `wangge analysis hotspots`, process start,
reading and writing included; then with twice as many shuffled looks, and on pure noise of the same city: its requests
with their days shuffled within each kind, with one seed after another, by the same scan.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench.harness import Figure, Installation, installation, report

SECONDS_MOST = 60.0  # ours: a night has thousands of them, and the ticker takes two at a time
MEGABYTES_MOST, GROWTH_MOST = 400.0, 10.0  # of a process; per cent more for twice the work
UNTIL = "2015-10-01"
NOISE_LOOKS, NAMED_MOST = 40, 6  # at 50 in 1,000 more than 6 of 40 come in 3 of 1,000 such benches
NOISE = """
import json, sys
import django
django.setup()
from datetime import date
import numpy as np
from wangge.analysis.scanning import Scan
from wangge.analysis.services.hotspots import begin_look
from wangge.config.demo.boston import COUNTY
from wangge.rules.hotspots import Setting

setting = Setting(trials=199, per_mille=50)
look = begin_look(COUNTY, until=date.fromisoformat(sys.argv[1]), setting=setting)
real, named = look.scan, 0
for seed in range(int(sys.argv[2])):
    chance = np.random.default_rng(seed)
    ago = real.ago.copy()
    for kind in np.unique(real.kinds):
        rows = np.flatnonzero(real.kinds == kind)
        ago[rows] = chance.permutation(ago[rows])
    scan = Scan(real.kinds, real.xs, real.ys, ago, setting, seed, real.lat)
    for _ in scan.steps():
        pass
    named += bool(scan.found())
print(json.dumps({"named": named}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="sqlite")
    parser.add_argument("--trials", type=int, default=999)
    parser.add_argument("--keep", type=Path, help="a folder for SQLite that stays, so that it is filled once")
    args = parser.parse_args()
    with installation(args.database, keep=args.keep) as made:
        if not made.rows("SELECT 1 FROM cases_case LIMIT 1"):
            made.command("demo", "boston", "--all")
        return measured(made, args.trials)


def measured(made: Installation, trials: int) -> int:
    """Look twice, shuffle, print the table, return the exit status."""
    words = ("analysis", "hotspots", "--until", UNTIL, "--seed", "1", "--json", "--trials")
    once, twice = made.spent(*words, str(trials)), made.spent(*words, str(2 * trials + 1))
    told = json.loads(once.printed)
    growth = 100 * (twice.megabytes / once.megabytes - 1)
    named = noise(made)
    figures = [
        Figure(f"{trials} shuffled looks, start to end", once.seconds, "s", SECONDS_MOST),
        Figure(f"{2 * trials + 1} shuffled looks", twice.seconds, "s"),
        Figure("largest resident set", once.megabytes, "MB", MEGABYTES_MOST),
        Figure("more of it for twice the looks", growth, "%", GROWTH_MOST),
        Figure("cases looked at", told["cases"], ""),
        Figure("left out: without a point", told["without_point"], ""),
        Figure("left out: at a border, not confirmed", told["provisional"], ""),
        Figure("hot spots named", told["hot_spots"], ""),
        Figure(
            f"of {NOISE_LOOKS} looks at shuffled days, stated 50 in 1,000: named any", named, "", NAMED_MOST
        ),
    ]
    return report(f"Hot spots of Boston, {made.database}, before {UNTIL}", figures)


def noise(made: Installation) -> int:
    environment = dict(made.environment) | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", NOISE, UNTIL, str(NOISE_LOOKS)], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    return int(json.loads(done.stdout)["named"])


if __name__ == "__main__":
    sys.exit(main())
