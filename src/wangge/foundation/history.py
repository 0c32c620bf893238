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
    return events_of_many(county, [subject])[subject]


def events_of_many(county: str, subjects: Collection[UUID]) -> dict[UUID, list[Happened]]:
    """Return the events of several subjects, each one's in order; one statement."""
    found: dict[UUID, list[Happened]] = {subject: [] for subject in subjects}
    if subjects:
        rows = Event.objects.filter(county=county, subject__in=list(subjects)).order_by("subject", "seq")
        for subject, *told in rows.values_list("subject", *COLUMNS):
            found[subject].append(_happened(*told))
    return found


def first_event(county: str, subject: UUID) -> Happened | None:
    """Return a subject's first event, or None where there is no such subject."""
    return first_events(county, [subject]).get(subject)


def first_events(county: str, subjects: Collection[UUID]) -> dict[UUID, Happened]:
    """Return the first event of each of these that has one; one statement."""
    if not subjects:
        return {}
    rows = Event.objects.filter(county=county, subject__in=list(subjects), seq=1)
    return {subject: _happened(*told) for subject, *told in rows.values_list("subject", *COLUMNS)}


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


COLUMNS = ("seq", "kind", "at", "recorded_at", "actor", "payload", "hash")


def _happened(
    seq: int, kind: str, at: datetime, recorded_at: datetime, actor: str, payload: str, own_hash: str
) -> Happened:
    return Happened(seq, kind, at, recorded_at, actor, json.loads(payload), own_hash)
