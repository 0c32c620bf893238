"""The pages of things (部件): the register with its map, one thing, the nearest ones, and whose it is."""

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.mapping import read_box
from wangge.cases.queries.owning import cases_of_asset, who_answers, who_owns
from wangge.cases.queries.rows import language_now
from wangge.cases.services.spotting import in_wgs84
from wangge.cases.views.asking import with_filters
from wangge.cases.views.owning import (
    ASSET_STATES,
    OWNER_STATES,
    category_name,
    department_name,
    shown_ownership,
    shown_thing,
)
from wangge.cases.views.showing import as_shown
from wangge.foundation.files import read_photo
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.assets import AssetState
from wangge.rules.errors import Refused
from wangge.rules.ownership import OwnerState, thing_kind
from wangge.territory.queries import units
from wangge.territory.queries.assets import (
    NEAR_M,
    AssetFilter,
    AssetRow,
    NearAsset,
    asset_by_code,
    asset_by_id,
    assets_page,
    drawn_assets,
    kinds_held,
    nearest_assets,
)

NONE = "none"  # of the things that were offered


@hat_required
def register(request: HatRequest) -> HttpResponse:
    """The things of the county by code, narrowed, and the map that says the same."""
    county, asked = request.hat.county, _asked(request)
    rows, after = assets_page(county, asked, after=request.GET.get("after", ""))
    kept = _kept(request)
    held = kinds_held(county)
    context = {
        "rows": [shown_thing(county, one) for one in rows], "synthetic": any(one.synthetic for one in rows),
        "kinds": _kinds(county, held, asked, request.path, kept), "total": sum(held.values()),
        "filters": _filters(asked), "kept": [(name, value) for name, value in kept.items() if name == "kind"],
        "layer_url": with_filters(reverse("cases:things_layer"), kept),
        "outlines_url": f"{reverse('territory:outlines')}?level=grid", "unit": asked.unit, "code": asked.code,
        "next_url": with_filters(request.path, kept, after=after) if after else "",
        "first_url": with_filters(request.path, kept) if request.GET.get("after") else "",
    }  # fmt: skip
    return render(request, "cases/things.html", context)


@hat_required
def layer(request: HatRequest) -> JsonResponse:
    """The things in the visible part of a map."""
    county = request.hat.county
    box = read_box(request.GET.get("bbox", ""))
    try:
        zoom = float(request.GET.get("zoom", "12"))
    except ValueError as fault:
        raise Refused("case.bad_filter", field="zoom", value=request.GET["zoom"][:20]) from fault
    found = drawn_assets(county, _asked(request), (box.west, box.south, box.east, box.north), zoom)
    known = desk(county).categories
    names = {one.category: category_name(known, one.category) for one in found if one.asset}
    body = [
        {
            "lon": one.lon, "lat": one.lat, "n": one.n, "mark": names[one.category][:1] if one.asset else "",
            "label": names[one.category] if one.asset else _("%(n)d things here") % {"n": one.n},
            "url": reverse("cases:thing", args=[one.asset]) if one.asset else "",
        }
        for one in found
    ]  # fmt: skip
    return JsonResponse({"things": body})


@hat_required
def thing(request: HatRequest, asset_id: str) -> HttpResponse:
    """One thing: what the register says, whose it is, its cases and past rulings."""
    hat, one = request.hat, _thing(request.hat.county, asset_id)
    now = timezone.now()
    found = who_owns(
        hat.county, hat, category="", asset=one.id, lon=None, lat=None, on=timezone.localdate(now)
    )
    context = {
        "thing": shown_thing(hat.county, one), "ownership": shown_ownership(hat.county, found),
        "cases": as_shown(cases_of_asset(hat, one.id, now=now)),
        "outline_url": f"{reverse('territory:outlines')}?unit={one.unit}" if one.unit else "",
    }  # fmt: skip
    return render(request, "cases/thing.html", context)


@hat_required
def photo(request: HatRequest, asset_id: str, size: str) -> HttpResponse:
    """The photo of a thing."""
    one = _thing(request.hat.county, asset_id)
    if not one.photo:
        raise Refused("row.unknown", row=asset_id[:40])
    response = HttpResponse(read_photo(one.photo, thumbnail=size == "small"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@hat_required
def near(request: HatRequest) -> HttpResponse:
    """The nearest things of the chosen category, for the report form; nothing where there is none to choose."""
    category, point = request.GET.get("category", ""), _point(request)
    kind = thing_kind(category)
    found = nearest_assets(request.hat.county, kind, *point) if kind and point else []
    chosen = request.GET.get("asset", "")
    offered = [one.asset.id.hex for one in found]
    context = {
        "things": near_shown(request.hat, found, category),
        "chosen": chosen if chosen in (NONE, *offered) else next(iter(offered), NONE),
        "is_asked": bool(kind and point), "within": NEAR_M,
    }  # fmt: skip
    return render(request, "cases/_near_things.html", context)


@hat_required
def owner(request: HatRequest) -> HttpResponse:
    """Who owns this, answered on the spot: owner, past rulings and dated rules in one answer."""
    hat, county = request.hat, request.hat.county
    point, category, asked = _point(request), request.GET.get("kind", ""), _asset_asked(request)
    known = desk(county).categories
    kind = thing_kind(category)
    found = nearest_assets(county, kind, *point) if point and (kind or not category) else []
    one = asked or (found[0].asset if found else None)
    context: dict[str, Any] = {
        "things": near_shown(hat, found, category), "kind": category, "values": request.GET.dict(), "thing": None,
        "choices": [(row.key, row.name(language_now())) for row in known.values() if not row.matter_only],
        "is_asked": bool(point or asked),
    }  # fmt: skip
    if one or (category and point):
        answer = who_owns(
            county, hat, category="" if asked else category, asset=one.id if one else None,
            lon=point[0] if point else None, lat=point[1] if point else None, on=timezone.localdate(),
        )  # fmt: skip
        context |= {
            "ownership": shown_ownership(county, answer), "thing": shown_thing(county, one) if one else None,
            "place": " › ".join(units(county)[code].name for code in answer.path if code in units(county)),
        }  # fmt: skip
    return render(request, "cases/owner.html", context)


def near_shown(hat: Hat, found: list[NearAsset], category: str) -> list[dict[str, Any]]:
    """Return near things with distance and who answers for each today."""
    known, today = desk(hat.county), timezone.localdate()
    shown = []
    for one in found:
        path = (
            hat.county,
            *(units(hat.county)[one.asset.unit].path if one.asset.unit in units(hat.county) else ()),
        )
        answering = who_answers(known, category or one.asset.category, one.asset.id, path, today)
        department = department_name(hat.county, answering.answer.department)
        url = with_filters(reverse("cases:owner"), {}, asset=one.asset.id.hex)
        shown.append(shown_thing(hat.county, one.asset) | {
            "metres": round(one.metres), "department": department, "ask_url": url,
        })  # fmt: skip
    return shown


def _asset_asked(request: HatRequest) -> AssetRow | None:
    if key := request.GET.get("asset", ""):
        return _thing(request.hat.county, key)
    if code := request.GET.get("code", "").strip():
        found = asset_by_code(request.hat.county, code)
        if found is None:
            raise Refused("case.unknown_asset", field="code", asset=code[:40])
        return found
    return None


def _thing(county: str, key: str) -> AssetRow:
    try:
        found = asset_by_id(county, UUID(key))
    except ValueError:
        found = None
    if found is None:
        raise Refused("row.unknown", row=key[:40])
    return found


def _point(request: HatRequest) -> tuple[float, float] | None:
    words = [request.GET.get(name, "").strip() for name in ("lon", "lat")]
    if not all(words):
        return None
    try:
        lon, lat = (float(word) for word in words)
    except ValueError:
        return None
    lon_84, lat_84 = in_wgs84(lon, lat, request.GET.get("crs") or "EPSG:4326")
    if lon_84 is None or lat_84 is None or not (math.isfinite(lon_84) and math.isfinite(lat_84)):
        return None
    return (lon_84, lat_84) if abs(lon_84) <= 180 and abs(lat_84) <= 90 else None


def _asked(request: HatRequest) -> AssetFilter:
    told = {
        name: request.GET.get(name, "").strip() for name in ("kind", "unit", "state", "owner_state", "code")
    }
    for name, words in (("state", set(AssetState)), ("owner_state", set(OwnerState))):
        if told[name] and told[name] not in words:
            raise Refused("case.bad_filter", field=name, value=told[name][:40])
    if told["code"] and not told["code"].isdigit():
        raise Refused("case.bad_filter", field="code", value=told["code"][:40])
    if told["unit"] and told["unit"] not in {request.hat.county, *units(request.hat.county)}:
        raise Refused("case.unknown_unit", field="unit", unit=told["unit"][:24])
    return AssetFilter(told["kind"], told["unit"], told["state"], told["owner_state"], told["code"])


def _kept(request: HatRequest) -> dict[str, str]:
    names = ("kind", "unit", "state", "owner_state", "code")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _kinds(
    county: str, held: Mapping[str, int], asked: AssetFilter, path: str, kept: dict[str, str]
) -> list[dict[str, Any]]:
    known = desk(county).categories
    return [
        {
            "label": category_name(known, key), "n": n, "is_current": key == asked.category,
            "url": with_filters(path, kept, kind="" if key == asked.category else key),
        }
        for key, n in held.items()
    ]  # fmt: skip


def _filters(asked: AssetFilter) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "label": label, "kind": "select", "value": value,
            "choices": [("", _("any")), *((str(key), words) for key, words in choices.items())],
        }
        for name, label, value, choices in (
            ("state", _("State"), asked.state, ASSET_STATES),
            ("owner_state", _("Owner"), asked.owner_state, OWNER_STATES),
        )
    ]  # fmt: skip
