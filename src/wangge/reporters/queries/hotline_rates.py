"""Response, solution and satisfaction rates: which orders does each number count?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, Q, QuerySet

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder
from wangge.reporters.queries.hotline import OrderList, in_sight, order_list
from wangge.rules.callbacks import CallResult, CallSet
from wangge.rules.hotline import IN_FORCE, SpecialRoute
from wangge.rules.periods import Period

_HANDLED = Q(route__in=["", SpecialRoute.EMERGENCY])
_EXCLUDED = Q(ruling__in=list(IN_FORCE))
_EFFECTIVE = _HANDLED & ~_EXCLUDED & Q(call_result=CallResult.REACHED)

# The sets of rules/callbacks.py said over columns; a test compares the two.
SETS: Mapping[CallSet, Q] = MappingProxyType({
    CallSet.EXPIRED: _HANDLED,
    CallSet.EXCLUDED: _HANDLED & _EXCLUDED,
    CallSet.WAITING: _HANDLED & ~_EXCLUDED & Q(call_result=CallResult.WAITING),
    CallSet.UNREACHABLE: _HANDLED & ~_EXCLUDED & Q(call_result=CallResult.UNREACHABLE),
    CallSet.NO_CONTACT: _HANDLED & ~_EXCLUDED & Q(call_result=CallResult.NO_CONTACT),
    CallSet.EFFECTIVE: _EFFECTIVE,
    CallSet.RESPONDED: _EFFECTIVE & Q(responded=True),
    CallSet.SOLVED: _EFFECTIVE & Q(solved=True),
    CallSet.SATISFIED: _EFFECTIVE & Q(satisfied=True),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which orders are counted: those whose limit passed in a period, of one kind or of all."""

    period: Period
    kind: str = ""


def set_counts(hat: Hat, asked: Asked, *, now: datetime) -> dict[CallSet, int]:
    """Return how many orders are in each set. One statement."""
    counted = {str(one): Count("pk", filter=condition) for one, condition in SETS.items()}
    found = _expired(hat, asked, now).aggregate(**counted)
    return {one: found[one] for one in SETS}


def counts_by_kind(hat: Hat, asked: Asked, *, now: datetime) -> dict[str, dict[CallSet, int]]:
    """Return the same for each kind of order (graded by type, article 32). One statement."""
    counted = {str(one): Count("pk", filter=condition) for one, condition in SETS.items()}
    rows = _expired(hat, asked, now).values("kind").annotate(**counted).order_by("kind")
    return {row["kind"]: {one: row[one] for one in SETS} for row in rows}


def orders_in(hat: Hat, which: CallSet, asked: Asked, *, now: datetime, after: str = "") -> OrderList:
    """Return a page of the orders that a number counts, the latest limit first."""
    return order_list(_expired(hat, asked, now).filter(SETS[which]), "due_at", after, now=now)


def _expired(hat: Hat, asked: Asked, now: datetime) -> QuerySet[HotlineOrder]:
    rows = HotlineOrder.objects.filter(in_sight(hat), due_at__lte=now)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if not asked.period.is_all:
        start, end = asked.period.bounds(desk(hat.county).calendar.zone)
        rows = rows.filter(due_at__gte=start, due_at__lt=end)
    return rows
