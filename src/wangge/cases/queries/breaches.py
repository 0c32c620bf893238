"""Which facts in the records are what a rule of accountability may be about?

Matters that point at people are left out; so is trial work. Nothing here names an account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Case, Mark
from wangge.cases.queries.exposure import open_kinds
from wangge.rules.accountability import Breach
from wangge.rules.marks import MarkKind

_MARKS = {MarkKind.SHIRKED: Breach.SHIRKED, MarkKind.REWORKED: Breach.FALSE_DONE}


@dataclass(frozen=True, slots=True)
class BreachFact:
    """One fact about one case, or about what a department promised.

    `over` is how far past its due moment, `limit` what it was given.
    """

    breach: Breach
    subject: UUID
    category: str
    unit: str
    department: str
    at: datetime
    over: timedelta = timedelta()
    limit: timedelta = timedelta()


def breach_facts(county: str, since: datetime, *, now: datetime) -> Iterator[BreachFact]:
    """Yield the facts since a moment, overdue cases first."""
    tried = open_kinds(county) & Q(county=county, trial=False, is_part=False)
    late = Case.objects.filter(
        tried, overdue_at__gte=since, overdue_at__lte=now, dispatched_at__isnull=False, due_at__isnull=False
    )
    for case in late.order_by("overdue_at", "id").iterator():
        if case.due_at and case.dispatched_at:
            yield BreachFact(
                Breach.OVERDUE_TIMES, case.id, case.category, case.holder or case.unit,
                "" if case.holder else case.department, case.due_at, (case.ended_at or now) - case.due_at,
                max(case.due_at - case.dispatched_at, timedelta()),
            )  # fmt: skip
    marks = list(
        Mark.objects.filter(county=county, kind__in=_MARKS, at__gte=since, at__lte=now).order_by("at", "id")
    )
    cases = {case.id: case for case in Case.objects.filter(tried, pk__in={mark.case for mark in marks})}
    for mark in marks:
        if of_mark := cases.get(mark.case):
            breach = _MARKS[MarkKind(mark.kind)]
            yield BreachFact(
                breach, of_mark.id, of_mark.category, of_mark.unit, mark.department, mark.at
            )  # fmt: skip


def numbers_of(county: str, keys: list[UUID]) -> dict[UUID, str]:
    """Return the numbers by which people know cases. One statement."""
    return dict(Case.objects.filter(county=county, pk__in=keys).values_list("id", "number"))
