"""How much does a phone have to fetch before it works without a network, and how long does the server gather it?

python -m bench.field_bundle [--times 20]

The demo street huayuanlu: 172 grids, its whole past and present. A street's desk holds the most; a grid worker what
lies in one community. The second fetch brings nothing but the answer that nothing is new.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.harness import WANGGE, Figure, report

LIMIT_KB = 150.0  # the issue: a street of 170 grids
POSTS = {"street": "hyl-dispatcher", "grid": "hyl-worker"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        return measure(args.times)
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as home:
        own = {**os.environ, "WANGGE_HOME": home, "DATABASE_URL": f"sqlite:///{Path(home) / 'bench.sqlite3'}"}
        for words in (["init"], ["demo", "huayuanlu"]):
            subprocess.run([WANGGE, *words], env=own, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "bench.field_bundle", "--inside", home, "--times", str(args.times)]
        return subprocess.run(command, env=own, check=False).returncode


def measure(times: int) -> int:
    """Gather the bundle of both posts again and again, and compress it as it is sent."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    django.setup()
    from django.utils import timezone

    from wangge.field.queries.bundle import bundle
    from wangge.people.queries import demo_hats

    now, figures = timezone.now(), list[Figure]()
    hats = {hat.login: hat for hat in demo_hats(on=now.date())}
    for name, login in POSTS.items():
        hat, took = hats[login], list[float]()
        for _ in range(times):
            began = time.perf_counter()
            told = bundle(hat, {}, now=now)
            took.append((time.perf_counter() - began) * 1000)
        have = {part: one["etag"] for part, one in told["parts"].items()}
        again = bundle(hat, have, now=now)
        figures += [
            Figure(f"bundle of a {name} post, compressed", packed(told), "KB", LIMIT_KB),
            Figure(f"bundle of a {name} post, gathered, median", statistics.median(took), "ms"),
            Figure(f"nothing new for a {name} post, compressed", packed(again), "KB"),
        ]
    return report("What a phone holds (python -m bench.field_bundle)", figures)


def packed(told: dict[str, object]) -> float:
    """Return how many KB an answer takes, compressed as the server compresses it."""
    said = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return len(gzip.compress(said, 6)) / 1000


if __name__ == "__main__":
    raise SystemExit(main())
