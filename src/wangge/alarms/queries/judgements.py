"""Which groups of alarms did a person judge in a span of time, and what did each become?"""

from datetime import datetime
from uuid import UUID

from wangge.alarms.models import Group
from wangge.alarms.policies import under


def judged_between(county: str, unit: str, start: datetime, end: datetime) -> list[tuple[UUID, str]]:
    """Return (group, verdict) of a unit and below it, tests and exercises left out, in the order of judging."""
    rows = Group.objects.filter(
        under(county, unit), county=county, judged_at__gte=start, judged_at__lt=end, status="actual"
    )
    return list(rows.exclude(verdict="").order_by("judged_at", "id").values_list("id", "verdict"))
