"""What does a reply's grade mean, what may a deputy say of it, and how do the answers add up?

Cities' schemes differ (council.md 2b): a scheme is data, chosen per congress and year; each letter has one meaning
that the machine understands. Attitude and result are two answers; silence is counted apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.errors import Refused


class Meaning(StrEnum):
    """What a letter of any scheme says about the matter."""

    SOLVED = "solved"  # 已解决或基本解决
    IN_WORK = "in_work"  # 正在解决
    PLANNED = "planned"  # 列入计划
    DECLINED = "declined"  # 暂不能解决、留作参考


OWES_COMMITMENT = frozenset({Meaning.IN_WORK, Meaning.PLANNED})  # followed to the end
# From the best to the weakest: a paper answered apart by several units is as far as its weakest answer.
MEANINGS = tuple(Meaning)


@dataclass(frozen=True, slots=True)
class Grade:
    """One letter of one scheme."""

    scheme: str
    letter: str
    meaning: Meaning
    zh: str
    en: str
    source: str


class Content(StrEnum):
    """How a deputy rates attitude or result."""

    SATISFIED = "satisfied"  # 满意
    FAIR = "fair"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意


def grade_of(scheme: Sequence[Grade], letter: str, *, chosen: str, source: str) -> Grade:
    """Return a letter of the scheme chosen; refuse `suggestion.other_scheme` for any other letter."""
    found = next((grade for grade in scheme if grade.letter == letter), None)
    if found is None:
        raise Refused(
            "suggestion.other_scheme", field="grade", grade=letter[:8], scheme=chosen,
            letters="/".join(grade.letter for grade in scheme), source=source,
        )  # fmt: skip
    return found


def weakest(meanings: Iterable[Meaning]) -> Meaning:
    """Return the meaning that is farthest from solved."""
    return max(meanings, key=MEANINGS.index)


@dataclass(frozen=True, slots=True)
class Told:
    """How often each answer was given to one question, and how many said nothing."""

    counts: Mapping[Content, int]
    silent: int

    @property
    def rated(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

    @property
    def content(self) -> int:
        """How many were satisfied or fairly so."""
        return self.rated - self.counts[Content.DISSATISFIED]


def told(answers: Iterable[Content], asked: int) -> Told:
    """Count answers; whoever was asked and said nothing is counted apart, on no side."""
    found = list(answers)
    return Told({one: found.count(one) for one in Content}, asked - len(found))
