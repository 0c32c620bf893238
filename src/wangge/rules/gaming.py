"""When is a pattern of a unit's month worth a question, and not chance?

Each pattern is a share: `hits` of `n` cases or checks in a month, against the usual share. By chance alone the hits
of a month among all hits follow the hypergeometric law, so a month that is exactly like all others is asked
about at most as often as the stated share says. The answer is a question with its cases, never a verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, lgamma


class Pattern(StrEnum):
    """What is looked at."""

    BACK_AGAIN = "back_again"  # closed, and reported again at the same spot within a window
    AT_DEADLINE = "at_deadline"  # closed in the last part of the limit
    ALWAYS_AGREE = "always_agree"  # checks that find done what was said to be done
    OWN_TRIFLES = "own_trifles"  # found and settled by the grid itself, of what it found


@dataclass(frozen=True, slots=True)
class Count:
    """Of `n` in a month, `hits` show the pattern."""

    n: int
    hits: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.n + other.n, self.hits + other.hits)


@dataclass(frozen=True, slots=True)
class Setting:
    """When to ask: at least so many cases and hits, and by chance at most once in `once_in` honest months."""

    least: int
    least_hits: int
    once_in: int


def total(counts: Iterable[Count]) -> Count:
    """Return all counts together."""
    return sum(counts, Count(0, 0))


def by_chance(month: Count, usual: Count) -> float:
    """Return how likely so many hits or more are if the month is like the usual; 1.0 without anything to compare."""
    whole = month + usual
    if not usual.n or not month.n:
        return 1.0
    # In logarithms: the numbers of ways of a county's year have many thousands of digits.
    misses, ways = whole.n - whole.hits, _log_ways(whole.n, month.n)
    likely = (
        exp(_log_ways(whole.hits, hits) + _log_ways(misses, month.n - hits) - ways)
        for hits in range(max(month.hits, month.n - misses), min(month.n, whole.hits) + 1)
    )
    return min(1.0, fsum(likely))


def asks(month: Count, usual: Count, setting: Setting) -> bool:
    """Say whether a month is worth a question."""
    if month.n < setting.least or month.hits < setting.least_hits or usual.n < setting.least:
        return False
    return by_chance(month, usual) * setting.once_in <= 1


def _log_ways(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
