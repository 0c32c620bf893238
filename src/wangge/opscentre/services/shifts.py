"""How is a shift's log kept and handed over: written by one, signed by another, and never changed afterwards?"""

from datetime import datetime
from uuid import UUID, uuid5

from wangge.alarms.queries import open_groups
from wangge.cases.queries.within import Brief, cannot_wait
from wangge.foundation.locking import claim, locked, writing
from wangge.foundation.recording import record
from wangge.opscentre.models import ShiftEntry, ShiftLog, ShiftMatter
from wangge.opscentre.policies import refuse_shift
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.shifts import CarriedWhy, ShiftState

# Under the claim of a room nobody begins two shifts at once, by a second press or two signatures.
ROOM = UUID("0e5f6c0a-1f0f-5b8e-8d52-3f1a6f0d2b11")
WORDS_MOST = {"entry": 1000, "words": 2000, "reason": 500}


def open_shift(hat: Hat, unit: str, *, now: datetime) -> UUID:
    """Begin a shift of a unit's room; one that somebody else has not handed over stays open beside it.

    Refuses `shift.not_yours`, `shift.open_already`, `ops.unknown_unit`.
    """
    refuse_shift(hat, unit)
    with writing():
        claim([uuid5(ROOM, f"{hat.county}:{unit}")])
        own = ShiftLog.objects.filter(county=hat.county, unit=unit, opened_by=hat.post_id)
        if own.exclude(state=ShiftState.SIGNED).exists():
            raise Refused("shift.open_already")
        return _begin(hat, unit, now).id


def write_entry(hat: Hat, log: UUID, words: str, *, now: datetime) -> None:
    """Write into a shift's log; once it was signed, what is written is a dated addition.

    Refuses `row.unknown`, `shift.not_yours`, `shift.words_missing`, `shift.words_too_long`, `shift.offered`.
    """
    text = _words(words, "entry")
    with locked(ShiftLog, county=hat.county, key=log) as row:
        refuse_shift(hat, row.unit)
        if row.state == ShiftState.OFFERED:
            raise Refused("shift.offered")
        ShiftEntry.objects.create(
            county=row.county, log=row, at=now, post=hat.post_id, words=text,
            is_addition=row.state == ShiftState.SIGNED,
        )  # fmt: skip
        _note(row, "shift.noted", hat, now)


def offer(hat: Hat, log: UUID, words: str, *, now: datetime) -> None:
    """Write the hand-over, keep the open matters as they stand, and sign as the outgoing one.

    Refuses `row.unknown`, `shift.not_yours`, `shift.words_missing`, `shift.words_too_long`, `shift.not_open`.
    """
    text = _words(words, "words")
    with locked(ShiftLog, county=hat.county, key=log) as row:
        refuse_shift(hat, row.unit)
        if row.state != ShiftState.OPEN:
            raise Refused("shift.not_open")
        row.state, row.words = ShiftState.OFFERED, text
        row.outgoing_by, row.outgoing_account, row.outgoing_at = hat.post_id, hat.account_id, now
        row.save_changes()
        ShiftMatter.objects.filter(county=row.county, log=row).delete()
        ShiftMatter.objects.bulk_create(_matters(row, now))
        _note(row, "shift.offered", hat, now)


def sign(hat: Hat, log: UUID, *, now: datetime) -> UUID:
    """Sign as the incoming one: the shift is closed for good and mine begins; return the id of mine.

    Refuses `row.unknown`, `shift.not_yours`, `shift.not_offered`, and `shift.own_signature` for the outgoing person,
    whichever post is worn.
    """
    with locked(ShiftLog, county=hat.county, key=log) as row:
        _incoming(hat, row)
        row.state = ShiftState.SIGNED
        row.incoming_by, row.incoming_account, row.incoming_at = hat.post_id, hat.account_id, now
        row.save_changes()
        _note(row, "shift.signed", hat, now)
        claim([uuid5(ROOM, f"{row.county}:{row.unit}")])
        own = ShiftLog.objects.filter(county=row.county, unit=row.unit, opened_by=hat.post_id)
        going = own.exclude(state=ShiftState.SIGNED).values_list("id", flat=True).first()
        return going or _begin(hat, row.unit, now, before=row.id).id


def refuse_offer(hat: Hat, log: UUID, reason: str, *, now: datetime) -> None:
    """Do not sign, and say why: the shift goes on as the outgoing one's.

    Refuses what `sign` refuses, `shift.words_missing`, `shift.words_too_long`.
    """
    text = _words(reason, "reason")
    with locked(ShiftLog, county=hat.county, key=log) as row:
        _incoming(hat, row)
        row.state, row.refusal = ShiftState.OPEN, text
        row.save_changes()
        _note(row, "shift.refused", hat, now)


def _begin(hat: Hat, unit: str, now: datetime, before: UUID | None = None) -> ShiftLog:
    row = ShiftLog.objects.create(
        county=hat.county, unit=unit, state=ShiftState.OPEN, opened_by=hat.post_id, from_at=now, before=before
    )
    _note(row, "shift.opened", hat, now)
    return row


def _incoming(hat: Hat, row: ShiftLog) -> None:
    refuse_shift(hat, row.unit)
    if row.state != ShiftState.OFFERED:
        raise Refused("shift.not_offered")
    if hat.account_id == row.outgoing_account:
        raise Refused("shift.own_signature")


def _matters(row: ShiftLog, now: datetime) -> list[ShiftMatter]:
    found = [
        ("case", one.id, one.number, one.category, _why(one))
        for one in cannot_wait(row.county, row.unit, now)
    ] + [
        ("alarm", group.id, "", group.kind, CarriedWhy.ALARM)
        for group in open_groups(row.county, row.unit, most=None)
    ]
    return [
        ShiftMatter(
            county=row.county, log=row, kind=kind, subject=subject, number=number, category=category, why=why,
            order=order,
        )
        for order, (kind, subject, number, category, why) in enumerate(found)
    ]  # fmt: skip


def _why(one: Brief) -> CarriedWhy:
    if one.is_unpassed:
        return CarriedWhy.UNPASSED
    return CarriedWhy.DANGER if one.is_danger else CarriedWhy.LATE


def _words(words: str, field: str) -> str:
    text = words.strip()
    if not text:
        raise Refused("shift.words_missing", field=field)
    if len(text) > WORDS_MOST[field]:
        raise Refused("shift.words_too_long", field=field, limit=WORDS_MOST[field])
    return text


def _note(row: ShiftLog, kind: str, hat: Hat, now: datetime) -> None:
    record(
        county=row.county, subject=row.id, kind=kind, at=now, actor=hat.account_id.hex,
        payload={"unit": row.unit, "hat": hat.post_id.hex, "post": hat.kind},
    )  # fmt: skip
