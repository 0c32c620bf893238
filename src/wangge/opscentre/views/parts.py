"""The parts of the room, each asked for again only when news concerns it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.alarms.queries import open_groups
from wangge.alarms.views.showing import KINDS, SEVERITIES
from wangge.opscentre.policies import watched
from wangge.opscentre.views import showing
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat

PARTS: Mapping[str, Callable[[Hat, str, datetime], dict[str, Any]]] = {
    "counters": showing.counters,
    "cases": showing.cases,
    "curve": showing.arrivals_today,
    "alarms": showing.alarms,
    "duty": showing.duty,
}


@hat_required
def part(request: HatRequest, name: str) -> HttpResponse:
    """One part as it stands now."""
    if name not in PARTS:
        raise Http404
    unit = watched(request.hat, request.GET.get("unit", ""), from_street=False)
    return render(request, f"opscentre/_{name}.html", PARTS[name](request.hat, unit, timezone.now()))


@hat_required
def whole(_request: HatRequest) -> HttpResponse:
    """What stands in the frame, as an emergency does, is drawn anew with the whole page."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@hat_required
def alarm_signs(request: HatRequest) -> JsonResponse:
    """The open groups of alarms as signs on the map."""
    hat = request.hat
    unit = watched(hat, request.GET.get("unit", ""), from_street=False)
    signs = [
        {"lon": one.lon, "lat": one.lat, "n": one.count, "mark": SEVERITIES[one.level][0],
         "label": f"{KINDS[one.kind]} · {one.place}", "url": reverse("alarms:group", args=[one.id.hex])}
        for one in open_groups(hat.county, unit)
        if one.lon is not None and one.lat is not None
    ]  # fmt: skip
    return JsonResponse({"things": signs})
