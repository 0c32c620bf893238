"""A public warning comes in by CAP: a group of its own for a person, gone on with by Update, ended by Cancel."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from wangge.alarms.cap import Warning, read_cap
from wangge.alarms.models import Group, Message, Warned
from wangge.alarms.queries.terms import seconds_of
from wangge.alarms.services.asides import Fault, set_aside
from wangge.alarms.services.taking import LINE, Became
from wangge.cases.queries.desk import desk
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import claim, locked, writing
from wangge.foundation.recording import ChainEnd, record
from wangge.rules.alarm_messages import check_clock
from wangge.rules.alarms import AlarmKind, AlarmRule, AlarmState, GroupState
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.warned_areas import Area, common_path
from wangge.territory.queries import UnitRow, locator, units

UNITS_MOST = 500  # letters of the column


def take_cap(county: str, source: str, body: bytes, *, now: datetime) -> Became | Refused:
    """Take one CAP message in; what is refused is set aside and returned."""
    with writing():
        claim([uuid5(LINE, county)])
        try:
            return _take(county, source, read_cap(body), now)
        except Refused as refused:
            set_aside(county, [Fault(source, "", refused)], now=now)
            return refused


def _take(county: str, source: str, told: Warning, now: datetime) -> Became:
    check_clock(told.sent, now, seconds_of(county, desk(county).today(now), AlarmRule.CLOCK))
    if Warned.objects.filter(
        county=county, sender=told.sender, identifier=told.identifier, sent=told.sent
    ).exists():
        return Became.AGAIN
    touched = _touched(county, told.area)
    group = _earlier(county, told)
    if told.message_type == "Cancel" and group is None:
        raise Refused("alarm.cap_unknown_reference", field="references")
    if group is None and not touched:
        raise Refused("alarm.cap_elsewhere", field="area")
    if group is None:
        group = _begin(county, told, touched, now)
    else:
        _go_on(group, told, touched, now)
    _write(group, source, told, touched, now)
    return Became.TAKEN


def _earlier(county: str, told: Warning) -> Group | None:
    # Judged once and gone on with, it is asked about anew: the warning has changed.
    for sender, identifier in told.references:
        row = (
            Warned.objects.filter(county=county, sender=sender, identifier=identifier)
            .order_by("-sent")
            .first()
        )
        group = Group.objects.filter(county=county, pk=row.group).first() if row else None
        if group and (group.state == GroupState.OPEN or told.message_type == "Cancel"):
            return group
    return None


def _begin(county: str, told: Warning, touched: list[UnitRow], now: datetime) -> Group:
    unit, path = _place([unit.path for unit in touched], county)
    group = Group(
        id=uuid7(now), county=county, kind=AlarmKind.WARNING, status=told.status, unit=unit, path=path, area=unit,
        state=GroupState.OPEN, count=0, first_at=told.sent, last_at=told.sent, opened_at=now,
        level=told.level, raised=True, turns=0, flapping=False,
        place=(told.headline or told.event)[:200],
    )  # fmt: skip
    group.seq, group.chain = record(
        county=county, subject=group.id, kind="alarm.raised", at=now,
        payload={
            "kind": group.kind, "unit": unit, "level": group.level, "is_storm": False, "device": "",
            "first_at": told.sent.isoformat(), "status": told.status,
        },
    )  # fmt: skip
    group.count = 1
    group.save(force_insert=True)
    return group


def _place(paths: Sequence[Sequence[str]], county: str) -> tuple[str, str]:
    # The smallest unit that holds all of it, and its path as a row keeps it.
    path = common_path(paths) or [county]
    unit = path[-1] if path[-1] in units(county) else county
    return unit, "".join(f"{code}/" for code in path)


def _go_on(found: Group, told: Warning, touched: list[UnitRow], now: datetime) -> None:
    with locked(Group, county=found.county, key=found.id) as group:
        # What reaches further than before is seen by all whom it reaches now.
        paths = [group.path.strip("/").split("/"), *(unit.path for unit in touched)]
        group.unit, group.path = _place(paths, group.county)
        group.area = group.unit
        group.count, group.last_at = group.count + 1, max(group.last_at, told.sent)
        group.raised = told.message_type != "Cancel"
        if group.raised:
            group.level = told.level
        group.seq, group.chain = record(
            county=group.county, subject=group.id, kind="alarm.changed", at=now,
            after=ChainEnd(group.seq, group.chain),
            payload={"kind": group.kind, "unit": group.unit, "level": group.level, "raised": group.raised},
        )  # fmt: skip
        group.save_changes()


def _write(group: Group, source: str, told: Warning, touched: list[UnitRow], now: datetime) -> None:
    state = AlarmState.CLEARED if told.message_type == "Cancel" else AlarmState.RAISED
    Message.objects.create(
        county=group.county,
        group=group.id,
        at=told.sent,
        received_at=now,
        state=state,
        level=told.level,
        source=source,
    )
    Warned.objects.create(
        county=group.county, group=group.id, source=source, sender=told.sender, identifier=told.identifier,
        sent=told.sent, status=told.status, message_type=told.message_type, event=told.event, headline=told.headline,
        severity=told.severity, expires=told.expires, units=_named(touched),
    )  # fmt: skip


def _named(touched: list[UnitRow]) -> str:
    # As many as the column holds, of the communities: a list of grids tells nobody anything.
    codes = list(dict.fromkeys(_community(unit) for unit in touched))
    while len(";".join(codes)) > UNITS_MOST:
        codes.pop()
    return ";".join(codes)


def _community(unit: UnitRow) -> str:
    return unit.path[-2] if unit.level == Level.GRID and len(unit.path) > 1 else unit.code


def _touched(county: str, area: Area) -> list[UnitRow]:
    known, found = units(county), locator(county)
    named = [known[code] for code in area.codes if code in known]
    if county in area.codes and county not in known:
        return [row for row in known.values() if row.parent in {"", county}]
    lowest = max((row.level for row in known.values()), default=Level.GRID)
    inside = [row for row in known.values() if row.level == lowest and row.point and area.holds(*row.point)]
    corners = [found.place(lon, lat, 0) for lon, lat in area.corners()]
    codes = {code for place in corners for code in (place.unit, *place.candidates) if code in known}
    there: dict[str, UnitRow] = {
        row.code: row for row in (*named, *inside, *(known[code] for code in sorted(codes)))
    }
    return list(there.values())
