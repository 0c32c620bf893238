"""How often did which side step fall on which department, and in which cases?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.cases.models import Case, Mark
from wangge.cases.queries.listing import column_of, in_sight
from wangge.cases.queries.sets import in_unit
from wangge.people.hats import Hat
from wangge.rules.marks import MarkKind
from wangge.rules.periods import Period

SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One side step that was counted."""

    case: UUID
    number: str
    kind: MarkKind
    department: str
    at: datetime


def mark_counts(hat: Hat, unit: str, period: Period, zone: tzinfo) -> Mapping[tuple[str, str], int]:
    """Return how many side steps there were, by department and kind, in one statement."""
    rows = _marks(hat, unit, period, zone).values_list("department", "kind").annotate(n=Count("id"))
    return {(department, kind): n for department, kind, n in rows}


def mark_rows(
    hat: Hat, unit: str, period: Period, zone: tzinfo, *, kind: MarkKind, department: str
) -> tuple[Sequence[MarkRow], bool]:
    """Return the side steps behind one count, newest first, and whether there are more than are shown."""
    marks = _marks(hat, unit, period, zone).filter(kind=kind, department=department).order_by("-at", "-id")
    found = list(marks[: SHOWN_MOST + 1])
    cases = Case.objects.filter(county=hat.county, id__in={mark.case for mark in found})
    numbers = dict(cases.values_list("id", "number"))
    rows = [
        MarkRow(one.case, numbers.get(one.case, ""), kind, department, one.at) for one in found[:SHOWN_MOST]
    ]
    return rows, len(found) > SHOWN_MOST


def _marks(hat: Hat, unit: str, period: Period, zone: tzinfo) -> QuerySet[Mark]:
    marks = Mark.objects.filter(county=hat.county)
    if not period.is_all:
        start, end = period.bounds(zone)
        marks = marks.filter(at__gte=start, at__lt=end)
    within = in_sight(hat) & in_unit(hat.county, unit, column_of(hat.county, unit)) & Q(trial=False)
    return marks.filter(case__in=Case.objects.filter(within).values("id"))
