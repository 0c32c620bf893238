"""Does every spot belong to exactly one unit, and if not, where not?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.rules.codes import Scheme, is_above_county, is_under
from wangge.rules.geometry.metres import Outlines, areas_m2
from wangge.rules.levels import Level

# Positions are kept to 1e-7 degree, about 1 cm: ground below 1 dm x 1 dm cannot be told from rounding.
FLOOR_M2 = 0.01
_POLYGON, _MULTIPOLYGON = shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON
_TOUCH = 1e-7  # degrees within which two borders count as neighbours


class FaultKind(StrEnum):
    """What can be wrong with a plan's ground or codes."""

    GAP = "gap"
    OVERLAP = "overlap"
    OUTSIDE_PARENT = "outside_parent"
    INVALID = "invalid"
    ORPHAN = "orphan"
    DUPLICATE_CODE = "duplicate_code"
    BAD_CODE = "bad_code"


@dataclass(frozen=True, slots=True)
class Ground:
    """One unit as the check sees it; `outline` is WGS-84, None for a unit known by code only."""

    code: str
    level: Level
    parent: str
    outline: shapely.Geometry | None
    county: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the units concerned, the area in m², who lies around it and where it is."""

    kind: FaultKind
    units: tuple[str, ...]
    area_m2: float
    neighbours: tuple[str, ...]
    where: shapely.Geometry | None


def faults_of(grounds: Sequence[Ground], scheme: Scheme) -> list[Fault]:
    """Return every fault of a plan, kinds in the order of FaultKind, largest area first.

    Self-crossing rings are reported and then read by the even-odd rule, so the rest of the check
    goes on; ground smaller than FLOOR_M2 is rounding and not reported.
    """
    layer = _Layer.of(grounds)
    found = [
        *_invalid(layer),
        *_code_faults(grounds, scheme, layer),
        *_overlaps(layer),
        *_under_parents(layer),
    ]
    order = list(FaultKind)
    return sorted(found, key=lambda fault: (order.index(fault.kind), -fault.area_m2, fault.units))


def repaired(outlines: Outlines) -> Outlines:
    """Return outlines whose crossing rings are cut by the even-odd rule; sound ones unchanged."""
    broken = ~shapely.is_valid(outlines) & ~shapely.is_missing(outlines)
    if not broken.any():
        return outlines
    sound = outlines.copy()
    sound[broken] = [polygons_of(one) for one in shapely.make_valid(outlines[broken], method="linework")]
    return sound


def polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return only the parts of a geometry that have an area."""
    if shapely.get_type_id(shape) in {_POLYGON, _MULTIPOLYGON}:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_type_id(parts) == _POLYGON]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


@dataclass(frozen=True)
class _Layer:
    # The units that have ground, as sound outlines, with a tree over them.
    units: list[Ground]
    outlines: Outlines
    tree: shapely.STRtree
    by_code: dict[str, int]

    @classmethod
    def of(cls, grounds: Sequence[Ground]) -> "_Layer":
        drawn = [ground for ground in grounds if ground.outline is not None]
        outlines = np.empty(len(drawn), dtype=object)
        outlines[:] = [ground.outline for ground in drawn]
        outlines = repaired(outlines)
        by_code = {ground.code: at for at, ground in enumerate(drawn)}
        return cls(drawn, outlines, shapely.STRtree(outlines), by_code)

    def around(self, shape: shapely.Geometry, level: Level, without: tuple[str, ...] = ()) -> tuple[str, ...]:
        near = self.tree.query(shape, predicate="dwithin", distance=_TOUCH)
        codes = {self.units[at].code for at in near if self.units[at].level is level}
        return tuple(sorted(codes - set(without)))


def _invalid(layer: _Layer) -> Iterator[Fault]:
    for ground, outline in zip(layer.units, layer.outlines, strict=True):
        if ground.outline is not outline:  # the layer replaced exactly the broken ones
            around = layer.around(outline, ground.level, (ground.code,))
            yield Fault(FaultKind.INVALID, (ground.code,), _area(outline), around, outline)


def _code_faults(grounds: Sequence[Ground], scheme: Scheme, layer: _Layer) -> Iterator[Fault]:
    known: dict[str, list[Ground]] = defaultdict(list)
    for ground in grounds:
        known[ground.code].append(ground)
    top = min((ground.level for ground in grounds), default=Level.CITY)
    sound = dict(zip(map(id, layer.units), layer.outlines, strict=True))

    def fault(kind: FaultKind, concerned: Sequence[Ground], *named: str) -> Fault:
        drawn = [sound[id(ground)] for ground in concerned if id(ground) in sound]
        where = shapely.union_all(drawn) if drawn else None
        code, level = concerned[0].code, concerned[0].level
        around = layer.around(where, level, (code,)) if where is not None else ()
        area = sum(_area(outline) for outline in drawn)
        return Fault(kind, (code,), area, tuple(dict.fromkeys((*named, *around))), where)

    for code, same in known.items():
        if len(same) > 1:
            yield fault(FaultKind.DUPLICATE_CODE, same)
        first = same[0]
        has_parent = first.parent in known or is_above_county(first.parent, first.county)
        if not has_parent and (first.parent or first.level > top):
            yield fault(FaultKind.ORPHAN, same[:1])
        wrong_level = first.parent in known and known[first.parent][0].level >= first.level
        if first.parent and (wrong_level or not is_under(code, first.parent, scheme)):
            yield fault(FaultKind.BAD_CODE, same[:1], first.parent)


def _overlaps(layer: _Layer) -> Iterator[Fault]:
    for level in sorted({unit.level for unit in layer.units}):
        members = np.array([at for at, unit in enumerate(layer.units) if unit.level is level])
        outlines = layer.outlines[members]
        doubtful = _doubtful(outlines)
        members, outlines = members[doubtful], outlines[doubtful]
        if not len(members):
            continue
        one, other = shapely.STRtree(outlines).query(outlines)
        one, other = one[one < other], other[one < other]
        shared = shapely.intersection(outlines[one], outlines[other])
        for at in np.flatnonzero(shapely.area(shared) > 0):
            where = polygons_of(shared[at])
            if (area := _area(where)) >= FLOOR_M2:
                pair = tuple(sorted(layer.units[members[number]].code for number in (one[at], other[at])))
                yield Fault(FaultKind.OVERLAP, pair, area, layer.around(where, level, pair), where)


def _doubtful(outlines: Outlines) -> NDArray[np.bool_]:
    # Units that can overlap: those with a border that no neighbour matches, and those that lie in
    # another or hold another without their borders meeting, which the border rule does not see.
    doubtful: NDArray[np.bool_] = ~shapely.is_empty(shapely.coverage_invalid_edges(outlines))
    inner = shapely.point_on_surface(outlines)
    held, holder = shapely.STRtree(outlines).query(inner, predicate="intersects")
    doubtful[held[held != holder]] = True
    doubtful[holder[held != holder]] = True
    return doubtful


def _under_parents(layer: _Layer) -> Iterator[Fault]:
    # Children against the nearest unit above that has an outline; the topmost against themselves.
    groups: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(layer.units):
        groups[_drawn_above(unit, layer)].append(at)
    for parent, members in groups.items():
        if parent:
            yield from _against_parent(layer, layer.by_code[parent], np.array(members))
        else:
            yield from _holes(layer, members)


def _drawn_above(unit: Ground, layer: _Layer) -> str:
    above = layer.by_code.get(unit.parent)
    return unit.parent if above is not None and layer.units[above].level < unit.level else ""


def _against_parent(layer: _Layer, parent: int, members: NDArray[np.int64]) -> Iterator[Fault]:
    ground, unit = layer.outlines[parent], layer.units[parent]
    children = layer.outlines[members]
    shapely.prepare(ground)
    for at in np.flatnonzero(~shapely.covers(ground, children)):
        child = layer.units[members[at]]
        where = polygons_of(shapely.difference(children[at], ground))
        if (area := _area(where)) >= FLOOR_M2:
            around = layer.around(where, unit.level, (unit.code,))
            yield Fault(FaultKind.OUTSIDE_PARENT, (child.code,), area, (unit.code, *around), where)
    uncovered = shapely.difference(ground, shapely.union_all(children))
    level = layer.units[members[0]].level
    yield from _gaps(layer, uncovered, level, unit.code)


def _holes(layer: _Layer, members: Sequence[int]) -> Iterator[Fault]:
    levels = defaultdict(list)
    for at in members:
        levels[layer.units[at].level].append(at)
    for level, same in levels.items():
        outlines = layer.outlines[same]
        sound = shapely.coverage_is_valid(outlines)
        whole = shapely.coverage_union_all(outlines) if sound else shapely.union_all(outlines)
        holes = [
            shapely.Polygon(ring) for part in shapely.get_parts(polygons_of(whole)) for ring in part.interiors
        ]
        for hole in holes:
            # What another unit at this spot (of another level, or inside the hole) covers is no gap.
            filled = layer.outlines[layer.tree.query(hole, predicate="intersects")]
            yield from _gaps(layer, shapely.difference(hole, shapely.union_all(filled)), level, "")


def _gaps(layer: _Layer, uncovered: shapely.Geometry, level: Level, parent: str) -> Iterator[Fault]:
    for where in shapely.get_parts(polygons_of(uncovered)):
        if (area := _area(where)) >= FLOOR_M2:
            around = layer.around(where, level)
            units = around or ((parent,) if parent else ())
            yield Fault(FaultKind.GAP, units, area, around, where)


def _area(outline: shapely.Geometry) -> float:
    one = np.empty(1, dtype=object)
    one[0] = outline
    return float(areas_m2(one)[0])
