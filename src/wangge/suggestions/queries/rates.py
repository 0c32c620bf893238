"""答复率, 代表满意率, 落实率, 问题解决率: four rates, kept apart, each with the lists it is made of.

As rulings.md defines them: satisfaction counts only what deputies said by their own log-in, silence on no side;
carried out are promises with an accepted proof over those that were due; solved are papers that passed a check on site
over those answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.rules.grades import Content
from wangge.rules.promises import PromiseState
from wangge.suggestions.queries.outcome import checks_passed
from wangge.suggestions.queries.papers import PaperRow
from wangge.suggestions.queries.promises import PromiseRow, promises
from wangge.suggestions.queries.report import RatingLine, report

ANSWERED, CONTENT, CARRIED_OUT, SOLVED = "answered", "content", "carried_out", "solved"
RATES = (ANSWERED, CONTENT, CARRIED_OUT, SOLVED)
KEPT = frozenset({PromiseState.KEPT, PromiseState.KEPT_LATE})


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate: what is over what, each as the things it counts."""

    code: str
    over: Sequence[PaperRow | PromiseRow | RatingLine]
    under: Sequence[PaperRow | PromiseRow | RatingLine]


@dataclass(frozen=True, slots=True)
class Rates:
    """The four rates of one congress and year."""

    rows: Sequence[RateRow]
    papers: dict[UUID, PaperRow]
    is_running: bool


def rates(county: str, congress: UUID, year: int, *, today: date) -> Rates:
    """Return the four rates over the papers that a congress registered in a year."""
    told = report(county, congress, year, today=today)
    by_key = {row.id: row for row in told.all}
    handed, answered = told.papers("handed_over"), told.papers("answered")
    made = [row for row in promises(county, today=today) if row.suggestion in by_key]
    due = [row for row in made if row.state in KEPT or row.due_on < today]
    passed = checks_passed(county, [row.id for row in answered])
    rows = [
        RateRow(ANSWERED, answered, handed),
        RateRow(CONTENT, [one for one in told.said if one.result is not Content.DISSATISFIED], told.said),
        RateRow(CARRIED_OUT, [row for row in due if row.state in KEPT], due),
        RateRow(SOLVED, [row for row in answered if row.id in passed], answered),
    ]
    return Rates(rows, by_key, told.is_running)
