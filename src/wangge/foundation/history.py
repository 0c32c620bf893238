"""What happened to one subject, in order?"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.foundation.models import Event


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of one subject, as it is read back."""

    seq: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    payload: Mapping[str, object]
    hash: str


def events_of(county: str, subject: UUID) -> list[Happened]:
    """Return a subject's events in order, one statement."""
    rows = Event.objects.filter(county=county, subject=subject).order_by("seq")
    return [_happened(row) for row in rows]


def events_of_many(county: str, subjects: Collection[UUID]) -> dict[UUID, list[Happened]]:
    """Return the events of several subjects, each one's in order; one statement."""
    found: dict[UUID, list[Happened]] = {subject: [] for subject in subjects}
    if subjects:
        for row in Event.objects.filter(county=county, subject__in=list(subjects)).order_by("subject", "seq"):
            found[row.subject].append(_happened(row))
    return found


def first_event(county: str, subject: UUID) -> Happened | None:
    """Return a subject's first event, or None where there is no such subject."""
    row = Event.objects.filter(county=county, subject=subject, seq=1).first()
    return _happened(row) if row else None


def first_events(county: str, subjects: Collection[UUID]) -> dict[UUID, Happened]:
    """Return the first event of each of these that has one; one statement."""
    if not subjects:
        return {}
    rows = Event.objects.filter(county=county, subject__in=list(subjects), seq=1)
    return {row.subject: _happened(row) for row in rows}


def begun_by(
    county: str, account: UUID, *, kinds: Collection[str], most: int,
    since: datetime | None = None, until: datetime | None = None,
) -> list[UUID]:  # fmt: skip
    """Return the subjects whose first event an account did, the newest first: for that person alone. One statement."""
    rows = Event.objects.filter(county=county, actor=account.hex, seq=1, kind__in=list(kinds))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return list(rows.order_by("-id").values_list("subject", flat=True)[:most])


def _happened(row: Event) -> Happened:
    return Happened(row.seq, row.kind, row.at, row.recorded_at, row.actor, json.loads(row.payload), row.hash)
