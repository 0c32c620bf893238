"""Where on the map are the open cases: clusters from afar, single cases from near?"""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan, ceil, degrees, floor, pi, sinh

from django.db.models import Avg, Count, Min, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from wangge.cases.models import Case
from wangge.cases.queries.desk import Desk, desk, workflow_of
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.figures import UNIT, Counts, Slice, read_counts
from wangge.cases.queries.listing import LEVEL_COLUMNS, column_of, in_sight
from wangge.cases.queries.rows import clock, language_now
from wangge.cases.queries.sets import SETS, in_unit
from wangge.cases.services.spotting import quadkey
from wangge.foundation.sequencing import head_position
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import ANY_KIND, CELL_KEY, CELL_ZOOMS, Figure, cell_place
from wangge.rules.levels import Level
from wangge.rules.periods import Period

NEAR_ZOOM = 15.0  # from here on single cases are drawn
NEAR_MOST = 200
GROUPED_MOST = 5000
CELLS_MOST = 1500
FINER = 2  # a cell is a quarter of a map tile wide


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Some open cases drawn together; one alone has its id."""

    lon: float
    lat: float
    n: int
    case: str
    late: int = 0  # past their limit; not told where a county is drawn from its counters
    state: str = ""  # of one alone
    light: str = ""


def read_box(text: str) -> Box:
    """Read "west,south,east,north"; refuse `case.bad_filter`."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise Refused("case.bad_filter", field="bbox", value=text[:60]) from fault
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused("case.bad_filter", field="bbox", value=text[:60])
    return Box(west, south, east, north)


def clusters(hat: Hat, unit: str, box: Box, zoom: float) -> list[Cluster]:
    """Return the open cases of a unit inside a box, clustered for a zoom; near by, each by itself.

    Up to GROUPED_MOST open cases are grouped as they lie; above that a whole county is drawn
    from its counters, which cost the same whatever it holds.
    """
    cell_zoom = min(CELL_KEY, max(CELL_ZOOMS[0], int(zoom) + FINER))
    cells = list(_cells(box, cell_zoom))
    scope = sees(hat)
    if not (scope.unit or scope.department) and unit in {"", hat.county}:
        counted = max(each for each in CELL_ZOOMS if each <= cell_zoom)
        found, total = _counted(hat.county, list(_cells(box, counted)))
        if total > GROUPED_MOST and zoom < NEAR_ZOOM:
            return found
    rows = _inside(_open(hat, unit), box)
    if zoom >= NEAR_ZOOM:
        near = list(rows[: NEAR_MOST + 1])
        if len(near) <= NEAR_MOST:
            return [_alone(case, desk(hat.county)) for case in near]
    return _grouped(hat.county, rows, set(cells), cell_zoom)


def department_counts(hat: Hat, unit: str, level: Level) -> Counts:
    """Return a department's open cases in a unit and in each unit of a level below it, as of now.

    The stored counters do not tell departments apart, so its own open cases are counted.
    """
    as_of = head_position(hat.county)
    rows = _open(hat, unit).values_list(LEVEL_COLUMNS[level]).order_by()
    sums: Tally[tuple[str, str]] = Tally()
    pointless = Count("id", filter=Q(cell=""))
    for code, n, late, no_point in rows.annotate(n=Count("id"), late=Count("overdue_at"), no_point=pointless):
        for figure, count in ((Figure.OPEN, n), (Figure.LATE, late), (Figure.NO_POINT, no_point)):
            sums[figure, code] += count
            sums[figure, unit] += count
    return Counts(as_of, timezone.now(), is_live=True, sums=[sums])


def _open(hat: Hat, unit: str) -> QuerySet[Case]:
    return Case.objects.filter(
        in_sight(hat)
        & open_kinds(hat.county)
        & SETS[Figure.OPEN].holds
        & in_unit(hat.county, unit, column_of(hat.county, unit))
    )


def _inside(rows: QuerySet[Case], box: Box) -> QuerySet[Case]:
    return rows.filter(
        lon_e7__gte=round(box.west * 1e7), lon_e7__lte=round(box.east * 1e7),
        lat_e7__gte=round(box.south * 1e7), lat_e7__lte=round(box.north * 1e7),
    )  # fmt: skip


def _counted(county: str, cells: list[str]) -> tuple[list[Cluster], int]:
    places = tuple(cell_place(cell) for cell in cells)
    counts = read_counts(county, [Slice((Figure.OPEN,), (county, *places), ANY_KIND, Period(), UNIT)])
    found = [
        Cluster(*_centre(cell), n, "")
        for cell, place in zip(cells, places, strict=True)
        if (n := counts.n(0, Figure.OPEN, place))
    ]
    return found, counts.n(0, Figure.OPEN, county)


def _grouped(county: str, rows: QuerySet[Case], cells: set[str], zoom: int) -> list[Cluster]:
    grouped = (
        rows.annotate(at=Substr("cell", 1, zoom)).values_list("at").order_by()
        .annotate(n=Count("number"), one=Min("number"), lon=Avg("lon_e7"), lat=Avg("lat_e7"), late=Count("overdue_at"))
    )  # fmt: skip
    found = [row for row in grouped if row[0] in cells]
    alone = [number for _, n, number, *_ in found if n == 1]
    singles = {case.number: case for case in Case.objects.filter(county=county, number__in=alone)}
    known = desk(county)
    return [
        _alone(singles[number], known)
        if n == 1 and number in singles
        else Cluster(lon / 1e7, lat / 1e7, n, "", late)
        for _, n, number, lon, lat, late in found
    ]


def _alone(case: Case, known: Desk) -> Cluster:
    light, _left, _unit = clock(case, known, timezone.now())
    state = workflow_of(case.preset, case.preset_version).states[case.state]
    words = state.en if language_now() == "en" else state.zh
    late = int(case.overdue_at is not None)
    return Cluster((case.lon_e7 or 0) / 1e7, (case.lat_e7 or 0) / 1e7, 1, case.id.hex, late, words, light)


def _cells(box: Box, zoom: int) -> Iterator[str]:
    side = 1 << zoom
    west, north = _tile(box.west, box.north, side)
    east, south = _tile(box.east, box.south, side)
    columns, rows = range(floor(west), ceil(east) + 1), range(floor(north), ceil(south) + 1)
    if len(columns) * len(rows) > CELLS_MOST:
        raise Refused("case.bad_filter", field="zoom", value=zoom)
    for x in columns:
        for y in rows:
            yield "".join(str((x >> bit & 1) | (y >> bit & 1) << 1) for bit in range(zoom - 1, -1, -1))


def _tile(lon: float, lat: float, side: int) -> tuple[float, float]:
    key = quadkey(round(lon * 1e7), round(lat * 1e7))
    x = int("".join(str(int(digit) & 1) for digit in key), 2)
    y = int("".join(str(int(digit) >> 1) for digit in key), 2)
    whole = 1 << len(key)
    return x * side / whole, y * side / whole


def _centre(cell: str) -> tuple[float, float]:
    side = 1 << len(cell)
    x = int("".join(str(int(digit) & 1) for digit in cell), 2) + 0.5
    y = int("".join(str(int(digit) >> 1) for digit in cell), 2) + 0.5
    return x / side * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y / side))))
