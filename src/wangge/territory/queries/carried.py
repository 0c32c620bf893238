"""Which outlines does a phone carry, and which units lie beside one another?

A phone draws and looks up with whole numbers of a millionth of a degree (11 cm), each vertex told by its distance
from the one before: small, and the same on every phone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.rules.geometry.coverage import repaired
from wangge.rules.geometry.metres import Outlines
from wangge.rules.levels import Level
from wangge.territory.models import Unit
from wangge.territory.queries import UnitRow, plan_in_force, units

STEP = 1e-6  # degrees
UNITS_MOST = 600  # our assumption: of more than that a phone carries the next coarser level only
# One metre: less than any telephone's own error, so a verdict changes only where the circle decides anyway. Twice
# that, and again, where a scope's outlines would still be too many for a bundle of 150 KB.
_SIMPLER, _SIMPLEST = 1e-5, 8e-5
VERTICES_MOST = 16_000  # a vertex takes about five bytes, compressed
_BESIDE = 2e-5  # degrees; outlines drawn apart by two metres still touch


@dataclass(frozen=True, slots=True)
class Carried:
    """The units of one scope with their rings; `zero` in degrees, rings in steps from it."""

    plan: str
    version: int
    zero: tuple[float, float]
    units: Sequence[UnitRow]  # ancestors first, then the scope from above to below
    rings: Mapping[str, Sequence[Sequence[int]]]


def carried_units(county: str, unit: str, *, on: date | None = None) -> Carried:
    """Return a unit with all below it, drawn, and its ancestors by name only; an empty unit is the county."""
    plan = plan_in_force(county, on)
    return _carried(county, plan.key, plan.name, plan.version, unit if unit != county else "", on)


def units_beside(county: str, unit: str, *, on: date | None = None) -> list[UnitRow]:
    """Return the units of the same level that share a border with one, by code."""
    plan, known = plan_in_force(county, on), units(county, on)
    return [known[code] for code in _beside(county, plan.key, plan.version, unit) if code in known]


@lru_cache(maxsize=128)  # scopes asked for in one process; a new version of a plan is another key
def _carried(county: str, plan: UUID, name: str, version: int, unit: str, on: date | None) -> Carried:
    known = units(county, on)
    path = known[unit].path if unit in known else ()
    below = [row for row in known.values() if not unit or unit in row.path]
    while len(below) > UNITS_MOST and (deepest := max(row.level for row in below)) > Level.DISTRICT:
        below = [row for row in below if row.level < deepest]
    outlines = _outlines_of(county, plan, [row.code for row in below])
    zero = _zero(outlines)
    rings = {code: _steps(outline, zero) for code, outline in outlines.items()}
    above = [known[code] for code in path if code in known and code != unit]
    order = sorted(below, key=lambda row: (row.level, row.code))
    return Carried(name, version, zero, [*above, *order], rings)


@lru_cache(maxsize=1024)
def _beside(county: str, plan: UUID, version: int, unit: str) -> tuple[str, ...]:  # noqa: ARG001 - the key
    own = Unit.objects.filter(county=county, plan=plan, code=unit, outline__isnull=False)
    row = own.values_list("level", "outline", "west", "south", "east", "north").first()
    if row is None:
        return ()
    level, outline, west, south, east, north = row
    near = Unit.objects.filter(
        county=county, plan=plan, level=level, outline__isnull=False, west__lte=(east or 0) + _BESIDE,
        east__gte=(west or 0) - _BESIDE, south__lte=(north or 0) + _BESIDE, north__gte=(south or 0) - _BESIDE,
    ).exclude(code=unit)  # fmt: skip
    mine = shapely.from_wkb(bytes(outline or b""))
    return tuple(sorted(
        code for code, other in near.values_list("code", "outline")
        if shapely.dwithin(mine, shapely.from_wkb(bytes(other or b"")), _BESIDE)
    ))  # fmt: skip


def _outlines_of(county: str, plan: UUID, codes: Sequence[str]) -> dict[str, shapely.Geometry]:
    rows = Unit.objects.filter(county=county, plan=plan, code__in=codes, outline__isnull=False)
    by_level: dict[int, list[tuple[str, shapely.Geometry]]] = {}
    for code, level, outline, is_sound in rows.order_by("level", "code").values_list(
        "code", "level", "outline", "is_sound"
    ):
        drawn = shapely.from_wkb(bytes(outline or b""))
        by_level.setdefault(level, []).append((code, drawn if is_sound else repaired(np.array([drawn]))[0]))
    tolerance, found = _SIMPLER, _joined(by_level.values(), _SIMPLER)
    while tolerance < _SIMPLEST and _vertices(found) > VERTICES_MOST:
        tolerance *= 2
        found = _joined(by_level.values(), tolerance)
    return found


def _joined(
    levels: Iterable[Sequence[tuple[str, shapely.Geometry]]], tolerance: float
) -> dict[str, shapely.Geometry]:
    found: dict[str, shapely.Geometry] = {}
    for alike in levels:
        lighter = _lighter(np.array([outline for _, outline in alike], dtype=object), tolerance)
        for (code, _), outline in zip(alike, lighter, strict=True):
            # A code given twice, accepted at publication: two parts of one unit.
            found[code] = shapely.union(found[code], outline) if code in found else outline
    return found


def _vertices(outlines: Mapping[str, shapely.Geometry]) -> int:
    return int(shapely.get_num_coordinates(np.array(list(outlines.values()), dtype=object)).sum())


def _lighter(outlines: Outlines, tolerance: float) -> Outlines:
    # Simplified together, so that neighbours keep one border; only a sound coverage can be.
    if not shapely.is_valid(outlines).all() or not shapely.coverage_is_valid(outlines):
        return outlines
    lighter: Outlines = shapely.coverage_simplify(outlines, tolerance)
    return lighter


def _zero(outlines: Mapping[str, shapely.Geometry]) -> tuple[float, float]:
    if not outlines:
        return 0.0, 0.0
    west, south, _, _ = shapely.total_bounds(np.array(list(outlines.values()), dtype=object))
    return round(float(west), 6), round(float(south), 6)


def _steps(outline: shapely.Geometry, zero: tuple[float, float]) -> list[list[int]]:
    polygons = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    # Three vertices make the least of rings.
    return [steps for ring in rings if len(steps := _ring_steps(shapely.get_coordinates(ring), zero)) >= 6]


def _ring_steps(ring: NDArray[np.float64], zero: tuple[float, float]) -> list[int]:
    # The vertex that closes a ring is its first one again and is left out.
    whole = np.rint((ring[:-1] - np.array(zero)) / STEP).astype(np.int64)
    away = np.diff(whole, axis=0)
    told = np.vstack([whole[:1], away[(away != 0).any(axis=1)]])
    return [int(number) for number in told.ravel()]
