"""Things asked by a program or a phone: which are near, and whose is it?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from wangge.cases.queries.desk import desk
from wangge.cases.queries.owning import Ownership, RuleRow, who_answers, who_owns
from wangge.cases.services.spotting import in_wgs84
from wangge.people.access import required_hat
from wangge.rules.errors import Refused
from wangge.rules.ownership import thing_kind
from wangge.territory.queries import units
from wangge.territory.queries.assets import NearAsset, asset_by_code, nearest_assets

router = Router(tags=["things"])


class ThingNear(Schema):
    """One thing near by: how far, how it stands, and which department answers for it today."""

    asset: UUID
    code: str
    category: str
    name: str
    state: str
    owner_state: str
    metres: int
    lon: float
    lat: float
    has_photo: bool
    department: str
    decided_by: str
    synthetic: bool


class KeeperOut(Schema):
    """One rung of the ladder; `passed` says why it does not decide, empty where it can."""

    rung: str
    unit: str
    department: str
    passed: str


class RuleOut(Schema):
    """One dated row that speaks of kind and place, or a past ruling."""

    department: str
    category: str
    unit: str
    source: str
    from_on: date | None
    until_on: date | None
    number: str
    about_thing: bool


class OwnerAnswer(Schema):
    """Owner, past rulings and dated rules in one answer."""

    department: str
    decided_by: str
    owner_state: str
    code: str
    category: str
    keepers: list[KeeperOut]
    rulings: list[RuleOut]
    rules: list[RuleOut]


@router.get("/near", response=list[ThingNear])
def near(
    request: HttpRequest,
    category: Annotated[str, Query(max_length=80)],
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-180, le=180)],
    crs: Annotated[str, Query(max_length=80)] = "EPSG:4326",
) -> list[ThingNear]:
    """Name the nearest things that a category speaks of, nearest first; none for a category of places."""
    hat = required_hat(request)
    kind = thing_kind(category)
    found = nearest_assets(hat.county, kind, *_placed(lon, lat, crs)) if kind else []
    return [_near(hat.county, one, category) for one in found]


@router.get("/owner", response=OwnerAnswer)
def owner(
    request: HttpRequest,
    asset: UUID | None = None,
    code: Annotated[str, Query(max_length=17)] = "",
    category: Annotated[str, Query(max_length=80)] = "",
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-180, le=180)] = None,
    crs: Annotated[str, Query(max_length=40)] = "EPSG:4326",
) -> OwnerAnswer:
    """Answer whose it is: of a thing by `asset` or `code`, or of a category at a point."""
    hat = required_hat(request)
    thing = asset_by_code(hat.county, code) if code else None
    if code and thing is None:
        raise Refused("case.unknown_asset", field="code", asset=code)
    if lon is not None and lat is not None:
        lon, lat = _placed(lon, lat, crs)
    found = who_owns(
        hat.county, hat, category=category, asset=thing.id if thing else asset, lon=lon, lat=lat,
        on=timezone.localdate(),
    )  # fmt: skip
    return _answer(found)


def _placed(lon: float, lat: float, crs: str) -> tuple[float, float]:
    east, north = in_wgs84(lon, lat, crs)
    return east or 0.0, north or 0.0


def _near(county: str, one: NearAsset, category: str) -> ThingNear:
    thing, known = one.asset, units(county)
    path = (county, *(known[thing.unit].path if thing.unit in known else ()))
    answer = who_answers(desk(county), category, thing.id, path, timezone.localdate()).answer
    return ThingNear(
        asset=thing.id, code=thing.code, category=thing.category, name=thing.name, state=thing.state,
        owner_state=thing.owner_state, metres=round(one.metres), lon=thing.lon, lat=thing.lat,
        has_photo=bool(thing.photo), department=answer.department, decided_by=answer.rung or "",
        synthetic=thing.synthetic,
    )  # fmt: skip


def _answer(found: Ownership) -> OwnerAnswer:
    keepers = found.owned.keepers if found.owned else ()
    return OwnerAnswer(
        department=found.answer.department, decided_by=found.answer.rung or "",
        owner_state=found.owned.state if found.owned else "", code=found.asset.code if found.asset else "",
        category=found.category,
        keepers=[
            KeeperOut(rung=one.rung, unit=one.unit, department=one.department, passed=one.passed or "")
            for one in keepers
        ],
        rulings=[_rule(one) for one in found.rulings], rules=[_rule(one) for one in found.rules],
    )  # fmt: skip


def _rule(one: RuleRow) -> RuleOut:
    return RuleOut(
        department=one.department, category=one.category, unit=one.unit, source=one.source, from_on=one.from_on,
        until_on=one.until_on, number=one.number, about_thing=one.about_thing,
    )  # fmt: skip
