"""Is it this one? How likely is a matter that is already known the very one that is being reported?

A sum of log-odds over what is known before a report is sent: how far apart, how old for its kind, whether it is
still open, how often matters of these two kinds turned out to be one so far, how many of its kind lie around, and
how much of the words they share. The numbers come as `Weights`, fitted on labelled pairs and read from a file with
its source; nothing here knows a city.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Any, Generic, Self, TypeVar

from wangge.rules.search import pairs

Key = TypeVar("Key")


class Relation(Enum):
    """What the names of two kinds say."""

    SAME = "same"  # one kind, or one name in two catalogues
    AKIN = "akin"  # names that share a part: 上水井盖, 污水井盖
    OTHER = "other"


AKIN_FROM = 0.3  # of pairs of characters in common; our assumption: 无主井盖 and 上水井盖 just reach it


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points (x, y), straight between them and flat beyond."""

    points: tuple[tuple[float, float], ...]

    def at(self, x: float) -> float:
        """Return y at x."""
        before = self.points[0]
        for point in self.points:
            if x <= point[0]:
                span = point[0] - before[0]
                return point[1] if span <= 0 else before[1] + (point[1] - before[1]) * (x - before[0]) / span
            before = point
        return before[1]


@dataclass(frozen=True)
class Weights:
    """The fitted numbers; `ask_from` is the least log-odds at which a matter is offered at all."""

    reach_m: float  # farther ones are not looked at
    days: float  # nor are open ones reported longer ago
    closed_days: float  # nor those that ended longer ago
    offered: int
    ask_from: float
    burst: int  # from so many likely ones of one kind on, the first reported takes a place
    burst_within: float  # how far below the likeliest one of a burst may lie
    metres: Curve
    age: Curve  # over `doublings` of the age in usual lives of its kind
    closed: float
    kinship: float
    crowd: float
    words: float
    words_apart: float  # the share of words that two unlike matters have in common anyway
    prior: Mapping[Relation, float]  # how often one of a kind is one already known, before any was seen
    prior_weight: float  # in reports
    source: str

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """Read the table of a weights file."""
        curves = {
            name: Curve(tuple((float(x), float(y)) for x, y in table[name])) for name in ("metres", "age")
        }
        prior = {Relation(name): float(share) for name, share in table["prior"].items()}
        return cls(**{**table, **curves, "prior": prior})

    @cached_property
    def priors(self) -> Mapping[Relation, float]:
        """Return the kinship of two kinds of which nothing was seen yet."""
        return {relation: math.log(share) for relation, share in self.prior.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """A matter that is already known, as seen from the report."""

    metres: float
    lives: float  # its age, in how long a matter of its kind usually stands
    kinship: float
    is_closed: bool
    crowd: int  # how many open matters of its kind lie within reach, itself among them
    shared: float | None = None  # share of words in common; None where one of them has no words


def likeness(known: Known, weights: Weights) -> float:
    """Return the log-odds that both are one matter, up to a constant."""
    score = (
        weights.metres.at(known.metres)
        + weights.age.at(doublings(known.lives))
        + weights.kinship * known.kinship
        + weights.crowd * math.log1p(known.crowd)
    )
    if known.is_closed:
        score += weights.closed
    if known.shared is not None:
        score += weights.words * (known.shared - weights.words_apart)
    return score


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """A matter with what `likeness` says of it."""

    score: float
    key: Key
    kind: str
    at: float  # when it was reported, on any scale of time
    is_closed: bool


def offer(candidates: Iterable[Candidate[Key]], weights: Weights) -> list[Candidate[Key]]:
    """Return the few that are shown, the likeliest first; none unless the likeliest is worth the question.

    Where many report one thing within minutes, the one that came first takes a place: the others will be
    merged into it.
    """
    likely = sorted(candidates, key=lambda one: -one.score)
    if not likely or likely[0].score < weights.ask_from:
        return []
    best, shown = likely[0], likely[: weights.offered]
    burst = [
        one for one in likely
        if one.kind == best.kind and not one.is_closed and one.score >= best.score - weights.burst_within
    ]  # fmt: skip
    if len(burst) < weights.burst:
        return shown
    first = min(burst, key=lambda one: one.at)
    return shown if first in shown else [*shown[:-1], first]


def doublings(lives: float) -> float:
    """Return an age in usual lives on a scale that is fine in the first hours and coarse in old age."""
    return math.log2(1 + 16 * max(lives, 0.0))


def kinship(merged: int, reports: int, relation: Relation, weights: Weights) -> float:
    """Return how often a report of one kind turned out to be a known matter of another, as a logarithm.

    `merged` of `reports` were; before any was seen the catalogue's relation decides, as if it had been
    seen `prior_weight` reports long.
    """
    expected = weights.prior[relation] * weights.prior_weight
    return math.log((merged + expected) / (reports + weights.prior_weight))


def shared_words(one: str, other: str) -> float | None:
    """Return which share of pairs of characters two texts have in common (Dice), None without words."""
    first, second = set(pairs(one)), set(pairs(other))
    if not first or not second:
        return None
    return 2 * len(first & second) / (len(first) + len(second))


@cache  # a few hundred kinds, asked for at every report
def relation(one: str, other: str) -> Relation:
    """Return how two kinds are related by their names."""
    if one == other:
        return Relation.SAME
    return Relation.AKIN if (shared_words(one, other) or 0.0) >= AKIN_FROM else Relation.OTHER


def crowds(kinds: Iterable[str]) -> Mapping[str, int]:
    """Return how many of each kind there are."""
    counted: dict[str, int] = {}
    for kind in kinds:
        counted[kind] = counted.get(kind, 0) + 1
    return counted
