"""How does what is due go out, so that a channel that fails or hangs delays nobody else's message?

Each channel has a lane of its own, a thread that only sends; this module alone writes down what became of it. A try is
written down before it begins: a process that dies in the middle leaves it begun, and it is tried again later, so a
message may come twice and is never lost.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from queue import Empty, SimpleQueue
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.foundation.locking import writing
from wangge.notifications.models import Channel, Delivery
from wangge.notifications.queries.book import DIGEST, Book, book
from wangge.reporters.services.sealing import unseal
from wangge.rules.errors import Refused
from wangge.rules.notices import filled, try_again_at

Post = Callable[[str, str], str]

ROWS_AT_ONCE, LANES = 100, 64
PER_LANE = 10  # so many tries of full patience are over before DEAD_AFTER
DEAD_AFTER = timedelta(minutes=5)  # a try begun so long ago died with its process
PUT_OFF = timedelta(minutes=1)  # our assumption: what stood behind a hanging try waits so long
AGAIN = {"zh": "（可能重复）", "en": "(perhaps again) "}
UNSURE, CLOSED = "no answer in time", "the channel is closed"
PATIENCE_SECONDS = 20.0  # our assumption: a gateway answers within this or not at all
LOOK_SECONDS = 0.05
SUBJECT_MOST = 78  # RFC 5322 2.1.1


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one channel: a delivery, or a digest of several."""

    channel: Channel
    deliveries: tuple[Delivery, ...]
    text: str


@dataclass(eq=False)
class Lane:
    """One channel's messages, sent one after another by a thread of its own that never touches the database."""

    messages: Sequence[Message]
    ended: "SimpleQueue[tuple[Message, str]]"
    post: Post
    left: list[Message] = field(init=False)  # the first is under way
    since: float = field(default_factory=time.monotonic)
    fault: BaseException | None = None
    is_given_up: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.left = list(self.messages)
        # A daemon: a thread that hangs in a foreign server is left behind and keeps no process from ending.
        threading.Thread(target=self._run, name="notices", daemon=True).start()

    def _run(self) -> None:
        try:
            for message in self.messages:
                fault = _tried(message, self.post)
                with self.lock:
                    if self.is_given_up:
                        return
                    self.ended.put((message, fault))
                    self.left.pop(0)
                    self.since = time.monotonic()
        except BaseException as fault:  # noqa: BLE001 - raised again where the lanes are watched
            self.fault = fault

    def give_up_if_hanging(self) -> bool:
        """Leave the thread behind when its try has had all patience; say whether it was left."""
        with self.lock:
            self.is_given_up = bool(self.left) and time.monotonic() - self.since > PATIENCE_SECONDS
            return self.is_given_up


class Sender:
    """The lanes of one process. Only the caller of `begin` and `collect` touches the database."""

    def __init__(self, post: Post | None = None) -> None:
        self._post = post or post_by_apprise
        self._lanes: dict[UUID, Lane] = {}
        self._ended: SimpleQueue[tuple[Message, str]] = SimpleQueue()

    @property
    def is_busy(self) -> bool:
        """Say whether anything is on its way."""
        return bool(self._lanes) or not self._ended.empty()

    def begin(self, now: datetime) -> None:
        """Start a lane for each free channel for which something is due."""
        for messages in _begun(now, list(self._lanes)):
            self._lanes[messages[0].channel.id] = Lane(messages, self._ended, self._post)

    def collect(self) -> int:
        """Write down what has ended, and give up what hangs; return how many messages went out."""
        given_up = [channel for channel, lane in self._lanes.items() if lane.give_up_if_hanging()]
        over = [channel for channel, lane in self._lanes.items() if not lane.left]
        ended = []
        with suppress(Empty):
            while True:
                ended.append(self._ended.get_nowait())
        unbegun: list[Message] = []
        for channel in given_up:
            hanging, *behind = self._lanes.pop(channel).left
            ended.append((hanging, UNSURE))
            unbegun += behind
        for channel in over:
            self._lanes.pop(channel)
        if ended or unbegun:
            _write(ended, unbegun, timezone.now())
        for channel, lane in list(self._lanes.items()):
            if lane.fault is not None:
                self._lanes.pop(channel)  # its rows stay begun, as if the process had died
                raise lane.fault
        return sum(not fault for _, fault in ended)


def send_due(*, now: datetime, post: Post | None = None) -> int:
    """Send what is due until nothing is; return how many messages went out.

    `post(address, text)` returns the fault, "" for none.
    """
    sender, sent = Sender(post), 0
    sender.begin(now)
    while sender.is_busy:
        sent += sender.collect()
        if sender.is_busy:
            time.sleep(LOOK_SECONDS)
        sender.begin(now)
    return sent


def post_by_apprise(address: str, text: str) -> str:
    """Send a text by Apprise; return what went wrong, "" when it was taken."""
    try:
        from apprise import Apprise
    except ImportError:
        return "apprise is not installed: pip install 'wangge[push]'"
    sender = Apprise()
    if not sender.add(address):
        return "the address is not one that Apprise knows"
    # Only a mail has a subject; a chat or an SMS would say the first line twice.
    title = text.partition("\n")[0][:SUBJECT_MOST] if address.startswith("mailto") else ""
    return "" if sender.notify(body=text, title=title) else "the service refused it or did not answer"


def _begun(now: datetime, busy: Sequence[UUID]) -> list[list[Message]]:
    # Written down as begun before anything goes out; each channel has its own share of a round.
    ready = Delivery.objects.filter(Q(begun_at=None) | Q(begun_at__lte=now - DEAD_AFTER), due_at__lte=now)
    waiting = ready.exclude(channel__in=busy).order_by().values_list("channel", flat=True).distinct()
    keys = list(waiting[: LANES - len(busy)]) if len(busy) < LANES else []
    if not keys:
        return []
    channels = {one.id: one for one in Channel.objects.filter(id__in=keys)}
    books: dict[str, Book] = {}
    lanes, begun, closed = [], [], []
    with writing():
        for key in keys:
            rows = ready.filter(channel=key).select_for_update(skip_locked=True).order_by("due_at", "id")
            if not channels[key].is_on:
                closed += list(rows[:ROWS_AT_ONCE])
                continue
            county = channels[key].county
            books.setdefault(county, book(county, on=desk(county).today(now)))
            messages = list(
                islice(_messages(channels[key], list(rows[:ROWS_AT_ONCE]), books[county]), PER_LANE)
            )
            begun += [row for message in messages for row in message.deliveries]
            if messages:
                lanes.append(messages)
        for row in begun:
            row.begun_at, row.tries = now, row.tries + 1
        for row in closed:
            row.begun_at, row.due_at, row.fault = None, None, CLOSED
        Delivery.objects.bulk_update([*begun, *closed], ["begun_at", "tries", "due_at", "fault"])
    return lanes


def _messages(channel: Channel, rows: Sequence[Delivery], known: Book) -> list[Message]:
    together: dict[UUID | None, list[Delivery]] = {}
    for row in rows:
        together.setdefault(None if row.is_digest else row.id, []).append(row)
    return [Message(channel, tuple(some), _text(known, channel.language, some)) for some in together.values()]


def _text(known: Book, language: str, rows: Sequence[Delivery]) -> str:
    lines = [
        (AGAIN[language] if row.begun_at or row.fault == UNSURE else "")
        + filled(known.words(row.event, row.facts.get("occasion", ""), language), row.facts, language)
        for row in rows
    ]
    if rows[0].is_digest:
        lines.insert(0, filled(known.words(DIGEST, "", language), {"count": str(len(rows))}, language))
    return "\n".join(lines)


def _tried(message: Message, post: Post) -> str:
    try:
        return post(unseal(message.channel.address), message.text)
    except Refused as refused:
        return refused.code
    except Exception as fault:  # noqa: BLE001 - whatever a foreign server brings about is this lane's alone
        return type(fault).__name__


def _write(ended: Sequence[tuple[Message, str]], unbegun: Sequence[Message], now: datetime) -> None:
    changed = []
    for message, fault in ended:
        for row in message.deliveries:
            row.fault, row.begun_at = fault[:200], None
            row.sent_at = None if fault else now
            row.due_at = try_again_at(now, row.tries) if fault else None
            changed.append(row)
    for message in unbegun:
        for row in message.deliveries:
            row.begun_at, row.due_at, row.tries = None, now + PUT_OFF, row.tries - 1
            changed.append(row)
    with writing():
        Delivery.objects.bulk_update(changed, ["fault", "begun_at", "sent_at", "due_at", "tries"])
