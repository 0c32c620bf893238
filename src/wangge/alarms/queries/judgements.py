"""Which groups of alarms did a person judge in a span of time, and what did each become?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from wangge.alarms.models import Group
from wangge.alarms.policies import under


class Judged(NamedTuple):
    """One group that a person judged."""

    group: UUID
    kind: str
    at: datetime
    verdict: str
    status: str  # actual, test or exercise


def judged_between(county: str, unit: str, start: datetime, end: datetime) -> list[Judged]:
    """Return what was judged of a unit and below it, in the order of judging."""
    rows = Group.objects.filter(under(county, unit), county=county, judged_at__gte=start, judged_at__lt=end)
    told = rows.exclude(verdict="").order_by("judged_at", "id")
    return [
        Judged(key, kind, at, verdict, status)
        for key, kind, at, verdict, status in told.values_list("id", "kind", "judged_at", "verdict", "status")
        if at
    ]
