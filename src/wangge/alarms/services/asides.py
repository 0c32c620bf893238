"""What could not be taken is counted where a person sees it, and put away by a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.alarms.models import Aside
from wangge.alarms.policies import may_mind
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.foundation.rows import made
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

LINES_MOST = 500  # open lines of a county: a sender of made-up names fills one line more, not the table; our assumption
MANY = "*"
REASON_MOST = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """One message that could not be taken; `told` holds what the schema knows of it, nothing else."""

    source: str
    device: str
    refused: Refused
    told: str = ""


def set_aside(county: str, faults: Iterable[Fault], *, now: datetime) -> None:
    """Count messages that could not be taken, by source, device and fault. Inside the batch's transaction."""
    held = {_key(row): row for row in Aside.objects.filter(county=county, settled_at=None)}
    touched: dict[tuple[str, ...], Aside] = {}
    for fault in faults:
        code, field = fault.refused.code, str(fault.refused.facts.get("field", ""))[:20]
        key = (fault.source, fault.device[:40], code, field)
        if key not in held and len(held) >= LINES_MOST:
            key = (fault.source, MANY, code, field)
        row = held.get(key)
        if row is None:
            row = held[key] = made(
                Aside, county=county, source=key[0], device=key[1], code=code, field=field, count=0, first_at=now,
                last_at=now,
            )  # fmt: skip
            row._state.adding = True  # noqa: SLF001 - `made` builds it by position
        row.count, row.last_at, row.last_told = row.count + 1, now, fault.told[:200]
        touched[key] = row
    for row in touched.values():
        if row.count and row._state.adding:  # noqa: SLF001
            row.save(force_insert=True)
        else:
            row.save(update_fields=["count", "last_at", "last_told"])


def put_away(aside_id: UUID, reason: str, *, hat: Hat, now: datetime) -> None:
    """Put a line away with a reason; the same fault coming again begins a new one.

    Refuses `alarm.not_minding`, `alarm.reason_missing`, `row.unknown`.
    """
    if not may_mind(hat):
        raise Refused("alarm.not_minding", post=hat.kind)
    if not reason.strip() or len(reason) > REASON_MOST:
        raise Refused("alarm.reason_missing", field="reason", limit=REASON_MOST)
    with locked(Aside, county=hat.county, key=aside_id) as row:
        if row.settled_at is None:
            row.settled_at, row.settled_by, row.reason = now, hat.account_id, reason.strip()
            row.save(update_fields=["settled_at", "settled_by", "reason"])
            record(
                county=hat.county, subject=row.id, kind="set_aside.put_away", at=now, actor=hat.account_id.hex,
                payload={"code": row.code, "count": row.count, "hat": hat.post_id.hex, "post": hat.kind},
            )  # fmt: skip


def _key(row: Aside) -> tuple[str, ...]:
    return (row.source, row.device, row.code, row.field)
