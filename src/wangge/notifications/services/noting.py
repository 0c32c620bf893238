"""What is to be told of what happened? A consumer of the county's order: lines for inboxes, messages for channels.

Everything is written in the transaction that moves the cursor and sent by another process, so that no channel, however
slow, delays or loses anything here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.pocket import numbers_of
from wangge.foundation.history import first_events
from wangge.foundation.locking import writing
from wangge.foundation.sequencing import Placed
from wangge.notifications.models import Channel, Delivery, Notice, Watch
from wangge.notifications.queries.book import Book, book
from wangge.people.hats import Hat
from wangge.people.queries import department_holders, holders, posts_by_id
from wangge.people.queries.duty import quiet_until
from wangge.rules.deadlines import Limit, Unit, due_at
from wangge.rules.errors import Refused
from wangge.rules.notices import Addressee, Mode, NoticeRule, goes_out_at
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

KINDS: Mapping[Addressee, frozenset[PostKind]] = {
    Addressee.DEPARTMENT: frozenset({PostKind.HANDLER}),
    Addressee.DESK: frozenset({PostKind.SHIFT_LEADER, PostKind.DISPATCHER, PostKind.DUTY_OFFICER}),
    Addressee.SUPERVISORS: frozenset({PostKind.OVERSEER}),
    Addressee.ACCOUNTABLE: frozenset({PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER, PostKind.SHIFT_LEADER}),
}
NAMED = 2  # a grid is known by its community
UNSIGNED_AT_ONCE = 500  # of a county; the rest at the next tick
OLD_DAYS = 7  # our assumption: what is placed or imported later than this is history, not news


@dataclass(frozen=True, slots=True)
class Matter:
    """What a message may say of an event, and of whom it speaks."""

    subject: UUID
    event: str
    at: datetime
    actor: str
    units: tuple[str, ...]
    department: str
    facts: Mapping[str, str]
    danger: bool
    posts: tuple[str, ...] = ()  # that it names itself


def note(county: str, events: Sequence[Placed]) -> None:
    """Write down who is to be told of a batch of events."""
    now = timezone.now()
    fresh = [event for event in events if (now - event.at).days < OLD_DAYS]
    if fresh:
        Noting(county, now).take(fresh)


def note_unsigned(*, now: datetime) -> int:
    """Tell the next in the chain of what nobody has signed for in time; return how many were due.

    A county at a time, each in one transaction: what was told is no longer watched, or nothing was told.
    """
    waiting = Watch.objects.filter(due_at__lte=now).order_by().values_list("county", flat=True)
    return sum(_note_unsigned_of(county, now) for county in sorted(waiting.distinct()))


def _note_unsigned_of(county: str, now: datetime) -> int:
    with writing():
        waiting = Watch.objects.filter(county=county, due_at__lte=now).select_for_update(skip_locked=True)
        due = list(waiting.order_by("due_at", "id")[:UNSIGNED_AT_ONCE])
        noting, numbers = Noting(county, now), numbers_of(county, {row.subject for row in due})
        for row in due:
            danger = numbers.get(row.subject, ("", False))[1]
            noting.tell_unsigned(row, danger=danger)
        noting.keep()
        Watch.objects.filter(county=county, id__in=[row.id for row in due]).delete()
    return len(due)


@dataclass
class Noting:
    """One batch: what was asked of the database is asked once."""

    county: str
    now: datetime
    notices: dict[tuple[UUID, UUID, str], Notice] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    _departments: dict[str, list[Hat]] = field(default_factory=dict)
    _quiet: dict[str, datetime | None] = field(default_factory=dict)
    _finders: dict[UUID, UUID] = field(default_factory=dict)
    _states: dict[UUID, str] = field(default_factory=dict)  # in which the batch leaves its matters

    def take(self, events: Sequence[Placed]) -> None:
        """Note a batch of events."""
        spoken = {rule.event for rule in self.book.rules}
        told = [event for event in events if event.kind in spoken]
        self._signed(events)
        if not told:
            return
        subjects = {event.subject for event in told}
        numbers = numbers_of(self.county, subjects)
        if any(rule.to == Addressee.FINDER for rule in self.book.rules):
            firsts = first_events(self.county, subjects)
            self._finders = {key: UUID(one.actor) for key, one in firsts.items() if one.actor}
        for event in told:
            number, danger = numbers.get(event.subject, ("", False))
            matter = self._matter(event, number, danger=danger)
            for rule in self.book.rules:
                if rule.speaks(event.kind, danger=danger):
                    self.tell(rule, matter)
            for to, hours in {(one.to, one.after_hours) for one in self.book.rules if one.waits(event.kind)}:
                self._watch(to, hours, matter, str(event.payload.get("state", "")))
        self.keep()

    def tell(self, rule: NoticeRule, matter: Matter) -> None:
        """Write one rule's lines and messages of one matter; whoever did it is not told of it."""
        for account in {hat.account_id for hat in self._told(rule.to, matter)} | self._finder(
            rule.to, matter
        ):
            if account.hex != matter.actor:
                self.notices[account, matter.subject, matter.event] = Notice(
                    county=self.county, account=account, event=matter.event, subject=matter.subject, at=matter.at,
                    facts={**matter.facts, "occasion": rule.occasion},
                )  # fmt: skip
        for channel in self._channels:
            if channel.means in rule.means and _serves(channel, rule.to, matter):
                self.deliveries.append(self._delivery(rule, matter, channel))

    def tell_unsigned(self, watch: Watch, *, danger: bool) -> None:
        """Write what today's table says of a matter that nobody signed for; nothing where its row was taken out."""
        matter = Matter(
            watch.subject, watch.event, self.now, "", tuple(watch.units), watch.department, watch.facts, danger
        )  # fmt: skip
        for rule in self.book.rules:
            if rule.waits(watch.event) and (rule.to, rule.after_hours) == (watch.to, watch.after_hours):
                self.tell(rule, matter)

    def keep(self) -> None:
        """Write what was noted."""
        Notice.objects.bulk_create(self.notices.values())
        Delivery.objects.bulk_create(self.deliveries)
        Watch.objects.bulk_create(self.watches)

    @cached_property
    def book(self) -> Book:
        return book(self.county, on=self._today)

    @cached_property
    def _desk(self) -> Desk:
        return desk(self.county)

    @cached_property
    def _today(self) -> date:
        return self._desk.today(self.now)

    @cached_property
    def _channels(self) -> list[Channel]:
        return list(Channel.objects.filter(county=self.county, is_on=True))

    @cached_property
    def _holders(self) -> list[Hat]:
        wanted = frozenset[PostKind]().union(*KINDS.values())
        everybody = holders(self.county, units(self.county), on=self._today)
        return [hat for hat in everybody if hat.kind in wanted and not hat.department]

    def _matter(self, event: Placed, number: str, *, danger: bool) -> Matter:
        payload = event.payload
        path = payload.get("units")
        codes = tuple(map(str, path if isinstance(path, list) else filter(None, [payload.get("unit")])))
        category = self._desk.categories.get(str(payload.get("category", "")))
        known = units(self.county)
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
            event.subject, event.kind, event.at, event.actor, codes, department, facts, danger, posts
        )

    def _local(self, text: str) -> str:
        if not text:
            return ""
        return f"{datetime.fromisoformat(text).astimezone(self._desk.calendar.zone):%Y-%m-%d %H:%M}"

    def _told(self, to: Addressee, matter: Matter) -> Iterable[Hat]:
        if to == Addressee.FINDER:
            return ()
        if to == Addressee.NAMED:
            return posts_by_id(self.county, map(UUID, matter.posts)).values()
        if to == Addressee.DEPARTMENT:
            if not matter.department:
                return ()
            if matter.department not in self._departments:
                self._departments[matter.department] = department_holders(
                    self.county, matter.department, on=self._today
                )
            return [hat for hat in self._departments[matter.department] if hat.kind in KINDS[to]]
        return [hat for hat in self._holders if hat.kind in KINDS[to] and hat.unit in matter.units]

    def _finder(self, to: Addressee, matter: Matter) -> set[UUID]:
        found = self._finders.get(matter.subject) if to == Addressee.FINDER else None
        return {found} if found else set()

    def _delivery(self, rule: NoticeRule, matter: Matter, channel: Channel) -> Delivery:
        unit = channel.unit or (matter.units[-1] if matter.units else self.county)
        if unit not in self._quiet:
            self._quiet[unit] = quiet_until(self.county, unit, self.now)
        return Delivery(
            county=self.county, channel=channel.id, event=matter.event, subject=matter.subject,
            facts={**matter.facts, "occasion": rule.occasion}, is_digest=rule.mode == Mode.DIGEST, made_at=self.now,
            due_at=goes_out_at(
                self.now, rule, danger=matter.danger, quiet_until=self._quiet[unit], digest=self.book.digest,
                zone=self._desk.calendar.zone,
            ),
        )  # fmt: skip

    def _watch(self, to: Addressee, hours: int, matter: Matter, state: str) -> None:
        if self._states.get(matter.subject, state) != state:
            return  # signed for already
        try:
            due = due_at(self.now, Limit(hours, Unit.OFFICE_HOURS), self._desk.calendar)
        except Refused:
            return  # a year whose day list is not loaded has no working hours to count
        self.watches.append(
            Watch(
                county=self.county, subject=matter.subject, event=matter.event, state=state, to=to,
                after_hours=hours, due_at=due, facts=dict(matter.facts), units=list(matter.units),
                department=matter.department,
            )
        )  # fmt: skip

    def _signed(self, events: Sequence[Placed]) -> None:
        # Whatever takes a matter out of the state in which it waited for a signature ends the chain.
        self._states = {
            event.subject: "" if event.payload.get("end") else str(event.payload.get("state"))
            for event in events
            if event.payload.get("end") or "state" in event.payload
        }
        if self._states:
            waiting = Watch.objects.filter(county=self.county, subject__in=list(self._states))
            over = [row.id for row in waiting if row.state != self._states[row.subject]]
            Watch.objects.filter(county=self.county, id__in=over).delete()


def _serves(channel: Channel, to: Addressee, matter: Matter) -> bool:
    if to in {Addressee.FINDER, Addressee.NAMED}:
        return False  # one person is told on the page and on the phone
    if to == Addressee.DEPARTMENT:
        return bool(channel.department) and channel.department == matter.department
    return not channel.department and channel.unit in matter.units
