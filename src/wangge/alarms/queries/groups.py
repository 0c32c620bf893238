"""Which alarms wait for a person, what became of the others, and what does a group consist of?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.alarms.models import Device, Group, Message, Still, Warned
from wangge.alarms.policies import in_sight, under
from wangge.people.hats import Hat
from wangge.people.queries import names_of
from wangge.rules.alarms import AlarmKind, GroupState
from wangge.rules.errors import Refused

SHOWN_MOST = 200
PAGE = 100


@dataclass(frozen=True, slots=True)
class AlarmGroup:
    """A group that waits for a person, as maps, walls and bulletins see it."""

    id: UUID
    kind: str
    unit: str
    lon: float | None
    lat: float | None
    place: str
    count: int
    first_at: datetime
    last_at: datetime
    level: int
    opened_at: datetime
    is_storm: bool
    status: str  # actual, test or exercise


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as its own pages see it."""

    group: AlarmGroup
    state: GroupState
    raised: bool
    turns: int
    flapping: bool
    device: str
    department: str
    verdict: str
    reason: str
    words: str
    judged_at: datetime | None
    judged_by: str
    case: UUID | None
    parent: UUID | None
    gathered: int  # how many groups were gathered into it


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a group."""

    id: UUID
    device: str
    place: str
    at: datetime
    received_at: datetime
    state: str
    value: float | None
    level: int
    source: str


@dataclass(frozen=True, slots=True)
class WarnedRow:
    """One public warning of a group."""

    sender: str
    identifier: str
    sent: datetime
    message_type: str
    event: str
    headline: str
    severity: str
    expires: datetime | None
    units: tuple[str, ...]


def open_groups(county: str, unit: str, *, most: int | None = SHOWN_MOST) -> list[AlarmGroup]:
    """Return what waits for a person in a unit and below it, the worst first, then the longest waiting."""
    return [_seen(row) for row in _open(county, unit).order_by("-level", "opened_at", "id")[:most]]


def open_count(county: str, unit: str) -> int:
    """Return how many groups wait for a person in a unit and below it."""
    return _open(county, unit).count()


def waiting(hat: Hat, *, kind: str = "", unit: str = "") -> list[GroupRow]:
    """Return what waits in a hat's sight, the worst first."""
    rows = _narrowed(hat, kind, unit).filter(state=GroupState.OPEN).order_by("-level", "opened_at", "id")
    return _rows(hat, list(rows[:SHOWN_MOST]))


def waiting_by_kind(hat: Hat, *, unit: str = "") -> dict[str, int]:
    """Return how many groups of each kind wait in a hat's sight."""
    rows = _narrowed(hat, "", unit).filter(state=GroupState.OPEN).values("kind").annotate(n=Count("id"))
    return {row["kind"]: row["n"] for row in rows}


def judged(hat: Hat, *, kind: str = "", unit: str = "") -> list[GroupRow]:
    """Return what was judged last in a hat's sight, the last judged first."""
    rows = _narrowed(hat, kind, unit).filter(state=GroupState.JUDGED).order_by("-judged_at", "-id")
    return _rows(hat, list(rows[:50]))


def group(hat: Hat, key: UUID) -> GroupRow:
    """Return one group in sight; refuse `row.unknown`."""
    row = Group.objects.filter(in_sight(hat), pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _rows(hat, [row])[0]


def messages_of(hat: Hat, key: UUID, *, before: str = "") -> tuple[list[MessageRow], str]:
    """Return a page of a group's messages, the newest first, and where the next page begins (empty: nowhere).

    A storm's are those of all groups that it gathered.
    """
    keys = [key, *Group.objects.filter(county=hat.county, parent=key).values_list("pk", flat=True)]
    rows = Message.objects.filter(county=hat.county, group__in=keys).order_by("-at", "-id")
    if before:
        at, _, last = before.partition("~")
        moment = _moment(at)
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, id__lt=_key(last)))
    found = list(rows[: PAGE + 1])
    devices = Device.objects.in_bulk([row.device for row in found if row.device])
    shown = [
        MessageRow(
            row.id, devices[row.device].code if row.device in devices else "",
            devices[row.device].place if row.device in devices else "", row.at, row.received_at, row.state, row.value,
            row.level, row.source,
        )
        for row in found[:PAGE]
    ]  # fmt: skip
    after = f"{shown[-1].at.isoformat()}~{shown[-1].id.hex}" if len(found) > PAGE else ""
    return shown, after


def warnings_of(hat: Hat, key: UUID) -> list[WarnedRow]:
    """Return the public warnings of a group, in the order in which they were sent."""
    rows = Warned.objects.filter(county=hat.county, group=key).order_by("sent", "id")
    return [
        WarnedRow(
            row.sender, row.identifier, row.sent, row.message_type, row.event, row.headline, row.severity,
            row.expires, tuple(row.units.split(";")) if row.units else (),
        )
        for row in rows
    ]  # fmt: skip


def stills_of(hat: Hat, key: UUID) -> list[tuple[str, datetime, datetime]]:
    """Return the still images beside a group: digest, moment, and until when each is kept."""
    rows = Still.objects.filter(county=hat.county, group=key).order_by("at")
    return list(rows.values_list("sha256", "at", "until"))


def named_stills() -> Iterator[str]:
    """Yield the digest of every file that a still image's row names, in every county."""
    yield from Still.objects.values_list("sha256", flat=True).iterator(chunk_size=5000)


def _open(county: str, unit: str) -> "QuerySet[Group]":
    return Group.objects.filter(under(county, unit), county=county, state=GroupState.OPEN)


def _narrowed(hat: Hat, kind: str, unit: str) -> "QuerySet[Group]":
    rows = Group.objects.filter(in_sight(hat))
    if kind in set(AlarmKind):
        rows = rows.filter(kind=kind)
    return rows.filter(under(hat.county, unit)) if unit else rows


def _rows(hat: Hat, found: list[Group]) -> list[GroupRow]:
    names = names_of([row.judged_by for row in found if row.judged_by])
    devices = Device.objects.in_bulk([row.device for row in found if row.device])
    storms = [row.id for row in found if row.device is None]
    gathered: dict[UUID | None, int] = {}
    for parent in Group.objects.filter(county=hat.county, parent__in=storms).values_list("parent", flat=True):
        gathered[parent] = gathered.get(parent, 0) + 1
    return [
        GroupRow(
            _seen(row), GroupState(row.state), row.raised, row.turns, row.flapping,
            devices[row.device].code if row.device in devices else "", row.department, row.verdict, row.reason,
            row.words, row.judged_at, names.get(row.judged_by, "") if row.judged_by else "", row.case, row.parent,
            gathered.get(row.id, 0),
        )
        for row in found
    ]  # fmt: skip


def _seen(row: Group) -> AlarmGroup:
    return AlarmGroup(
        row.id, row.kind, row.unit, None if row.lon_e7 is None else row.lon_e7 / 1e7,
        None if row.lat_e7 is None else row.lat_e7 / 1e7, row.place, row.count, row.first_at, row.last_at, row.level,
        row.opened_at, row.device is None and row.kind != AlarmKind.WARNING, row.status,
    )  # fmt: skip


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("row.unknown", row=text[:40]) from None
    if at.tzinfo is None:
        raise Refused("row.unknown", row=text[:40])
    return at


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("row.unknown", row=text[:40]) from None
