"""Which hair-thin gaps and overlaps can be closed, and what moves when they are?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from wangge.rules.geometry.coverage import FLOOR_M2, Ground, polygons_of, repaired
from wangge.rules.geometry.metres import LocalPlane, Outlines, areas_m2
from wangge.rules.levels import Level

# Overlapping ground goes to the unit with the longest shared border, gaps likewise.
_MERGE = "longest_border"
# Borders nearer than the 1 cm to which positions are kept are one border. With 0 the cleaner's
# noding fails on real data: at 1 m it lost a square kilometre of Boston.
_SAME_BORDER_M = 0.01
_FRAME_M = 1000.0
_WIDTH_STEP_M = 0.05  # how exactly the widest strip is stated


@dataclass(frozen=True, slots=True)
class Move:
    """What snapping did to one unit: ground gained and lost in m², and the widest strip of it in m."""

    code: str
    level: Level
    gained_m2: float
    lost_m2: float
    widest_m: float
    outline: shapely.Geometry  # the new one, WGS-84


def snapped(grounds: Sequence[Ground], width_m: float) -> list[Move]:
    """Close gaps and overlaps narrower than `width_m`, and return the units whose outline changed.

    Each level is closed by itself, from the finest up; then a unit above takes over the border of
    the units under it where the two differ by less than the width. Wider faults stay as they are.
    """
    drawn = [ground for ground in grounds if ground.outline is not None]
    if not drawn:
        return []
    outlines = np.empty(len(drawn), dtype=object)
    outlines[:] = [ground.outline for ground in drawn]
    outlines = repaired(outlines)
    west, south, east, north = shapely.total_bounds(outlines)
    plane = LocalPlane(float(west + east) / 2, float(south + north) / 2)
    before: Outlines = shapely.transform(outlines, plane.forward)
    after = before.copy()
    children: dict[str, list[int]] = defaultdict(list)
    for at, ground in enumerate(drawn):
        children[ground.parent].append(at)
    for level in sorted({ground.level for ground in drawn}, reverse=True):
        members = [at for at, ground in enumerate(drawn) if ground.level is level]
        for at in members:
            below = children.get(drawn[at].code, [])
            if below:
                after[at] = _following(after[at], shapely.union_all(after[below]), width_m)
        not_below = after[[at for at, ground in enumerate(drawn) if ground.level <= level]]
        after[members] = _closed(after[members], _outside(not_below), width_m)
    changed = np.flatnonzero(~shapely.equals_exact(before, after, tolerance=0.001))
    moves = [_move(drawn[at], before[at], after[at], plane) for at in changed]
    return [move for move in moves if max(move.gained_m2, move.lost_m2) >= FLOOR_M2]


def _outside(outlines: Outlines) -> shapely.Geometry:
    west, south, east, north = shapely.total_bounds(outlines)
    frame = shapely.box(west - _FRAME_M, south - _FRAME_M, east + _FRAME_M, north + _FRAME_M)
    return polygons_of(shapely.difference(frame, shapely.union_all(outlines)))


def _closed(layer: Outlines, outside: shapely.Geometry, width_m: float) -> Outlines:
    # The cleaner sees only gaps that are closed all round; nobody's ground outside closes the others.
    layer = np.concatenate([layer, np.array([outside], dtype=object)])
    if shapely.coverage_is_valid(layer, gap_width=width_m):
        return layer[:-1]
    cleaned: Outlines = shapely.coverage_clean(  # type: ignore[attr-defined]  # newer than its stubs
        layer, gap_width=width_m, snapping_distance=_SAME_BORDER_M, merge_strategy=_MERGE
    )
    # The cleaner gives every overlap to one side; a wide one is a dispute and not ours to settle.
    kept: Outlines = cleaned.copy()
    for at in np.flatnonzero(~shapely.equals(layer, cleaned)):
        lost = shapely.difference(layer[at], cleaned[at])
        wide = _wide_parts(lost, width_m)
        if not shapely.is_empty(wide):
            kept[at] = polygons_of(shapely.union(cleaned[at], wide))
    return kept[:-1]


def _following(above: shapely.Geometry, below: shapely.Geometry, width_m: float) -> shapely.Geometry:
    beyond, missing = shapely.difference(below, above), shapely.difference(above, below)
    if shapely.is_empty(beyond) and shapely.is_empty(missing):
        return above
    wide_beyond, wide_missing = _wide_parts(beyond, width_m), _wide_parts(missing, width_m)
    return polygons_of(shapely.union(shapely.difference(below, wide_beyond), wide_missing))


def _wide_parts(shape: shapely.Geometry, width_m: float) -> shapely.Geometry:
    parts = shapely.get_parts(polygons_of(shape))
    wide = parts[~shapely.is_empty(shapely.buffer(parts, -width_m / 2))]
    return shapely.union_all(wide) if len(wide) else shapely.Polygon()


def _move(ground: Ground, old: shapely.Geometry, new: shapely.Geometry, plane: LocalPlane) -> Move:
    gained, lost = shapely.difference(new, old), shapely.difference(old, new)
    shapes: Outlines = shapely.transform(np.array([new, gained, lost], dtype=object), plane.backward)
    areas = areas_m2(shapes)
    return Move(
        ground.code,
        ground.level,
        float(areas[1]),
        float(areas[2]),
        max(_widest(gained), _widest(lost)),
        repaired(shapes[:1])[0],
    )


def _widest(changed: shapely.Geometry) -> float:
    parts = shapely.get_parts(polygons_of(changed))
    parts = parts[shapely.area(parts) > _WIDTH_STEP_M**2]
    radii = shapely.length(shapely.maximum_inscribed_circle(parts, tolerance=_WIDTH_STEP_M))
    return 2 * float(radii.max(initial=0))
