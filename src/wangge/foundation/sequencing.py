"""In which order did committed events happen, and who has read how far?

Ids commit out of order, so an event gets its place only after its commit: the sequencer
takes waiting events, appends them to the county's gapless order and rolls the county's
chain forward. Every consumer reads by (county, position).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from wangge.foundation.bulk import insert_rows
from wangge.foundation.locking import writing
from wangge.foundation.models import Cursor, Event, Head, Pending, Position
from wangge.rules.proof import GENESIS, chain_hash


@dataclass(frozen=True, slots=True)
class Placed:
    """A committed event with its place in the county's order; 0 while it still waits for one."""

    position: int
    id: UUID
    subject: UUID
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Consumer:
    """Something that follows a county's events; `apply` writes what the batch means, inside the transaction.

    `catch_up` does the same in larger steps when much has piled up; it returns how many events it took, 0 if few wait.
    """

    name: str
    apply: Callable[[str, Sequence[Placed]], None]
    catch_up: Callable[[str], int] | None = None


def sequence(county: str, limit: int = 500) -> int:
    """Give up to `limit` waiting events of a county their positions; return how many."""
    with writing():
        Head.objects.get_or_create(county=county, defaults={"chain": GENESIS})
        # The row lock makes one appender at a time; a second sequencer waits here and then sees our rows.
        head = Head.objects.select_for_update().get(county=county)
        waiting = _taken(county, limit)
        if not waiting:
            return 0
        rows = []
        for event, own_hash in waiting:
            head.position += 1
            head.chain = chain_hash(head.chain, head.position, own_hash)
            rows.append((county, head.position, event, head.chain))
        insert_rows(Position, ("county", "position", "event", "chain"), rows)
        head.save(update_fields=["position", "chain"])
    return len(rows)


def _taken(county: str, limit: int) -> list[tuple[UUID, str]]:
    # Exactly the rows that are read are deleted: one that is committed meanwhile must wait for the next turn.
    chosen = "SELECT id FROM foundation_pending WHERE county = %s ORDER BY id LIMIT %s"
    found = "SELECT w.id, e.id, e.hash FROM {} w JOIN foundation_event e ON e.id = w.event AND e.county = %s"
    found += " ORDER BY w.id"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            gone = (
                f"WITH gone AS (DELETE FROM foundation_pending WHERE id IN ({chosen}) RETURNING id, event) "
            )
            cursor.execute(gone + found.format("gone"), [county, limit, county])
            return [(_uuid(event), own_hash) for _, event, own_hash in cursor.fetchall()]
        waiting = f"(SELECT id, event FROM foundation_pending WHERE id IN ({chosen}))"
        cursor.execute(found.format(waiting), [county, limit, county])
        rows = cursor.fetchall()
        if rows:
            # The file lock is ours, so nothing is committed between the two statements.
            cursor.execute(
                "DELETE FROM foundation_pending WHERE county = %s AND id <= %s", [county, rows[-1][0]]
            )
        return [(_uuid(event), own_hash) for _, event, own_hash in rows]


def consume(county: str, consumer: Consumer, limit: int = 500) -> int:
    """Let a consumer apply its next batch; its counters and its cursor move in one transaction."""
    with writing():
        batch = list(placed_after(county, held_cursor(county, consumer.name), limit))
        if batch:
            consumer.apply(county, batch)
            Cursor.objects.filter(county=county, consumer=consumer.name).update(position=batch[-1].position)
    return len(batch)


def follow(county: str, consumer: Consumer, limit: int = 500) -> int:
    """Let a consumer catch up where much has piled up, else take its next batch; return how many events it took."""
    far = consumer.catch_up(county) if consumer.catch_up else 0
    return far or consume(county, consumer, limit)


def held_cursor(county: str, consumer: str) -> int:
    """Return how far a consumer has read, and keep others from moving it until the transaction ends."""
    Cursor.objects.get_or_create(county=county, consumer=consumer)
    return Cursor.objects.select_for_update().get(county=county, consumer=consumer).position


def said_between(county: str, after: int, until: int) -> list[tuple[str, datetime, str]]:
    """Return (kind, moment, payload as it is written) of the events at positions `after` + 1 to `until`, in order.

    For who reads millions: of an event only what its meaning needs, and nothing parsed yet.
    """
    sql = f"{_PLACED.replace(_SAID, 'e.kind, e.at, e.payload')} AND p.position <= %s ORDER BY p.position"
    with connection.cursor() as cursor:
        cursor.execute(sql, [county, after, until])
        return [(kind, _moment(at), payload) for _, kind, at, payload in cursor.fetchall()]


def placed_after(county: str, position: int, limit: int) -> Iterator[Placed]:
    """Yield placed events after a position, in order, in one statement."""
    yield from _events(f"{_PLACED} ORDER BY p.position LIMIT %s", [county, position, limit])


def committed_after(county: str, position: int, limit: int) -> Iterator[Placed]:
    """Yield what `placed_after` yields and then what is committed but waits for its place, in one statement."""
    waiting = (
        f"SELECT 0, {_SAID}, 1 AS waits, w.id AS turn"
        " FROM foundation_pending w JOIN foundation_event e ON e.id = w.event AND e.county = w.county"
        " WHERE w.county = %s"
    )
    placed = _PLACED.replace(" FROM", ", 0 AS waits, p.position AS turn FROM", 1)
    sql = f"SELECT * FROM ({placed} UNION ALL {waiting}) AS said ORDER BY waits, turn LIMIT %s"
    yield from _events(sql, [county, position, county, limit])


def cursor_position(county: str, consumer: str) -> int:
    """Return how far a consumer has read; 0 before its first batch."""
    row = Cursor.objects.filter(county=county, consumer=consumer).values_list("position", flat=True).first()
    return row or 0


def head_position(county: str) -> int:
    """Return the last position given in a county; 0 when nothing happened yet."""
    return Head.objects.filter(county=county).values_list("position", flat=True).first() or 0


def head_positions(counties: Sequence[str]) -> dict[str, int]:
    """Return the last positions given in some counties, in one statement; none where nothing happened yet."""
    return dict(Head.objects.filter(county__in=counties).values_list("county", "position"))


def last_place(county: str, subject: UUID) -> tuple[int, str]:
    """Return the position of a subject's last event and the county's chain there; (0, "") while it waits for one."""
    last = Event.objects.filter(county=county, subject=subject).order_by("-seq").values("id")[:1]
    row = Position.objects.filter(county=county, event=last).values_list("position", "chain").first()
    return row or (0, "")


def placed_at(county: str, position: int) -> datetime | None:
    """Return when the event at a position of the county's order was recorded; None where there is none."""
    event = Position.objects.filter(county=county, position=position).values("event")
    return Event.objects.filter(county=county, id__in=event).values_list("recorded_at", flat=True).first()


def set_cursor(county: str, consumer: str, position: int) -> None:
    """Say that a consumer has read up to a position, in the transaction in which it rewrote what it holds."""
    Cursor.objects.update_or_create(county=county, consumer=consumer, defaults={"position": position})


def counties_with_events() -> list[str]:
    """Return the counties in which anything happened, those still waiting for their first position included."""
    started = set(Head.objects.values_list("county", flat=True))
    return sorted(started | set(Pending.objects.values_list("county", flat=True).distinct()))


def waiting_by_county() -> list[str]:
    """Return the counties that have events without a position."""
    return sorted(Pending.objects.values_list("county", flat=True).distinct())


def lagging(consumers: Sequence[Consumer]) -> list[tuple[str, Consumer]]:
    """Return (county, consumer) pairs that have something to read."""
    heads = dict(Head.objects.values_list("county", "position"))
    read = {(county, name): position for county, name, position in
            Cursor.objects.values_list("county", "consumer", "position")}  # fmt: skip
    return [
        (county, consumer)
        for county, position in sorted(heads.items())
        for consumer in consumers
        if read.get((county, consumer.name), 0) < position
    ]


def waiting_count() -> int:
    """Return how many committed events have no position yet, in all counties."""
    return Pending.objects.count()


_SAID = "e.id, e.subject, e.kind, e.at, e.recorded_at, e.actor, e.payload"
_PLACED = (
    f"SELECT p.position, {_SAID}"
    " FROM foundation_position p JOIN foundation_event e ON e.id = p.event AND e.county = p.county"
    " WHERE p.county = %s AND p.position > %s"
)


def _events(sql: str, values: Sequence[str | int]) -> Iterator[Placed]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for place, key, subject, kind, at, recorded_at, actor, payload, *_ in cursor.fetchall():
            yield Placed(
                place,
                _uuid(key),
                _uuid(subject),
                kind,
                _moment(at),
                _moment(recorded_at),
                actor,
                json.loads(payload),
            )


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _moment(value: datetime | str) -> datetime:
    # SQLite's driver returns what is stored, in UTC, without saying so; from a union as plain text.
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value
