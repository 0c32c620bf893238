"""Where is it: which units of territory, how surely, in which map cell?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wangge.rules.errors import Refused
from wangge.rules.figures import CELL_KEY
from wangge.rules.geometry.coordinates import declared_system, to_wgs84
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, locator, plan_in_force, units

NAMED, UNGEOCODED = "named", "ungeocoded"


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place as a case keeps it; `path` runs from the county down to the lowest unit known."""

    county: str
    path: tuple[str, ...]
    levels: dict[Level, str]
    located: str
    candidates: tuple[str, ...]
    provisional: bool
    lon_e7: int | None
    lat_e7: int | None
    accuracy_m: int
    plan: str
    plan_version: int

    @property
    def level(self) -> int:
        """Return the level at which the case starts: its lowest unit's."""
        return max(self.levels, default=Level.DISTRICT)

    def blurred(self) -> "Spotted":
        """Return the same place known no finer than its community, without a point."""
        levels = {level: code for level, code in self.levels.items() if level <= Level.COMMUNITY}
        path = tuple(
            code for code in self.path if code not in self.levels.values() or code in levels.values()
        )
        return replace(
            self, path=path, levels=levels, located=NAMED if levels else UNGEOCODED, candidates=(),
            provisional=False, lon_e7=None, lat_e7=None, accuracy_m=0,
        )  # fmt: skip

    def columns(self) -> dict[str, object]:
        """Return the case columns that say where it is."""
        return {
            "street": self.levels.get(Level.STREET, ""), "community": self.levels.get(Level.COMMUNITY, ""),
            "grid": self.levels.get(Level.GRID, ""), "unit": self.path[-1], "plan": self.plan,
            "plan_version": self.plan_version, "lon_e7": self.lon_e7, "lat_e7": self.lat_e7,
            "accuracy_m": self.accuracy_m, "located": self.located, "candidates": ";".join(self.candidates[:5]),
            "provisional": self.provisional, "cell": quadkey(self.lon_e7, self.lat_e7),
        }  # fmt: skip


def in_wgs84(lon: float | None, lat: float | None, crs: str) -> tuple[float | None, float | None]:
    """Return a declared point in WGS-84; refuse `case.unknown_system` for a system that is not declared or known."""
    system = declared_system(crs)
    if system is None:
        raise Refused("case.unknown_system", field="crs", crs=crs[:20])
    if lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return lon, lat
    lons, lats = to_wgs84([lon], [lat], system)
    return float(lons[0]), float(lats[0])


def spot(
    county: str, lon: float | None, lat: float | None, accuracy_m: float, *, named: str, on: date
) -> Spotted:
    """Locate a point (degrees, WGS-84; metres of accuracy), or take the unit that the finder named.

    A point at a border goes to the nearest candidate, flagged provisional until a person
    confirms. Refuses `case.unknown_unit`, and `case.half_point` for a lone coordinate.
    """
    if (lon is None) != (lat is None):
        raise Refused("case.half_point", field="lon" if lon is None else "lat")
    # What this process holds; the writing transaction compares it with what is in force.
    in_force, known = plan_in_force(county, on), units(county, on)
    plan, version = in_force.name, in_force.version
    if lon is None or lat is None:
        if named and named not in known:
            raise Refused("case.unknown_unit", field="unit", unit=named)
        located = NAMED if named else UNGEOCODED
        return _spotted(county, known.get(named), known, located, plan=plan, version=version)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or not (math.isfinite(lon) and math.isfinite(lat)):
        raise Refused("case.bad_point", field="lon/lat", lon=lon, lat=lat)
    place = locator(county, on).place(lon, lat, accuracy_m)
    nearest = place.unit or (place.candidates[0] if place.candidates else "")
    return _spotted(
        county, known.get(nearest), known, str(place.verdict), candidates=place.candidates,
        provisional=place.verdict == "border", lon_e7=round(lon * 1e7), lat_e7=round(lat * 1e7),
        accuracy_m=math.ceil(accuracy_m), plan=plan, version=version,
    )  # fmt: skip


def _spotted(
    county: str, unit: UnitRow | None, known: Mapping[str, UnitRow], located: str, *,
    candidates: tuple[str, ...] = (), provisional: bool = False, lon_e7: int | None = None,
    lat_e7: int | None = None, accuracy_m: int = 0, plan: str, version: int,
) -> Spotted:  # fmt: skip
    path, levels = path_of(county, unit, known)
    return Spotted(
        county, path, levels, located, candidates, provisional, lon_e7, lat_e7, accuracy_m, plan, version
    )


def path_of(
    county: str, unit: UnitRow | None, known: Mapping[str, UnitRow]
) -> tuple[tuple[str, ...], dict[Level, str]]:
    """Return the codes from the county down to a unit, and the unit's code at each level."""
    if unit is None:
        return (county,), {}
    path = (county, *(code for code in unit.path if code != county))
    return path, {known[code].level: code for code in unit.path}


def quadkey(lon_e7: int | None, lat_e7: int | None) -> str:
    """Return the web map cell of a point at zoom 18 as a quadkey: each further digit halves the cell."""
    if lon_e7 is None or lat_e7 is None:
        return ""
    lat = math.radians(max(-85.0511, min(85.0511, lat_e7 / 1e7)))
    side = 1 << CELL_KEY
    x = min(side - 1, int((lon_e7 / 1e7 + 180) / 360 * side))
    y = min(side - 1, int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * side))
    return "".join(str((x >> bit & 1) | (y >> bit & 1) << 1) for bit in range(CELL_KEY - 1, -1, -1))
