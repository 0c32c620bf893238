"""On which ground does the invented city stand?

A street is twelve communities of sixteen grids, cut from one crooked lattice, so that neighbours share every
corner and the plan has neither gap nor overlap.
"""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.config.synth import COUNTY, COUNTY_ZH, PLAN
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import counties_in_force
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan

WEST, SOUTH = 113.5, 34.6
WIDE, HIGH = 0.0032, 0.0027  # degrees of one grid, about 300 m
SIDE = 4  # grids along one side of a community
ACROSS, UP = 4, 3  # communities of a street
STREETS_MOST = 50  # a code has room for 999; the lattice stays inside one county

Corners = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """Grids by code, in one order, and their corners (n, 4, 2) in degrees, anticlockwise from south-west."""

    codes: list[str]
    corners: Corners


def lay_out(streets: int, seed: int) -> Ground:
    """Return the grids of so many streets; refuse `synth.streets` outside 1 to 50."""
    if not 1 <= streets <= STREETS_MOST:
        raise Refused("synth.streets", field="streets", streets=streets, most=STREETS_MOST)
    abreast = ceil(sqrt(streets))
    columns, rows = abreast * ACROSS * SIDE, ceil(streets / abreast) * UP * SIDE
    chance = np.random.default_rng(seed)
    x, y = np.meshgrid(WEST + np.arange(columns + 1) * WIDE, SOUTH + np.arange(rows + 1) * HIGH)
    lattice = np.stack([x, y], axis=-1) + chance.uniform(-0.25, 0.25, (*x.shape, 2)) * (WIDE, HIGH)
    codes, cells = [], []
    for street in range(streets):
        row, column = divmod(street, abreast)
        for number in range(ACROSS * UP * SIDE * SIDE):
            community, inside = divmod(number, SIDE * SIDE)
            i = (row * UP + community // ACROSS) * SIDE + inside // SIDE
            j = (column * ACROSS + community % ACROSS) * SIDE + inside % SIDE
            cells.append(lattice[[i, i, i + 1, i + 1], [j, j + 1, j + 1, j]])
            codes.append(f"{COUNTY}{street + 1:03d}{community + 1:03d}{inside + 1:03d}")
    return Ground(codes, np.array(cells))


def publish(ground: Ground, *, since: date, now: datetime) -> bool:
    """Draw and publish the plan of the city unless it is in force; say whether it was new."""
    if COUNTY in counties_in_force(now.date()):
        return False
    squares = np.array([shapely.Polygon(corners) for corners in ground.corners], dtype=object)
    wish = PlanWish(PLAN, code_scheme="gb", county_name=COUNTY_ZH, synthetic=True)
    for level, length, title in (
        (Level.STREET, 9, "街道"),
        (Level.COMMUNITY, 12, "社区"),
        (Level.GRID, 15, "网格"),
    ):
        source = _source(ground.codes, squares, length, title)
        import_units(source, wish, level, code_field="code", replace=True, now=now)
    publish_plan(PLAN, since, now=now)
    return True


def _source(codes: list[str], squares: NDArray[np.object_], length: int, title: str) -> Source:
    parts: dict[str, list[shapely.Polygon]] = {}
    for code, square in zip(codes, squares, strict=True):
        parts.setdefault(code[:length], []).append(square)
    units = [SourceUnit(row, code, f"合成{int(code[-3:])}号{title}", "") for row, code in enumerate(parts, 1)]
    outlines = np.array([shapely.union_all(part) for part in parts.values()], dtype=object)
    return Source(units, outlines, "EPSG:4326")
