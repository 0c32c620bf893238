"""What is asked of each grid, by department; each figure opens the forms behind it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.territory.queries import units
from wangge.workload.policies import may_decide
from wangge.workload.queries.needle import BACK, NONE, Load, needle
from wangge.workload.queries.tasks import asked_of
from wangge.workload.queries.waiting import waiting
from wangge.workload.views.wording import in_minutes


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show the load of a unit's grids today and four weeks ago."""
    county, territory = request.hat.county, units(request.hat.county)
    unit = request.GET.get("unit") or asked_of(request.hat)
    if unit != county and unit not in territory:
        raise Refused("row.unknown", row=unit[:40])
    today = desk(county).today(timezone.now())
    now, then = needle(county, unit, on=today), needle(county, unit, on=today - BACK)
    before = {code: (name, load) for code, name, load in then.by_department}
    rows = [(code, name, load, before.pop(code, ("", NONE))[1]) for code, name, load in now.by_department]
    rows += [(code, name, NONE, load) for code, (name, load) in before.items()]
    earlier = {code: load for code, _, load in then.by_grid}
    context = {
        "unit": territory[unit].name if unit in territory else county, "today": today, "back": today - BACK,
        "departments": [_row(name, load, old, today, unit=unit, department=code) for code, name, load, old in rows],
        "grids": [_row(name, load, earlier.get(code, NONE), today, unit=code) for code, name, load in now.by_grid],
        "heaviest": _row("", now.heaviest, then.heaviest, today, unit=unit),
    }  # fmt: skip
    return render(request, "workload/needle.html", context)


def _row(name: str, load: Load, old: Load, today: date, **asked: str) -> Mapping[str, Any]:
    address = reverse("workload:tasks")
    return {
        "name": name, "forms": load.forms, "fields": load.fields, "held": load.held,
        "minutes": in_minutes(load.minutes), "was": in_minutes(old.minutes), "was_fields": old.fields,
        "fell": load.minutes < old.minutes, "rose": load.minutes > old.minutes,
        "url": f"{address}?{urlencode({'on': today.isoformat(), **asked})}",
        "was_url": f"{address}?{urlencode({'on': (today - BACK).isoformat(), **asked})}",
    }  # fmt: skip


def workload_doors(request: HttpRequest, _key: str) -> str:
    """Lead from a person's work page to what is asked of grids and what staff say; deciders see what waits."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    found = waiting(hat.county, now=timezone.now()) if may_decide(hat) else None
    return render_to_string("workload/_doors.html", {"waiting": found}, request)
