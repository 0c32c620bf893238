"""What stands in somebody's inbox, and what became of what went out?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wangge.notifications.models import Channel, Delivery, Notice
from wangge.notifications.queries.book import Book
from wangge.people.hats import Hat
from wangge.rules.notices import filled

PAGE = 50
_OPEN = Q(sent_at=None)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of an inbox."""

    id: UUID
    event: str
    subject: UUID
    at: datetime
    words: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message through one channel, as the log shows it."""

    channel: str
    event: str
    number: str
    made_at: datetime
    due_at: datetime | None
    tries: int
    sent_at: datetime | None
    fault: str

    @property
    def state(self) -> str:
        """Say where it is: sent, waiting, again (a try failed) or failed (given up)."""
        if self.sent_at:
            return "sent"
        if self.due_at is None:
            return "failed"
        return "again" if self.tries else "waiting"


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel, without its address."""

    name: str
    means: str
    unit: str
    department: str
    is_on: bool


def unread_count(hat: Hat) -> int:
    """Return how many lines somebody has not read. One statement."""
    return Notice.objects.filter(county=hat.county, account=hat.account_id, read_at=None).count()


def inbox(
    hat: Hat, known: Book, language: str, *, after: UUID | None = None
) -> tuple[list[NoticeRow], UUID | None]:
    """Return a page of somebody's own lines, the newest first, and after which the next page begins; None: nowhere."""
    rows = Notice.objects.filter(county=hat.county, account=hat.account_id).order_by("-at", "-id")
    if last := rows.filter(pk=after).first() if after else None:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    found = list(rows[: PAGE + 1])
    shown = [
        NoticeRow(
            row.id, row.event, row.subject, row.at, _words(known, row.event, row.facts, language), row.read_at is None
        )
        for row in found[:PAGE]
    ]  # fmt: skip
    return shown, shown[-1].id if len(found) > PAGE else None


def deliveries(county: str, *, only_open: bool = False) -> list[DeliveryRow]:
    """Return the log of what went out, the newest first, at most a page. Two statements."""
    rows = Delivery.objects.filter(_OPEN if only_open else Q(), county=county).order_by("-made_at", "-id")
    known = {row.id: row for row in Channel.objects.filter(county=county)}
    return [
        DeliveryRow(
            known[row.channel].name if row.channel in known else "", row.event, row.facts.get("number", ""),
            row.made_at, row.due_at, row.tries, row.sent_at, row.fault,
        )
        for row in rows[:PAGE]
    ]  # fmt: skip


def open_deliveries(county: str) -> int:
    """Return how many messages have not gone out: they wait, are tried again, or were given up."""
    return Delivery.objects.filter(_OPEN, county=county).count()


def channels(county: str) -> list[ChannelRow]:
    """Return a county's channels by name. One statement."""
    rows = Channel.objects.filter(county=county).order_by("name")
    return [ChannelRow(row.name, row.means, row.unit, row.department, row.is_on) for row in rows]


def _words(known: Book, event: str, facts: Mapping[str, str], language: str) -> str:
    if event not in known.templates:
        return event  # the table of that day spoke of it, today's does not
    return filled(known.words(event, facts.get("occasion", ""), language), facts, language)
