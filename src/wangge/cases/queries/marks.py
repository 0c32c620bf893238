"""How often did which side step fall on which department, and in which cases?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.cases.models import Case, Mark
from wangge.cases.queries.listing import column_of, in_sight
from wangge.cases.queries.sets import in_unit
from wangge.people.hats import Hat
from wangge.rules.marks import STEPS, MarkKind
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

SHOWN_MOST = 200


class Acts(NamedTuple):
    """How many acts there were, and how many of them in time."""

    n: int
    in_time: int


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One side step that was counted."""

    case: UUID
    number: str
    kind: MarkKind
    department: str | None
    at: datetime


def step_counts(
    hat: Hat, unit: str, period: Period, zone: tzinfo, *, by: str = "department"
) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return how many acts there were and how many of them in time, by department or post kind (`by`) and act.

    Counted from the rows, not from stored counters; a part of a matter is the work of its own department, so its
    acts count. Work in trial mode is left out.
    """
    return _counted(_marks(hat.county, unit, period, zone, in_sight(hat)), by)


def step_counts_of(
    county: str, unit: str, period: Period, zone: tzinfo, *, by: str = "department"
) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return the counts of `step_counts` for a unit itself, whoever may look at them."""
    return _counted(_marks(county, unit, period, zone, Q(county=county)), by)


def post_counts(
    county: str, post: PostKind, period: Period, zone: tzinfo, *, case: UUID | None = None
) -> Acts:
    """Return how many steps were done together by all who hold a kind of post, in the county or on one case."""
    marks = _marks(county, county, period, zone, Q(county=county)).filter(post=post, kind__in=STEPS)
    if case is not None:
        marks = marks.filter(case=case)
    told = marks.aggregate(n=Count("id"), timely=Count("id", filter=Q(in_time=True)))
    return Acts(told["n"], told["timely"])


def mark_rows(
    hat: Hat, unit: str, period: Period, zone: tzinfo, *, kinds: Collection[MarkKind], department: str | None = None,
    post: PostKind | None = None, in_time: bool = False,
) -> tuple[Sequence[MarkRow], bool]:  # fmt: skip
    """Return the side steps behind one count, newest first, and whether there are more than are shown.

    Those of a kind of post are shown by number of the case: nobody reads from them who did what in which order.
    """
    marks = _marks(hat.county, unit, period, zone, in_sight(hat)).filter(kind__in=list(kinds))
    marks = marks.order_by("case", "id") if post else marks.order_by("-at", "-id")
    if post is not None:
        marks = marks.filter(post=post)
    if department is not None:
        marks = marks.filter(department=department)
    if in_time:
        marks = marks.filter(in_time=True)
    found = list(marks[: SHOWN_MOST + 1])
    cases = Case.objects.filter(county=hat.county, id__in={mark.case for mark in found})
    numbers = dict(cases.values_list("id", "number"))
    rows = [
        MarkRow(one.case, numbers.get(one.case, ""), MarkKind(one.kind), one.department, one.at)
        for one in found[:SHOWN_MOST]
    ]
    return rows, len(found) > SHOWN_MOST


def _counted(marks: QuerySet[Mark], by: str) -> Mapping[tuple[str, str], tuple[int, int]]:
    counted = marks.values_list(by, "kind").annotate(
        n=Count("id"), timely=Count("id", filter=Q(in_time=True))
    )
    return {(told, kind): (n, timely) for told, kind, n, timely in counted}


def _marks(county: str, unit: str, period: Period, zone: tzinfo, seen: Q) -> QuerySet[Mark]:
    marks = Mark.objects.filter(county=county)
    if not period.is_all:
        start, end = period.bounds(zone)
        marks = marks.filter(at__gte=start, at__lt=end)
    within = seen & in_unit(county, unit, column_of(county, unit)) & Q(trial=False)
    return marks.filter(case__in=Case.objects.filter(within).values("id"))
