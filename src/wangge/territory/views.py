"""The pages of territory: which plans, which units, and what is wrong with them."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from wangge.rules.errors import Refused
from wangge.rules.geometry.coverage import FaultKind
from wangge.rules.levels import LEVEL_WORDS
from wangge.territory.labels import FAULT_NAMES, LEVEL_NAMES, STATE_NAMES
from wangge.territory.policies import county_seen
from wangge.territory.queries import plan_in_force
from wangge.territory.queries.outlines import drawn_faults, drawn_outlines, drawn_unit
from wangge.territory.queries.plans import (
    FaultLine,
    PlanLine,
    counts_by_level,
    faults_of_plan,
    path_in_plan,
    plan_seen,
    plans_of,
    units_under,
)

UNITS_SHOWN, FAULTS_SHOWN = 500, 200
BELOW = "below"


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the plans of the asker's county, the units of one, and its faults on the map."""
    if getattr(request, "hat", None) is None:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    county = county_seen(request)
    plans = plans_of(county)
    plan = _chosen(plans, county, request.GET.get("plan", ""))
    context: dict[str, Any] = {"plans": [_plan_shown(line, plan) for line in plans]}
    if plan is not None:
        context |= _ground(county, plan, request.GET.get("unit", "")) | _faults(county, plan)
    return render(request, "territory/index.html", context)


@require_GET
def outlines(request: HttpRequest) -> HttpResponse:
    """Answer outlines as GeoJSON by `plan` (in force), `level` (or below), `within` or `unit` (codes)."""
    county = county_seen(request)
    key, version = _plan_asked(request, county)
    etag = f'"{key.hex}-{version}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    word = request.GET.get("level", BELOW)
    if word != BELOW and word not in LEVEL_WORDS:
        raise Refused("territory.unknown_level", field="level", level=word)
    if unit := request.GET.get("unit"):
        body = drawn_unit(county, key, unit)
    else:
        body = drawn_outlines(county, key, version, LEVEL_WORDS.get(word, 0), _within(request, county))
    return _geojson(body, etag)


@require_GET
def faults(request: HttpRequest) -> HttpResponse:
    """Answer the ground of a plan's kept faults as GeoJSON."""
    county = county_seen(request)
    key, version = _plan_asked(request, county)
    return _geojson(drawn_faults(county, key), f'"{key.hex}-{version}-faults"')


def _plan_asked(request: HttpRequest, county: str) -> tuple[Any, int]:
    name = request.GET.get("plan")
    if name:
        seen = plan_seen(county, name)
        return seen.key, seen.version
    plan = plan_in_force(county)
    return plan.key, plan.version


def _within(request: HttpRequest, county: str) -> str:
    code = request.GET.get("within", "")
    return "" if code == county else code  # within the county is everywhere


def _geojson(body: bytes, etag: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return response


def _chosen(plans: list[PlanLine], county: str, name: str) -> PlanLine | None:
    if name:
        return plan_seen(county, name)
    try:
        current = plan_in_force(county).name
    except Refused:
        return plans[0] if plans else None
    return next((line for line in plans if line.name == current), None)


def _plan_shown(line: PlanLine, chosen: PlanLine | None) -> dict[str, object]:
    return {
        "name": line.name,
        "state": STATE_NAMES[line.state],
        "from_on": line.from_on,
        "until_on": line.until_on,
        "accepted_reason": line.accepted_reason,
        "accepted_faults": line.accepted_faults,
        "url": f"{reverse('territory:index')}?{urlencode({'plan': line.name})}",
        "is_chosen": chosen is not None and line.key == chosen.key,
    }


def _ground(county: str, plan: PlanLine, code: str) -> dict[str, object]:
    if not code and len(top := units_under(county, plan.key, "")) == 1:
        code = top[0][0]  # one unit alone says nothing: open on what lies in it
    path = path_in_plan(county, plan.key, code) if code else []
    if code and not path:
        raise Refused("territory.unknown_unit", field="unit", unit=code, plan=plan.name)
    base, drawn = reverse("territory:index"), reverse("territory:outlines")
    levels = counts_by_level(county, plan.key)
    below = units_under(county, plan.key, code)

    def page(unit: str) -> str:
        return f"{base}?{urlencode({'plan': plan.name, **({'unit': unit} if unit else {})})}"

    return {
        "plan": plan,
        "unit": path[-1] if path else None,
        "path": [("", page(""))] + [(name, page(one)) for one, name in path],
        "levels": [(LEVEL_NAMES[level], many) for level, many in levels.items()],
        "units": [
            {"code": one, "name": name, "level": LEVEL_NAMES[level], "area_m2": round(area), "url": page(one)}
            for one, name, level, area in below[:UNITS_SHOWN]
        ],
        "units_hidden": max(0, len(below) - UNITS_SHOWN),
        "outlines_url": f"{drawn}?{urlencode({'plan': plan.name, 'within': code})}",
        "context_url": f"{drawn}?{urlencode({'plan': plan.name, 'unit': code})}" if code else "",
        "faults_url": f"{reverse('territory:faults')}?{urlencode({'plan': plan.name})}",
    }


def _faults(county: str, plan: PlanLine) -> dict[str, object]:
    found = faults_of_plan(county, plan.key)
    counts = Counter(FaultKind(fault.kind) for fault in found)
    shown = sorted(found, key=lambda fault: -fault.area_m2)[:FAULTS_SHOWN]
    return {
        "fault_counts": [(FAULT_NAMES[kind], counts[kind]) for kind in FaultKind if counts[kind]],
        "fault_total": len(found),
        "faults": [_fault_shown(fault) for fault in shown],
        "faults_hidden": len(found) - len(shown),
    }


def _fault_shown(fault: FaultLine) -> dict[str, object]:
    return {
        "id": fault.key.hex,
        "kind": FAULT_NAMES[FaultKind(fault.kind)],
        "area_m2": f"{fault.area_m2:,.2f}",
        "units": fault.units,
        "neighbours": [code for code in fault.neighbours if code not in fault.units],
    }
