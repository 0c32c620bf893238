"""Where does the same kind of matter come back, and which cases were they? Matters about people are never counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.cases.models import Case
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.listing import column_of
from wangge.rules.periods import local_bounds

FOUND_MOST = 200


@dataclass(frozen=True, slots=True)
class Recurring:
    """A kind that was found again and again in one basic grid."""

    unit: str
    category: str
    n: int


@dataclass(frozen=True, slots=True)
class Found:
    """One case that was found."""

    id: UUID
    number: str
    on: date


def recurring(county: str, *, within: str, days: int, times: int, today: date) -> list[Recurring]:
    """Return every grid x category found at least `times` in the last `days`, in a unit of territory; most first."""
    known = desk(county)
    start, end = local_bounds(
        today - timedelta(days=days - 1), today + timedelta(days=1), known.calendar.zone
    )
    rows = (
        _counted(county, known, within).filter(reported_at__gte=start, reported_at__lt=end).exclude(grid="")
        .values("grid", "category").annotate(n=Count("id")).filter(n__gte=times).order_by("-n", "grid", "category")
    )  # fmt: skip
    return [Recurring(row["grid"], row["category"], row["n"]) for row in rows[:FOUND_MOST]]


def found_in(county: str, unit: str, category: str, first: date, until: date) -> Sequence[Found]:
    """Return the cases of a category found in a unit from a day until before another, oldest first."""
    known = desk(county)
    start, end = local_bounds(first, until, known.calendar.zone)
    rows = _counted(county, known, unit).filter(
        category=category, reported_at__gte=start, reported_at__lt=end
    )
    return [
        Found(one.id, one.number, known.today(one.reported_at))
        for one in rows.order_by("reported_at", "id").only("id", "number", "reported_at")
    ]


def _counted(county: str, known: Desk, unit: str) -> QuerySet[Case]:
    place = Q() if unit in {"", county} else Q(**{column_of(county, unit): unit})
    return Case.objects.filter(place, county=county, trial=False, is_part=False).exclude(
        category__in=known.matter_only
    ).exclude(end__in=("refused", "void", "duplicate"))  # fmt: skip
