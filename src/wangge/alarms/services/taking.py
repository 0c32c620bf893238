"""Messages come in: known, checked, grouped and written in one transaction, a batch at a time.

What cannot be taken is set aside and never holds up the rest; the same message sent again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from wangge.alarms.models import Device, Message
from wangge.alarms.queries.terms import seconds_of, terms, usual_levels
from wangge.alarms.services.asides import Fault, set_aside
from wangge.alarms.services.grouping import Groups, area_of
from wangge.cases.queries.desk import desk
from wangge.foundation.bulk import insert_rows, update_rows
from wangge.foundation.locking import claim, writing
from wangge.foundation.recording import ChainEnd, Happening, record_many
from wangge.rules.alarm_messages import MessageKind, Told, check_clock, message_key
from wangge.rules.alarms import AlarmKind, AlarmRule, AlarmState, Said, level_of
from wangge.rules.errors import Refused

# One county's batches follow one another: which group a message joins depends on the one before it.
LINE = UUID("6f1c8a4e-0f0b-5d0e-9c39-2b0a5a5f7d11")
HEARD_EVERY = timedelta(seconds=30)  # a device that speaks often is noted so often; our assumption


class Became(StrEnum):
    """What became of a message."""

    TAKEN = "taken"
    AGAIN = "again"
    HEARD = "heard"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as a door read it, or as it refused to."""

    source: str
    device: str
    told: Told | Refused


class _Line(NamedTuple):
    # The columns of a message in the order of MESSAGE_FIELDS.
    id: UUID
    county: str
    device: UUID | None
    group: UUID | None
    at: datetime
    received_at: datetime
    state: str
    value: float | None
    level: int
    source: str


MESSAGE_FIELDS = _Line._fields


def take(county: str, arrivals: Sequence[Arrival], *, now: datetime) -> list[Became | Refused]:
    """Take a batch in and return what became of each message, in their order; a Refused was set aside."""
    with writing():
        claim([uuid5(LINE, county)])
        batch = _Batch(county, arrivals, now)
        batch.read()
        batch.write()
    return batch.outcomes


class _Batch:
    def __init__(self, county: str, arrivals: Sequence[Arrival], now: datetime) -> None:
        self._county, self._arrivals, self._now = county, arrivals, now
        today = desk(county).today(now)
        self._terms, self._usual = terms(county, today), usual_levels(county, today)
        self._ahead = seconds_of(county, today, AlarmRule.CLOCK)
        codes = {one.device for one in arrivals}
        self._devices = {row.code: row for row in Device.objects.filter(county=county, code__in=codes)}
        self._heard: dict[UUID, Device] = {}
        self._said: dict[UUID, tuple[Said, Arrival]] = {}
        self._keys: list[UUID | None] = []  # of each message, where it is one to be written
        self._key: UUID | None = None
        self.outcomes: list[Became | Refused] = []

    def read(self) -> None:
        for arrival in self._arrivals:
            self._key = None
            try:
                self.outcomes.append(self._one(arrival))
            except Refused as refused:
                self.outcomes.append(refused)
            self._keys.append(self._key)
        asked = Message.objects.filter(county=self._county, pk__in=list(self._said))
        there = set(asked.values_list("pk", flat=True))
        for number, key in enumerate(self._keys):
            if key in there:
                self.outcomes[number] = Became.AGAIN
        for key in there:
            del self._said[key]

    def _one(self, arrival: Arrival) -> Became:
        device, told = self._devices.get(arrival.device), arrival.told
        if isinstance(told, Refused):
            raise told
        if device is None:
            raise Refused("alarm.unknown_device", device=arrival.device)
        check_clock(told.at, self._now, self._ahead)
        self._heard[device.id] = device
        said = self._judged(device, told)
        if told.kind is MessageKind.BEAT or (said is None):
            return Became.HEARD
        if said.key in self._said:
            return Became.AGAIN
        self._said[said.key], self._key = (said, arrival), said.key
        return Became.TAKEN

    def _judged(self, device: Device, told: Told) -> Said | None:
        # A reading below its thresholds says that all is well; only the end of an alarm is written down.
        kind = AlarmKind(device.kind)
        usual, state = self._usual[kind], told.state
        level = usual
        if told.value is not None:
            found = level_of(told.value, warns=device.warns, endangers=device.endangers, usual=usual)
            level = found or usual
            if state is None:
                state = AlarmState.RAISED if found else AlarmState.CLEARED
        if state is None:
            return None
        area = area_of(self._county, device.path, self._terms[kind].storm_level)
        key = message_key(device.code, told)
        return Said(key, device.id, kind, device.unit, device.path, area, told.at, state, level)

    def write(self) -> None:
        messages = [said for said, _ in self._said.values()]
        groups = Groups(self._county, messages, self._terms, now=self._now)
        where = groups.gather()
        lines = [
            self._line(said, arrival, where.get(said.key))
            for said, arrival in self._said.values()
            # "All is well" from a thing that nobody worried about is no row.
            if not (where.get(said.key) is None and said.state is AlarmState.CLEARED)
        ]
        insert_rows(Message, MESSAGE_FIELDS, lines)
        groups.write({row.id: row for row in self._devices.values()})
        self._note_heard()
        faults = [
            Fault(one.source, one.device, outcome, _known(one.told))
            for one, outcome in zip(self._arrivals, self.outcomes, strict=True)
            if isinstance(outcome, Refused)
        ]
        if faults:
            set_aside(self._county, faults, now=self._now)

    def _line(self, said: Said, arrival: Arrival, group: UUID | None) -> _Line:
        value = arrival.told.value if isinstance(arrival.told, Told) else None
        return _Line(
            said.key, self._county, said.device, group, said.at, self._now, said.state, value, said.level,
            arrival.source,
        )  # fmt: skip

    def _note_heard(self) -> None:
        late = [
            one
            for one in self._heard.values()
            if one.heard_at is None or one.silent_since or self._now - one.heard_at > HEARD_EVERY
        ]
        note_changes(self._county, [one for one in late if one.silent_since], "device.heard", now=self._now)
        for one in late:
            one.heard_at, one.silent_since = self._now, None
        fields = ("heard_at", "silent_since", "seq", "chain")
        update_rows(
            Device, self._county, fields, {one.id: [getattr(one, name) for name in fields] for one in late}
        )


def note_changes(county: str, devices: Iterable[Device], kind: str, *, now: datetime) -> None:
    """Record one event for each device, and give its row the new end of its chain; the caller saves the rows."""
    named = {one.id: one for one in devices}
    if not named:
        return
    happenings = [
        Happening(key, kind, now, {"kind": one.kind, "unit": one.unit}) for key, one in named.items()
    ]
    ends: Mapping[UUID, ChainEnd] = {
        key: ChainEnd(one.seq, one.chain) for key, one in named.items() if one.seq
    }
    for key, end in record_many(county, happenings, recorded_at=now, ends=ends).items():
        named[key].seq, named[key].chain = end


def _known(told: Told | Refused) -> str:
    if isinstance(told, Refused):
        return ""
    parts = (told.id, told.at.isoformat(), told.state, told.value)
    return " ".join(str(part) for part in parts if part is not None)
