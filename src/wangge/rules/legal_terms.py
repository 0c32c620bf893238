"""By which day must a body have acted, and may a lower rule stand beside a higher one?

Terms of law are counted in whole days: what is handed over on a day is due at the end of the last one.
A lower rule may tighten what a higher one says, never loosen it (rulings.md, Deputies).
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wangge.rules.errors import Refused

Works = Callable[[date], bool]  # is it a working day?


class Rank(StrEnum):
    """How high a rule stands; the order of the members is the order of the ranks."""

    STATUTE = "statute"  # 法律
    PROVINCIAL = "provincial"  # 省级地方性法规、办法
    LOCAL = "local"  # 本级规定
    REFERENCE = "reference"  # 参照: of another place, or one that does not bind here


RANKS = tuple(Rank)


class TermUnit(StrEnum):
    """What a term is counted in."""

    MONTHS = "months"  # 月
    NATURAL_DAYS = "natural_days"  # 日
    WORK_DAYS = "work_days"  # 工作日
    COUNT = "count"  # 人: no time at all, for rules that ask for so many


class Sense(StrEnum):
    """Which side of a number is the strict one."""

    AT_MOST = "at_most"  # a clock of whoever must act: shorter is stricter
    AT_LEAST = "at_least"  # signatures, notice before a meeting: more is stricter


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as a rule writes it; negative counts back from the day it hangs on."""

    n: int
    unit: TermUnit


@dataclass(frozen=True, slots=True)
class LegalRow:
    """One number of one rule, with its rank and its source."""

    code: str
    term: Term
    sense: Sense
    rank: Rank
    source: str


# For comparing terms of different units only: a month is 30 days, five working days are a week.
_NOMINAL = {TermUnit.MONTHS: 30.0, TermUnit.NATURAL_DAYS: 1.0, TermUnit.WORK_DAYS: 7 / 5, TermUnit.COUNT: 1.0}


def day_after(start: date, term: Term, works: Works) -> date:
    """Return the last day of a term that hangs on a day, which itself does not count.

    Months end on the same day of their month, or its last one. `works` is asked for working days only
    and refuses a year that it does not know.
    """
    if term.unit is TermUnit.MONTHS:
        month = start.year * 12 + start.month - 1 + term.n
        year, place = divmod(month, 12)
        return date(year, place + 1, min(start.day, monthrange(year, place + 1)[1]))
    if term.unit is TermUnit.NATURAL_DAYS:
        return start + timedelta(days=term.n)
    step, left, day = (1 if term.n > 0 else -1), abs(term.n), start
    while left:
        day += timedelta(days=step)
        left -= works(day)
    return day


def nominal_days(term: Term) -> float:
    """Return how long a term is in nominal days, whichever way it counts; for comparing terms only."""
    return abs(term.n) * _NOMINAL[term.unit]


def refuse_looser(rows: Iterable[LegalRow]) -> None:
    """Refuse `legal.looser` where a lower row allows what a higher row of the same code forbids.

    Rows for reference bind nobody and are left alone.
    """
    binding = sorted(
        (row for row in rows if row.rank is not Rank.REFERENCE), key=lambda row: RANKS.index(row.rank)
    )
    highest: dict[str, LegalRow] = {}
    for row in binding:
        above = highest.setdefault(row.code, row)
        if above is not row and _is_looser(row, above):
            raise Refused(
                "legal.looser", field=row.code, n=row.term.n, source=row.source, limit=above.term.n,
                higher=above.source,
            )  # fmt: skip


def _is_looser(row: LegalRow, above: LegalRow) -> bool:
    mine, theirs = nominal_days(row.term), nominal_days(above.term)
    return mine > theirs if row.sense is Sense.AT_MOST else mine < theirs
