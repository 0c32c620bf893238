"""What was found where in some days, and what is still open long after; with what became of it, for exhibits?

Matters that point at people are never among them (exposure.py); where a kind may not be shown as a point, its place
is the community.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.cases.models import Case, Photo
from wangge.cases.queries.board import PAGE, Line, Places, key_after, lines_of, older, page_key
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import exposure_of, open_kinds
from wangge.cases.queries.points import NOT_FOUND
from wangge.foundation.history import events_of_many
from wangge.rules.levels import Level
from wangge.rules.periods import local_bounds

CHUNK = 5000
Key = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Stood:
    """One case at its place; a kind that may not be shown as a point has none."""

    id: UUID
    category: str
    place: str  # grid, or community where no finer unit may be named
    lon_e7: int | None
    lat_e7: int | None
    on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """One case as an exhibit freezes it: columns that anybody may read."""

    line: Line
    lon_e7: int | None
    lat_e7: int | None
    ended_at: datetime | None
    bounces: int
    reopens: int
    reports: int
    tried: tuple[str, ...]  # departments in order
    photos: tuple[str, ...]


def stood(
    county: str, first: date, until: date, *, after: Key | None = None, only_open: bool = False
) -> tuple[list[Stood], Key | None]:
    """Return the next few thousand cases found from a day until before another, and the key after which to go on."""
    start, end = local_bounds(first, until, desk(county).calendar.zone)
    rows = _counted(county).filter(reported_at__gte=after[0] if after else start, reported_at__lt=end)
    if after:
        rows = rows.filter(Q(reported_at__gt=after[0]) | Q(id__gt=after[1]))
    if only_open:
        rows = rows.filter(ended_at__isnull=True)
    columns = ("id", "category", "grid", "community", "lon_e7", "lat_e7", "reported_at", "provisional")
    found = list(rows.order_by("reported_at", "id").values_list(*columns)[:CHUNK])
    last = (found[-1][6], found[-1][0]) if len(found) == CHUNK else None
    return _stood(county, found), last


def _stood(
    county: str, found: Sequence[tuple[UUID, str, str, str, int | None, int | None, datetime, bool]]
) -> list[Stood]:
    zone = desk(county).calendar.zone
    pointed = {key for key in desk(county).categories if exposure_of(county, key).has_point}
    told = []
    for key, category, grid, community, lon, lat, at, provisional in found:
        if category in pointed:
            is_sure = not provisional and lon is not None
            told.append(Stood(key, category, grid or community, lon if is_sure else None, lat if is_sure else None,
                              at.astimezone(zone).date()))  # fmt: skip
        else:
            told.append(Stood(key, category, community, None, None, at.astimezone(zone).date()))
    return told


def found_between(
    county: str, places: Sequence[str], categories: Collection[str], first: date, until: date
) -> list[tuple[UUID, str, date]]:
    """Return (case, channel, day) of what was found of some kinds in some units from a day until before another."""
    known = desk(county)
    rows = _found(county, Places(county, tuple(places)), categories, first, until)
    return [
        (key, channel, known.today(at))
        for key, channel, at in rows.order_by("reported_at", "id").values_list("id", "channel", "reported_at")
    ]


def found_lines(
    places: Places, categories: Collection[str], first: date, until: date, *, by_grid: bool, after: str = ""
) -> tuple[list[Line], int, str]:
    """Return a page of what `found_between` counts, newest first, how many there are, and the next page's key.

    Of those that grids found only, where asked. Two statements.
    """
    rows = _found(places.county, places, categories, first, until)
    if by_grid:
        rows = rows.filter(channel="grid")
    page = list(older(rows, page_key(after))[: PAGE + 1])
    return lines_of(places.county, page[:PAGE]), rows.count(), key_after(page, PAGE)


def _found(
    county: str, places: Places, categories: Collection[str], first: date, until: date
) -> QuerySet[Case]:
    start, end = local_bounds(first, until, desk(county).calendar.zone)
    rows = _counted(county).filter(places.rows, reported_at__gte=start, reported_at__lt=end)
    return rows.filter(category__in=list(categories)) if categories else rows


def case_lines(county: str, cases: Collection[UUID]) -> list[Line]:
    """Return some cases as anybody may see them, newest first."""
    rows = Case.objects.filter(open_kinds(county), county=county, pk__in=list(cases))
    return lines_of(county, rows.order_by("-reported_at", "-id"))


def first_found(county: str) -> date | None:
    """Return the day of the first case that a county holds."""
    row = (
        Case.objects.filter(county=county)
        .order_by("reported_at")
        .values_list("reported_at", flat=True)
        .first()
    )
    return desk(county).today(row) if row else None


def shown_cases(county: str, cases: Collection[UUID]) -> list[Shown]:
    """Return some cases with what anybody may know of each, by moment; those that may not be listed are left out."""
    rows = list(
        Case.objects.filter(open_kinds(county), county=county, pk__in=list(cases)).order_by(
            "reported_at", "id"
        )
    )
    happened = events_of_many(county, [row.id for row in rows])
    photos: dict[UUID, list[str]] = {}
    masked = Photo.objects.filter(county=county, case__in=[row.id for row in rows]).exclude(masked="")
    for case, sha256 in masked.order_by("seq", "id").values_list("case", "sha256"):
        photos.setdefault(case, []).append(sha256)
    found = []
    for row in rows:
        exposed = exposure_of(county, row.category)
        line = lines_of(county, [row])[0]
        told = [str(event.payload.get("department", "")) for event in happened[row.id]]
        tried = tuple(dict.fromkeys([*filter(None, told), *filter(None, [row.department])]))
        found.append(
            Shown(
                line, row.lon_e7 if exposed.has_point else None, row.lat_e7 if exposed.has_point else None,
                row.ended_at, row.bounces, row.reopens, 1 + row.voices, tried,
                tuple(photos.get(row.id, ())) if exposed.has_photo else (),
            )
        )  # fmt: skip
    return found


def photos_shown(county: str, digests: Collection[str]) -> set[str]:
    """Return which of some photos anybody may see now: masked copies of cases of a kind in public space."""
    rows = Photo.objects.filter(county=county, sha256__in=list(digests)).exclude(masked="")
    cases = list(rows.values_list("case", "sha256"))
    kinds = dict(
        Case.objects.filter(county=county, pk__in=[case for case, _ in cases]).values_list("pk", "category")
    )
    return {sha256 for case, sha256 in cases if case in kinds and exposure_of(county, kinds[case]).has_photo}


def waiting_by_kind(county: str, places: Sequence[str]) -> dict[str, int]:
    """Return how many cases wait in some places, by kind. One statement."""
    rows = Case.objects.filter(
        Places(county, tuple(places)).rows, county=county, ended_at__isnull=True, trial=False, is_part=False
    )
    return dict(rows.order_by().values_list("category").annotate(n=Count("id")))


def is_fine(county: str, category: str) -> bool:
    """Say whether a kind may be named by its basic grid."""
    return exposure_of(county, category).finest >= Level.GRID


def until_of(on: date) -> date:
    """Return the first day after a day."""
    return on + timedelta(days=1)


def _counted(county: str) -> QuerySet[Case]:
    return Case.objects.filter(open_kinds(county), county=county, trial=False, is_part=False).exclude(
        end__in=NOT_FOUND
    )
