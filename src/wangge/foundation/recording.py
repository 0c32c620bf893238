"""How is what happened written down, in the transaction that made it happen?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from wangge.foundation.bulk import insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.models import Event, Pending
from wangge.rules.proof import GENESIS, SHA256, event_hash, payload_text


class ChainEnd(NamedTuple):
    """The last event of one subject: its number and its hash."""

    seq: int
    hash: str


START = ChainEnd(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to be recorded; `actor` is an account's id in hex, or empty for the system."""

    subject: UUID
    kind: str
    at: datetime
    payload: Mapping[str, object]
    actor: str = ""


class Recording:
    """The events of one transaction: each chained at once, all written together."""

    def __init__(self, county: str, *, recorded_at: datetime | None = None) -> None:
        self._county = county
        self._recorded_at = recorded_at or timezone.now()
        self.events: list[_Chained] = []  # not written yet

    def add(self, happening: Happening, after: ChainEnd) -> ChainEnd:
        """Chain one event to the end of its subject's chain and return the new end."""
        event = _chained(self._county, happening, after, self._recorded_at)
        self.events.append(event)
        return ChainEnd(event.seq, event.hash)

    def write(self) -> None:
        """Write what was added: one COPY or executemany for events and one for their waiting rows."""
        if not connection.in_atomic_block:
            raise RuntimeError("an event is recorded in the transaction that makes it true")
        insert_rows(Event, EVENT_FIELDS, self.events)
        insert_rows(Pending, PENDING_FIELDS, [(self._county, event.id) for event in self.events])
        self.events.clear()


def record(
    *, county: str, subject: UUID, kind: str, at: datetime, payload: Mapping[str, object], actor: str = "",
    after: ChainEnd | None = None,
) -> ChainEnd:  # fmt: skip
    """Append one event to its subject's chain and return the chain's new end.

    `after` is the chain's end as its row knows it; without it the end is looked up.
    Must run inside `writing()`; a float in the payload is refused.
    """
    recording = Recording(county)
    end = after if after is not None else chain_end(county, subject)
    end = recording.add(Happening(subject, kind, at, payload, actor), end)
    recording.write()
    return end


def record_many(
    county: str, happenings: Iterable[Happening], *, recorded_at: datetime, ends: Mapping[UUID, ChainEnd]
) -> dict[UUID, ChainEnd]:
    """Append many events at once, in order; `ends` holds the chain ends of subjects already begun.

    Returns the new ends.
    """
    new_ends = dict(ends)
    recording = Recording(county, recorded_at=recorded_at)
    for happening in happenings:
        new_ends[happening.subject] = recording.add(happening, new_ends.get(happening.subject, START))
    recording.write()
    return new_ends


def chain_end(county: str, subject: UUID) -> ChainEnd:
    """Return the last event of a subject, or the start of a chain not yet begun."""
    last = (
        Event.objects.filter(county=county, subject=subject)
        .order_by("-seq")
        .values_list("seq", "hash")
        .first()
    )
    return ChainEnd(*last) if last else START


class _Chained(NamedTuple):
    # The columns of an event in their order, so that it is its own row.
    id: UUID
    county: str
    subject: UUID
    seq: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    payload: str
    prev: str
    hash: str
    algorithm: str


EVENT_FIELDS = _Chained._fields
PENDING_FIELDS = ("county", "event")


def _chained(county: str, happening: Happening, end: ChainEnd, recorded_at: datetime) -> _Chained:
    event_id, text = uuid7(), payload_text(happening.payload)
    own = event_hash(
        event_id.hex, county, happening.subject.hex, end.seq + 1, happening.kind, happening.at, recorded_at,
        happening.actor, text, end.hash,
    )  # fmt: skip
    return _Chained(
        event_id, county, happening.subject, end.seq + 1, happening.kind, happening.at, recorded_at,
        happening.actor, text, end.hash, own, SHA256,
    )  # fmt: skip
