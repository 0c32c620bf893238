"""How does what is due go out, so that a channel that fails or hangs delays nobody else's message?

Each channel has a lane of its own. A try is written down before it begins: a process that dies in the middle leaves it
begun, and it is tried again later, so a message may come twice and is never lost.
"""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from datetime import datetime, timedelta
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

AT_ONCE, LANES = 100, 8
DEAD_AFTER = timedelta(minutes=5)  # a try begun so long ago died with its process
AGAIN = {"zh": "（可能重复）", "en": "(perhaps again) "}
PATIENCE_SECONDS = 20.0  # our assumption: a gateway answers within this or not at all


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one channel: a delivery, or a digest of several."""

    channel: Channel
    deliveries: tuple[Delivery, ...]
    text: str


def send_due(*, now: datetime, post: Callable[[str, str], str] | None = None) -> int:
    """Send what is due; return how many messages went out. `post(address, text)` returns the fault, "" for none."""
    messages = _begun(now)
    if not messages:
        return 0
    lanes: dict[UUID, list[Message]] = {}
    for message in messages:
        lanes.setdefault(message.channel.id, []).append(message)
    # A thread that hangs in a foreign server is left behind; its lane is tried again later.
    pool = ThreadPoolExecutor(LANES, thread_name_prefix="notices")
    try:
        running = [(lane, pool.submit(_run, lane, post or post_by_apprise)) for lane in lanes.values()]
        return sum(_ended(lane, future) for lane, future in running)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def post_by_apprise(address: str, text: str) -> str:
    """Send a text by Apprise; return what went wrong, "" when it was taken."""
    try:
        from apprise import Apprise
    except ImportError:
        return "apprise is not installed: pip install 'wangge[push]'"
    sender = Apprise()
    if not sender.add(address):
        return "the address is not one that Apprise knows"
    return "" if sender.notify(body=text) else "the service refused it or did not answer"


def _begun(now: datetime) -> list[Message]:
    # Written down as begun before anything goes out.
    with writing():
        due = list(
            Delivery.objects.select_for_update(skip_locked=True)
            .filter(Q(begun_at=None) | Q(begun_at__lte=now - DEAD_AFTER), due_at__lte=now)
            .order_by("due_at")[:AT_ONCE]
        )
        died = {row.id for row in due if row.begun_at}
        for row in due:
            row.begun_at, row.tries = now, row.tries + 1
        Delivery.objects.bulk_update(due, ["begun_at", "tries"])
    channels = {one.id: one for one in Channel.objects.filter(id__in={row.channel for row in due})}
    together: dict[tuple[UUID, UUID | None], list[Delivery]] = {}
    for row in due:
        together.setdefault((row.channel, None if row.is_digest else row.id), []).append(row)
    books = {county: book(county, on=desk(county).today(now)) for county in {row.county for row in due}}
    return [
        Message(channels[key], tuple(rows), _text(books[rows[0].county], channels[key].language, rows, died))
        for (key, _), rows in together.items()
    ]


def _text(known: Book, language: str, rows: Sequence[Delivery], died: Collection[UUID]) -> str:
    lines = [
        (AGAIN[language] if row.id in died else "")
        + filled(known.words(row.event, row.facts.get("occasion", ""), language), row.facts, language)
        for row in rows
    ]
    if rows[0].is_digest:
        lines.insert(0, filled(known.words(DIGEST, "", language), {"count": str(len(rows))}, language))
    return "\n".join(lines)


def _run(lane: Sequence[Message], post: Callable[[str, str], str]) -> list[str]:
    faults = []
    for message in lane:
        try:
            faults.append(post(unseal(message.channel.address), message.text))
        except Refused as refused:
            faults.append(refused.code)
        except Exception as fault:  # noqa: BLE001 - whatever a foreign server brings about is this lane's alone
            faults.append(type(fault).__name__)
    return faults


def _ended(lane: Sequence[Message], future: "Future[list[str]]") -> int:
    try:
        faults = future.result(PATIENCE_SECONDS)
    except TooLong:
        faults = ["no answer in time"] * len(lane)
    now = timezone.now()
    changed = []
    for message, fault in zip(lane, faults, strict=True):
        for row in message.deliveries:
            row.fault, row.begun_at = fault[:200], None
            row.sent_at = None if fault else now
            row.due_at = try_again_at(now, row.tries) if fault else None
            changed.append(row)
    with writing():
        Delivery.objects.bulk_update(changed, ["fault", "begun_at", "sent_at", "due_at"])
    return faults.count("")
