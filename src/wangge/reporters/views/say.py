"""有事请说: a matter handed in without an account."""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wangge.cases.queries.desk import CategoryRow, counties, desk
from wangge.cases.queries.listing import frequent_categories
from wangge.cases.queries.rows import language_now
from wangge.cases.services.brought import PHOTOS_MOST
from wangge.cases.services.intake import Report
from wangge.foundation.ids import uuid7
from wangge.foundation.refusals import told
from wangge.reporters.identity import public_hat
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.knocking import Door, knock
from wangge.reporters.services.receiving import CHANNEL, Handed, hand_in
from wangge.reporters.views.public import address_of, public_map, refusal_shown
from wangge.reporters.views.telling import given_away
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import plan_in_force, units
from wangge.territory.queries.outlines import drawn_outlines

PLACE_MOST = 120


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the county's form; where there are several, let people choose."""
    known = counties()
    if len(known) == 1:
        return redirect("reporters:form", next(iter(known)))
    english = language_now() == "en"
    rows = [(code, row.en if english else row.zh) for code, row in known.items()]
    return render(request, "reporters/counties.html", {"counties": rows})


def form(request: HttpRequest, county: str) -> HttpResponse:
    """Ask for what is needed, warn of what gives the writer away, give the receipt once."""
    desk(county)  # refuses an unknown county
    if request.method != "POST":
        return render(request, "reporters/say.html", _context(county, {}))
    values = request.POST.dict()
    try:
        found = given_away(values)
        if found and not values.get("warned"):
            context = _context(county, values) | {"found": found}
            return render(request, "reporters/say.html", context, status=422)
        now = timezone.now()
        knock(county, Door.SAY, address_of(request), most=terms_of(county, now).says_per_hour, now=now)
        handed = hand_in(county, _report(request, values), contact=values.get("contact", ""), now=now)
    except Refused as refused:
        field = str(refused.facts.get("field", ""))
        context = _context(county, values)
        context["errors"] = {
            "point" if field in {"lon", "lat", "lon/lat", "unit"} else field: told(refused).sentence
        }
        context["refusal"] = refusal_shown(request, refused)
        return render(request, "reporters/say.html", context, status=told(refused).status)
    return _receipt(request, handed)


@require_POST
def tells(request: HttpRequest, county: str) -> HttpResponse:
    """Say what in the words typed so far gives their writer away; nothing is kept."""
    desk(county)
    return render(request, "reporters/_tells.html", {"found": given_away(request.POST.dict())})


@require_GET
def outlines(_request: HttpRequest, county: str) -> HttpResponse:
    """Answer the communities' outlines as GeoJSON, for the map of the form: they are on the yard boards, too."""
    plan = plan_in_force(county)
    body = drawn_outlines(county, plan.key, plan.version, Level.COMMUNITY, "")
    response = HttpResponse(body, content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=600"
    return response


def _receipt(request: HttpRequest, handed: Handed) -> HttpResponse:
    # Rendered, not redirected to: the secret stands on this page and nowhere else.
    response = render(request, "reporters/receipt.html", {"number": handed.number, "secret": handed.secret})
    response["Cache-Control"] = "no-store"
    return response


def _report(request: HttpRequest, values: Mapping[str, str]) -> Report:
    words = values.get("words", "").strip()
    if not words:
        raise Refused("reporters.words_missing", field="words")
    try:
        report_id = UUID(values.get("report_id", ""))
    except ValueError as fault:
        raise Refused("request.stale_form", reason="report_id") from fault
    lon, lat = _degrees(values, "lon"), _degrees(values, "lat")
    has_point = lon is not None or lat is not None
    return Report(
        id=report_id, category=values.get("category", ""), at=timezone.now(), channel=CHANNEL, words=words,
        place=values.get("place", "").strip(), lon=lon, lat=lat, unit="" if has_point else values.get("unit", ""),
        accuracy_m=min(max(_degrees(values, "accuracy_m") or 0.0, 0.0), 100_000.0),
        photos=tuple(photo.read() for photo in request.FILES.getlist("photos")),
    )  # fmt: skip


def _degrees(values: Mapping[str, str], field: str) -> float | None:
    text = values.get(field, "").strip()
    try:
        value = float(text) if text else None
    except ValueError:
        value = math.nan
    if value is not None and not math.isfinite(value):
        raise Refused("case.not_a_number", field=field, value=text[:20])
    return value


def _context(county: str, values: Mapping[str, str]) -> dict[str, Any]:
    known, territory = desk(county), units(county)
    communities = [row for row in territory.values() if row.level == Level.COMMUNITY]
    values = dict(values)
    if values.get("lon") and values.get("lat"):
        values["point"] = f"{values['lon']},{values['lat']}"
    setup = known.setup
    return {
        **public_map(county), "county": county, "county_name": setup.en if language_now() == "en" else setup.zh,
        "notice": setup.notice_en if language_now() == "en" else setup.notice_zh,
        "report_id": values.get("report_id") or uuid7().hex, "values": values, "errors": {}, "refusal": None,
        "found": [], "categories": _categories(county, list(known.categories.values())),
        "places": [(row.code, row.name) for row in communities],
        "photo_limit": PHOTOS_MOST,
        "contact_days": terms_of(county, timezone.now()).contact_days,
    }  # fmt: skip


def _categories(county: str, rows: Sequence[CategoryRow]) -> list[dict[str, object]]:
    frequent, language = set(frequent_categories(public_hat(county), most=8)), language_now()
    return [
        {"key": row.key, "label": row.name(language), "group": row.area_name(language),
         "is_frequent": row.key in frequent,
         "words": f"{row.zh} {row.en} {row.code}"}
        for row in rows
    ]  # fmt: skip
