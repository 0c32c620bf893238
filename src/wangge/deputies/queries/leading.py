"""Which places did a leader draw, and was what the visits before it found put right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from wangge.cases.queries.brief import cases_by_id
from wangge.cases.queries.rows import CaseRow
from wangge.deputies.models import LeaderMatter, LeaderPlace, LeaderVisit
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.groups import Kept, kept
from wangge.rules.sampling import draw_sample, frame_digest, read_frame

CASE, GRID = "case", "grid"


class Spot(TypedDict, total=False):
    """A place as its row keeps it."""

    unit: str
    case: UUID


@dataclass(frozen=True, slots=True)
class PlaceRow(Keyed):
    """One drawn place: a case that was called solved, or a grid without a round."""

    id: UUID
    order: int
    unit: str
    case: CaseRow | None
    seen_at: datetime | None
    found: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class MatterKept:
    """What an earlier visit found, and whether it is put right."""

    on: date
    case: CaseRow
    kept: Kept


@dataclass(frozen=True, slots=True)
class VisitRow(Keyed):
    """One visit of a leader."""

    id: UUID
    post: UUID
    unit: str
    on: date
    digest: str
    seed: str
    size: int
    at: datetime


def place_of(key: str) -> Spot:
    """Return the place that a key of the frame names."""
    kind, _, value = key.partition(":")
    return {"case": UUID(value)} if kind == CASE else {"unit": value}


def visits(county: str, post: UUID) -> list[VisitRow]:
    """Return the visits of a post, newest first."""
    return [_row(one) for one in LeaderVisit.objects.filter(county=county, post=post).order_by("-at")]


def visit(county: str, key: UUID, post: UUID) -> VisitRow:
    """Return a post's visit; refuse `row.unknown`."""
    row = LeaderVisit.objects.filter(county=county, pk=key, post=post).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def places_of(county: str, key: UUID, *, now: datetime) -> list[PlaceRow]:
    """Return the places of a visit in the order of the draw, with what became a case there."""
    rows = list(LeaderPlace.objects.filter(county=county, visit=key).order_by("order"))
    found = list(LeaderMatter.objects.filter(county=county, visit=key))
    known = cases_by_id(county, [row.case for row in rows if row.case] + [one.case for one in found], now=now)
    return [
        PlaceRow(
            row.pk, row.order, row.unit, known.get(row.case) if row.case else None, row.seen_at,
            tuple(known[one.case] for one in found if one.place == row.pk and one.case in known),
        )
        for row in rows
    ]  # fmt: skip


def kept_before(county: str, unit: str, before: datetime, *, now: datetime) -> list[MatterKept]:
    """Return what the last visit to a unit before a moment found, and of older visits what is still open.

    By whichever leader: a successor opens with what the predecessor was promised.
    """
    earlier = list(LeaderVisit.objects.filter(county=county, unit=unit, at__lt=before).order_by("-at"))
    of_visit = {row.pk: row.on for row in earlier}
    found = list(LeaderMatter.objects.filter(county=county, visit__in=list(of_visit)))
    known = cases_by_id(county, [one.case for one in found], now=now)
    last = earlier[0].pk if earlier else None
    told = [
        (one.visit, MatterKept(of_visit[one.visit], known[one.case], _kept(known[one.case], now)))
        for one in found
        if one.case in known
    ]
    rows = [row for key, row in told if key == last or row.kept is not Kept.KEPT]
    return sorted(rows, key=lambda row: (row.on, row.case.number), reverse=True)


def drawn_again(county: str, key: UUID) -> bool:
    """Say whether the kept frame and seed still give the kept places."""
    row = LeaderVisit.objects.get(county=county, pk=key)
    frame, held = (
        read_frame(row.frame),
        LeaderPlace.objects.filter(county=county, visit=key).order_by("order"),
    )
    again = [place_of(one.key) for one in draw_sample(row.seed, frame, held.count())]
    return frame_digest(frame) == row.digest and [
        (one.get("unit", ""), one.get("case")) for one in again
    ] == [(one.unit, one.case) for one in held]


def counts(rows: Sequence[MatterKept]) -> dict[Kept, int]:
    """Return how many were kept, not kept, and are running."""
    return {one: sum(row.kept is one for row in rows) for one in Kept}


def _kept(case: CaseRow, now: datetime) -> Kept:
    return kept(is_ended=case.ended_at is not None, due_at=case.due_at, now=now)


def _row(row: LeaderVisit) -> VisitRow:
    size = sum(map(len, read_frame(row.frame).values()))
    return VisitRow(row.pk, row.post, row.unit, row.on, row.digest, row.seed, size, row.at)
