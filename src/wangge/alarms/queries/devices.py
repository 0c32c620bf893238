"""Which devices stand where, and which should have spoken by now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wangge.alarms.models import Device
from wangge.alarms.policies import in_sight, under
from wangge.people.hats import Hat
from wangge.rules.alarms import is_silent

SHOWN_MOST = 500


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One line of the register."""

    id: UUID
    code: str
    kind: str
    place: str
    unit: str
    department: str
    warns: float | None
    endangers: float | None
    period: timedelta
    heard_at: datetime | None
    is_silent: bool


def devices(hat: Hat, *, unit: str = "", now: datetime, only_silent: bool = False) -> list[DeviceRow]:
    """Return the devices in sight, in a unit and below it where one is named; the silent ones first, at most a page."""
    rows = _narrowed(hat, unit)
    rows = silent(rows, now) if only_silent else rows
    return [
        DeviceRow(
            row.id, row.code, row.kind, row.place, row.unit, row.department, row.warns, row.endangers, _period(row),
            row.heard_at, is_silent(row.heard_at, _period(row), now),
        )
        for row in rows.order_by(F("silent_since").asc(nulls_last=True), "kind", "code")[:SHOWN_MOST]
    ]  # fmt: skip


def device_count(hat: Hat, *, unit: str = "") -> int:
    """Return how many devices are in sight."""
    return _narrowed(hat, unit).count()


def silent_count(hat: Hat, *, unit: str = "", now: datetime) -> int:
    """Return how many of the devices in sight should have spoken by now."""
    return silent(_narrowed(hat, unit), now).count()


def silent(rows: "QuerySet[Device]", now: datetime) -> "QuerySet[Device]":
    """Return those of some devices that `rules.alarms.is_silent` names; one statement more, for their periods."""
    periods = rows.exclude(heard_at=None).order_by().values_list("period_seconds", flat=True).distinct()
    late = [Q(period_seconds=one, heard_at__lt=now - timedelta(seconds=one)) for one in periods]
    return rows.filter(Q(*late, _connector=Q.OR)) if late else rows.none()


def _narrowed(hat: Hat, unit: str) -> "QuerySet[Device]":
    rows = Device.objects.filter(in_sight(hat))
    return rows.filter(under(hat.county, unit)) if unit else rows


def _period(row: Device) -> timedelta:
    return timedelta(seconds=row.period_seconds)
