"""Who is told of a matter by a row of the table, through which channels, and at what moment?

The only answer to it: what is written down to be sent (services/noting.py) and what the administrator's page says would
be sent (queries/preview.py) both come from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from wangge.cases.queries.desk import Desk, desk
from wangge.foundation.sequencing import Placed
from wangge.notifications.models import Channel
from wangge.notifications.queries.book import Book, book
from wangge.people.hats import Hat
from wangge.people.queries import department_holders, holders, posts_by_id
from wangge.people.queries.duty import path_of, quiet_until
from wangge.rules.deadlines import Limit, Unit, due_at
from wangge.rules.notices import Addressee, NoticeRule, goes_out_at
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

KINDS: Mapping[Addressee, frozenset[PostKind]] = {
    Addressee.DEPARTMENT: frozenset({PostKind.HANDLER}),
    Addressee.DESK: frozenset({PostKind.SHIFT_LEADER, PostKind.DISPATCHER, PostKind.DUTY_OFFICER}),
    Addressee.SUPERVISORS: frozenset({PostKind.OVERSEER}),
    Addressee.ACCOUNTABLE: frozenset({PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER, PostKind.SHIFT_LEADER}),
}
NAMED = 2  # a grid is known by its community


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message may say of an event, and of whom it speaks."""

    subject: UUID
    event: str
    kind: str  # a category or a kind of alarm; empty where the event has none
    at: datetime
    actor: str
    units: tuple[str, ...]  # from the county down
    department: str
    facts: Mapping[str, str]
    danger: bool
    posts: tuple[str, ...] = ()  # that it names itself


@dataclass
class Telling:
    """A county at one moment: what was asked of the database is asked once."""

    county: str
    now: datetime
    _departments: dict[str, list[Hat]] = field(default_factory=dict)
    _quiet: dict[str, datetime | None] = field(default_factory=dict)

    def matter(self, event: Placed, number: str, *, danger: bool) -> Matter:
        """Return what may be told of an event."""
        payload = event.payload
        path, kind = payload.get("units"), str(payload.get("category") or payload.get("kind") or "")
        codes = tuple(map(str, path)) if isinstance(path, list) else self.path(str(payload.get("unit") or ""))
        category, known = self._desk.categories.get(kind), units(self.county)
        facts = {
            "number": number, "unit": " · ".join(known[code].name for code in codes[-NAMED:] if code in known),
            "kind": category.zh if category else "",
            "kind/en": category.name("en") if category else "", "due": self._local(str(payload.get("due_at") or "")),
        }  # fmt: skip
        if period := payload.get("period"):
            facts["period"] = str(period)
        department, named = str(payload.get("department", "")), payload.get("posts")
        posts = tuple(map(str, named)) if isinstance(named, list) else ()
        return Matter(
            event.subject, event.kind, kind, event.at, event.actor, codes, department, facts, danger, posts
        )

    def path(self, unit: str) -> tuple[str, ...]:
        """Return the units, from the county down to this one, whose people a matter in it concerns."""
        return path_of(self.county, unit) if unit else ()

    def told(self, rule: NoticeRule, matter: Matter) -> Sequence[Hat]:
        """Return the posts that a row tells of a matter; none for the finder, whom only the record knows."""
        if rule.to == Addressee.FINDER:
            return ()
        if rule.to == Addressee.NAMED:
            return list(posts_by_id(self.county, map(UUID, matter.posts)).values()) if matter.posts else ()
        if rule.to == Addressee.DEPARTMENT:
            if not matter.department:
                return ()
            if matter.department not in self._departments:
                self._departments[matter.department] = department_holders(
                    self.county, matter.department, on=self._today
                )
            return [hat for hat in self._departments[matter.department] if hat.kind in KINDS[rule.to]]
        return [hat for hat in self._holders if hat.kind in KINDS[rule.to] and hat.unit in matter.units]

    def channels(self, rule: NoticeRule, matter: Matter) -> list[tuple[Channel, datetime]]:
        """Return through which channels a row tells of a matter, and when each message goes out."""
        return [
            (channel, self._goes_out_at(rule, matter, channel))
            for channel in self._open
            if channel.means in rule.means and _serves(channel, rule.to, matter)
        ]

    def unsigned_at(self, hours: int) -> datetime:
        """Return when somebody is told of what nobody signs for from now on.

        Refuses what `due_at` refuses: a year whose day list is not loaded has no working hours to count.
        """
        return due_at(self.now, Limit(hours, Unit.OFFICE_HOURS), self._desk.calendar)

    @cached_property
    def book(self) -> Book:
        """The table in force."""
        return book(self.county, on=self._today)

    @cached_property
    def _desk(self) -> Desk:
        return desk(self.county)

    @cached_property
    def _today(self) -> date:
        return self._desk.today(self.now)

    @cached_property
    def _open(self) -> list[Channel]:
        return list(Channel.objects.filter(county=self.county, is_on=True).order_by("name"))

    @cached_property
    def _holders(self) -> list[Hat]:
        wanted = frozenset[PostKind]().union(*KINDS.values())
        everybody = holders(self.county, units(self.county), on=self._today)
        return [hat for hat in everybody if hat.kind in wanted and not hat.department]

    def _local(self, text: str) -> str:
        if not text:
            return ""
        return f"{datetime.fromisoformat(text).astimezone(self._desk.calendar.zone):%Y-%m-%d %H:%M}"

    def _goes_out_at(self, rule: NoticeRule, matter: Matter, channel: Channel) -> datetime:
        unit = channel.unit or (matter.units[-1] if matter.units else self.county)
        if unit not in self._quiet:
            self._quiet[unit] = quiet_until(self.county, unit, self.now)
        return goes_out_at(
            self.now, rule, danger=matter.danger, quiet_until=self._quiet[unit], digest=self.book.digest,
            zone=self._desk.calendar.zone,
        )  # fmt: skip


def _serves(channel: Channel, to: Addressee, matter: Matter) -> bool:
    if to in {Addressee.FINDER, Addressee.NAMED}:
        return False  # one person is told on the page and on the phone
    if to == Addressee.DEPARTMENT:
        return bool(channel.department) and channel.department == matter.department
    return not channel.department and channel.unit in matter.units
