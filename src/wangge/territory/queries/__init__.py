"""Which units are there, on which day, and whose ground is a point on?

What other packages ask about territory is held in this process for each (county, plan, version)
and answered without a statement. Terms (which plan is in force from when) are read again when
they are older than TERMS_HOLD_FOR; `plan_version` reads them every time, for the check inside a
writing transaction. A newer version is loaded in a thread and swapped in whole, except after
`plan_version`, whose caller needs it at once.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from wangge.rules.codes import is_statistical_zone
from wangge.rules.errors import Refused
from wangge.rules.geometry.coverage import repaired
from wangge.rules.geometry.locating import Locator
from wangge.rules.geometry.metres import Outlines
from wangge.rules.levels import Level
from wangge.territory.models import Plan, Term, Unit

TERMS_HOLD_FOR = 2.0  # seconds
_PLACE = ("point_lon", "point_lat", "west", "south", "east", "north")
_ROWS_AT_ONCE = 1000
_MOST_HELD = 64  # county plans; 20,000 grids of 40 vertices are about 40 MB

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as other packages see it."""

    key: UUID
    name: str
    version: int
    code_scheme: str
    synthetic: bool
    effective_from: date
    effective_until: date | None
    county_name: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of territory; `path` holds the codes from the county's top unit down to this one."""

    code: str
    name: str
    level: Level
    parent: str
    path: tuple[str, ...]
    area_m2: float
    point: tuple[float, float] | None  # a place inside it, WGS-84; None when it has no outline
    box: Box | None  # west, south, east, north

    @property
    def is_zone(self) -> bool:
        """Whether this is a statistical zone, not a division of GB/T 2260."""
        return is_statistical_zone(self.code)


@dataclass
class _Snapshot:
    # One county's units of one version of a plan. Never changed once built.
    county: str
    plan: UUID
    units: Mapping[str, UnitRow]
    below: Mapping[str, list[UnitRow]]
    _building: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _locator(self) -> Locator:
        return _located(Unit.objects.filter(county=self.county, plan=self.plan))

    @property
    def locator(self) -> Locator:
        with self._building:  # one thread builds, the others wait for it
            return self._locator


@dataclass(slots=True)
class _Held:
    terms: tuple[PlanRow, ...]
    read_at: float


_held: dict[str, _Held] = {}
_snapshots: OrderedDict[tuple[str, UUID, int], _Snapshot] = OrderedDict()
_loading = threading.RLock()


def units(county: str, on: date | None = None) -> Mapping[str, UnitRow]:
    """Return every unit of a county by code, in the plan in force on a day (today)."""
    return _snapshot(county, on).units


def children(county: str, code: str, on: date | None = None) -> list[UnitRow]:
    """Return the units directly under one, by code."""
    return list(_snapshot(county, on).below.get(code, ()))


def locator(county: str, on: date | None = None) -> Locator:
    """Return the locator over the lowest drawn units of a county, as the plan stood on a day."""
    return _snapshot(county, on).locator


def plan_in_force(county: str, on: date | None = None) -> PlanRow:
    """Return the plan in force in a county on a day; Refused `territory.no_plan` when there is none."""
    return _on_day(county, _terms(county), on or timezone.localdate())


def plan_version(county: str, on: date | None = None) -> tuple[str, int]:
    """Return name and version of the plan in force, read from the database in one statement.

    When it is not what this process holds, the next `units` or `locator` answers by the new one.
    """
    fresh = _read_terms(county)
    _held[county] = _Held(fresh, time.monotonic())
    plan = _on_day(county, fresh, on or timezone.localdate())
    return plan.name, plan.version


def plans_in_force(on: date | None = None) -> list[PlanRow]:
    """Return every plan in force anywhere on a day, by name."""
    found = {row.name: row for row in _read_terms() if _covers(row, on or timezone.localdate())}
    return [found[name] for name in sorted(found)]


def counties_in_force(on: date | None = None) -> list[str]:
    """Return the counties in which some plan is in force on a day, by code."""
    day = on or timezone.localdate()
    rows = Term.objects.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)
    return sorted(set(rows.values_list("county", flat=True)))


def plan_locator(name: str) -> Locator:
    """Return a locator over all counties of a plan, draft or published; Refused `territory.unknown_plan`."""
    plan = Plan.objects.filter(name=name).first()
    if plan is None:
        raise Refused("territory.unknown_plan", plan=name)
    return _located(Unit.objects.filter(plan=plan).order_by("code"))


def forget() -> None:
    """Drop everything held in this process; the services do so after a change."""
    with _loading:
        _held.clear()
        _snapshots.clear()


def _terms(county: str) -> tuple[PlanRow, ...]:
    held = _held.get(county)
    if held is None:
        held = _held[county] = _Held(_read_terms(county), time.monotonic())
    elif time.monotonic() - held.read_at > TERMS_HOLD_FOR:
        held.read_at = time.monotonic()
        fresh = _read_terms(county)
        if fresh != held.terms:
            threading.Thread(target=_swap_in, args=(county, fresh), daemon=True).start()
    return held.terms


def _swap_in(county: str, fresh: tuple[PlanRow, ...]) -> None:
    try:
        plan = _on_day(county, fresh, timezone.localdate())
        _ = _load(county, plan).locator
    except Refused:
        pass  # no plan today any more; whoever asks is told
    finally:
        connection.close()
    _held[county] = _Held(fresh, time.monotonic())


def _read_terms(county: str = "") -> tuple[PlanRow, ...]:
    rows = Term.objects.filter(county=county) if county else Term.objects.all()
    columns = rows.order_by("from_on", "plan__name").values_list(
        "plan",
        "plan__name",
        "plan__version",
        "plan__code_scheme",
        "plan__synthetic",
        "from_on",
        "until_on",
        "plan__county_name",
    )
    return tuple(PlanRow(*row) for row in columns)


def _on_day(county: str, terms: Sequence[PlanRow], day: date) -> PlanRow:
    plan = next((row for row in reversed(terms) if _covers(row, day)), None)
    if plan is None:
        raise Refused("territory.no_plan", county=county, day=day.isoformat())
    return plan


def _covers(term: PlanRow, day: date) -> bool:
    return term.effective_from <= day and (term.effective_until is None or day < term.effective_until)


def _snapshot(county: str, on: date | None) -> _Snapshot:
    return _load(county, plan_in_force(county, on))


def _load(county: str, plan: PlanRow) -> _Snapshot:
    key = (county, plan.key, plan.version)
    held = _snapshots.get(key)
    if held is not None:
        return held
    with _loading:
        of_plan = [one for one in _snapshots if one[:2] == key[:2]]
        # Whoever still holds an older version's row is answered by the newer one: the old rows are gone.
        newer = max((one for one in of_plan if one[2] > plan.version), default=None)
        if newer is not None:
            return _snapshots[newer]
        if key not in _snapshots:
            _snapshots[key] = _read_snapshot(county, plan)
            for old in of_plan:
                del _snapshots[old]
            while len(_snapshots) > _MOST_HELD:
                _snapshots.popitem(last=False)
        return _snapshots[key]


def _read_snapshot(county: str, plan: PlanRow) -> _Snapshot:
    rows = Unit.objects.filter(county=county, plan=plan.key).order_by("level", "code")
    columns = rows.values_list("code", "name", "level", "path", "area_m2", *_PLACE)
    found: dict[str, UnitRow] = {}
    shared: dict[str, str] = {}  # one word for a code, however many paths name it
    for code, name, level, path, area, *place in columns.iterator(chunk_size=_ROWS_AT_ONCE):
        climb = tuple(shared.setdefault(one, one) for one in path.split("/"))
        above = climb[-2] if len(climb) > 1 else ""
        row = UnitRow(climb[-1], name, Level(level), above, climb, area, *_place(*place))
        found[row.code] = _joined(found[code], row) if code in found else row
    if not any(len(row.path) == 1 for row in found.values()):
        found = {county: _root(county, plan, list(found.values()))} | found
    below: dict[str, list[UnitRow]] = {}
    for row in found.values():
        below.setdefault(row.parent, []).append(row)
    return _Snapshot(county, plan.key, MappingProxyType(found), MappingProxyType(below))


def _place(*edges: float | None) -> tuple[tuple[float, float] | None, Box | None]:
    lon, lat, west, south, east, north = (edge if edge is not None else math.nan for edge in edges)
    return (None, None) if math.isnan(lon) else ((lon, lat), (west, south, east, north))


def _root(county: str, plan: PlanRow, rows: Sequence[UnitRow]) -> UnitRow:
    # A plan without a unit for the county itself gets one, so that every path has one root.
    top = min((row.level for row in rows), default=Level.STREET)
    drawn = [row for row in rows if row.box is not None]
    widest = max(drawn, key=lambda row: row.area_m2, default=None)
    return UnitRow(
        county,
        plan.county_name or county,
        Level.DISTRICT if top > Level.DISTRICT else Level.CITY,
        "",
        (county,),
        sum(row.area_m2 for row in drawn if row.level == top),
        widest.point if widest else None,
        _around([row.box for row in drawn if row.box is not None]),
    )


def _joined(one: UnitRow, other: UnitRow) -> UnitRow:
    # A code given twice, accepted at publication: two parts of one unit.
    larger = max(one, other, key=lambda row: row.area_m2)
    boxes = [row.box for row in (one, other) if row.box is not None]
    return UnitRow(
        one.code,
        one.name,
        one.level,
        one.parent,
        one.path,
        one.area_m2 + other.area_m2,
        larger.point,
        _around(boxes),
    )


def _around(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _located(units: QuerySet[Unit]) -> Locator:
    # Rows are read in pieces and turned into outlines at once: a whole plan as bytes stays in nobody's memory.
    drawn = units.filter(outline__isnull=False)
    # A unit whose parts are drawn answers through them, never beside them.
    above = {
        code for path in drawn.values_list("path", flat=True).iterator() for code in path.split("/")[:-1]
    }
    codes: list[str] = []
    pieces: list[Outlines] = [np.zeros(0, dtype=object)]
    rows = drawn.values_list("code", "outline", "is_sound").iterator(chunk_size=_ROWS_AT_ONCE)
    while piece := list(islice(rows, _ROWS_AT_ONCE)):
        lowest = [row for row in piece if row[0] not in above]
        codes += [row[0] for row in lowest]
        pieces.append(_outlines(lowest))
    return Locator(codes, np.concatenate(pieces))


def _outlines(rows: Sequence[tuple[str, bytes | memoryview | None, bool]]) -> Outlines:
    outlines: Outlines = shapely.from_wkb(np.array([bytes(row[1] or b"") for row in rows], dtype=object))
    unsound = np.array([not row[2] for row in rows], dtype=bool)
    if unsound.any():
        outlines[unsound] = repaired(outlines[unsound])
    return outlines
