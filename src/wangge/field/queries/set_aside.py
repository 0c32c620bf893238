"""Which records wait for a person, and what did each say?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.field.models import Arrival, Device, SetAside
from wangge.field.queries.devices import posts_in_sight
from wangge.people.hats import Hat
from wangge.people.queries import names_of
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState

SHOWN_MOST = 200  # the newest; settling the first makes room for the next


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One record that was set aside, as a list shows it; `facts` are what the sentence of its refusal names."""

    id: UUID
    record: UUID
    kind: RecordState
    form: str
    version: int
    account: UUID
    post: UUID
    name: str
    label: str
    arrived_at: datetime
    code: str
    facts: dict[str, Any]
    settled_at: datetime | None
    settled_how: str
    settled_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """One content of a record; without words where a case holds what it said."""

    sha256: str
    content: str
    arrived_at: datetime
    is_first: bool
    case: UUID | None
    number: str


@dataclass(frozen=True, slots=True)
class AsideDetail:
    """One record with all its contents, the first that arrived first."""

    row: AsideRow
    versions: tuple[Version, ...]


def set_aside(hat: Hat) -> list[AsideRow]:
    """Return what waits for a person among the phones that a hat sees, the newest first. Five statements."""
    waiting = SetAside.objects.filter(county=hat.county, settled_at=None).order_by("-arrived_at", "id")
    return _rows(hat, list(waiting[:SHOWN_MOST]))


def waiting_aside(hat: Hat) -> int:
    """Return how many records wait for a person among the phones that a hat sees."""
    return len(set_aside(hat))


def set_aside_one(hat: Hat, key: UUID) -> AsideDetail:
    """Return one record with its contents; refuse `row.unknown` for one out of sight."""
    found = list(SetAside.objects.filter(county=hat.county, pk=key))
    rows = _rows(hat, found)
    if not rows:
        raise Refused("row.unknown", row=key.hex)
    return AsideDetail(rows[0], tuple(_versions(found[0])))


def _versions(aside: SetAside) -> list[Version]:
    own = Version(aside.sha256, aside.content, aside.arrived_at, is_first=False, case=None, number="")
    arrival = Arrival.objects.filter(county=aside.county, pk=aside.record).first()
    if aside.kind != RecordState.CONFLICT or arrival is None:
        return [own]
    kept = SetAside.objects.filter(county=aside.county, record=aside.record, sha256=arrival.sha256).first()
    words = kept.content if kept else ""
    first = Version(
        arrival.sha256, words, arrival.arrived_at, is_first=True, case=arrival.case, number=arrival.number
    )
    return [first, own]


def _rows(hat: Hat, found: Sequence[SetAside]) -> list[AsideRow]:
    devices = Device.objects.filter(county=hat.county, pk__in={row.device for row in found})
    by_key = {device.id: device for device in devices}
    owners = posts_in_sight(hat, {device.post for device in by_key.values()})
    records = {row.record for row in found if row.kind == RecordState.REFUSED}
    facts = dict(Arrival.objects.filter(county=hat.county, pk__in=records).values_list("id", "facts"))
    names = names_of(row.settled_by for row in found if row.settled_by)
    rows = []
    for row in found:
        device = by_key.get(row.device)
        if device is None or device.post not in owners:
            continue
        told = json.loads(facts.get(row.record) or "{}")
        rows.append(AsideRow(
            row.id, row.record, RecordState(row.kind), row.form, row.version, row.account, device.post,
            owners[device.post].name, device.label, row.arrived_at, row.code, told, row.settled_at, row.settled_how,
            names.get(row.settled_by, "") if row.settled_by else "", row.reason,
        ))  # fmt: skip
    return rows
