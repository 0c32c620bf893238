"""The emergency in force on every page, and the log of all of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import posts_by_id, working_calendar
from wangge.people.queries.duty import (
    EmergencyRow,
    duty_rules,
    emergencies_of,
    emergency_shown,
    label_of,
    path_of,
)
from wangge.people.services.emergencies import declare_emergency, end_emergency, extend_emergency
from wangge.rules.errors import Refused
from wangge.territory.queries import units


def banner(request: HttpRequest, _key: str) -> str:
    """Say on every page that an emergency is in force for the unit of the post that is worn."""
    hat: Hat | None = getattr(request, "hat", None)
    row = emergency_shown(hat.county, hat.unit, timezone.now()) if hat else None
    if hat is None or row is None:
        return ""
    return render_to_string(
        "people/_emergency_banner.html", {"row": row, "unit": named(hat.county, row.unit)}, request
    )


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """Every emergency that concerned my unit, and the form to declare one where my post may."""
    hat, now = request.hat, timezone.now()
    rows = emergencies_of(hat.county, hat.unit)
    posts = posts_by_id(hat.county, {key for row in rows for key in (row.declared_by, row.ended_by) if key})
    rules = duty_rules(hat.county, on=now.astimezone(working_calendar(hat.county).zone).date())
    may = hat.kind in rules.declared_by
    context = {
        "rows": [
            _shown(hat, row, {key: label_of(post) for key, post in posts.items()}, now, may=may) for row in rows
        ],
        "may_declare": may, "units": _units_below(hat) if may else [], "most": rules.emergency_hours,
        "source_label": _(rules.source),
    }  # fmt: skip
    return render(request, "people/emergencies.html", context)


@require_POST
@hat_required
def declare(request: HatRequest) -> HttpResponse:
    """Declare an emergency for so many hours."""
    now = timezone.now()
    declare_emergency(
        request.hat,
        request.POST.get("unit", ""),
        request.POST.get("reason", ""),
        until=_until(request, now),
        now=now,
    )
    return redirect("people:emergencies")


@require_POST
@hat_required
def extend(request: HatRequest, emergency_id: str) -> HttpResponse:
    """Make it last so many hours from now."""
    now = timezone.now()
    extend_emergency(request.hat, row_key(emergency_id), until=_until(request, now), now=now)
    return redirect("people:emergencies")


@require_POST
@hat_required
def end(request: HatRequest, emergency_id: str) -> HttpResponse:
    """End it early."""
    end_emergency(request.hat, row_key(emergency_id), now=timezone.now())
    return redirect("people:emergencies")


def named(county: str, unit: str) -> str:
    """Return what a unit is called."""
    try:
        row = units(county).get(unit)
    except Refused:  # territory.no_plan
        row = None
    return row.name if row else unit


def _until(request: HttpRequest, now: datetime) -> datetime:
    hours = request.POST.get("hours", "")
    if not hours.isdecimal() or len(hours) > 4:
        raise Refused("roster.unreadable", field="hours", value=hours[:20])
    return now + timedelta(hours=int(hours))


def _units_below(hat: Hat) -> list[tuple[str, str]]:
    top = sees(hat).unit or hat.county
    rows = [row for row in units(hat.county).values() if top in path_of(hat.county, row.code)]
    return [
        (row.code, row.name)
        for row in sorted(rows, key=lambda row: (row.code != hat.unit, row.level, row.code))
    ]


def _shown(
    hat: Hat, row: EmergencyRow, posts: dict[UUID, str], now: datetime, *, may: bool
) -> dict[str, Any]:
    return {
        "row": row, "unit": named(hat.county, row.unit), "holds": row.holds(now),
        "declared_by": posts.get(row.declared_by, ""),
        "ended_by": posts.get(row.ended_by, "") if row.ended_by else "",
        "may": may and row.holds(now) and hat.unit in path_of(hat.county, row.unit),
    }  # fmt: skip
