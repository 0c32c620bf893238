"""The shift log: begun, written, handed over, signed by another, printed; and nights with too few on duty."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wangge.alarms.views.showing import KINDS
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.queries.within import MOST
from wangge.cases.views.naming import unit_name
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.opscentre.policies import may_keep_shift, may_watch, watched
from wangge.opscentre.queries.shifts import Carried, Doing, ShiftSheet, shift, shifts
from wangge.opscentre.services.shifts import offer, open_shift, refuse_offer, sign, write_entry
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.queries import working_calendar
from wangge.people.queries.duty import duty_rules
from wangge.people.queries.rosters import short_of
from wangge.rules.duty import Span
from wangge.rules.errors import Refused
from wangge.rules.shifts import CarriedWhy, ShiftState

STATES = {
    ShiftState.OPEN: _("on duty, not handed over"), ShiftState.OFFERED: _("waits for the other's signature"),
    ShiftState.SIGNED: _("handed over"),
}  # fmt: skip
WHYS = {
    CarriedWhy.LATE: _("past due"), CarriedWhy.DANGER: _("dangerous"), CarriedWhy.UNPASSED: _("not yet passed on"),
    CarriedWhy.ALARM: _("waits to be judged"),
}  # fmt: skip
DOINGS = {"case": _("Case filed"), "alarm": _("Alarm judged"), "emergency": _("Emergency declared")}
DAYS_AHEAD = 7


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """The shifts of my room, those nobody has signed for first."""
    hat = request.hat
    unit = watched(hat, request.GET.get("unit", ""), from_street=False)
    context = {
        "unit": unit, "unit_name": unit_name(hat.county, unit), "may_keep": may_keep_shift(hat, unit),
        "rows": [{"row": row, "state": STATES[row.state], "is_going": row.state is not ShiftState.SIGNED,
                  "url": reverse("opscentre:shift", args=[row.id.hex])} for row in shifts(hat.county, unit)],
    }  # fmt: skip
    return render(request, "opscentre/shifts.html", context)


@hat_required
def page(request: HatRequest, shift_id: str) -> HttpResponse:
    """One shift's sheet."""
    hat, now = request.hat, timezone.now()
    found = shift(hat.county, row_key(shift_id), now=now)
    if not may_watch(hat):
        raise Refused("ops.by_territory")
    watched(hat, found.row.unit, from_street=False)
    keeps = may_keep_shift(hat, found.row.unit)
    context = {
        "sheet": found, "unit_name": unit_name(hat.county, found.row.unit), "state": STATES[found.row.state],
        "doings": [_doing(hat, one) for one in found.doings], "carried": [_carried(hat, one) for one in found.carried],
        "before_url": reverse("opscentre:shift", args=[found.before.hex]) if found.before else "",
        "may_write": keeps and found.row.state is not ShiftState.OFFERED,
        "may_offer": keeps and found.row.state is ShiftState.OPEN, "may_sign": _may_sign(hat, found, keeps=keeps),
        "is_signed": found.row.state is ShiftState.SIGNED, "most": MOST,
        "is_cut": {name: sum(one.kind == "case" for one in some) >= MOST
                   for name, some in (("doings", found.doings), ("carried", found.carried))},
        "digest": found.history[-1].hash[:12] if found.history else "", "as_of": now,
    }  # fmt: skip
    return render(request, "opscentre/shift.html", context)


@require_POST
@hat_required
def begin(request: HatRequest) -> HttpResponse:
    """Begin my shift."""
    unit = watched(request.hat, request.POST.get("unit", ""), from_street=False)
    return redirect("opscentre:shift", open_shift(request.hat, unit, now=timezone.now()).hex)


@require_POST
@hat_required
def act(request: HatRequest, shift_id: str, act: str) -> HttpResponse:
    """Write, hand over, sign or refuse to."""
    hat, key, now, words = request.hat, row_key(shift_id), timezone.now(), request.POST.get("words", "")
    if act == "write":
        write_entry(hat, key, words, now=now)
    elif act == "offer":
        offer(hat, key, words, now=now)
    elif act == "sign":
        return redirect("opscentre:shift", sign(hat, key, now=now).hex)
    elif act == "refuse":
        refuse_offer(hat, key, words, now=now)
    else:
        raise Refused("row.unknown", row=act[:12])
    return redirect("opscentre:shift", shift_id)


def short_nights(request: HttpRequest, unit: str) -> str:
    """Say on the roster which of the coming nights have fewer posts on duty than the county's loop needs."""
    hat: Hat | None = getattr(request, "hat", None)
    if hat is None:
        return ""
    now = timezone.now()
    least = desk(hat.county).workflow_on(desk(hat.county).today(now)).night_minimum
    zone = working_calendar(hat.county).zone
    quiet = duty_rules(hat.county, on=now.astimezone(zone).date()).quiet
    found: list[Span] = []
    for n in range(DAYS_AHEAD):
        day = now.astimezone(zone).date() + timedelta(days=n)
        night = Span(_at(day, quiet.since, zone), _at(day + timedelta(days=1), quiet.until, zone))
        found += short_of(hat.county, unit, night, least=least)
    return (
        render_to_string("opscentre/_short_nights.html", {"spans": found, "least": least}, request)
        if found
        else ""
    )


def shift_door(request: HttpRequest, unit: str) -> str:
    """Lead from the room and the roster to the log of its shifts."""
    hat: Hat | None = getattr(request, "hat", None)
    is_shown = hat is not None and may_watch(hat)
    return render_to_string("opscentre/_shift_door.html", {"unit": unit}, request) if is_shown else ""


def _at(day: Any, clock: time, zone: Any) -> datetime:
    return datetime.combine(day, clock, zone)


def _may_sign(hat: Hat, found: ShiftSheet, *, keeps: bool) -> bool:
    return keeps and found.row.state is ShiftState.OFFERED and found.outgoing_account != hat.account_id


def _doing(hat: Hat, one: Doing) -> dict[str, Any]:
    return {"at": one.at, "what": DOINGS[one.kind], "number": one.number, **_what(hat, one)}


def _carried(hat: Hat, one: Carried) -> dict[str, Any]:
    return {"number": one.number, "why": WHYS[one.why], **_what(hat, one)}


def _what(hat: Hat, one: Doing | Carried) -> dict[str, Any]:
    if one.kind == "alarm":
        return {
            "label": KINDS.get(one.category, one.category),
            "url": reverse("alarms:group", args=[one.subject.hex]),
        }
    if one.kind == "emergency":
        return {"label": unit_name(hat.county, one.category), "url": reverse("people:emergencies")}
    row = desk(hat.county).categories.get(one.category)
    return {"label": row.name(language_now()) if row else one.category, "url": case_url(one.subject.hex)}
