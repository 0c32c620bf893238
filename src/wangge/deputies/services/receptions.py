"""How are receptions planned, announced, swapped, booked and called off?"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.models import Booking, Receiver, Reception, ReceptionRhythm, Station
from wangge.deputies.policies import keeps_station
from wangge.deputies.queries.receptions import station
from wangge.deputies.queries.seats import deputy_of, seats_at_station
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.receptions import Months, Rhythm, announce_by, slots
from wangge.rules.validity import in_force
from wangge.rules.words import fitting

AHEAD_DAYS = 62  # receptions of two months stand in the roster; our assumption
CODE_BYTES = 5
KEPT_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RhythmWish:
    """On which days a station is to receive, and how long before it is announced."""

    day: int
    months: str
    begins: time
    ends: time
    minutes: int
    notice_days: int
    source: str


def set_rhythm(county: str, station: UUID, wish: RhythmWish, *, from_on: date) -> None:
    """Let a station receive by a rhythm from a day on; refuse `reception.bad_rhythm`."""
    Rhythm(wish.day, Months(wish.months), wish.begins, wish.ends, wish.minutes)
    with writing():
        ReceptionRhythm.objects.create(
            county=county, station=station, day=wish.day, months=wish.months, begins=wish.begins, ends=wish.ends,
            minutes=wish.minutes, notice_days=wish.notice_days, source=wish.source, from_on=from_on,
        )  # fmt: skip


def plan_all(*, now: datetime) -> int:
    """Put the receptions of the coming weeks into every station's roster and announce what is due; return how many.

    Bookings of receptions that are over are forgotten.
    """
    over = Reception.objects.filter(ends_at__lt=now - KEPT_AFTER).values("pk")
    with writing():
        Booking.objects.filter(reception__in=over).delete()
    counties = sorted(set(ReceptionRhythm.objects.values_list("county", flat=True)))
    return sum(plan_receptions(county, now=now) + announce_due(county, now=now) for county in counties)


def plan_receptions(county: str, *, now: datetime) -> int:
    """Put the receptions that the rhythms give into the roster; those who serve at the station take turns."""
    known = desk(county)
    today, zone = known.today(now), known.calendar.zone
    planned = 0
    for row in ReceptionRhythm.objects.filter(county=county).order_by("id"):
        rhythm = Rhythm(row.day, Months(row.months), row.begins, row.ends, row.minutes)
        for on in rhythm.days(today + timedelta(days=1), today + timedelta(days=AHEAD_DAYS)):
            if in_force(row.from_on, row.until_on, on):
                begins, ends = (datetime.combine(on, at, zone) for at in (row.begins, row.ends))
                planned += _plan(county, row, begins, ends, now)
    return planned


def announce_due(county: str, *, now: datetime) -> int:
    """Announce each reception whose day of announcing has come; return how many."""
    today = desk(county).today(now)
    rows = Reception.objects.filter(
        county=county, announced_at=None, cancelled_at=None, announce_by__lte=today, begins_at__gt=now
    )
    with writing():
        due = list(rows)
        for row in due:
            row.announced_at = now
            row.save(update_fields=["announced_at"])
            payload = {"station": row.station.hex, "begins": row.begins_at.isoformat(), "change": row.change}
            record(county=county, subject=row.pk, kind="reception.announced", at=now, payload=payload)
    return len(due)


def ask_swap(key: UUID, other: UUID, *, hat: Hat, now: datetime) -> None:
    """Ask another deputy of the station to receive instead; nothing changes before they agree.

    Refuses `reception.not_yours`, `reception.over` and `reception.not_here`.
    """
    mine = _deputy(hat)
    with locked(Reception, county=hat.county, key=key) as row:
        _refuse_over(row, now)
        here = {one.deputy for one in seats_at_station(hat.county, row.station, desk(hat.county).today(now))}
        if other not in here or other == mine:
            raise Refused("reception.not_here", field="deputy")
        receiver = Receiver.objects.filter(county=hat.county, reception=key, deputy=mine).first()
        if receiver is None:
            raise Refused("reception.not_yours")
        receiver.asked = other
        receiver.save(update_fields=["asked"])
        _record(hat, key, "reception.swap_asked", now, {"deputy": mine.hex, "other": other.hex})


def agree_swap(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Agree to receive instead of whoever asked; refuse `reception.not_yours`, `reception.over`."""
    mine = _deputy(hat)
    with locked(Reception, county=hat.county, key=key) as row:
        _refuse_over(row, now)
        receiver = Receiver.objects.filter(county=hat.county, reception=key, asked=mine).first()
        if receiver is None:
            raise Refused("reception.not_yours")
        before = receiver.deputy
        receiver.deputy, receiver.asked = mine, None
        receiver.save(update_fields=["deputy", "asked"])
        row.change += 1
        row.save_changes()
        _record(hat, key, "reception.swapped", now, {"deputy": mine.hex, "other": before.hex})


def call_off(key: UUID, why: str, *, hat: Hat, now: datetime) -> None:
    """Call a reception off with its reason; it stays in sight. Refuses `reception.not_yours`, `reception.no_reason`."""
    if not why.strip():
        raise Refused("reception.no_reason", field="why")
    with locked(Reception, county=hat.county, key=key) as row:
        if not keeps_station(hat, station(hat.county, row.station).unit):
            raise Refused("reception.not_yours")
        _refuse_over(row, now)
        row.cancelled_at, row.why = now, fitting(why, "why", 200)
        row.change += 1
        row.save_changes()
        _record(hat, key, "reception.cancelled", now, {"station": row.station.hex})


def book(county: str, key: UUID, slot_at: datetime, *, now: datetime) -> str:
    """Book a slot for whoever holds the code that is returned; refuse `reception.over`, `reception.slot_taken`."""
    code = secrets.token_hex(CODE_BYTES)
    with locked(Reception, county=county, key=key) as row:
        _refuse_over(row, now)
        taken = Booking.objects.filter(county=county, reception=key, slot_at=slot_at).exists()
        if taken or row.announced_at is None or slot_at not in slots(row.begins_at, row.ends_at, row.minutes):
            raise Refused("reception.slot_taken", field="slot")
        Booking.objects.create(county=county, reception=key, slot_at=slot_at, code=_digest(code))
        payload = {"slot": slot_at.isoformat()}
        record(county=county, subject=key, kind="reception.booked", at=now, payload=payload)
    return code


def give_back(county: str, key: UUID, code: str, *, now: datetime) -> datetime:
    """Give a booked slot back by its code; return when it was. Refuses `reception.unknown_code`."""
    with locked(Reception, county=county, key=key):
        found = Booking.objects.filter(
            county=county, reception=key, code=_digest(code.strip().lower())
        ).first()
        if found is None:
            raise Refused("reception.unknown_code", field="code")
        found.delete()
        record(county=county, subject=key, kind="reception.given_back", at=now, payload={})
    return found.slot_at


def _plan(county: str, rhythm: ReceptionRhythm, begins: datetime, ends: datetime, now: datetime) -> int:
    if Reception.objects.filter(county=county, station=rhythm.station, begins_at=begins).exists():
        return 0
    on = begins.date()
    here = sorted({one.deputy for one in seats_at_station(county, rhythm.station, on)})
    if not here or not Station.objects.filter(county=county, pk=rhythm.station, until_on=None).exists():
        return 0
    with writing():
        before = Reception.objects.filter(county=county, station=rhythm.station).count()
        row = Reception.objects.create(
            county=county, station=rhythm.station, begins_at=begins, ends_at=ends, minutes=rhythm.minutes,
            announce_by=announce_by(on, rhythm.notice_days),
        )  # fmt: skip
        turn = here[before % len(here)]
        Receiver.objects.create(county=county, reception=row.pk, deputy=turn)
        payload = {"station": rhythm.station.hex, "begins": begins.isoformat(), "deputy": turn.hex}
        record(county=county, subject=row.pk, kind="reception.planned", at=now, payload=payload)
    return 1


def _deputy(hat: Hat) -> UUID:
    found = deputy_of(hat)
    if found is None:
        raise Refused("reception.not_yours")
    return found.id


def _refuse_over(row: Reception, now: datetime) -> None:
    if row.cancelled_at is not None or row.begins_at <= now:
        raise Refused("reception.over")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: dict[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
