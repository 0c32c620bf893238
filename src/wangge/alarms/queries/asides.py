"""What could not be taken and waits for a person?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.alarms.models import Aside
from wangge.alarms.policies import may_mind
from wangge.people.hats import Hat

SHOWN_MOST = 500


@dataclass(frozen=True, slots=True)
class AsideRow:
    """Messages of one source and device with one fault."""

    id: UUID
    source: str
    device: str
    code: str
    field: str
    last_told: str
    count: int
    first_at: datetime
    last_at: datetime


def asides(hat: Hat) -> list[AsideRow]:
    """Return what was set aside and not put away yet, the newest first; nothing to those who do not mind it."""
    if not may_mind(hat):
        return []
    rows = Aside.objects.filter(county=hat.county, settled_at=None).order_by("-last_at", "id")[:SHOWN_MOST]
    return [
        AsideRow(row.id, row.source, row.device, row.code, row.field, row.last_told, row.count, row.first_at,
                 row.last_at)
        for row in rows
    ]  # fmt: skip
