"""Which devices stand where, and which should have spoken by now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from wangge.alarms.models import Device
from wangge.alarms.policies import in_sight, under
from wangge.people.hats import Hat
from wangge.rules.alarms import DEVICE_KINDS, is_silent

SHOWN_MOST = 500


@dataclass(frozen=True, slots=True)
class SilentDevice:
    """A device that should have spoken by now."""

    id: UUID
    code: str
    kind: str
    unit: str
    place: str
    heard_at: datetime
    period: timedelta


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


def silent_devices(county: str, unit: str, now: datetime) -> list[SilentDevice]:
    """Return the devices of a unit and below it that should have spoken by now, the longest silent first."""
    rows = (
        Device.objects.filter(under(county, unit), county=county)
        .exclude(heard_at=None)
        .order_by("heard_at", "id")
    )
    return [
        SilentDevice(row.id, row.code, row.kind, row.unit, row.place, row.heard_at, _period(row))
        for row in rows.iterator()
        if row.heard_at is not None and is_silent(row.heard_at, _period(row), now)
    ]


def devices(hat: Hat, *, kind: str = "", now: datetime, only_silent: bool = False) -> list[DeviceRow]:
    """Return the devices in sight by kind and code; the silent ones first."""
    rows = Device.objects.filter(in_sight(hat)).order_by(
        F("silent_since").asc(nulls_last=True), "kind", "code"
    )
    if kind in DEVICE_KINDS:
        rows = rows.filter(kind=kind)
    if only_silent:
        rows = rows.exclude(heard_at=None)
    found = [
        DeviceRow(
            row.id, row.code, row.kind, row.place, row.unit, row.department, row.warns, row.endangers, _period(row),
            row.heard_at, is_silent(row.heard_at, _period(row), now),
        )
        for row in (rows.iterator() if only_silent else rows[:SHOWN_MOST])
    ]  # fmt: skip
    return [row for row in found if row.is_silent] if only_silent else found


def device_count(hat: Hat) -> int:
    """Return how many devices are in sight."""
    return Device.objects.filter(in_sight(hat)).count()


def _period(row: Device) -> timedelta:
    return timedelta(seconds=row.period_seconds)
