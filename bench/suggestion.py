"""How well and how fast are kinds suggested from words? (needs the `train` extra)

    python -m bench.suggestion ../shared/data/messages

Five-fold on citizens' subject lines, each sentence once, no line seen before it is asked; the names of the
category tree are learned beside them. Then the time of one suggestion and the memory that the model takes, with as
many labels as a county's catalogue has.
"""

import argparse
import csv
import gzip
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import numpy as np

from wangge.cases.suggesting.model import Model
from wangge.cases.suggesting.training import Line, macro_f1, measure, train

LIMITS = {"macro_f1": 0.91, "top3": 0.985}
SUGGESTION_MS, MEMORY_MB = 20.0, 50.0
FOLDS = 5
ASK = """
import os, sys
from pathlib import Path
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
from wangge.cases.suggesting.model import load_model
before = held()
model = load_model(Path(sys.argv[1]))
model.suggest("路口井盖破损")
print(held() - before)
"""


def read(folder: Path) -> tuple[list[Line], list[Line]]:
    lines = [Line(row["subject"], row["label"]) for row in _table(folder / "labelled_subjects_dev.csv.gz")]
    distinct = list({line.words: line for line in lines}.values())
    labels = {line.label for line in lines}
    names = [
        Line(f"{row['三级分类']} {row['二级分类']}", row["一级分类"])
        for row in _table(folder / "categories_3level.csv.gz")
        if row["一级分类"] in labels
    ]
    return distinct, names


def _table(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def plainly(seen: list[Line], unseen: list[Line]) -> tuple[float, float]:
    """Return macro-F1 and top-3 of the plain model: characters up to three, one support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    table = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    machine = LinearSVC(C=0.3).fit(
        table.fit_transform([one.words for one in seen]), [one.label for one in seen]
    )
    scores = machine.decision_function(table.transform([one.words for one in unseen]))
    ranked = machine.classes_[np.argsort(-scores, axis=1)]
    right = [one.label for one in unseen]
    top3 = mean(label in guess[:3] for label, guess in zip(right, ranked.tolist(), strict=True))
    return macro_f1(right, ranked[:, 0].tolist()), top3


def folds(lines: list[Line], names: list[Line], seed: int = 0) -> dict[str, float]:
    order = np.random.default_rng(seed).permutation(len(lines))
    found = []
    for fold in range(FOLDS):
        unseen = [lines[n] for n in order[fold::FOLDS]]
        seen = [lines[n] for other in range(FOLDS) if other != fold for n in order[other::FOLDS]]
        model = train(seen, names, now=datetime.now(UTC))
        plain = plainly(seen, unseen)
        found.append(measure(model, unseen) | {"plain_macro_f1": plain[0], "plain_top3": plain[1]})
        print(
            f"  fold {fold + 1}: " + "  ".join(f"{name} {value:.3f}" for name, value in found[-1].items()),
            flush=True,
        )
    return {name: mean(one[name] for one in found) for name in found[0]}


def speed(model: Model, lines: list[Line]) -> tuple[float, float]:
    """Return median and 95th percentile of one suggestion, in milliseconds."""
    taken = []
    for line in lines:
        began = time.perf_counter()
        model.suggest(line.words)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def memory(model: Model) -> float:
    """Return how many megabytes a fresh process grows by when it loads the model."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.npz"
        model.save(file)
        print(f"  file {file.stat().st_size / 1e6:.1f} MB")
        done = subprocess.run(
            [sys.executable, "-c", ASK, str(file)], capture_output=True, text=True, check=True
        )
    return float(done.stdout)


def widened(lines: list[Line], labels: int = 240) -> list[Line]:
    """Spread the lines over as many labels as a county's catalogue has, to measure size and speed, not skill."""
    return [Line(line.words, f"{line.label}{number % (labels // 7)}") for number, line in enumerate(lines)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    lines, names = read(args.folder)
    print(f"{len(lines)} different lines, {len({line.label for line in lines})} labels")
    found = folds(lines, names)
    for name, value in found.items():
        limit = LIMITS.get(name)
        print(f"{name}: {value:.4f}" + (f"  ({value / limit:.3f} of {limit})" if limit else ""))
    model = train(widened(lines), [], now=datetime.now(UTC))
    median, p95 = speed(model, lines)
    print(f"{len(model.labels)} labels: one suggestion {median:.2f} ms, p95 {p95:.2f} ms")
    print(f"  {p95 / SUGGESTION_MS:.3f} of the {SUGGESTION_MS} ms that a suggestion may take")
    megabytes = memory(model)
    print(f"memory {megabytes:.1f} MB ({megabytes / MEMORY_MB:.2f} of {MEMORY_MB} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
