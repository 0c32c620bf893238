"""Is it this one? Which matters already known lie near a report that is being written, and are likely the same?

Candidates come by the index of map cells, on both databases without their geometry; `rules.likeness` decides. Only
kinds of public space are asked about and offered: matters that point at people never (rulings.md).
"""

import time
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Substr

from wangge.cases.models import Case, CaseText, Photo
from wangge.cases.policies import may_see
from wangge.cases.queries.desk import CategoryRow, Desk, desk
from wangge.cases.queries.figures import KIND, Slice, read_counts
from wangge.people.hats import Hat
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.figures import Figure
from wangge.rules.geometry.cells import cells_around, metres_apart
from wangge.rules.likeness import (
    Candidate,
    Known,
    Relation,
    Weights,
    crowds,
    kinship,
    likeness,
    offer,
    relation,
    shared_words,
)
from wangge.rules.periods import Period

CANDIDATES_MOST = 400  # the newest; a point that thousands share is no place
READ_MOST = 24  # whose words are compared: the likeliest by everything else
MERGES_MOST = 20_000  # the last ones tell enough
MERGES_KEPT_SECONDS = 3600.0
ENDS_OFFERED = ("solved", "settled", "not_solved")  # what was refused or merged away is no matter to join
HOURS = {
    Unit.EMERGENCY_HOURS: 1.0,
    Unit.CALENDAR_DAYS: 24.0,
    Unit.WORKING_DAYS: 24 * 7 / 5,
    Unit.OFFICE_HOURS: 24 * 7 / 40,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reporter has said so far; the point in degrees, WGS-84."""

    category: str
    lon: float
    lat: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A matter that it may be; words and photo only where this hat may see the case."""

    id: UUID
    number: str
    category: str
    metres: int
    reported_at: datetime
    ended_at: datetime | None
    voices: int
    is_in_sight: bool
    words: str = ""
    place: str = ""
    photo: str = ""


def nearby(hat: Hat, seen: Seen, *, now: datetime) -> list[Offered]:
    """Return up to three matters, the likeliest first; empty where nothing is worth a question."""
    known = desk(hat.county)
    kind = known.categories.get(seen.category)
    if kind is None or not kind.in_public or kind.matter_only:
        return []
    weights = likeness_weights()
    kin = _kin(kind, known, weights, now)
    rows = _candidates(hat.county, seen, kin, weights, now)
    crowd = crowds(row.category for row in rows if row.ended_at is None)
    judged = [(likeness(_facts(row, kin[row.category], crowd, now), weights), row) for row in rows]
    judged.sort(key=lambda one: -one[0])
    return _told(hat, offer(_with_words(hat.county, judged[:READ_MOST], seen, weights), weights))


@cache
def likeness_weights() -> Weights:
    """Return the packaged weights; their file says where they come from."""
    text = files("wangge.cases").joinpath("data", "likeness.toml").read_text(encoding="utf-8")
    return Weights.read(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class _Kin:
    """A kind of which a report may be: how often it was so far, and how many hours such a matter usually stands."""

    kinship: float
    life: float


def _kin(kind: CategoryRow, known: Desk, weights: Weights, now: datetime) -> dict[str, _Kin]:
    # Unlike kinds that never were one so far are not looked for at all.
    merged, reports = _record(known.setup.county)
    today, found = known.today(now), {}
    for other in known.categories.values():
        if not other.in_public or other.matter_only:
            continue
        related, times = relation(kind.zh, other.zh), merged.get((kind.key, other.key), 0)
        if related is not Relation.OTHER or times:
            close = kinship(times, reports.get(kind.key, 0), related, weights)
            found[other.key] = _Kin(close, _usual_hours(known.limits.limit_for(other.key, None, today)))
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    category: str
    metres: float
    reported_at: datetime
    ended_at: datetime | None


def _candidates(county: str, seen: Seen, kin: Collection[str], weights: Weights, now: datetime) -> list[_Row]:
    cells = cells_around(seen.lon, seen.lat, weights.reach_m)
    # As an expression, so that no database prefers the index by category to the one by cell.
    of_kin = Case.objects.alias(kind=Substr("category", 1)).filter(kind__in=kin)
    near = of_kin.filter(county=county, cell__in=cells, parent__isnull=True)
    columns = ("id", "category", "lon_e7", "lat_e7", "reported_at", "ended_at")
    is_open = Q(ended_at__isnull=True, reported_at__gte=now - timedelta(days=weights.days))
    just_closed = Q(ended_at__gte=now - timedelta(days=weights.closed_days), end__in=ENDS_OFFERED)
    found = [
        row
        for some in (is_open, just_closed)
        for row in near.filter(some).order_by("-reported_at").values_list(*columns)[:CANDIDATES_MOST]
    ]
    rows = []
    for case_id, category, lon, lat, reported_at, ended_at in found:
        metres = metres_apart(seen.lon, seen.lat, (lon or 0) / 1e7, (lat or 0) / 1e7)
        if metres <= weights.reach_m:
            rows.append(_Row(case_id, category, metres, reported_at, ended_at))
    return rows


def _facts(row: _Row, kin: _Kin, crowd: Mapping[str, int], now: datetime) -> Known:
    hours = max((now - row.reported_at).total_seconds(), 0.0) / 3600
    return Known(
        row.metres, hours / kin.life, kin.kinship, row.ended_at is not None, crowd.get(row.category, 0)
    )


def _usual_hours(limit: Limit) -> float:
    # Our assumption: a matter usually stands about as long as its limit allows.
    return max(limit.amount * HOURS[limit.unit], 1.0)


@dataclass(frozen=True, slots=True)
class _Read:
    row: _Row
    words: str
    place: str


def _with_words(
    county: str, judged: Sequence[tuple[float, _Row]], seen: Seen, weights: Weights
) -> list[Candidate[_Read]]:
    ids = [row.id for _, row in judged]
    found = (
        CaseText.objects.filter(county=county, case__in=ids).values_list("case", "words", "place")
        if ids
        else ()
    )
    said = {case: (words, place) for case, words, place in found}
    read = []
    for score, row in judged:
        words, place = said.get(row.id, ("", ""))
        shared = shared_words(seen.words, words)
        told = 0.0 if shared is None else weights.words * (shared - weights.words_apart)
        read.append(Candidate(
            score + told, _Read(row, words, place), row.category, row.reported_at.timestamp(), row.ended_at is not None
        ))  # fmt: skip
    return read


def _told(hat: Hat, offered: Sequence[Candidate[_Read]]) -> list[Offered]:
    ids = [one.key.row.id for one in offered]
    if not ids:
        return []
    cases = {case.id: case for case in Case.objects.filter(county=hat.county, id__in=ids)}
    photos = Photo.objects.filter(county=hat.county, case__in=ids).order_by("-seq", "-id")
    first = dict(photos.values_list("case", "sha256"))
    return [_tell(hat, one.key, cases[one.key.row.id], first) for one in offered]


def _tell(hat: Hat, read: _Read, case: Case, photos: Mapping[UUID, str]) -> Offered:
    is_in_sight = may_see(hat, case)
    return Offered(
        id=case.id, number=case.number, category=case.category, metres=round(read.row.metres),
        reported_at=case.reported_at, ended_at=case.ended_at, voices=case.voices, is_in_sight=is_in_sight,
        words=read.words if is_in_sight else "", place=read.place if is_in_sight else "",
        photo=photos.get(case.id, "") if is_in_sight else "",
    )  # fmt: skip


_records: dict[str, tuple[float, Mapping[tuple[str, str], int], Mapping[str, int]]] = {}


def _record(county: str) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
    """Return how often a report of one kind was merged into a case of another, and how many reports each kind had."""
    kept = _records.get(county)
    if kept is None or time.monotonic() - kept[0] > MERGES_KEPT_SECONDS:
        kept = _records[county] = (time.monotonic(), *_read_record(county))
    return kept[1], kept[2]


def forget_merges() -> None:
    """Count merges anew at the next question."""
    _records.clear()


def _read_record(county: str) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
    ended = Case.objects.filter(county=county, end="duplicate", parent__isnull=False)
    pairs = list(ended.order_by("-ended_at").values_list("category", "parent")[:MERGES_MOST])
    parents: dict[UUID, str] = {}
    wanted = list({parent for _, parent in pairs})
    for start in range(0, len(wanted), 500):
        rows = Case.objects.filter(county=county, id__in=wanted[start : start + 500])
        parents.update(rows.values_list("id", "category"))
    merged: dict[tuple[str, str], int] = {}
    for category, parent in pairs:
        if parent in parents:
            merged[category, parents[parent]] = merged.get((category, parents[parent]), 0) + 1
    if not merged:
        return {}, {}  # nothing was merged yet: the catalogue alone decides
    counts = read_counts(county, [Slice((Figure.FOUND,), (county,), None, Period(), KIND)])
    reports = {kind: counts.n(0, Figure.FOUND, kind) for kind in {category for category, _ in merged}}
    return merged, reports
