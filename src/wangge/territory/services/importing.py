"""Units enter a draft plan from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import shapely

from wangge.foundation.locking import writing
from wangge.rules.codes import (
    Scheme,
    county_of,
    is_statistical_zone,
    require_parent,
    settled_code,
    settled_name,
)
from wangge.rules.errors import Refused
from wangge.rules.geometry.coverage import repaired
from wangge.rules.geometry.metres import Outlines, areas_m2
from wangge.rules.levels import Level
from wangge.territory.models import Plan, Unit
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.drafts import PlanWish, changed, draft, settle
from wangge.territory.services.outlines import COLUMNS, draw

# A file whose box lies this far (degrees) from the plan's own is taken for another system's.
_FAR = 1.0
_ROWS_AT_ONCE = 500  # a statement has room for some thousand values


@dataclass(frozen=True, slots=True)
class Mended:
    """One crossing ring: where it crosses, and the area before and after (equal when not repaired)."""

    code: str
    row: int
    reason: str
    area_before_m2: float
    area_after_m2: float
    parts: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    plan: str
    level: str
    crs: str
    read: int
    replaced: int
    version: int
    invalid: list[Mended] = field(default_factory=list)
    repaired: list[Mended] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    parents_read_as: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Drawn:
    # What is worked out of a file before anything is written.
    codes: list[str]
    names: list[str]
    outlines: Outlines
    mended: list[Mended]


def import_units(
    source: Source,
    wish: PlanWish,
    level: Level,
    *,
    code_field: str,
    repair: bool = False,
    replace: bool = False,
    now: datetime,
    actor: str = "",
) -> ImportReport:
    """Put a file's units into a draft plan, making the plan if need be; all of them or none.

    A code that the plan already has at this level is replaced (its outline stays when the file
    has none); `replace` empties the level first. A code given twice in the file stays twice and
    is a fault for the check. Raises Refused for codes, plans and positions that do not fit.
    """
    scheme = _scheme(wish)
    drawn = _work_out(source, level, scheme, code_field, repair=repair)
    with writing():
        plan = draft(wish, scheme, now=now)
        if source.crs:
            _refuse_misplaced(plan, level, source, drawn)
        kept, replaced = _taken_out(plan, level, None if replace else set(drawn.codes))
        units = _units(plan, level, source.units, drawn, kept)
        read_as = settle(plan, units)
        Unit.objects.bulk_create(units, batch_size=2000)
        payload = {"level": int(level), "units": len(units), "replaced": replaced}
        counties = {unit.county for unit in units}
        changed(plan, counties, "plan.imported", now=now, actor=actor, payload=payload)
    invalid, mended = ([], drawn.mended) if repair else (drawn.mended, [])
    zones = (
        sorted({code[:6] for code in drawn.codes if is_statistical_zone(code)}) if scheme is Scheme.GB else []
    )
    size = (len(units), replaced, plan.version)
    return ImportReport(plan.name, level.name.lower(), source.crs, *size, invalid, mended, zones, read_as)


def _scheme(wish: PlanWish) -> Scheme:
    held = Plan.objects.filter(name=wish.name).values_list("code_scheme", flat=True).first()
    if held and wish.code_scheme and held != wish.code_scheme:
        raise Refused(
            "territory.scheme_differs", field="code-scheme", plan=wish.name, held=held, said=wish.code_scheme
        )
    return Scheme(held or wish.code_scheme or Scheme.GB)


def _work_out(source: Source, level: Level, scheme: Scheme, code_field: str, *, repair: bool) -> _Drawn:
    codes = [settled_code(unit.code, level, scheme, row=unit.row, field=code_field) for unit in source.units]
    names = [settled_name(unit.name, row=unit.row, field="name") for unit in source.units]
    for unit in source.units:
        require_parent(unit.parent, row=unit.row, field="parent")
    outlines = source.outlines
    sound = shapely.is_valid(outlines) | shapely.is_missing(outlines)
    mended = repaired(outlines)
    # Before: what the ring encloses as it is walked, where crossing parts cancel.
    before, after = areas_m2(outlines), areas_m2(mended)
    flat = ~shapely.is_missing(outlines) & (after == 0)
    if flat.any():
        raise Refused("territory.no_area", row=source.units[int(np.argmax(flat))].row, field="geometry")
    reasons = shapely.is_valid_reason(outlines)
    crossing = [
        Mended(
            codes[at],
            source.units[int(at)].row,
            str(reasons[at]),
            round(float(before[at]), 2),
            round(float(after[at]), 2),
            int(shapely.get_num_geometries(mended[at])),
        )
        for at in np.flatnonzero(~sound)
    ]
    return _Drawn(codes, names, mended if repair else outlines, crossing)


def _refuse_misplaced(plan: Plan, level: Level, source: Source, drawn: _Drawn) -> None:
    others = Unit.objects.filter(plan=plan, west__isnull=False).exclude(level=level)
    boxes = np.array(list(others.values_list("west", "south", "east", "north")), dtype=float).reshape(-1, 4)
    if not len(boxes):
        return
    ground = shapely.box(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    west, south, east, north = shapely.bounds(drawn.outlines).T
    here = shapely.intersects(ground, shapely.box(west, south, east, north))
    if here.any():
        return
    row = source.units[0].row
    if shapely.intersects(ground, shapely.box(south, west, north, east)).any():
        raise Refused("territory.swapped", row=row, field="geometry", lon=float(west[0]), lat=float(south[0]))
    if shapely.distance(ground, shapely.box(west, south, east, north)).min() > _FAR:
        raise Refused("territory.far_away", row=row, field="geometry", crs=source.crs, plan=plan.name)


def _taken_out(plan: Plan, level: Level, codes: set[str] | None) -> tuple[dict[str, Unit], int]:
    # Removes the units of a level that bear these codes, or all; returns those that had an outline.
    older = Unit.objects.filter(plan=plan, level=level)
    gone = [unit for unit in older.iterator() if codes is None or unit.code in codes]
    for first in range(0, len(gone), _ROWS_AT_ONCE):
        Unit.objects.filter(pk__in=[unit.pk for unit in gone[first : first + _ROWS_AT_ONCE]]).delete()
    return {unit.code: unit for unit in gone if unit.outline is not None}, len(gone)


def _units(
    plan: Plan, level: Level, rows: Sequence[SourceUnit], drawn: _Drawn, kept: Mapping[str, Unit]
) -> list[Unit]:
    units = [
        Unit(
            county=county_of(code, Scheme(plan.code_scheme), plan.county),
            plan=plan,
            code=code,
            level=int(level),
            name=name,
            parent=row.parent,
        )
        for row, code, name in zip(rows, drawn.codes, drawn.names, strict=True)
    ]
    for unit in units:
        if unit.code in kept:
            for column in COLUMNS:
                setattr(unit, column, getattr(kept[unit.code], column))
    draw(units, drawn.outlines)
    return units
