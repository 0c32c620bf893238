"""A small town of square grids for the tests of territory, and its files."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wangge.rules.levels import Level
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.importing import ImportReport, PlanWish, import_units

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 1, 1)
WEST, SOUTH, SIDE = 113.68, 34.78, 0.01
COMMUNITY = "410105002001"


def square(column: float, row: float, *, columns: float = 1, rows: float = 1) -> shapely.Polygon:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(west, south, west + columns * SIDE, south + rows * SIDE)


def source(units: Sequence[tuple[str, str, shapely.Geometry | None]]) -> Source:
    """Rows of code, parent and outline, as a file would give them."""
    outlines = np.empty(len(units), dtype=object)
    outlines[:] = [outline for _, _, outline in units]
    rows = [SourceUnit(row, code, f"unit {code}", parent) for row, (code, parent, _) in enumerate(units, 1)]
    return Source(rows, outlines, "EPSG:4326" if outlines[0] is not None else "")


def enter(
    plan: str, level: Level, units: Sequence[tuple[str, str, shapely.Geometry | None]], **wish: Any
) -> ImportReport:
    options = {name: wish.pop(name) for name in ("repair", "replace") if name in wish}
    return import_units(source(units), PlanWish(plan, **wish), level, code_field="code", now=NOW, **options)


def make_town(plan: str = "town", *, columns: int = 2, shift: float = 0) -> None:
    """A community of `columns` grids side by side, moved east by `shift` sides; a draft without faults."""
    enter(plan, Level.COMMUNITY, [(COMMUNITY, "", square(shift, 0, columns=columns))])
    grids = [(f"{COMMUNITY}{at:03d}", "", square(shift + at, 0)) for at in range(columns)]
    enter(plan, Level.GRID, grids)


def middle(column: float, row: float = 0) -> tuple[float, float]:
    return WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE


def write_geojson(
    path: Path, features: Sequence[tuple[dict[str, object], shapely.Geometry]], *, crs: str = ""
) -> Path:
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": values, "geometry": json.loads(shapely.to_geojson(outline))}
        for values, outline in features
    ]}  # fmt: skip
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(collection))
    return path
