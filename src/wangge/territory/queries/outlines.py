"""What do the outlines of a plan look like, whole for a file, light for a map?"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
import shapely

from wangge.rules.errors import Refused
from wangge.rules.geometry.metres import Outlines
from wangge.rules.levels import Level
from wangge.territory.models import Plan, PlanFault, Unit

# A metre and a half: below a screen's pixel at zoom 16.
_SIMPLER = 1.5e-5
_DECIMALS = 6  # 10 cm
_SHOWN = ("code", "name", "path", "point_lon", "point_lat", "outline")
_LIGHTEST = 400  # units below which a map gets the outlines as they are

# What the house writes it also reads: our own import wants the system said.
_CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def outline_collection(name: str, level: Level) -> dict[str, Any]:
    """Return a level of a plan as GeoJSON with outlines as kept; units without one have geometry null.

    Raises Refused `territory.unknown_plan` or `territory.no_level`.
    """
    plan = Plan.objects.filter(name=name).first()
    if plan is None:
        raise Refused("territory.unknown_plan", plan=name)
    rows = Unit.objects.filter(plan=plan, level=level).order_by("code", "id")
    features = [
        _feature(
            json.loads(shapely.to_geojson(shapely.from_wkb(bytes(outline)))) if outline is not None else None,
            code=code,
            name=unit,
            parent=parent,
            level=level.name.lower(),
            area_m2=round(area, 2),
        )
        for code, unit, parent, outline, area in rows.values_list(
            "code", "name", "parent", "outline", "area_m2"
        )
    ]
    if not features:
        raise Refused("territory.no_level", field="level", plan=name, level=level.name.lower())
    return {"type": "FeatureCollection", "name": name, "crs": _CRS84, "features": features}


@lru_cache(maxsize=16)
def drawn_outlines(county: str, plan: UUID, version: int, level: int, within: str) -> bytes:  # noqa: ARG001 - held by version
    """Return light GeoJSON of a level's units for a map, those within one unit when it is given.

    Level 0 stands for the units directly under it, or the topmost ones.
    """
    rows = Unit.objects.filter(county=county, plan=plan).order_by("code", "id")
    if level:
        rows = rows.filter(level=level)
    elif within:
        rows = rows.filter(parent=within)
    else:
        rows = rows.filter(level=rows.order_by("level").values("level")[:1])
    if within:
        rows = rows.filter(path__contains=f"{within}/")
    found = [
        row for row in rows.filter(outline__isnull=False).values_list(*_SHOWN) if _is_within(row[2], within)
    ]
    outlines = _lighter(shapely.from_wkb(np.array([bytes(row[5] or b"") for row in found], dtype=object)))
    return _collection(
        _feature(_rounded(outline), code=code, name=name, lon=_short(lon), lat=_short(lat))
        for (code, name, _, lon, lat, _), outline in zip(found, outlines, strict=True)
    )


def drawn_unit(county: str, plan: UUID, code: str) -> bytes:
    """Return the outline of one unit as GeoJSON, empty when it has none."""
    rows = Unit.objects.filter(county=county, plan=plan, code=code, outline__isnull=False)
    return _collection(
        _feature(_rounded(shapely.from_wkb(bytes(outline or b""))), code=code, name=name)
        for name, outline in rows.values_list("name", "outline")
    )


def drawn_faults(county: str, plan: UUID) -> bytes:
    """Return the kept faults of a county that have ground, as GeoJSON."""
    rows = PlanFault.objects.filter(county=county, plan=plan, outline__isnull=False).order_by("id")
    return _collection(
        _feature(_rounded(shapely.from_wkb(bytes(outline or b""))), id=key.hex, kind=kind, label=units)
        for key, kind, units, outline in rows.values_list("id", "kind", "units", "outline")
    )


def _is_within(path: str, within: str) -> bool:
    return not within or within in path.split("/")[:-1]


def _short(degree: float | None) -> float | None:
    return None if degree is None else round(degree, _DECIMALS)


def _lighter(outlines: Outlines) -> Outlines:
    # Simplified together, so that neighbours keep one border; only a sound coverage can be.
    if len(outlines) < _LIGHTEST or not shapely.is_valid(outlines).all():
        return outlines
    if not shapely.coverage_is_valid(outlines):
        return outlines
    lighter: Outlines = shapely.coverage_simplify(outlines, _SIMPLER)
    return lighter


def _rounded(outline: shapely.Geometry) -> dict[str, Any]:
    # Decimal by decimal, never by a grid that could make a ring cross itself.
    shape: dict[str, Any] = json.loads(
        shapely.to_geojson(outline), parse_float=lambda digits: round(float(digits), _DECIMALS)
    )
    return shape


def _feature(geometry: dict[str, Any] | None, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: Iterable[dict[str, Any]]) -> bytes:
    collection = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
