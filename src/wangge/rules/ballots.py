"""Does a secret ballot of three grades add up, and what is its result?

Counts only: no list of names, and no row that says who gave which (rulings.md, Deputies).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.answering import Grade
from wangge.rules.errors import Refused


class Outcome(StrEnum):
    """What the thresholds make of the counts."""

    COMPETENT = "competent"  # 称职
    BASICALLY = "basically"  # 基本称职
    NOT = "not"  # 不称职


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many per mille of the returned ballots with content or fair on, which outcome."""

    per_mille: int
    outcome: Outcome
    source: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Ballots issued, what came back by grade, what was spoiled, and what did not come back."""

    issued: int
    grades: Mapping[Grade, int]
    spoiled: int
    missing: int

    @property
    def returned(self) -> int:
        """All that came back, spoiled ones too."""
        return sum(self.grades.values()) + self.spoiled


BALLOT_RULE = "述职评议计票规则：发出＝收回＋未收回（本系统设定）"


def refuse_unbalanced(tally: Tally) -> None:
    """Refuse `deputy.ballot_unbalanced` unless issued = returned + missing."""
    counts = (tally.issued, tally.spoiled, tally.missing, *tally.grades.values())
    if min(counts) < 0 or tally.issued != tally.returned + tally.missing:
        raise Refused(
            "deputy.ballot_unbalanced", field="missing", issued=tally.issued, returned=tally.returned,
            missing=tally.missing, source=BALLOT_RULE,
        )  # fmt: skip


def outcome(tally: Tally, thresholds: Sequence[Threshold]) -> Outcome | None:
    """Return the outcome; None where nothing valid came back, so that nothing can be said."""
    valid = sum(tally.grades.values())
    if not valid:
        return None
    good = tally.grades.get(Grade.CONTENT, 0) + tally.grades.get(Grade.FAIR, 0)
    for row in sorted(thresholds, key=lambda one: -one.per_mille):
        if good * 1000 >= row.per_mille * valid:
            return row.outcome
    return Outcome.NOT
