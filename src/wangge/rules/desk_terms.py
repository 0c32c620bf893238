"""How long may the 12345 desk and a unit take, and from which source do we know?

A term is a dated row with its source; a county's own row takes the place of the packaged one.
An order keeps the limit that it was given: a changed term never moves it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from wangge.rules.days import day_said
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused
from wangge.rules.validity import in_force

TIMES = "times"
Told = TypeVar("Told")


class Term(StrEnum):
    """What a term is for."""

    REPLY_CONSULT = "reply_consult"
    REPLY_HELP = "reply_help"
    REPLY_COMPLAINT = "reply_complaint"
    REPLY_TIP = "reply_tip"
    REPLY_SUGGESTION = "reply_suggestion"
    REPLY_DANGER = "reply_danger"  # an order passed on as an emergency
    REDO = "redo"  # a matter sent back (返工)
    CALL_ATTEMPTS = "call_attempts"
    CALL_AGAIN = "call_again"  # between a missed call and the next
    CALL_WITHIN = "call_within"  # how soon after the limit the call-back is made
    APPEAL_RULING = "appeal_ruling"
    APPEAL_REWORK = "appeal_rework"
    DECIDE = "decide"
    PETITION_REGISTER = "petition_register"
    PETITION_OBJECT = "petition_object"
    PETITION_FINISH = "petition_finish"
    PETITION_EXTEND = "petition_extend"
    PETITION_ASK_REVIEW = "petition_ask_review"
    PETITION_REVIEW = "petition_review"
    PETITION_ASK_RECHECK = "petition_ask_recheck"
    PETITION_RECHECK = "petition_recheck"


# 信访 has its own clocks, apart from every other: in this order they follow each other.
PETITION = tuple(term for term in Term if term.startswith("petition_"))


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term as it holds from a day on, and who says so."""

    term: Term
    amount: int
    unit: str  # a Unit, or TIMES
    source: str
    from_on: date | None = None
    until_on: date | None = None
    is_own: bool = False

    @property
    def limit(self) -> Limit:
        """The term as a limit of time."""
        return Limit(self.amount, Unit(self.unit))

    def holds(self, on: date) -> bool:
        """Say whether the row holds on a day."""
        return in_force(self.from_on, self.until_on, on)


def term_on(rows: Iterable[TermRow], term: Term, on: date) -> TermRow:
    """Return the row that decides a term on a day: the county's own, the one that began last.

    Raises Refused `hotline.no_term` where none holds.
    """
    holding = [row for row in rows if row.term is term and row.holds(on)]
    if not holding:
        raise Refused("hotline.no_term", term=term, day=on.isoformat())
    return max(holding, key=lambda row: (row.is_own, row.from_on or date.min))


def read_terms(lines: Sequence[dict[str, str]], *, is_own: bool = False) -> list[TermRow]:
    """Read rows of a table of terms: term, amount, unit, source, from, until.

    Raises Refused `hotline.bad_term` with row and field.
    """
    return [_term(number, line, is_own=is_own) for number, line in enumerate(lines, start=2)]


def _term(number: int, line: dict[str, str], *, is_own: bool) -> TermRow:
    def told(field: str, read: Callable[[str], Told]) -> Told:
        try:
            return read(line.get(field) or "")
        except ValueError:
            raise Refused("hotline.bad_term", row=number, field=field) from None

    row = TermRow(
        told("term", Term), told("amount", int), told("unit", _unit), told("source", str.strip),
        told("from", _day), told("until", _day), is_own,
    )  # fmt: skip
    if row.amount < 1:
        raise Refused("hotline.bad_term", row=number, field="amount")
    if not row.source:
        raise Refused("hotline.bad_term", row=number, field="source")
    if (row.unit == TIMES) != (row.term is Term.CALL_ATTEMPTS):
        raise Refused("hotline.bad_term", row=number, field="unit")
    return row


def _unit(text: str) -> str:
    return text if text == TIMES else Unit(text)


def _day(text: str) -> date | None:
    return day_said(text) if text else None
