"""Which alarms are one matter: threshold, repeat, dedupe window, flapping, storm; and which device has fallen silent?

Windows count by the devices' own moments, so that a backlog delivered late is grouped as it would have been in time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID


class AlarmKind(StrEnum):
    """What notices: things and places only; `warning` is a public warning that came by CAP."""

    WATER_LEVEL = "water_level"
    SMOKE = "smoke"
    TILT = "tilt"
    MANHOLE = "manhole"
    BIN = "bin"
    FIRE_LANE = "fire_lane"
    WARNING = "warning"


DEVICE_KINDS = tuple(kind for kind in AlarmKind if kind is not AlarmKind.WARNING)


class Severity(IntEnum):
    """How bad: the four colours of public warnings, blue to red."""

    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4


class AlarmState(StrEnum):
    """What a message says of the thing."""

    RAISED = "raised"
    CLEARED = "cleared"


class GroupState(StrEnum):
    """Where a group stands: it waits for a person, was judged, or was gathered into a storm."""

    OPEN = "open"
    JUDGED = "judged"
    GATHERED = "gathered"


class Verdict(StrEnum):
    """What a person makes of it."""

    CASE = "case"
    NOTHING = "nothing"


class AlarmRule(StrEnum):
    """Which rule a dated row sets."""

    REPEAT = "repeat"
    DEDUPE = "dedupe"
    FLAPPING = "flapping"
    STORM = "storm"
    CLOCK = "clock"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of one kind as they stand on a day."""

    repeat_n: int = 1  # so often within `repeat`: before that nobody is asked
    repeat: timedelta = timedelta(0)
    dedupe: timedelta = timedelta(0)  # how long after a judgement the same again is the same
    flap_n: int = 6  # so many turns, each within `flap` of the one before
    flap: timedelta = timedelta(0)
    storm_n: int = 20  # so many groups of one kind in one area within `storm`
    storm: timedelta = timedelta(0)
    storm_level: int = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a device that is known."""

    key: UUID
    device: UUID
    kind: AlarmKind
    unit: str
    path: str  # codes from the county's top unit to its own, each followed by a slash
    area: str  # the unit in which a storm of its kind is gathered
    at: datetime
    state: AlarmState
    level: int


@dataclass(slots=True)
class Gathered:
    """A group in hand: what a person judges as one."""

    key: UUID
    kind: AlarmKind
    unit: str
    path: str
    area: str
    device: UUID | None  # None: a storm
    first_at: datetime
    last_at: datetime
    level: int
    state: GroupState = GroupState.OPEN
    count: int = 0
    raised: bool = False
    turns: int = 0
    flapping: bool = False
    parent: UUID | None = None
    is_new: bool = False

    @property
    def is_storm(self) -> bool:
        """Say whether it gathers many devices."""
        return self.device is None


def level_of(value: float, *, warns: float | None, endangers: float | None, usual: int) -> int | None:
    """Return how bad a reading is: None below its thresholds; one step worse from the second on."""
    if endangers is not None and value >= endangers:
        return min(usual + 1, Severity.RED)
    return usual if warns is not None and value >= warns else None


def is_silent(heard_at: datetime | None, period: timedelta, now: datetime) -> bool:
    """Say whether a device should have spoken by now; one that never spoke is not there yet."""
    return heard_at is not None and now - heard_at > period


def absorbs(group: Gathered, said: Said, terms: Terms) -> bool:
    """Say whether a message belongs to a group that is there.

    What waits for a person takes all of its device; a storm takes its kind and area while it blows; what was
    judged takes the same again for a while, but never what is worse than was judged.
    """
    since = abs(said.at - group.last_at)
    if group.state is GroupState.OPEN:
        return not group.is_storm or since <= terms.storm
    if group.state is GroupState.GATHERED or said.level > group.level:
        return False
    return since <= terms.dedupe or (group.flapping and since <= terms.flap)


@dataclass(slots=True)
class Outcome:
    """Which message went where (None: it waits until it is repeated), and which groups were begun or touched."""

    where: dict[UUID, UUID | None] = field(default_factory=dict)
    touched: dict[UUID, Gathered] = field(default_factory=dict)


class Gatherer:
    """Groups the messages of one batch, beginning from the groups that are there."""

    def __init__(
        self, held: Iterable[Gathered], waiting: Iterable[Said], terms: Mapping[AlarmKind, Terms],
        new_key: Callable[[datetime], UUID],
    ) -> None:  # fmt: skip
        self._terms, self._new_key = terms, new_key
        self._of_device: dict[UUID, Gathered] = {}
        self._storms: dict[tuple[AlarmKind, str], Gathered] = {}
        self._waiting: dict[UUID, list[Said]] = defaultdict(list)
        self._out = Outcome()
        for group in sorted(held, key=lambda one: one.first_at):  # the latest of a device stands last
            self._hold(group)
        for said in waiting:
            self._waiting[said.device].append(said)

    def take(self, messages: Sequence[Said]) -> Outcome:
        """Return where each message goes."""
        for said in messages:
            group = self._group_for(said)
            self._out.where[said.key] = group.key if group else None
            if group:
                self._add(group, said)
        self._gather_storms()
        return self._out

    def _hold(self, group: Gathered) -> None:
        if group.device is None:
            self._storms[group.kind, group.area] = group
        else:
            self._of_device[group.device] = group

    def _group_for(self, said: Said) -> Gathered | None:
        terms = self._terms[said.kind]
        for group in (self._storms.get((said.kind, said.area)), self._of_device.get(said.device)):
            if group is not None and absorbs(group, said, terms):
                return group
        if said.state is AlarmState.CLEARED:
            return None  # nothing was raised
        waits = [one for one in self._waiting.pop(said.device, []) if said.at - one.at <= terms.repeat]
        if len(waits) + 1 < terms.repeat_n:
            self._waiting[said.device] = [*waits, said]
            return None
        group = self._begin(said)
        for one in waits:
            self._out.where[one.key] = group.key
            self._add(group, one)
        return group

    def _begin(self, said: Said) -> Gathered:
        key = self._new_key(said.at)
        group = Gathered(
            key,
            said.kind,
            said.unit,
            said.path,
            said.area,
            said.device,
            said.at,
            said.at,
            said.level,
            is_new=True,
        )
        self._hold(group)
        return group

    def _add(self, group: Gathered, said: Said) -> None:
        terms, raises = self._terms[said.kind], said.state is AlarmState.RAISED
        if group.count and raises != group.raised and not group.is_storm:
            # Turns that come slowly are weather, not a loose contact.
            group.turns = group.turns + 1 if abs(said.at - group.last_at) <= terms.flap else 1
            group.flapping = group.flapping or group.turns >= terms.flap_n
        group.raised, group.count = raises, group.count + 1
        group.first_at, group.last_at = min(group.first_at, said.at), max(group.last_at, said.at)
        group.level = max(group.level, said.level) if raises else group.level
        self._out.touched[group.key] = group

    def _gather_storms(self) -> None:
        by_area: dict[tuple[AlarmKind, str], list[Gathered]] = defaultdict(list)
        for group in self._of_device.values():
            if group.state is GroupState.OPEN:
                by_area[group.kind, group.area].append(group)
        for (kind, area), groups in by_area.items():
            terms = self._terms[kind]
            latest = max(group.first_at for group in groups)
            near = [group for group in groups if latest - group.first_at <= terms.storm]
            if len(near) >= terms.storm_n and any(group.is_new for group in near):
                self._storm(kind, area, near)

    def _storm(self, kind: AlarmKind, area: str, groups: Sequence[Gathered]) -> None:
        first = groups[0]
        path = first.path[: first.path.index(f"{area}/") + len(area) + 1] if f"{area}/" in first.path else ""
        at = min(group.first_at for group in groups)
        storm = Gathered(
            self._new_key(at), kind, area, path, area, None, at, max(group.last_at for group in groups),
            max(group.level for group in groups), count=sum(group.count for group in groups), raised=True, is_new=True,
        )  # fmt: skip
        dropped = {group.key for group in groups if group.is_new}
        for group in groups:
            if group.is_new:  # nobody has seen it yet
                self._out.touched.pop(group.key, None)
            else:
                group.state, group.parent = GroupState.GATHERED, storm.key
                self._out.touched[group.key] = group
        for key, where in self._out.where.items():
            if where in dropped:
                self._out.where[key] = storm.key
        self._out.touched[storm.key] = storm
        self._hold(storm)
