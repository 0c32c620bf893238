"""What happened in a shift, what is carried over, and which shifts nobody has signed for?

What the room's own doings are is asked of the packages that hold them, never copied; only what was open at the
hand-over is kept as it stood then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.alarms.queries.judgements import judged_between
from wangge.cases.queries.within import filed_between
from wangge.foundation.history import Happened, events_of
from wangge.opscentre.models import ShiftEntry, ShiftLog, ShiftMatter
from wangge.people.hats import Hat
from wangge.people.queries import posts_by_id
from wangge.people.queries.duty import emergencies_of, label_of
from wangge.rules.errors import Refused
from wangge.rules.shifts import CarriedWhy, ShiftState

LISTED_MOST = 60


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift as lists show it."""

    id: UUID
    unit: str
    state: ShiftState
    opened_by: str
    from_at: datetime
    until_at: datetime | None  # when it was signed over
    outgoing: str
    incoming: str


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that happened in a shift by itself: a case filed, an alarm judged, an emergency."""

    at: datetime
    kind: str  # case | alarm | emergency
    subject: UUID
    number: str
    category: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that somebody wrote."""

    at: datetime
    by: str
    words: str
    is_addition: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A matter that was open at the hand-over."""

    kind: str
    subject: UUID
    number: str
    category: str
    why: CarriedWhy


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A whole shift, ready to be printed."""

    row: ShiftRow
    words: str
    refusal: str
    outgoing_at: datetime | None
    outgoing_account: UUID | None
    entries: Sequence[Entry]
    doings: Sequence[Doing]
    carried: Sequence[Carried]
    before: UUID | None
    history: Sequence[Happened]


def shifts(county: str, unit: str) -> list[ShiftRow]:
    """Return the shifts of a unit's room: those not handed over first, then the newest. Two statements."""
    rows = ShiftLog.objects.filter(county=county, unit=unit).order_by("-from_at", "-id")
    going = list(rows.exclude(state=ShiftState.SIGNED))
    return _rows(county, [*going, *rows.filter(state=ShiftState.SIGNED)[:LISTED_MOST]])


def shift(county: str, key: UUID, *, now: datetime) -> ShiftSheet:
    """Return one shift with everything on its sheet; refuse `row.unknown`."""
    row = ShiftLog.objects.filter(county=county, id=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex[:12])
    entries = list(ShiftEntry.objects.filter(county=county, log=row).order_by("at", "id"))
    posts = posts_by_id(county, [entry.post for entry in entries])
    matters = ShiftMatter.objects.filter(county=county, log=row).order_by("order")
    return ShiftSheet(
        row=_rows(county, [row])[0], words=row.words, refusal=row.refusal, outgoing_at=row.outgoing_at,
        outgoing_account=row.outgoing_account,
        entries=[Entry(one.at, _named(posts[one.post]), one.words, one.is_addition) for one in entries],
        doings=_doings(county, row.unit, row.from_at, row.incoming_at or now),
        carried=[Carried(one.kind, one.subject, one.number, one.category, CarriedWhy(one.why)) for one in matters],
        before=row.before, history=events_of(county, row.id),
    )  # fmt: skip


def _doings(county: str, unit: str, since: datetime, until: datetime) -> list[Doing]:
    found = [
        Doing(case.at, "case", case.id, case.number, case.category)
        for case in filed_between(county, unit, since, until)
    ]
    found += [
        Doing(one.at, "alarm", one.group, "", one.kind) for one in judged_between(county, unit, since, until)
    ]
    found += [
        Doing(row.since, "emergency", row.id, "", row.unit)
        for row in emergencies_of(county, unit, since=since)
        if since <= row.since < until
    ]
    return sorted(found, key=lambda doing: (doing.at, doing.subject.hex))


def _rows(county: str, rows: list[ShiftLog]) -> list[ShiftRow]:
    keys = {key for row in rows for key in (row.opened_by, row.outgoing_by, row.incoming_by) if key}
    names = {key: _named(hat) for key, hat in posts_by_id(county, keys).items()}
    return [
        ShiftRow(
            row.id, row.unit, ShiftState(row.state), names.get(row.opened_by, ""), row.from_at, row.incoming_at,
            names.get(row.outgoing_by, "") if row.outgoing_by else "",
            names.get(row.incoming_by, "") if row.incoming_by else "",
        )
        for row in rows
    ]  # fmt: skip


def _named(hat: Hat) -> str:
    return f"{label_of(hat)} · {hat.name}"
