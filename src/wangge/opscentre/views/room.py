"""The room's page at a desk, and the same page larger and darker on a wall."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import switch, unit_name
from wangge.opscentre.policies import watched
from wangge.opscentre.views import showing
from wangge.opscentre.views.parts import PARTS
from wangge.people.access import HatRequest, hat_required
from wangge.territory.queries import plan_in_force, units


@hat_required
def desk_page(request: HatRequest) -> HttpResponse:
    """What is going on in my unit, now."""
    return _room(request, is_wall=False)


@hat_required
def wall(request: HatRequest) -> HttpResponse:
    """The same for a wall: opens at street scope and serves one night officer."""
    return _room(request, is_wall=True)


def _room(request: HatRequest, *, is_wall: bool) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    county, unit = hat.county, watched(hat, request.GET.get("unit", ""), from_street=is_wall)
    if unit != watched(hat, request.GET.get("unit", ""), from_street=False):
        return redirect(with_filters(request.path, {}, unit=unit))
    # What everybody looks at first stands in the page; the rest is asked for by itself.
    context: dict[str, Any] = showing.counters(hat, unit, now) | showing.cases(hat, unit, now)
    shown = {"unit": unit}
    context |= {
        "is_wall": is_wall, "unit_code": unit, "unit_name": unit_name(county, unit), "as_of": now,
        "part_url": {name: with_filters(reverse("opscentre:part", args=[name]), shown) for name in PARTS},
        "outlines_url": with_filters(reverse("territory:outlines"), {}, within="" if unit == county else unit,
                                     level="below"),
        "context_url": with_filters(reverse("territory:outlines"), shown) if unit in units(county) else "",
        "clusters_url": with_filters(reverse("cases:clusters"), shown),
        "signs_url": with_filters(reverse("opscentre:alarm_signs"), shown),
        "other_url": with_filters(reverse("opscentre:desk" if is_wall else "opscentre:wall"), shown),
        "synthetic": plan_in_force(county).synthetic, "switch": switch(request, {}),
    }  # fmt: skip
    return render(request, "opscentre/room.html", context)
