"""What is to be told of what happened? A consumer of the county's order: lines for inboxes, messages for channels.

Everything is written in the transaction that moves the cursor and sent by another process, so that no channel, however
slow, delays or loses anything here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from wangge.cases.queries.pocket import numbers_of
from wangge.foundation.history import first_events
from wangge.foundation.locking import writing
from wangge.foundation.sequencing import Placed
from wangge.foundation.worker import each_apart
from wangge.notifications.models import Delivery, Notice, Watch
from wangge.notifications.queries.telling import Matter, Telling
from wangge.rules.errors import Refused
from wangge.rules.notices import Addressee, Mode, NoticeRule

UNSIGNED_AT_ONCE = 500  # of a county; the rest at the next tick
OLD_DAYS = 7  # our assumption: what is placed or imported later than this is history, not news


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
    return each_apart(sorted(waiting.distinct()), lambda county: _note_unsigned_of(county, now))


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
    """One batch of a county, written together."""

    county: str
    now: datetime
    notices: dict[tuple[UUID, UUID, str], Notice] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    _finders: dict[UUID, UUID] = field(default_factory=dict)
    _states: dict[UUID, str] = field(default_factory=dict)  # in which the batch leaves its matters

    @cached_property
    def telling(self) -> Telling:
        """Who is told, through which channels and when."""
        return Telling(self.county, self.now)

    def take(self, events: Sequence[Placed]) -> None:
        """Note a batch of events."""
        rules = self.telling.book.rules
        spoken = {rule.event for rule in rules}
        told = [event for event in events if event.kind in spoken]
        self._signed(events)
        if not told:
            return
        subjects = {event.subject for event in told}
        numbers = numbers_of(self.county, subjects)
        if any(rule.to == Addressee.FINDER for rule in rules):
            firsts = first_events(self.county, subjects)
            self._finders = {key: UUID(one.actor) for key, one in firsts.items() if one.actor}
        for event in told:
            number, danger = numbers.get(event.subject, ("", False))
            matter = self.telling.matter(event, number, danger=danger)
            for rule in rules:
                if rule.speaks(matter.event, matter.kind, danger=danger):
                    self.tell(rule, matter)
            waits = {(one.to, one.after_hours) for one in rules if one.waits(matter.event, matter.kind)}
            for to, hours in waits:
                self._watch(to, hours, matter, str(event.payload.get("state", "")))
        self.keep()

    def tell(self, rule: NoticeRule, matter: Matter) -> None:
        """Write one rule's lines and messages of one matter; whoever did it is not told of it."""
        accounts = {hat.account_id for hat in self.telling.told(rule, matter)}
        for account in accounts | self._finder(rule.to, matter):
            if account.hex != matter.actor:
                self.notices[account, matter.subject, matter.event] = Notice(
                    county=self.county, account=account, event=matter.event, subject=matter.subject, at=matter.at,
                    facts={**matter.facts, "occasion": rule.occasion},
                )  # fmt: skip
        self.deliveries += [
            Delivery(
                county=self.county, channel=channel.id, event=matter.event, subject=matter.subject,
                facts={**matter.facts, "occasion": rule.occasion}, is_digest=rule.mode == Mode.DIGEST,
                made_at=self.now, due_at=due,
            )
            for channel, due in self.telling.channels(rule, matter)
        ]  # fmt: skip

    def tell_unsigned(self, watch: Watch, *, danger: bool) -> None:
        """Write what today's table says of a matter that nobody signed for; nothing where its row was taken out."""
        matter = Matter(
            watch.subject, watch.event, watch.kind, self.now, "", tuple(watch.units), watch.department, watch.facts,
            danger,
        )  # fmt: skip
        for rule in self.telling.book.rules:
            is_row = (rule.to, rule.after_hours) == (watch.to, watch.after_hours)
            if is_row and rule.waits(watch.event, watch.kind):
                self.tell(rule, matter)

    def keep(self) -> None:
        """Write what was noted."""
        Notice.objects.bulk_create(self.notices.values())
        Delivery.objects.bulk_create(self.deliveries)
        Watch.objects.bulk_create(self.watches)

    def _finder(self, to: Addressee, matter: Matter) -> set[UUID]:
        found = self._finders.get(matter.subject) if to == Addressee.FINDER else None
        return {found} if found else set()

    def _watch(self, to: Addressee, hours: int, matter: Matter, state: str) -> None:
        if self._states.get(matter.subject, state) != state:
            return  # signed for already
        try:
            due = self.telling.unsigned_at(hours)
        except Refused:
            return
        self.watches.append(
            Watch(
                county=self.county, subject=matter.subject, event=matter.event, kind=matter.kind,
                state=state, to=to, after_hours=hours, due_at=due, facts=dict(matter.facts), units=list(matter.units),
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
