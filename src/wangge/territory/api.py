"""Where is this point, asked by a program?"""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from wangge.rules.errors import Refused
from wangge.territory.points import MOST_ACCURACY_M, point_placed
from wangge.territory.policies import county_seen
from wangge.territory.queries import locator, plan_in_force, units

router = Router(tags=["territory"])


class Candidate(Schema):
    """A unit that a point at a border may belong to."""

    code: str
    name: str


class PlaceAnswer(Schema):
    """Whose ground a point is on; `unit` is empty unless inside, `candidates` stand nearest first."""

    verdict: str
    unit: str
    path: str
    candidates: list[Candidate]
    plan: str
    version: int
    crs: str


@router.get("/locate", response=PlaceAnswer)
def locate(
    request: HttpRequest,
    lon: float,
    lat: float,
    accuracy_m: Annotated[float, Query(ge=0, le=MOST_ACCURACY_M)] = 0.0,
    crs: Annotated[str, Query(max_length=40)] = "EPSG:4326",
) -> PlaceAnswer:
    """Locate one point in the county of the asker, by the plan in force today."""
    county = county_seen(request)
    plan = plan_in_force(county)
    place = locator(county).place(*point_placed(lon, lat, crs), accuracy_m)
    known = units(county)
    if place.unit and place.unit not in known:  # the plan changed between two lines
        raise Refused("territory.changed_meanwhile", plan=plan.name)
    path = known[place.unit].path if place.unit else ()
    return PlaceAnswer(
        verdict=place.verdict,
        unit=place.unit,
        path=" › ".join(known[code].name for code in path if code in known),
        candidates=[
            Candidate(code=code, name=known[code].name) for code in place.candidates if code in known
        ],
        plan=plan.name,
        version=plan.version,
        crs=crs,
    )
