"""Hot spots on a map and in a table that say the same; each opens exactly its cases."""

from math import cos, pi, radians, sin
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.analysis.queries.hotspots import LookRow, SpotRow, look_of, looks, spot_of, spots_of
from wangge.cases.queries.desk import desk
from wangge.cases.queries.points import rows_of
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.foundation.tables import Line, Told, table_response
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.territory.queries import plan_in_force, units

DEGREE_METRES = 111_320  # of latitude
CORNERS = 48  # of a circle


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The newest look, or an older one that the address names."""
    hat = request.hat
    known = looks(hat.county)
    asked = request.GET.get("look", "")
    look = look_of(hat.county, row_key(asked)) if asked else next(iter(known), None)
    spots = spots_of(hat, look.id) if look else []
    context: dict[str, Any] = {
        "look": look, "spots": [_shown(hat.county, one) for one in spots],
        "places": "" if not look else with_filters(reverse("analysis:hotspot_areas"), {}, look=look.id.hex),
        "looks": [
            (one.until, with_filters(request.path, {}, look=one.id.hex), look is not None and one.id == look.id)
            for one in known
        ],
        "outlines_url": _outlines(hat.county, sees(hat).unit), "chance": look and _per_mille(look),
        "urls": {
            form: with_filters(reverse("analysis:hotspots_file", args=[form]), {}, look=look.id.hex)
            for form in ("csv", "xlsx") if look
        },
        "synthetic": plan_in_force(hat.county).synthetic,
    }  # fmt: skip
    return render(request, "analysis/hotspots.html", context)


@hat_required
def areas(request: HatRequest) -> JsonResponse:
    """The circles of a look, as the map draws them."""
    look = look_of(request.hat.county, row_key(request.GET.get("look", "")))
    features = [
        {
            "type": "Feature", "properties": {"id": one.id.hex, "kind": "hotspot", "label": ""},
            "geometry": {"type": "Polygon", "coordinates": [circle(one.lon, one.lat, one.radius_m)]},
        }
        for one in spots_of(request.hat, look.id)
    ]  # fmt: skip
    return JsonResponse({"type": "FeatureCollection", "features": features})


@hat_required
def page(request: HatRequest, spot_id: str) -> HttpResponse:
    """One hot spot: what was found, what was to be expected, and its cases."""
    hat, now = request.hat, timezone.now()
    spot = spot_of(hat, row_key(spot_id))
    look = look_of(hat.county, spot.look)
    rows = rows_of(hat, spot.cases, now=now)
    context: dict[str, Any] = {
        "spot": _shown(hat.county, spot), "look": look, "beyond": spot.observed - len(rows),
        "rows": [(row, case_url(row.id.hex)) for row in rows],
        "index_url": with_filters(reverse("analysis:hotspots"), {}, look=look.id.hex),
        "areas_url": with_filters(reverse("analysis:hotspot_areas"), {}, look=look.id.hex),
        "cases_url": reverse("analysis:hotspot_cases", args=[spot.id.hex]),
        "outline": with_filters(reverse("territory:outlines"), {}, unit=spot.community) if spot.community else "",
    }  # fmt: skip
    return render(request, "analysis/hotspot.html", context)


@hat_required
def drawn(request: HatRequest, spot_id: str) -> JsonResponse:
    """The cases of a hot spot as signs on its map."""
    spot = spot_of(request.hat, row_key(spot_id))
    things = [
        {"lon": row.lon, "lat": row.lat, "n": 1, "mark": "●", "label": row.number, "url": case_url(row.id.hex)}
        for row in rows_of(request.hat, spot.cases, now=timezone.now()) if row.lon is not None
    ]  # fmt: skip
    return JsonResponse({"things": things})


@hat_required
def file(request: HatRequest, form: str) -> HttpResponse:
    """The hot spots of a look as CSV or workbook."""
    hat = request.hat
    look = look_of(hat.county, row_key(request.GET.get("look", "")))
    table, found, expected = _("Hot spots"), _("Found"), _("To be expected")
    lines = []
    for one in spots_of(hat, look.id):
        shown = _shown(hat.county, one)
        label = f"{shown['category']} · {shown['unit']} · {one.first_on} – {one.last_on} · {one.radius_m} m"
        note = f"p = {shown['p']}"
        lines.append(Line(table, label, found, one.observed, over=found, n_url=shown["url"], note=note))
        lines.append(Line(table, label, expected, round(one.expected, 3), over=expected, note=note))
    told = Told(
        name=f"{hat.county}-hotspots", title=f"{table} · {look.until}", as_of=look.at,
        facts=[
            (_("Position"), look.as_of), (_("Seed of the shuffling"), look.seed), (_("Shuffled looks"), look.trials),
            (_("Cases looked at"), look.counted), (_("Without a point"), look.pointless),
            (_("At a border, not confirmed"), look.provisional), (_("Outside the outlines"), look.outside),
            (_("Source of the rule"), look.source or _("our assumption")),
        ],
        lines=lines,
        sets=[
            (found, _("cases of the kind in the circle on those days")),
            (expected, _("cases of the circle × cases of those days ÷ all cases of the kind in the baseline")),
            ("p", _("share of shuffled looks whose strongest concentration was as strong")),
        ],
    )  # fmt: skip
    return table_response(request, told, form)


def circle(lon: float, lat: float, metres: int) -> list[tuple[float, float]]:
    """Return a ring of so many metres around a point, closed."""
    high = metres / DEGREE_METRES
    wide = high / cos(radians(lat))
    return [
        (round(lon + wide * cos(turn), 7), round(lat + high * sin(turn), 7))
        for turn in (2 * pi * corner / CORNERS for corner in (*range(CORNERS), 0))
    ]


def _shown(county: str, one: SpotRow) -> dict[str, Any]:
    category, unit = desk(county).categories.get(one.category), units(county).get(one.community)
    return {
        "hex": one.id.hex, "category": category.name(language_now()) if category else one.category,
        "unit": unit.name if unit else "", "first": one.first_on, "last": one.last_on, "radius": one.radius_m,
        "days": (one.last_on - one.first_on).days + 1, "observed": one.observed, "expected": f"{one.expected:.1f}",
        "p": f"{one.p:.3f}", "url": reverse("analysis:hotspot", args=[one.id.hex]), "in_sight": one.in_sight,
    }  # fmt: skip


def _per_mille(look: LookRow) -> int:
    return max(1, round(1000 * look.p_strongest))


def _outlines(county: str, unit: str) -> str:
    return with_filters(
        reverse("territory:outlines"), {}, within="" if unit == county else unit, level="below"
    )
