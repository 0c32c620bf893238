"""How often is the labelled master among the three offered, and how many reports are asked at all?

    python -m bench.duplicates ../shared/data/boston-duplicates [--fit]

Boston's labelled pairs, told apart by time: weights are fitted on reports before 2018 and measured on those from
2018 on. What a report cannot know before it is sent (how its own case ended, when, as what it was closed later) is
not used. A pair whose second half came first is asked at the later report. The data holds no words, so
words are not measured. `--fit` prints new weights (needs scikit-learn).
"""

import argparse
import csv
import gzip
import math
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

from wangge.rules.likeness import Candidate, Known, Relation, Weights, doublings, kinship, likeness, offer

WEIGHTS = Path(__file__).parent.parent / "src/wangge/cases/data/likeness.toml"
TESTED_FROM = datetime(2018, 1, 1, tzinfo=UTC).timestamp()
DAY = 86_400.0
NORTH_M = 111_195.0
EAST_M = NORTH_M * math.cos(math.radians(42.33))
SHARES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.50, 0.75, 1.0)
METRES = (0, 5, 10, 20, 40, 80, 150, 250)
DOUBLINGS = (0, 1, 2, 3, 4, 4.5, 5, 5.5, 6, 7, 9)


@dataclass(frozen=True, slots=True)
class Matter:
    number: int
    kind: str
    at: float
    closed_at: float
    x: float
    y: float


@dataclass(slots=True)
class City:
    matters: list[Matter]
    pairs: set[tuple[int, int]]  # (the later report, the one that was there)
    lasts: dict[str, float] = field(
        default_factory=dict
    )  # median seconds that a kind stood, in the fitted years
    reports: dict[str, int] = field(default_factory=dict)
    merged: dict[tuple[str, str], int] = field(default_factory=dict)


def read(folder: Path) -> City:
    rows = _table(folder / "requests_2008_2020.csv.gz")
    rows.sort(key=lambda row: (_seconds(row["requested_datetime"]), row["service_request_id"]))
    number = {row["service_request_id"]: n for n, row in enumerate(rows)}
    city = City([_matter(n, row) for n, row in enumerate(rows)], set())
    for pair in _table(folder / "duplicate_pairs_a.csv.gz"):
        one, other = number[pair["service_request_id"]], number[pair["master"]]
        city.pairs.add((max(one, other), min(one, other)))
    before = [one for one in city.matters if one.at < TESTED_FROM]
    stood = defaultdict(list)
    for one in before:
        city.reports[one.kind] = city.reports.get(one.kind, 0) + 1
        if one.at < one.closed_at < TESTED_FROM:
            stood[one.kind].append(one.closed_at - one.at)
    city.lasts = {kind: median(times) for kind, times in stood.items()}
    for later, earlier in city.pairs:
        if city.matters[later].at < TESTED_FROM:
            key = city.matters[later].kind, city.matters[earlier].kind
            city.merged[key] = city.merged.get(key, 0) + 1
    return city


def _table(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _matter(number: int, row: dict[str, str]) -> Matter:
    closed = row["updated_datetime"] if row["status"] == "closed" else ""
    return Matter(
        number, row["service_name"], _seconds(row["requested_datetime"]), _seconds(closed) if closed else math.inf,
        float(row["long"]) * EAST_M, float(row["lat"]) * NORTH_M,
    )  # fmt: skip


def candidates(city: City, weights: Weights) -> Iterator[tuple[Matter, list[tuple[Matter, Known]]]]:
    """Each report in the order of time, with what was known around it when it came."""
    side = weights.reach_m
    cells: dict[tuple[int, int], list[Matter]] = defaultdict(list)
    kin = {(a, b): _kinship(city, weights, a, b) for a in city.reports for b in city.reports}
    plain = {Relation.SAME: weights.priors[Relation.SAME], Relation.OTHER: weights.priors[Relation.OTHER]}
    for report in city.matters:
        column, row = int(report.x // side), int(report.y // side)
        near = []
        for key in ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            kept = [one for one in cells[key] if _counts(one, report, weights)]
            cells[key] = kept
            near += [(one, metres) for one in kept
                     if (metres := math.hypot(one.x - report.x, one.y - report.y)) <= side]  # fmt: skip
        crowd: dict[str, int] = defaultdict(int)
        for one, _ in near:
            crowd[one.kind] += one.closed_at > report.at
        yield report, [
            (one, Known(
                metres, (report.at - one.at) / city.lasts.get(one.kind, DAY),
                kin.get((report.kind, one.kind), plain[Relation.SAME if one.kind == report.kind else Relation.OTHER]),
                one.closed_at <= report.at, crowd[one.kind],
            ))
            for one, metres in near
        ]  # fmt: skip
        cells[column, row].append(report)


def _counts(one: Matter, report: Matter, weights: Weights) -> bool:
    # Time only goes on, so what does not count now never will.
    return report.at - one.at <= weights.days * DAY and report.at - one.closed_at <= weights.closed_days * DAY


def _kinship(city: City, weights: Weights, new: str, old: str) -> float:
    relation = Relation.SAME if new == old else Relation.OTHER
    return kinship(city.merged.get((new, old), 0), city.reports[new], relation, weights)


@dataclass(slots=True)
class Asked:
    """What the tested reports were asked: the best score of each, and that of each pair found among the three."""

    reports: int = 0
    pairs: int = 0
    best: list[float] = field(default_factory=list)
    hits: list[float] = field(default_factory=list)

    def curve(self) -> list[tuple[float, float, float]]:
        """Return (share of reports asked, share of masters offered, least score)."""
        best, points = sorted(self.best, reverse=True), []
        for share in SHARES:
            place = int(share * self.reports)
            least = best[min(place, len(best) - 1)]
            points.append((share, sum(hit >= least for hit in self.hits) / max(self.pairs, 1), least))
        return points

    def at(self, least: float) -> tuple[float, float]:
        asked, found = sum(best >= least for best in self.best), sum(hit >= least for hit in self.hits)
        return asked / self.reports, found / max(self.pairs, 1)


def measure(city: City, weights: Weights) -> dict[str, Asked]:
    asked: dict[str, Asked] = defaultdict(Asked)
    always = replace(weights, ask_from=-math.inf)  # the curve is drawn over every line to ask from
    for later, _ in city.pairs:
        if city.matters[later].at >= TESTED_FROM:
            for name in ("all", city.matters[later].kind):
                asked[name].pairs += 1
    for report, near in candidates(city, weights):
        if report.at < TESTED_FROM:
            continue
        scored = [
            Candidate(likeness(known, weights), one.number, one.kind, one.at, known.is_closed)
            for one, known in near
        ]
        best = max((one.score for one in scored), default=-math.inf)
        found = sum((report.number, one.key) in city.pairs for one in offer(scored, always))
        for name in ("all", report.kind):
            asked[name].reports += 1
            asked[name].best.append(best)
            asked[name].hits += [best] * found
    return asked


def plain_rule(city: City, metres: float = 50, days: float = 14) -> tuple[float, float]:
    """Same service, 50 m, 14 days: (share of masters it names, share of reports it fires on), tested years."""
    tested = [one for one in city.matters if one.at >= TESTED_FROM]
    cells: dict[tuple[str, int, int], list[Matter]] = defaultdict(list)
    fired = 0
    for one in city.matters:
        column, row = int(one.x // metres), int(one.y // metres)
        if one.at >= TESTED_FROM:
            near = (
                other
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                for other in cells[one.kind, column + dx, row + dy]
            )
            fired += any(_plain(one, other, metres, days) for other in near)
        cells[one.kind, column, row].append(one)
    labelled = [
        (city.matters[a], city.matters[b]) for a, b in city.pairs if city.matters[a].at >= TESTED_FROM
    ]
    named = sum(a.kind == b.kind and _plain(a, b, metres, days) for a, b in labelled)
    return named / len(labelled), fired / len(tested)


def _plain(one: Matter, other: Matter, metres: float, days: float) -> bool:
    return one.at - other.at <= days * DAY and math.hypot(one.x - other.x, one.y - other.y) <= metres


def fit(city: City, weights: Weights) -> None:
    """Print weights fitted on the years before the tested ones."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    chance = np.random.default_rng(0)
    rows, labels = [], []
    for report, near in candidates(city, weights):
        if report.at >= TESTED_FROM:
            break
        for one, known in near:
            is_pair = (report.number, one.number) in city.pairs
            if is_pair or chance.random() < 0.3:
                rows.append([*_bends(known.metres, METRES), *_bends(doublings(known.lives), DOUBLINGS),
                             known.is_closed, known.kinship, math.log1p(known.crowd)])  # fmt: skip
                labels.append(is_pair)
    table = np.array(rows, dtype=np.float32)
    spread = table.std(axis=0) + 1e-9
    model = LogisticRegression(C=1, max_iter=500).fit(table / spread, labels)
    slopes = (model.coef_[0] / spread).tolist()
    ends = len(METRES) - 1, len(METRES) - 1 + len(DOUBLINGS) - 1
    print("metres =", _line(METRES, slopes[: ends[0]], float(model.intercept_[0])))
    print("age =", _line(DOUBLINGS, slopes[ends[0] : ends[1]], 0.0))
    for name, value in zip(("closed", "kinship", "crowd"), slopes[ends[1] :], strict=True):
        print(f"{name} = {value:.2f}")


def _bends(value: float, knots: tuple[float, ...]) -> list[float]:
    return [min(max(value, low), high) - low for low, high in pairwise(knots)]


def _line(knots: tuple[float, ...], slopes: list[float], start: float) -> list[list[float]]:
    points = [[float(knots[0]), round(start, 2)]]
    for (low, high), slope in zip(pairwise(knots), slopes, strict=True):
        start += slope * (high - low)
        points.append([float(high), round(start, 2)])
    return points


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true")
    args = parser.parse_args()
    city, weights = read(args.folder), Weights.read(tomllib.loads(WEIGHTS.read_text(encoding="utf-8")))
    if args.fit:
        fit(city, weights)
        return 0
    named, fired = plain_rule(city)
    print(f"same service, 50 m, 14 days: names {named:.1%} of the masters, fires on {fired:.1%} of reports")
    for name, asked in sorted(measure(city, weights).items()):
        share, found = asked.at(weights.ask_from)
        print(
            f"{name}: {asked.reports} reports, {asked.pairs} pairs; as set: asks {share:.1%}, offers {found:.1%}"
        )
        print(
            "   "
            + "  ".join(f"{share:.0%}:{found:.1%} ({least:.2f})" for share, found, least in asked.curve())
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
