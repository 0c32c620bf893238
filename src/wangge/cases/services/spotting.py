"""Where is it: which units of territory, how surely, in which map cell?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, cast

from wangge.rules.errors import Refused
from wangge.rules.figures import CELL_KEY
from wangge.rules.geometry.coordinates import System, declared_system, to_wgs84
from wangge.rules.levels import Level
from wangge.territory.queries import PlanRow, UnitRow, locator, plan_in_force, units

NAMED, UNGEOCODED = "named", "ungeocoded"
ACCURACY_MOST = 100_000  # metres: a fix vaguer than this tells nothing; our assumption


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
    if system in {System.WGS84, System.CGCS2000}:
        return lon, lat
    lons, lats = to_wgs84([lon], [lat], system)
    return float(lons[0]), float(lats[0])


class Told(Protocol):
    """What a finder says of a place: a point in degrees of a declared system, true within metres; a unit; or both."""

    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def accuracy_m(self) -> float: ...
    @property
    def crs(self) -> str: ...
    @property
    def unit(self) -> str: ...


def spot(county: str, told: Told, on: date) -> Spotted:
    """Locate one place, or refuse it; see `spot_many`."""
    [found] = spot_many(county, [told], on)
    if isinstance(found, Refused):
        raise found
    return found


def spot_many(county: str, places: Sequence[Told], on: date) -> list[Spotted | Refused]:
    """Locate points at once, or take the units that the finders named where there is no point.

    A point at a border goes to the candidate that the finder named, else to the nearest, flagged provisional
    until a person confirms. Refuses, each at its place, `case.unknown_system`, `case.half_point`,
    `case.bad_point`, `case.bad_accuracy`, `case.unknown_unit`.
    """
    # What this process holds; the writing transaction compares it with what is in force.
    at = _Plan(county, plan_in_force(county, on), units(county, on))
    answers: list[Spotted | Refused | None] = []
    points: list[tuple[int, tuple[float, float], Told]] = []
    for number, told in enumerate(places):
        try:
            point = _point(told)
            answers.append(at.named(told) if point is None else None)
            if point is not None:
                points.append((number, point, told))
        except Refused as refused:
            answers.append(refused)
    if points:
        lons, lats = zip(*(point for _, point, _ in points), strict=True)
        found = locator(county, on).place_many(lons, lats, [told.accuracy_m for _, _, told in points])
        units_found, verdicts = found.units, found.verdicts
        for index, (number, point, told) in enumerate(points):
            candidates = found.borders.get(index, ())
            answers[number] = at.drawn(told, point, units_found[index], str(verdicts[index]), candidates)
    return cast("list[Spotted | Refused]", answers)


def _point(told: Told) -> tuple[float, float] | None:
    lon, lat = in_wgs84(told.lon, told.lat, told.crs)
    if (lon is None) != (lat is None):
        raise Refused("case.half_point", field="lon" if lon is None else "lat")
    if lon is None or lat is None:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # neither does what is no number
        raise Refused("case.bad_point", field="lon/lat", lon=lon, lat=lat)
    if not 0 <= told.accuracy_m <= ACCURACY_MOST:
        raise Refused(
            "case.bad_accuracy", field="accuracy_m", accuracy=str(told.accuracy_m), limit=ACCURACY_MOST
        )
    return lon, lat


@dataclass(frozen=True, slots=True)
class _Plan:
    county: str
    plan: PlanRow
    units: Mapping[str, UnitRow]

    def named(self, told: Told) -> Spotted:
        if told.unit and told.unit not in self.units:
            raise Refused("case.unknown_unit", field="unit", unit=told.unit[:24])
        path, levels = path_of(self.county, self.units.get(told.unit), self.units)
        located = NAMED if told.unit else UNGEOCODED
        return Spotted(
            self.county, path, levels, located, (), False, None, None, 0, self.plan.name, self.plan.version
        )

    def drawn(
        self, told: Told, point: tuple[float, float], unit: str, verdict: str, candidates: tuple[str, ...]
    ) -> Spotted:
        is_said = told.unit in candidates  # somebody who stands there has said which
        unit = told.unit if is_said else unit or next(iter(candidates), "")
        path, levels = path_of(self.county, self.units.get(unit), self.units)
        return Spotted(
            self.county, path, levels, verdict, candidates, bool(candidates) and not is_said,
            round(point[0] * 1e7), round(point[1] * 1e7), math.ceil(told.accuracy_m), self.plan.name,
            self.plan.version,
        )  # fmt: skip


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
