"""Where and when was what found, case by case, for those who look for patterns; and which cases are these?

Matters that point at people are never among them (exposure.open_kinds), nor is what stands where nobody confirmed it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.listing import column_of, in_sight, texts
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.cases.queries.sets import SETS, in_period, in_unit
from wangge.people.hats import Hat
from wangge.rules.figures import Figure
from wangge.rules.periods import Period, local_bounds

CHUNK = 5000
NOT_FOUND = ("refused", "void", "duplicate")  # ended so, a report was no case of its own


@dataclass(frozen=True, slots=True)
class Point:
    """One case on the map."""

    id: UUID
    category: str
    lon_e7: int
    lat_e7: int
    on: date


@dataclass(frozen=True, slots=True)
class Stay:
    """One case with the places at which it would count as the same again; empty where one is not known."""

    id: UUID
    category: str
    grid: str
    cell: str
    thing: str
    reported_at: datetime
    solved_at: datetime | None
    reopened_in_days: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many cases of the same days are in no look at the map, and why."""

    pointless: int  # nobody knows where: no point, or a placeholder that the import took away
    provisional: int  # at a border, and nobody confirmed whose it is
    outside: int  # of the county's outline


def points(county: str, first: date, until: date) -> Iterator[Point]:
    """Yield what was found from a day until before another and stands on the map for sure, by its moment."""
    zone = desk(county).calendar.zone
    rows = _found(county, first, until).filter(_placed()).order_by("reported_at", "id")
    for case, category, lon, lat, at in rows.values_list(
        "id", "category", "lon_e7", "lat_e7", "reported_at"
    ).iterator(CHUNK):
        if lon is not None and lat is not None:
            yield Point(case, category, lon, lat, at.astimezone(zone).date())


def stays(county: str, first: date, until: date) -> Iterator[Stay]:
    """Yield what was found from a day until before another and what became of it; nothing provisional."""
    columns = ("id", "category", "grid", "cell", "asset", "reported_at", "solved_at", "reopened_in_days")
    rows = _found(county, first, until).filter(provisional=False).exclude(located="outside")
    told = rows.order_by("reported_at", "id").values_list(*columns)
    for case, category, grid, cell, thing, at, solved, back in told.iterator(CHUNK):
        yield Stay(case, category, grid, cell, thing.hex if thing else "", at, solved, back)


def arrivals(county: str, first: date, until: date) -> Iterator[tuple[str, str, str, date]]:
    """Yield (category, street, community, day) of every case of an open kind in the set `found`, by its moment."""
    zone = desk(county).calendar.zone
    start, end = local_bounds(first, until, zone)
    rows = Case.objects.filter(
        SETS[Figure.FOUND].holds,
        open_kinds(county),
        county=county,
        reported_at__gte=start,
        reported_at__lt=end,
    ).order_by("reported_at", "id")
    told = rows.values_list("category", "street", "community", "reported_at")
    for category, street, community, at in told.iterator(CHUNK):
        yield category, street, community, at.astimezone(zone).date()


def left_out(county: str, first: date, until: date) -> LeftOut:
    """Return how many cases of open kinds `points` leaves out."""
    no_point, outside = Q(lon_e7__isnull=True), Q(lon_e7__isnull=False, located="outside")
    told = _found(county, first, until).aggregate(
        pointless=Count("id", filter=no_point), outside=Count("id", filter=outside),
        provisional=Count("id", filter=~no_point & ~outside & Q(provisional=True)),
    )  # fmt: skip
    return LeftOut(told["pointless"], told["provisional"], told["outside"])


def seen_of(hat: Hat, cases: Collection[UUID]) -> set[UUID]:
    """Return which of some cases a hat may see."""
    wanted, seen = list(cases), set[UUID]()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        rows = Case.objects.filter(in_sight(hat), open_kinds(hat.county), id__in=part)
        seen.update(rows.values_list("id", flat=True))
    return seen


def rows_of(hat: Hat, cases: Collection[UUID], *, now: datetime) -> list[CaseRow]:
    """Return those of some cases that a hat may see, newest first."""
    found = Case.objects.filter(in_sight(hat), open_kinds(hat.county), id__in=list(cases))
    shown = list(found.order_by("-reported_at", "-id"))
    return case_rows(hat.county, shown, texts(hat.county, shown), now=now)


def solved_within(
    hat: Hat, *, unit: str, kind: str, period: Period, low: int, high: int | None, now: datetime, most: int
) -> list[CaseRow]:
    """Return cases in sight of the set `solved` that took from `low` until below `high` seconds, newest first."""
    took = ExpressionWrapper(F("solved_at") - F("reported_at"), output_field=DurationField())
    solved = SETS[Figure.SOLVED]
    rows = Case.objects.filter(
        in_sight(hat), solved.holds, in_unit(hat.county, unit, column_of(hat.county, unit)),
        in_period(solved, period, desk(hat.county).calendar.zone), county=hat.county,
    ).annotate(took=took)  # fmt: skip
    rows = rows.filter(category=kind) if kind else rows
    rows = rows.filter(took__gte=timedelta(seconds=low)) if low else rows
    rows = rows.filter(took__lt=timedelta(seconds=high)) if high is not None else rows
    shown = list(rows.order_by("-solved_at", "-id")[:most])
    return case_rows(hat.county, shown, texts(hat.county, shown), now=now)


def communities_of(county: str, cases: Collection[UUID]) -> dict[UUID, str]:
    """Return the community of each of some cases."""
    rows = Case.objects.filter(county=county, id__in=list(cases))
    return dict(rows.values_list("id", "community"))


def _found(county: str, first: date, until: date) -> QuerySet[Case]:
    start, end = local_bounds(first, until, desk(county).calendar.zone)
    return Case.objects.filter(
        open_kinds(county), county=county, trial=False, is_part=False, reported_at__gte=start, reported_at__lt=end,
    ).exclude(end__in=NOT_FOUND)  # fmt: skip


def _placed() -> Q:
    return Q(lon_e7__isnull=False, lat_e7__isnull=False, provisional=False) & ~Q(located="outside")
