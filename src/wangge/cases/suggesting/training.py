"""How does a deployment teach the model its own words? (`pip install wangge[train]`)

Two linear models over the same grams, a support vector machine and a complement naive Bayes, added into one
table of weights: together they do better than either alone, and cost no more to ask.
"""

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wangge.cases.suggesting.model import CELLS_MOST, Model, Told
from wangge.rules.errors import Refused
from wangge.rules.wording import grams

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

UNSEEN = 0.2  # of the lines, the newest, kept apart to measure
LINES_LEAST = 50
MARGIN, SMOOTHING = 0.3, 0.5  # chosen by five-fold trial on citizens' messages; see docs/categories.md


@dataclass(frozen=True, slots=True)
class Line:
    """Some words and the kind that people chose for them."""

    words: str
    label: str


def train(lines: Sequence[Line], names: Sequence[Line], *, now: datetime) -> Model:
    """Train on lines in the order of time, and on the names of the kinds themselves.

    What is told of top-1 and top-3 is measured on the newest fifth by a model that has not seen it; the
    model returned has learned from all. Refuses `suggestion.too_few_lines`.
    """
    lines = _distinct(lines)
    if len(lines) < LINES_LEAST or len({line.label for line in lines}) < 2:
        raise Refused("suggestion.too_few_lines", n=len(lines), least=LINES_LEAST)
    cut = len(lines) - max(1, round(len(lines) * UNSEEN))
    tried, balance = _fit([*lines[:cut], *names], None)
    told = measure(tried, lines[cut:])
    model, _ = _fit([*lines, *names], balance)
    return Model(
        model.labels, model.grams, model.rarity, model.weights, model.bias,
        Told(now.isoformat(), len(lines), len(model.labels), len(lines) - cut, **told),
    )  # fmt: skip


def measure(model: Model, lines: Sequence[Line]) -> dict[str, float]:
    """Return top-1 and top-3 accuracy and the macro F1 of a model on lines."""
    said = [model.suggest(line.words) for line in lines]
    right = [line.label for line in lines]
    top1 = sum(label in guess[:1] for label, guess in zip(right, said, strict=True))
    top3 = sum(label in guess for label, guess in zip(right, said, strict=True))
    first = [guess[0] if guess else "" for guess in said]
    return {"top1": top1 / len(lines), "top3": top3 / len(lines), "macro_f1": macro_f1(right, first)}


def macro_f1(right: Sequence[str], said: Sequence[str]) -> float:
    """Return the mean over the labels that occur of the harmonic mean of precision and recall."""
    hits = Counter(one for one, other in zip(right, said, strict=True) if one == other)
    there, named = Counter(right), Counter(said)
    return sum(2 * hits[label] / (there[label] + named[label]) for label in there) / len(there)


def _distinct(lines: Sequence[Line]) -> list[Line]:
    # The same sentence twice would be learned and then asked: only its first telling stays.
    return list({line.words: line for line in reversed(lines) if line.words.strip()}.values())[::-1]


def _fit(lines: Sequence[Line], balance: tuple[float, float] | None) -> tuple[Model, tuple[float, float]]:
    known, rarity, table = _table([line.words for line in lines], {line.label for line in lines})
    svm_table, bayes_table, labels = _trained(table, [line.label for line in lines])
    scale = balance or (
        float(np.std(table @ svm_table[0] + svm_table[1])),
        float(np.std(table @ bayes_table)),
    )
    weights = svm_table[0] / scale[0] + bayes_table / scale[1]
    bias = (svm_table[1] / scale[0]).astype(np.float32)
    nothing = Told("", len(lines), len(labels), 0, 0.0, 0.0, 0.0)
    return Model(labels, known, rarity, weights.astype(np.float16), bias, nothing), scale


def _table(
    texts: Sequence[str], labels: set[str]
) -> "tuple[NDArray[np.uint32], NDArray[np.float32], csr_matrix]":
    sparse = _library("scipy.sparse")
    found = [grams(text) for text in texts]
    held = Counter(gram for one in found for gram in one)
    most = max(1, CELLS_MOST // len(labels))
    known = np.array(sorted(gram for gram, _ in held.most_common(most)), dtype=np.uint32)
    place = {int(gram): number for number, gram in enumerate(known)}
    rarity = np.log((1 + len(texts)) / (1 + np.array([held[int(gram)] for gram in known]))) + 1
    rows, columns, values = [], [], []
    for row, one in enumerate(found):
        for gram, weight in one.items():
            if gram in place:
                rows.append(row)
                columns.append(place[gram])
                values.append(weight * rarity[place[gram]])
    table = sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(known)))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ table
    return known, rarity.astype(np.float32), table


def _trained(
    table: "csr_matrix", right: Sequence[str]
) -> "tuple[tuple[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64], tuple[str, ...]]":
    with warnings.catch_warnings():
        # Many kinds have nothing but their name to learn from yet.
        warnings.filterwarnings("ignore", message="The number of unique classes")
        machine = _library("sklearn.svm").LinearSVC(C=MARGIN, class_weight="balanced").fit(table, right)
        bayes = _library("sklearn.naive_bayes").ComplementNB(alpha=SMOOTHING).fit(table, right)
    slopes, start, chances = machine.coef_.T, machine.intercept_, bayes.feature_log_prob_.T
    if slopes.shape[1] == 1:  # two labels: one plane between them
        slopes, start = np.hstack([-slopes, slopes]), np.hstack([-start, start])
    # Only differences between labels count, and so do the spreads of both models.
    slopes, start = slopes - slopes.mean(axis=1, keepdims=True), start - start.mean()
    chances = chances - chances.mean(axis=1, keepdims=True)
    return (slopes, start), chances, tuple(str(label) for label in machine.classes_)


def _library(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as fault:
        raise Refused("suggestion.no_trainer", package=name.split(".", maxsplit=1)[0]) from fault
