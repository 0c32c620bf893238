"""How does a phone's file come in at a desk: each record through the same door, under the id it has from the phone?"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.field.models import Device
from wangge.field.policies import may_mind
from wangge.field.queries.arrivals import missing_files
from wangge.field.queries.devices import posts_in_sight
from wangge.field.reading import as_list, as_object, as_sha256, as_text, as_uuid, read_object, unreadable
from wangge.field.records import Record, read_record
from wangge.field.services.devices import register
from wangge.field.services.files import take_file
from wangge.field.services.receiving import Sending, receive
from wangge.foundation.locking import writing
from wangge.foundation.recording import record as write_event
from wangge.foundation.refusals import Refusal, told
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState

KIND, PROTOCOL = "wangge-export", 1
RECORDS_MOST, AT_ONCE = 5000, 100
FILES_MOST = 12


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one record of the file; `missing` photos are not in the file and still on the phone."""

    id: UUID
    form: str
    state: RecordState
    is_new: bool
    number: str
    case: UUID | None
    missing: int
    problem: Refusal | None


@dataclass(frozen=True, slots=True)
class _Export:
    account: UUID
    phone: UUID
    label: str
    records: Sequence[Record]
    files: Mapping[UUID, Mapping[str, bytes]]


def import_export_file(file: bytes, *, hat: Hat, now: datetime) -> list[Arrived]:
    """Take in what a phone wrote into a file, in the name of its owner; the event names who read it in.

    Refuses `field.not_minding`, `field.export_unreadable` and `field.export_not_yours` for an owner out of
    sight; a bad record inside is refused alone.
    """
    if not may_mind(hat):
        raise Refused("field.not_minding")
    export = _read(file)
    owner = _owner(export, hat, now)
    sending = Sending(owner, _device(export, owner, now), now)
    arrived: list[Arrived] = []
    for start in range(0, len(export.records), AT_ONCE):
        arrived += _taken(sending, export, export.records[start : start + AT_ONCE])
    with writing():
        write_event(
            county=hat.county, subject=owner.account_id, kind="field.file_read_in", at=now,
            actor=hat.account_id.hex,
            payload={
                "device": sending.device.hex, "records": len(arrived),
                "arrived": sum(one.is_new for one in arrived), "hat": hat.post_id.hex, "post": hat.kind,
            },
        )  # fmt: skip
    return arrived


def _taken(sending: Sending, export: _Export, records: Sequence[Record]) -> list[Arrived]:
    results = receive(sending, records)
    for record in records:
        for sha256, content in export.files.get(record.id, {}).items():
            _take_file(sending, record.id, sha256, content)
    missing = missing_files(sending.hat.county, [record.id for record in records])
    return [
        Arrived(
            record.id, record.form, result.state, result.is_new, result.arrival.number if result.arrival else "",
            result.arrival.case if result.arrival else None, len(missing.get(record.id, ())),
            told(result.problem) if result.problem else None,
        )
        for record, result in zip(records, results, strict=True)
    ]  # fmt: skip


def _take_file(sending: Sending, record: UUID, sha256: str, content: bytes) -> None:
    try:
        take_file(sending.hat, record, sha256, content, now=sending.now)
    except Refused:
        return  # it stays among the missing, and the page says so


def _read(file: bytes) -> _Export:
    try:
        return _export(read_object(file, "file"))
    except Refused as fault:
        raise Refused("field.export_unreadable", field="file") from fault


def _export(whole: Mapping[str, Any]) -> _Export:
    if whole.get("kind") != KIND or whole.get("protocol") != PROTOCOL:
        raise unreadable("kind")
    device = as_object(whole.get("device"), "device")
    told_records = as_list(whole.get("records"), "records", most=RECORDS_MOST)
    each = {as_uuid(one.get("id"), "id"): one for one in (as_object(row, "records") for row in told_records)}
    return _Export(
        as_uuid(whole.get("account"), "account"), as_uuid(device.get("id"), "device.id"),
        as_text(device.get("label"), "device.label"),
        [read_record(key, one.get("content")) for key, one in each.items()],
        {key: _files(one) for key, one in each.items()},
    )  # fmt: skip


def _files(told_record: Mapping[str, Any]) -> dict[str, bytes]:
    found = {}
    for one in as_list(told_record.get("files") or [], "files", most=FILES_MOST):
        named = as_object(one, "files")
        try:
            content = base64.b64decode(str(named.get("data")), validate=True)
        except binascii.Error as fault:
            raise unreadable("files.data") from fault
        found[as_sha256(named.get("sha256"), "files.sha256")] = content
    return found


def _owner(export: _Export, hat: Hat, now: datetime) -> Hat:
    held = {one.post_id: one for one in hats(export.account, on=desk(hat.county).today(now))}
    seen = posts_in_sight(hat, held)
    owner = next((one for key, one in held.items() if key in seen), None)
    if owner is None:
        raise Refused("field.export_not_yours", field="file")
    return owner


def _device(export: _Export, owner: Hat, now: datetime) -> UUID:
    # A phone that was shut out may have been found: the desk that holds its file vouches for it.
    known = Device.objects.filter(county=owner.county, phone=export.phone, account=owner.account_id).first()
    return known.id if known else register(owner, export.phone, export.label, now=now).id
