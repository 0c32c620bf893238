"""Which groups does a batch begin or go on with, and how are they written in few statements?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from wangge.alarms.models import Device, Group, Message
from wangge.foundation.bulk import insert_made, update_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.recording import ChainEnd, Happening, record_many
from wangge.foundation.rows import made
from wangge.rules.alarms import AlarmKind, AlarmState, Gathered, Gatherer, GroupState, Outcome, Said, Terms
from wangge.territory.queries import units

CHANGES = (
    "state",
    "count",
    "first_at",
    "last_at",
    "level",
    "raised",
    "turns",
    "flapping",
    "parent",
    "seq",
    "chain",
)


class Groups:
    """The groups that a batch may touch, held until its transaction ends."""

    def __init__(
        self, county: str, messages: Sequence[Said], terms: Mapping[AlarmKind, Terms], *, now: datetime
    ) -> None:
        self._county, self._messages, self._terms, self._now = county, messages, terms, now
        self._rows: dict[UUID, Group] = {}
        self._out = Outcome()

    def gather(self) -> Mapping[UUID, UUID | None]:
        """Return the group of each message; None where it waits until it is repeated."""
        if not self._messages:
            return {}
        self._rows = {row.id: row for row in self._held()}
        held = [_gathered(row) for row in self._rows.values()]
        gatherer = Gatherer(held, self._waiting(), self._terms, uuid7)
        self._out = gatherer.take(self._messages)
        return self._out.where

    def write(self, devices: Mapping[UUID, Device]) -> None:
        """Write what was begun and what changed, and record each group that a person is now asked about."""
        begun = [one for one in self._out.touched.values() if one.is_new]
        rows = [self._begun(one, devices) for one in begun]
        changed = [one for one in self._out.touched.values() if not one.is_new]
        ends = {key: ChainEnd(row.seq, row.chain) for key, row in self._rows.items()}
        happenings = [Happening(row.id, "alarm.raised", self._now, _raised(row)) for row in rows]
        happenings += [
            Happening(one.key, "alarm.gathered", self._now, {"into": one.parent.hex if one.parent else ""})
            for one in changed
            if one.state is GroupState.GATHERED
        ]
        new_ends = (
            record_many(self._county, happenings, recorded_at=self._now, ends=ends) if happenings else {}
        )
        for row in rows:
            row.seq, row.chain = new_ends[row.id]
        insert_made(rows)
        ends |= new_ends
        update_rows(
            Group, self._county, CHANGES, {one.key: self._changes(one, ends[one.key]) for one in changed}
        )
        self._adopt()

    def _adopt(self) -> None:
        # What had waited for its repetition joins the group that it began.
        mine = {said.key for said in self._messages}
        old = {key: (group,) for key, group in self._out.where.items() if key not in mine}
        update_rows(Message, self._county, ("group",), old)

    def _held(self) -> list[Group]:
        first = min(said.at for said in self._messages)
        since = first - max(max(one.storm, one.dedupe, one.flap) for one in self._terms.values())
        devices = {said.device for said in self._messages}
        kinds = {said.kind for said in self._messages}
        # Open groups without a device of the batch count for a storm only while they are fresh.
        fresh = Q(state=GroupState.OPEN, kind__in=kinds, first_at__gte=since)
        storm = Q(device=None, kind__in=kinds, last_at__gte=since)
        own = Q(device__in=devices) & (Q(state=GroupState.OPEN) | Q(last_at__gte=since))
        rows = Group.objects.filter(county=self._county, status="actual").exclude(kind=AlarmKind.WARNING)
        return list(rows.filter(fresh | storm | own))

    def _waiting(self) -> list[Said]:
        kinds = {said.kind: self._terms[said.kind] for said in self._messages}
        patient = {kind: one for kind, one in kinds.items() if one.repeat_n > 1}
        if not patient:
            return []
        by_device = {said.device: said for said in self._messages if said.kind in patient}
        since = min(said.at for said in by_device.values()) - max(one.repeat for one in patient.values())
        rows = Message.objects.filter(
            county=self._county,
            group=None,
            device__in=list(by_device),
            at__gte=since,
            state=AlarmState.RAISED,
        ).order_by("at")
        found = []
        for row in rows:
            like = by_device[row.device] if row.device else None
            if like is not None:
                found.append(Said(row.id, like.device, like.kind, like.unit, like.path, like.area, row.at,
                                  AlarmState(row.state), row.level))  # fmt: skip
        return found

    def _begun(self, one: Gathered, devices: Mapping[UUID, Device]) -> Group:
        device = devices.get(one.device) if one.device else None
        stands = (
            {
                "place": device.place,
                "lon_e7": device.lon_e7,
                "lat_e7": device.lat_e7,
                "department": device.department,
            }
            if device
            else {}
        )
        return made(
            Group, id=one.key, county=self._county, kind=one.kind, unit=one.unit, path=one.path, area=one.area,
            device=one.device, state=one.state, count=one.count, first_at=one.first_at, last_at=one.last_at,
            opened_at=self._now, level=one.level, raised=one.raised, turns=one.turns, flapping=one.flapping, **stands,
        )  # fmt: skip

    @staticmethod
    def _changes(one: Gathered, end: ChainEnd) -> tuple[object, ...]:
        return (
            one.state, one.count, one.first_at, one.last_at, one.level, one.raised, one.turns, one.flapping,
            one.parent, end.seq, end.hash,
        )  # fmt: skip


def _gathered(row: Group) -> Gathered:
    return Gathered(
        row.id, AlarmKind(row.kind), row.unit, row.path, row.area, row.device, row.first_at, row.last_at, row.level,
        GroupState(row.state), row.count, row.raised, row.turns, row.flapping, row.parent,
    )  # fmt: skip


def _raised(row: Group) -> dict[str, object]:
    return {
        "kind": row.kind, "unit": row.unit, "level": row.level, "is_storm": row.device is None,
        "device": row.device.hex if row.device else "", "first_at": row.first_at.isoformat(), "status": row.status,
    }  # fmt: skip


def area_of(county: str, path: str, level: int) -> str:
    """Return the unit on a path at a level of territory; the county where the path does not reach it."""
    return _area_of(path, level, id(units(county)), county)


@lru_cache(maxsize=8192)
def _area_of(path: str, level: int, _plan: int, county: str) -> str:
    known = units(county)
    found = [code for code in path.split("/") if code in known and known[code].level <= level]
    return found[-1] if found else county
