"""Did the streets get better? Equal spans of the same season are compared, beside places nobody touched.

Counts are told, not only shares. Where the grade says "solved" and the counts rose, they disagree: a question for a
check on site, never a verdict (rulings.md, Deputies).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.grades import Meaning
from wangge.rules.lots import draw, seed_of

DAYS_LEAST, DAYS_MOST = 7, 366


class Course(StrEnum):
    """How the counts went from one span to the other."""

    FELL = "fell"  # 下降
    SAME = "same"  # 持平
    ROSE = "rose"  # 上升
    NONE = "none"  # 没有案件


class CheckCause(StrEnum):
    """Why a check on site was opened."""

    DISAGREE = "disagree"  # 数字与等次不一致
    ASKED = "asked"  # 代表或人大办公室提出


class CheckStage(StrEnum):
    """Where a check on site stands."""

    OPENED = "opened"  # 待抽取
    DRAWN = "drawn"  # 察看中
    CONCLUDED = "concluded"  # 已有结论


class Seen(StrEnum):
    """What was seen at a place."""

    SETTLED = "settled"
    NOT_SETTLED = "not_settled"
    NOT_FOUND = "not_found"


class Conclusion(StrEnum):
    """What the deputy concludes."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"


class FactsCode(StrEnum):
    """Numbers by which facts speak; rows of a county, else our assumption."""

    WATCH_DAYS = "watch_days"  # days after a reply of "solved"
    RETURN_CASES = "return_cases"  # new cases that make a return
    PLACES_DRAWN = "places_drawn"
    PEOPLE_DRAWN = "people_drawn"


ASSUMED_FACTS = {
    FactsCode.WATCH_DAYS: 90, FactsCode.RETURN_CASES: 1, FactsCode.PLACES_DRAWN: 3, FactsCode.PEOPLE_DRAWN: 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first on, before `until`."""

    first: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.first).days


@dataclass(frozen=True, slots=True)
class Compared:
    """Which days are compared, and whether the later ones are still running."""

    before: Span
    after: Span
    years_back: int  # 0: the days just before the paper was handed over, another season
    is_running: bool
    is_cut: bool = False  # the record begins after the first of the days before


def compared(
    handed_on: date, due_on: date, days: int, today: date, *, begins: date | None = None
) -> Compared | None:
    """Return the days to compare from the day after the due date on; None before them.

    The days before are the same days of the nearest earlier year that lie wholly before the paper was handed over,
    so season is held against season. Where the record begins (`begins`) later than that, they are the days just
    before it was handed over, and it is said. While the later days run, both spans are as long as they are by now.
    """
    first = due_on + timedelta(days=1)
    length = min(days, (today - first).days)
    if length <= 0:
        return None
    back = 1
    while _years_before(first, back) + timedelta(days=days) > handed_on:
        back += 1
    start, is_cut = _years_before(first, back), False
    if begins is not None and start < begins:
        start, back = handed_on - timedelta(days=length), 0
        is_cut = start < begins
    return Compared(
        Span(start, start + timedelta(days=length)), Span(first, first + timedelta(days=length)), back,
        is_running=length < days, is_cut=is_cut,
    )  # fmt: skip


def course(before: int, after: int) -> Course:
    """Return how a count went."""
    if before == after:
        return Course.SAME if after else Course.NONE
    return Course.ROSE if after > before else Course.FELL


def disagree(meaning: Meaning | None, before: int, after: int) -> bool:
    """Say whether a grade of "solved" stands beside a rising count."""
    return meaning is Meaning.SOLVED and after > before


def drawn(seed: str, pool: Iterable[str], n: int) -> list[str]:
    """Draw `n` different keys from a pool, one after another; anybody with seed and pool draws the same."""
    left, found = set(pool), list[str]()
    while left and len(found) < n:
        one = draw(seed_of(seed, str(len(found))), left)
        found.append(one)
        left.discard(one)
    return found


def refuse_bad_scope(due_on: date, days: int, today: date) -> None:
    """Refuse `outcome.bad_days` where the compared days are too few or too many, or the due date is past or far ahead.

    Whoever names a day that is past has seen the count.
    """
    if not DAYS_LEAST <= days <= DAYS_MOST or not today <= due_on <= today + timedelta(days=DAYS_MOST):
        raise Refused("outcome.bad_days", field="days", least=DAYS_LEAST, most=DAYS_MOST)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
