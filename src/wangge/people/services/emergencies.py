"""How is an emergency declared, made longer and ended? It lifts quiet hours until a stated moment, and nothing else."""

from datetime import datetime, timedelta
from uuid import UUID

from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.models import Emergency
from wangge.people.queries import working_calendar
from wangge.people.queries.duty import duty_rules, forget_emergencies, path_of
from wangge.rules.duty import DutyRules
from wangge.rules.errors import Refused
from wangge.territory.queries import units

REASON_MOST = 500


def declare_emergency(hat: Hat, unit: str, reason: str, *, until: datetime, now: datetime) -> UUID:
    """Declare an emergency for a unit and all below it, from now until a moment; return its id.

    Refuses `emergency.not_yours`, `emergency.reason_missing`, `emergency.reason_too_long`, `emergency.over_already`,
    `emergency.too_long`, `emergency.in_force`, `people.unit_unknown`.
    """
    rules = _may(hat, unit, now)
    if not reason.strip():
        raise Refused("emergency.reason_missing", field="reason")
    if len(reason.strip()) > REASON_MOST:
        raise Refused("emergency.reason_too_long", field="reason", limit=REASON_MOST)
    _bounded(rules, until, now)
    with writing():
        if Emergency.objects.filter(county=hat.county, unit=unit, ended_at=None, until_at__gt=now).exists():
            raise Refused("emergency.in_force", field="unit", unit=unit)
        row = Emergency.objects.create(
            county=hat.county,
            unit=unit,
            reason=reason.strip(),
            declared_by=hat.post_id,
            since=now,
            until_at=until,
        )
        _note(row, "emergency.declared", hat, now)
    return row.id


def extend_emergency(hat: Hat, emergency: UUID, *, until: datetime, now: datetime) -> None:
    """Make an emergency in force longer, by no more than one declaration lasts.

    Refuses `row.unknown`, `emergency.not_yours`, `emergency.over_already`, `emergency.too_long`.
    """
    with locked(Emergency, county=hat.county, key=emergency) as row:
        rules = _may(hat, row.unit, now)
        _still(row, now)
        _bounded(rules, until, now)
        if until <= row.until_at:
            raise Refused("emergency.over_already", field="until")
        row.until_at, row.extensions = until, row.extensions + 1
        row.save(update_fields=["until_at", "extensions"])
        _note(row, "emergency.extended", hat, now)


def end_emergency(hat: Hat, emergency: UUID, *, now: datetime) -> None:
    """End an emergency early. Refuses `row.unknown`, `emergency.not_yours`, `emergency.over_already`."""
    with locked(Emergency, county=hat.county, key=emergency) as row:
        _may(hat, row.unit, now)
        _still(row, now)
        row.ended_at, row.ended_by = now, hat.post_id
        row.save(update_fields=["ended_at", "ended_by"])
        _note(row, "emergency.ended", hat, now)


def close_expired(*, now: datetime) -> int:
    """Write down which emergencies are over because their time was; they held no longer in any case."""
    due = list(Emergency.objects.filter(ended_at=None, until_at__lte=now).values_list("county", "id"))
    for county, key in due:
        with locked(Emergency, county=county, key=key) as row:
            if row.ended_at is not None or row.until_at > now:
                continue
            row.ended_at = row.until_at
            row.save(update_fields=["ended_at"])
            _note(row, "emergency.ended", None, row.until_at)
    return len(due)


def _may(hat: Hat, unit: str, now: datetime) -> DutyRules:
    if unit != hat.county and unit not in units(hat.county):
        raise Refused("people.unit_unknown", field="unit", unit=unit[:32])
    rules = duty_rules(hat.county, on=now.astimezone(working_calendar(hat.county).zone).date())
    if hat.kind not in rules.declared_by or hat.unit not in path_of(hat.county, unit):
        raise Refused("emergency.not_yours", post=hat.kind)
    return rules


def _still(row: Emergency, now: datetime) -> None:
    if row.ended_at is not None or row.until_at <= now:
        raise Refused("emergency.over_already", field="until")


def _bounded(rules: DutyRules, until: datetime, now: datetime) -> None:
    if until <= now:
        raise Refused("emergency.over_already", field="until")
    if until > now + timedelta(hours=rules.emergency_hours):
        raise Refused("emergency.too_long", field="until", hours=rules.emergency_hours)


def _note(row: Emergency, kind: str, hat: Hat | None, at: datetime) -> None:
    record(
        county=row.county, subject=row.id, kind=kind, at=at, actor=hat.account_id.hex if hat else "",
        payload={
            "unit": row.unit, "until": row.until_at.isoformat(), "hat": hat.post_id.hex if hat else "",
            "post": hat.kind if hat else "",
        },
    )  # fmt: skip
    forget_emergencies()
