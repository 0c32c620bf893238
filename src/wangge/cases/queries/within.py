"""Which cases were filed in a unit between two moments, and which cannot wait for the next shift to find them?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from wangge.cases.models import Case, PassedOn
from wangge.cases.queries.emergencies import emergency_keys
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.sets import in_unit

MOST = 200


@dataclass(frozen=True, slots=True)
class Brief:
    """A case by number and kind, without a word of what was said."""

    id: UUID
    number: str
    category: str
    at: datetime
    is_danger: bool = False
    is_unpassed: bool = False


def filed_between(county: str, unit: str, since: datetime, until: datetime) -> list[Brief]:
    """Return what was filed in a unit, in order, at most 200. One statement."""
    rows = Case.objects.filter(_in(county, unit), county=county, filed_at__gte=since, filed_at__lt=until)
    fields = ("id", "number", "category", "filed_at")
    return [Brief(*row) for row in rows.order_by("filed_at", "id").values_list(*fields)[:MOST]]


def cannot_wait(county: str, unit: str, now: datetime) -> list[Brief]:
    """Return open cases of a unit past due, dangerous or not passed on yet, due first, at most 200. Two statements."""
    told = Exists(PassedOn.objects.filter(county=county, case=OuterRef("id")))
    keys = emergency_keys(county, now)
    unpassed = Q(category__in=keys, stream="") & ~told
    rows = Case.objects.filter(_in(county, unit), county=county, ended_at=None).annotate(told=told)
    rows = rows.filter(Q(due_at__lt=now) | Q(danger=True, safe_at=None) | unpassed).order_by("due_at", "id")[
        :MOST
    ]
    return [
        Brief(
            row.id, row.number, row.category, row.due_at or row.reported_at, row.danger and row.safe_at is None,
            row.category in keys and not row.stream and not row.told,
        )
        for row in rows
    ]  # fmt: skip


def _in(county: str, unit: str) -> Q:
    return in_unit(county, "" if unit == county else unit, column_of(county, unit))
