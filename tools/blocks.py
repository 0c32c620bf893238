"""How is a piece of ground cut into street blocks, without gap or overlap?

A polygon is cut in two, and each part again, along lightly bent lines across its longer side, as
streets cut a town. All lines are noded together on one grid of coordinates and the faces are read
off, so neighbours share every vertex exactly.
"""

import math
from collections.abc import Sequence
from random import Random

import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.ops import polygonize, split

STEP = 1e-6  # degree, about 0.1 m: the grid on which all vertices lie


def cut(ground: Polygon, parts: int, chance: Random) -> list[Polygon]:
    """Return `parts` polygons of about equal area that together are `ground` (metres)."""
    if parts == 1:
        return [ground]
    first = parts // 2 if parts % 2 == 0 or chance.random() < 0.5 else parts // 2 + 1
    for _ in range(40):
        halves = _halves(ground, first / parts, chance)
        if halves is not None:
            return cut(halves[0], first, chance) + cut(halves[1], parts - first, chance)
    raise ValueError("this ground cannot be cut")


def _halves(ground: Polygon, share: float, chance: Random) -> tuple[Polygon, Polygon] | None:
    frame = ground.minimum_rotated_rectangle
    corners = list(shapely.get_coordinates(frame).tolist())
    sides = [(corners[at], corners[at + 1]) for at in (0, 1)]
    start, end = max(sides, key=lambda side: math.dist(*side))
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    turn = chance.gauss(0, 0.07)
    along = (
        along[0] * math.cos(turn) - along[1] * math.sin(turn),
        along[0] * math.sin(turn) + along[1] * math.cos(turn),
    )
    low, high = 0.0, length
    for _ in range(24):
        middle = (low + high) / 2
        taken = _before(ground, start, along, middle)
        low, high = (middle, high) if taken < share * ground.area else (low, middle)
    at = (start[0] + along[0] * low, start[1] + along[1] * low)
    return _split(ground, _bent(at, along, ground, chance), start, along)


def _before(ground: Polygon, start: Sequence[float], along: Sequence[float], distance: float) -> float:
    far = 1e4
    across = (-along[1], along[0])
    corners = [
        (start[0] + along[0] * far_on + across[0] * side, start[1] + along[1] * far_on + across[1] * side)
        for far_on, side in ((-far, -far), (-far, far), (distance, far), (distance, -far))
    ]
    return float(ground.intersection(Polygon(corners)).area)


def _bent(at: Sequence[float], along: Sequence[float], ground: Polygon, chance: Random) -> LineString:
    # A bend of a few metres at one place of the cut, as streets have.
    across = (-along[1], along[0])
    reach = 2 * math.sqrt(ground.area)
    bend = chance.gauss(0, 0.012) * reach
    knot = chance.uniform(-0.15, 0.15) * reach
    return LineString([
        (at[0] - across[0] * 9 * reach, at[1] - across[1] * 9 * reach),
        (at[0] + across[0] * knot + along[0] * bend, at[1] + across[1] * knot + along[1] * bend),
        (at[0] + across[0] * 9 * reach, at[1] + across[1] * 9 * reach),
    ])  # fmt: skip


def _split(
    ground: Polygon, line: LineString, start: Sequence[float], along: Sequence[float]
) -> tuple[Polygon, Polygon] | None:
    parts = [part for part in split(ground, line).geoms if isinstance(part, Polygon)]
    if len(parts) != 2:
        return None

    def depth(part: Polygon) -> float:
        middle = part.centroid
        return (middle.x - start[0]) * along[0] + (middle.y - start[1]) * along[1]

    first, second = sorted(parts, key=depth)
    return first, second


def shared(polygons: Sequence[Polygon]) -> list[Polygon]:
    """Return the same polygons with every vertex on the common grid and in both neighbours.

    Raises ValueError when a polygon is lost, so a fault cannot pass unseen.
    """
    lines = MultiLineString([polygon.exterior.coords for polygon in polygons])
    faces = list(polygonize(shapely.unary_union(lines, grid_size=STEP)))
    tree = shapely.STRtree(faces)
    found = []
    for polygon in polygons:
        inside: Point = polygon.representative_point()
        [face] = [faces[at] for at in tree.query(inside, predicate="within")]
        found.append(shapely.set_precision(face, STEP))
    if len(faces) != len(polygons) or len({face.wkb for face in found}) != len(polygons):
        raise ValueError(f"{len(polygons)} polygons became {len(faces)} faces")
    return found
