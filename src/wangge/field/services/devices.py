"""How does a phone come in, and how is a lost one shut out?"""

from datetime import datetime
from uuid import UUID

from wangge.field.models import Device
from wangge.field.queries.devices import DeviceKey, devices
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

LABEL_MOST = 60


def register(hat: Hat, phone: UUID, label: str, *, now: datetime) -> DeviceKey:
    """Register a phone in the hands of whoever has just logged in, once; refuse `field.device_revoked`."""
    with writing():
        rows = Device.objects.select_for_update().filter(county=hat.county, phone=phone)
        there = {row.account: row for row in rows}
        if any(row.revoked_at for row in there.values()):
            raise Refused("field.device_revoked")
        row = there.get(hat.account_id)
        if row is None:
            row = Device(county=hat.county, phone=phone, account=hat.account_id, registered_at=now)
        row.post, row.label = hat.post_id, label[:LABEL_MOST]
        row.save()
    return DeviceKey(row.id, row.county, phone, row.account)


def revoke(device: UUID, *, hat: Hat, now: datetime) -> None:
    """Shut a lost phone out, for everybody who used it; refuse `row.unknown` for one out of sight."""
    _turn(device, "field.device_revoked", now, hat=hat, now=now)


def admit(device: UUID, *, hat: Hat, now: datetime) -> None:
    """Let a phone in again that was found: what it sealed opens only under its own id."""
    _turn(device, "field.device_admitted", None, hat=hat, now=now)


def _turn(device: UUID, kind: str, revoked_at: datetime | None, *, hat: Hat, now: datetime) -> None:
    if device not in {one.id for one in devices(hat)}:
        raise Refused("row.unknown", row=device.hex)
    with writing():
        phone = Device.objects.filter(county=hat.county, pk=device).values("phone")
        rows = Device.objects.select_for_update().filter(county=hat.county, phone__in=phone)
        changed = [row for row in rows if (row.revoked_at is None) != (revoked_at is None)]
        for row in changed:
            row.revoked_at = revoked_at
            row.save(update_fields=["revoked_at"])
            record(
                county=row.county, subject=row.account, kind=kind, at=now, actor=hat.account_id.hex,
                payload={"device": row.id.hex, "hat": hat.post_id.hex, "post": hat.kind},
            )  # fmt: skip
