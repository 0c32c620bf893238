"""On whose ground do the points of a file lie?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wangge.cases.services.spotting import NAMED, UNGEOCODED
from wangge.rules.errors import Refused
from wangge.rules.geometry.locating import Verdict
from wangge.rules.past import PastRequest
from wangge.territory.projections import Positions, placed
from wangge.territory.queries import locator


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a past request is, as its case will keep it."""

    unit: str = ""
    located: str = UNGEOCODED
    candidates: tuple[str, ...] = ()
    lon_e7: int | None = None
    lat_e7: int | None = None


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class _Pointed:
    at: int
    line: int
    point: tuple[float, float]
    accuracy_m: float


def spots_of(
    county: str,
    crs: str,
    requests: Sequence[tuple[int, PastRequest]],
    *,
    crowded: frozenset[tuple[float, float]],
) -> list[Spot | Refused]:
    """Return the spot of each (line, request), or why its point cannot be; a `crowded` point counts as none.

    At a border the nearest unit is taken, provisionally; a unit that the row itself names is believed.
    """
    spots: list[Spot | Refused] = [
        Spot(request.unit, NAMED) if request.unit else NOWHERE for _, request in requests
    ]
    pointed = [
        _Pointed(at, line, request.point, request.accuracy_m)
        for at, (line, request) in enumerate(requests)
        if request.point is not None and request.point not in crowded
    ]
    raw = np.array([one.point for one in pointed], dtype=np.float64).reshape(-1, 2)
    positions, faults = _in_wgs84(raw, crs, np.array([one.line for one in pointed], dtype=np.int64))
    for place, fault in faults.items():
        spots[pointed[place].at] = fault
    good = [place for place in range(len(pointed)) if place not in faults]
    if good:
        kept = [pointed[place] for place in good]
        for one, spot in zip(kept, _located(county, kept, positions[good]), strict=True):
            named = requests[one.at][1].unit
            if named and isinstance(spot, Spot):
                spot = Spot(named, NAMED, (), spot.lon_e7, spot.lat_e7)  # noqa: PLW2901 - the row knows better
            spots[one.at] = spot
    return spots


def _located(county: str, pointed: Sequence[_Pointed], positions: Positions) -> list[Spot | Refused]:
    lons, lats = positions.T
    ground = locator(county)
    found = ground.place_many(lons, lats, [one.accuracy_m for one in pointed])
    e7 = np.rint(positions * 1e7).astype(np.int64).tolist()
    spots: list[Spot | Refused] = [
        Spot(unit or (candidates[0] if candidates else ""), str(verdict), candidates, lon, lat)
        for unit, verdict, candidates, (lon, lat) in zip(
            found.units, found.verdicts, found.candidates, e7, strict=True
        )
    ]
    # Outside, but inside when longitude and latitude change places: then they stand the wrong way round.
    away = [
        at
        for at, verdict in enumerate(found.verdicts)
        if verdict is Verdict.OUTSIDE and abs(lons[at]) <= 90 and abs(lats[at]) <= 180
    ]
    turned = ground.place_many(lats[away], lons[away]).verdicts if away else []
    for at, verdict in zip(away, turned, strict=True):
        if verdict is Verdict.INSIDE:
            lon, lat = (float(one) for one in pointed[at].point)
            spots[at] = Refused("territory.swapped", row=pointed[at].line, field="lon/lat", lon=lon, lat=lat)
    return spots


def _in_wgs84(raw: Positions, crs: str, lines: NDArray[np.int64]) -> tuple[Positions, dict[int, Refused]]:
    """Return positions in WGS-84; rows whose position cannot be are refused one by one."""
    if not len(raw):
        return raw, {}
    try:
        return placed(raw, crs, lines), {}
    except Refused as fault:
        if "row" not in fault.facts:
            raise
    turned, faults = raw.copy(), {}
    for place in range(len(raw)):
        try:
            turned[place] = placed(raw[place : place + 1], crs, lines[place : place + 1])[0]
        except Refused as fault:
            faults[place] = fault
    return turned, faults
