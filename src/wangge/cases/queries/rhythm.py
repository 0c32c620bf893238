"""On which weekdays and at which hours does what come in?

Matters that point at people are left out (exposure.open_kinds), so an hour never says when somebody was seen.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncHour

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.listing import column_of, in_sight, texts
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.cases.queries.sets import SETS, in_unit
from wangge.people.hats import Hat
from wangge.rules.figures import Figure
from wangge.rules.periods import local_bounds


@dataclass(frozen=True, slots=True)
class Days:
    """What was found in a unit, of a kind or of all, from a local day until before another."""

    unit: str
    kind: str
    first: date
    until: date


def by_weekday_and_hour(hat: Hat, days: Days) -> Mapping[tuple[int, int], int]:
    """Return how many cases in sight came by (weekday 1 to 7, local hour 0 to 23). One statement."""
    zone, found = desk(hat.county).calendar.zone, Counter[tuple[int, int]]()
    rows = (
        _found(hat, days).order_by().annotate(hour=TruncHour("reported_at", tzinfo=zone)).values_list("hour")
    )
    for hour, n in rows.annotate(n=Count("id")):
        found[hour.isoweekday(), hour.hour] += n
    return found


def came_at(
    hat: Hat, days: Days, *, weekday: int | None, hour: int | None, now: datetime, most: int
) -> list[CaseRow]:
    """Return the cases in sight that came on a weekday and at an hour, where these are given; newest first."""
    zone, rows = desk(hat.county).calendar.zone, _found(hat, days)
    if weekday is not None:
        rows = rows.annotate(weekday=ExtractIsoWeekDay("reported_at", tzinfo=zone)).filter(weekday=weekday)
    if hour is not None:
        rows = rows.annotate(hour=ExtractHour("reported_at", tzinfo=zone)).filter(hour=hour)
    shown = list(rows.order_by("-reported_at", "-id")[:most])
    return case_rows(hat.county, shown, texts(hat.county, shown), now=now)


def _found(hat: Hat, days: Days) -> QuerySet[Case]:
    start, end = local_bounds(days.first, days.until, desk(hat.county).calendar.zone)
    rows = Case.objects.filter(
        in_sight(hat), SETS[Figure.FOUND].holds, open_kinds(hat.county),
        in_unit(hat.county, days.unit, column_of(hat.county, days.unit)), county=hat.county, reported_at__gte=start,
        reported_at__lt=end,
    )  # fmt: skip
    return rows.filter(category=days.kind) if days.kind else rows
