"""The duty roster of a unit by weeks, its gaps and double turns, and the swaps of those on it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import holders, unit_names, working_calendar
from wangge.people.queries.duty import duty_rules, path_of
from wangge.people.queries.rosters import SwapRow, coming_shifts, roster, swaps_of
from wangge.people.services.rosters import Wish, draw_up, generate
from wangge.people.services.swaps import answer_swap, ask_swap, decide_swap, withdraw_swap
from wangge.people.views.emergencies import named
from wangge.rules.days import day_said, moment_said
from wangge.rules.duty import Span, SwapState
from wangge.rules.errors import Refused
from wangge.territory.queries import units

STATES = {
    SwapState.ASKED: _("waits for the other"), SwapState.ACCEPTED: _("waits for approval"),
    SwapState.DONE: _("swapped"), SwapState.REFUSED: _("not swapped"), SwapState.WITHDRAWN: _("withdrawn"),
}  # fmt: skip
BY_HAND = "by hand"


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """One unit's week, its swaps, and the forms of those who may draw it up."""
    hat, now = request.hat, timezone.now()
    zone = working_calendar(hat.county).zone
    unit = _unit(hat, request.GET.get("unit", ""))
    monday = _monday(request.GET.get("week", ""), now.astimezone(zone).date())
    start = datetime.combine(monday, time(0), zone)
    found = roster(hat.county, unit, Span(start, start + timedelta(days=7)))
    rules = duty_rules(hat.county, on=now.astimezone(zone).date())
    may = hat.kind in rules.drawn_by and hat.unit in path_of(hat.county, unit)
    others = [one for one in _posts(hat.county, unit, now) if one[0] != hat.post_id]
    context = {
        "unit": unit, "unit_name": named(hat.county, unit), "monday": monday,
        "days": _days(found.shifts, monday, hat, now),
        "gaps": [gap for gap in found.gaps if gap.until_at > now], "doubles": found.doubles,
        "has_shifts": bool(found.shifts),
        "labels": {shift.post: shift.label for shift in found.shifts}, "may_draw": may, "source": rules.source,
        "posts": _posts(hat.county, unit, now) if may else [], "others": others,
        "earlier": _week_url(unit, monday - timedelta(days=7)), "later": _week_url(unit, monday + timedelta(days=7)),
        "swaps": [_swap(hat, row, rules.approved_by) for row in
                  swaps_of(hat, now=now, approving=hat.kind in rules.approved_by)],
        "mine": coming_shifts(hat.county, hat.post_id, now=now),
    }  # fmt: skip
    return render(request, "people/roster.html", context)


@require_POST
@hat_required
def add(request: HatRequest) -> HttpResponse:
    """Put one post on duty."""
    hat, unit = request.hat, _unit(request.hat, request.POST.get("unit", ""))
    wish = Wish(
        unit,
        row_key(request.POST.get("post", "")),
        _moment(request, "from"),
        _moment(request, "until"),
        BY_HAND,
    )
    draw_up(hat, wish, now=timezone.now())
    return redirect(_week_url(unit, _monday("", wish.from_at.date())))


@require_POST
@hat_required
def from_pattern(request: HatRequest) -> HttpResponse:
    """Make the shifts of a week from the weekly pattern."""
    hat, now = request.hat, timezone.now()
    unit = _unit(hat, request.POST.get("unit", ""))
    rules = duty_rules(hat.county, on=now.astimezone(working_calendar(hat.county).zone).date())
    if hat.kind not in rules.drawn_by or hat.unit not in path_of(hat.county, unit):
        raise Refused("roster.not_yours", post=hat.kind)
    monday = _monday(request.POST.get("week", ""), now.date())
    generate(hat.county, unit, monday, monday + timedelta(days=6), now=now)
    return redirect(_week_url(unit, monday))


@require_POST
@hat_required
def ask(request: HatRequest) -> HttpResponse:
    """Ask another to take a turn of mine."""
    shift, of = row_key(request.POST.get("shift", "")), row_key(request.POST.get("of", ""))
    ask_swap(request.hat, shift, of=of, now=timezone.now())
    return redirect("people:roster")


@require_POST
@hat_required
def settle(request: HatRequest, swap_id: str, how: str) -> HttpResponse:
    """Agree, say no, approve, or take back."""
    hat, key, now = request.hat, row_key(swap_id), timezone.now()
    if how in {"agree", "refuse"}:
        answer_swap(hat, key, agrees=how == "agree", now=now)
    elif how in {"approve", "reject"}:
        decide_swap(hat, key, approves=how == "approve", now=now)
    elif how == "withdraw":
        withdraw_swap(hat, key, now=now)
    else:
        raise Refused("row.unknown", row=how[:12])
    return redirect("people:roster")


def _unit(hat: Hat, asked: str) -> str:
    if not asked:
        return hat.unit
    top = sees(hat).unit or hat.county
    if asked != hat.county and asked not in units(hat.county):
        raise Refused("people.unit_unknown", field="unit", unit=asked[:32])
    if top not in path_of(hat.county, asked):
        raise Refused("people.unit_unknown", field="unit", unit=asked[:32])
    return asked


def _monday(text: str, today: date) -> date:
    try:
        day = day_said(text) if text else today
    except ValueError:
        raise Refused("roster.unreadable", field="week", value=text[:20]) from None
    return day - timedelta(days=day.weekday())


def _week_url(unit: str, monday: date) -> str:
    return f"{reverse('people:roster')}?unit={unit}&week={monday.isoformat()}"


def _moment(request: HatRequest, field: str) -> datetime:
    text = request.POST.get(field, "")
    try:
        return moment_said(text).replace(tzinfo=working_calendar(request.hat.county).zone)
    except ValueError:
        raise Refused("roster.unreadable", field=field, value=text[:20]) from None


def _posts(county: str, unit: str, now: datetime) -> list[tuple[UUID, str]]:
    # Who may be put on duty for a unit: its own posts and those of the units below it.
    below = [row.code for row in units(county).values() if unit in path_of(county, row.code)]
    found = [hat for hat in holders(county, {unit, *below}, on=now.date()) if not hat.department]
    names = unit_names(found)
    found.sort(key=lambda hat: (hat.unit != unit, hat.unit, hat.kind, hat.login))
    return [(hat.post_id, f"{names[hat]} · {hat.title} · {hat.name}") for hat in found]


def _days(shifts: Any, monday: date, hat: Hat, now: datetime) -> list[dict[str, Any]]:
    zone = working_calendar(hat.county).zone
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        {
            "day": day, "is_today": day == now.astimezone(zone).date(),
            "shifts": [
                {"row": shift, "is_mine": shift.post == hat.post_id, "is_now": shift.from_at <= now < shift.until_at}
                for shift in shifts
                if shift.from_at.astimezone(zone).date() == day
                or (day == monday and shift.from_at.astimezone(zone).date() < monday)
            ],
        }
        for day in days
    ]  # fmt: skip


def _swap(hat: Hat, row: SwapRow, approved_by: frozenset[Any]) -> dict[str, Any]:
    is_party = hat.post_id in {row.asked_by, row.asked_of}
    hows = []
    if row.state is SwapState.ASKED and row.asked_of == hat.post_id:
        hows = [("agree", _("Agree")), ("refuse", _("Say no"))]
    elif row.state is SwapState.ACCEPTED and hat.kind in approved_by and not is_party:
        hows = [("approve", _("Approve")), ("reject", _("Say no"))]
    elif row.state in {SwapState.ASKED, SwapState.ACCEPTED} and row.asked_by == hat.post_id:
        hows = [("withdraw", _("Take it back"))]
    return {
        "row": row, "state": STATES[row.state],
        "hows": [(reverse("people:settle_swap", args=[row.id.hex, how]), label) for how, label in hows],
    }  # fmt: skip
