"""Which photos has a case, which copy of them may be seen, and which files are named at all?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Case, Photo
from wangge.foundation.history import Happened
from wangge.people.hats import Hat
from wangge.people.policies import sees

BEFORE, AFTER = "before", "after"
PHOTO_JOINED = "case.photo_joined"


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo of a case, by the copy that everybody who sees the case sees."""

    sha256: str
    stage: str
    seq: int
    width: int = 0
    height: int = 0
    masked: str = ""  # machine, hand, or nobody yet
    original_until: datetime | None = None  # an unmasked copy is there until then


@dataclass(frozen=True, slots=True)
class Pair:
    """What stood there before, and after: the first photo as found, the last after handling."""

    before: PhotoRow
    after: PhotoRow


def photos_of(county: str, case_id: UUID) -> list[PhotoRow]:
    """Return a case's photos in the order in which they came."""
    return photos_of_many(county, [case_id])[case_id]


def photos_of_many(county: str, ids: Collection[UUID]) -> dict[UUID, list[PhotoRow]]:
    """Return the photos of several cases, each one's in the order in which they came; one statement."""
    found: dict[UUID, list[PhotoRow]] = {case: [] for case in ids}
    for one in Photo.objects.filter(county=county, case__in=list(ids)).order_by("seq", "id"):
        found[one.case].append(
            PhotoRow(one.sha256, one.stage, one.seq, one.width, one.height, one.masked, one.original_until)
        )
    return found


def on_their_way(history: Sequence[Happened]) -> dict[tuple[int, str], str]:
    """Return the stage of each photo promised and not there yet, by its event's number and its SHA-256 as sent."""
    promised = {
        (event.seq, str(sha256)): str(event.payload["photo_stage"])
        for event in history
        for sha256 in cast("list[str]", event.payload.get("promised", ()))
    }
    for event in history:
        if event.kind == PHOTO_JOINED:
            promised.pop((cast("int", event.payload["of"]), str(event.payload["sent"])), None)
    return promised


def pair_of(photos: Sequence[PhotoRow]) -> Pair | None:
    """Return what a before-and-after view shows; None until there is one of each."""
    before = next((one for one in photos if one.stage == BEFORE), None)
    after = next((one for one in reversed(photos) if one.stage == AFTER), None)
    return Pair(before, after) if before and after else None


def may_open_original(hat: Hat, case: Case, until: datetime | None, *, now: datetime) -> bool:
    """Say whether a hat may open an unmasked copy: the department that has the case in hand, until it expires."""
    department = sees(hat).department
    return (
        bool(department)
        and department == case.department
        and case.dispatched_at is not None
        and until is not None
        and now < until
    )


def named_files() -> Iterator[str]:
    """Yield the digest of every file that a row names, in every county; the same one may come twice."""
    for shown, original in Photo.objects.values_list("sha256", "original").iterator(chunk_size=5000):
        yield shown
        if original:
            yield original


def is_named(sha256: str) -> bool:
    """Say whether a case names a file, shown or unmasked: whoever else kept it may then only let go of it."""
    return Photo.objects.filter(Q(sha256=sha256) | Q(original=sha256)).exists()
