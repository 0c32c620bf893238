"""Is the history still what was written?

Three proofs, each catching what the one before cannot: every event's own hash and its link
to the event before it (a changed, missing or inserted row), the county's chain of positions
(a missing event or case, a forged insert), and day roots kept outside the database (a whole
history recomputed; only from the first root on).
"""

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from wangge.foundation.models import Event, Head, Pending, Position
from wangge.foundation.recording import ChainEnd
from wangge.rules.proof import GENESIS, chain_hash, event_hash


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit: its kind, where, and the row that shows it."""

    kind: str
    county: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class DayRoot:
    """The county's chain as it stood when a day had ended."""

    county: str
    day: str
    position: int
    chain: str


def verify_events(
    county: str, ends: Iterable[tuple[UUID, ChainEnd]], *, rows_of: str | tuple[str, ...] = "case."
) -> Iterator[Fault]:
    """Yield every fault of one county's subject chains.

    `ends` are the chain ends as the subjects' own rows know them, ordered by subject; a row
    without events is a missing history, events that stop before the row's end a missing tail,
    events of a kind that begins with `rows_of` but have no row a missing row.
    """
    known = _peekable(ends)
    events = Event.objects.filter(county=county).order_by("subject", "seq").iterator(chunk_size=2000)
    for subject, chain in groupby(events, key=lambda event: event.subject):
        for missing, _ in known.before(subject):
            yield Fault("missing_events", county, missing.hex, "the row has no events")
        end, kind = yield from _verify_chain(county, subject, chain)
        expected = known.take(subject)
        if expected is None and kind.startswith(rows_of):
            yield Fault("missing_row", county, subject.hex, f"{end.seq} events have no row")
        if expected is not None and expected != end:
            fault = "missing_tail" if expected.seq > end.seq else "row_behind"
            yield Fault(
                fault, county, subject.hex, f"the row knows event {expected.seq}, the chain ends at {end.seq}"
            )
    for missing, _ in known.rest():
        yield Fault("missing_events", county, missing.hex, "the row has no events")


def verify_order(county: str, roots: Iterable[DayRoot] = ()) -> Iterator[Fault]:
    """Yield every fault of one county's chain of positions, and of day roots kept outside the database."""
    wanted: dict[int, list[DayRoot]] = {}  # a quiet day ends where the day before it ended
    for root in roots:
        if root.county == county:
            wanted.setdefault(root.position, []).append(root)
    before, last = GENESIS, 0
    for row in _positions_with_events(county):
        if row.position != last + 1:
            yield Fault("missing_position", county, "", f"position {last + 1} is missing")
        if row.hash is None:
            yield Fault(
                "missing_event", county, "", f"position {row.position} names event {row.event}, which is gone"
            )
            before, last = row.chain, row.position
            continue
        if chain_hash(before, row.position, row.hash) != row.chain:
            yield Fault(
                "broken_order", county, row.subject or "", f"the chain breaks at position {row.position}"
            )
        for root in wanted.pop(row.position, ()):
            if root.chain != row.chain:
                yield Fault(
                    "root_differs", county, "",
                    f"{root.day}: the day root does not match position {row.position}",
                )  # fmt: skip
        before, last = row.chain, row.position
    for root in (root for position in sorted(wanted) for root in wanted[position]):
        yield Fault(
            "root_differs", county, "", f"{root.day}: position {root.position} of the day root is gone"
        )
    head = Head.objects.filter(county=county).first()
    if head is not None and (head.position, head.chain) != (last, before):
        yield Fault(
            "missing_position", county, "", f"the order should end at {head.position}, it ends at {last}"
        )
    yield from _unplaced(county)


def keep_day_roots(*, now: datetime) -> int:
    """Append, for each county, the root of yesterday (UTC) to a file outside the database; return how many.

    The root is the chain at the last position recorded before the day ended.
    """
    end = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    name = f"{(end - timedelta(days=1)).date()}"
    kept = 0
    for county in Head.objects.values_list("county", flat=True):
        file = roots_folder() / f"{county}.jsonl"
        if any(root.day == name for root in read_roots(file)):
            continue
        last = _last_before(county, end)
        if last is None:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            entry = {"county": county, "day": name, "position": last[0], "chain": last[1]}
            out.write(json.dumps(entry) + "\n")
        kept += 1
    return kept


def roots_folder() -> Path:
    """Return where day roots are kept; copy it off the machine."""
    return Path(settings.WANGGE_HOME) / "roots"


def read_roots(file: Path) -> list[DayRoot]:
    """Read day roots from one file of JSON lines; none where there is no file."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return [DayRoot(**{name: json.loads(line)[name] for name in ("county", "day", "position", "chain")})
            for line in lines if line.strip()]  # fmt: skip


def _verify_chain(
    county: str, subject: UUID, chain: Iterable[Event]
) -> Generator[Fault, None, tuple[ChainEnd, str]]:
    end, kind = ChainEnd(0, GENESIS), ""
    for event in chain:
        if event.seq != end.seq + 1:
            yield Fault("missing_event", county, subject.hex, f"event {end.seq + 1} is missing")
        elif event.prev != end.hash:
            yield Fault(
                "broken_chain", county, subject.hex, f"event {event.seq} does not follow event {end.seq}"
            )
        own = event_hash(
            event.id.hex, event.county, event.subject.hex, event.seq, event.kind, event.at, event.recorded_at,
            event.actor, event.payload, event.prev, event.algorithm,
        )  # fmt: skip
        if own != event.hash:
            yield Fault("changed_event", county, subject.hex, f"event {event.seq} ({event.kind}) was changed")
        end, kind = ChainEnd(event.seq, event.hash), event.kind
    return end, kind


def _unplaced(county: str) -> Iterator[Fault]:
    waiting = Pending.objects.filter(county=county).values("event")
    placed = Position.objects.filter(county=county).values("event")
    inserted = Event.objects.filter(county=county).exclude(id__in=waiting).exclude(id__in=placed)
    for event in inserted.iterator(chunk_size=2000):
        yield Fault(
            "inserted_event", county, event.subject.hex, f"event {event.seq} ({event.kind}) has no position"
        )


def _last_before(county: str, day: datetime) -> tuple[int, str] | None:
    sql = (
        "SELECT p.position, p.chain FROM foundation_position p"
        " JOIN foundation_event e ON e.id = p.event AND e.county = p.county"
        " WHERE p.county = %s AND e.recorded_at < %s"
    )
    first = sql + " AND p.position = 1"
    stored = connection.ops.adapt_datetimefield_value(day)
    with connection.cursor() as cursor:
        # Without history before the day the walk back below would read everything.
        cursor.execute(first, [county, stored])
        if cursor.fetchone() is None:
            return None
        cursor.execute(sql + " ORDER BY p.position DESC LIMIT 1", [county, stored])
        position, chain = cursor.fetchone()
        return position, chain


@dataclass(frozen=True, slots=True)
class _Row:
    position: int
    event: str
    chain: str
    subject: str | None
    hash: str | None


def _positions_with_events(county: str, chunk: int = 5000) -> Iterator[_Row]:
    sql = (
        "SELECT p.position, p.event, p.chain, e.subject, e.hash FROM foundation_position p"
        " LEFT JOIN foundation_event e ON e.id = p.event AND e.county = p.county"
        " WHERE p.county = %s AND p.position > %s ORDER BY p.position LIMIT %s"
    )
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [county, last, chunk])
            rows = cursor.fetchall()
        for position, event, chain, subject, own in rows:
            yield _Row(position, _hex(event), chain, _hex(subject) if subject else None, own)
        if len(rows) < chunk:
            return
        last = rows[-1][0]


def _hex(value: object) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


class _peekable:  # noqa: N801 - a small iterator, named as itertools names its own
    def __init__(self, ends: Iterable[tuple[UUID, ChainEnd]]) -> None:
        self._ends = iter(ends)
        self._next = next(self._ends, None)

    def before(self, subject: UUID) -> Iterator[tuple[UUID, ChainEnd]]:
        while self._next is not None and self._next[0] < subject:
            yield self._next
            self._next = next(self._ends, None)

    def take(self, subject: UUID) -> ChainEnd | None:
        if self._next is None or self._next[0] != subject:
            return None
        found, self._next = self._next[1], next(self._ends, None)
        return found

    def rest(self) -> Iterator[tuple[UUID, ChainEnd]]:
        while self._next is not None:
            yield self._next
            self._next = next(self._ends, None)
