"""The page of a county's series: which bulletins come out, and who gets each; every change is a dated row."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.bulletins.policies import refuse_setting
from wangge.bulletins.queries.composing import LEVELS
from wangge.bulletins.queries.series import ReaderRow, readers, series
from wangge.bulletins.services.series import ASSUMED, HOUR, REMIND_DAYS, begin_series, send_to, stop_sending
from wangge.bulletins.wording import CADENCES
from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import unit_name
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.bulletins import Cadence
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.posts import APPOINTED, PostKind
from wangge.territory.queries import units

PLACE = "unit:"  # before a unit's code in a form, where a department's stands by itself


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Every series in force with its readers."""
    return _page(request)


@require_POST
@hat_required
def begin(request: HatRequest) -> HttpResponse:
    """Let a unit have a bulletin."""
    said = request.POST

    def act() -> None:
        begin_series(
            request.hat.county, said.get("unit", ""), _cadence(said.get("cadence", "")),
            from_on=desk(request.hat.county).today(timezone.now()), hour=_number(said.get("hour", ""), HOUR),
            remind_days=_number(said.get("remind_days", ""), REMIND_DAYS), source=said.get("source", "") or ASSUMED,
        )  # fmt: skip

    return _act(request, act)


@require_POST
@hat_required
def send(request: HatRequest) -> HttpResponse:
    """Send a bulletin to a kind of post, or no longer."""
    said = request.POST
    unit, _, cadence = said.get("series", "").partition("/")
    place, post = said.get("place", ""), said.get("post", "")
    at_unit, department = (place.removeprefix(PLACE), "") if place.startswith(PLACE) else ("", place)
    today = desk(request.hat.county).today(timezone.now())

    def act() -> None:
        if post not in set(PostKind):
            raise Refused("bulletin.unreadable_row", field="post", value=post[:40])
        about = {"post": PostKind(post), "at_unit": at_unit, "department": department}
        if said.get("stop"):
            stop_sending(request.hat.county, unit, _cadence(cadence), until_on=today, **about)  # type: ignore[arg-type]
        else:
            from_on = _day(said["from_on"]) if said.get("from_on") else today
            send_to(
                request.hat.county, unit, _cadence(cadence), from_on=from_on,
                source=said.get("source", "") or ASSUMED, **about,  # type: ignore[arg-type]
            )  # fmt: skip

    return _act(request, act)


def _day(text: str) -> date:
    try:
        return day_said(text)
    except ValueError:
        raise Refused("bulletin.unreadable_row", field="from_on", value=text[:20]) from None


def _act(request: HatRequest, act: Callable[[], None]) -> HttpResponse:
    refuse_setting(request.hat)
    try:
        act()
    except Refused as refused:
        return _page(request, refused)
    return redirect("bulletins:series")


def _page(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat = request.hat
    refuse_setting(hat)
    known = desk(hat.county)
    today, territory = known.today(timezone.now()), units(hat.county)
    rows = [
        {
            "key": f"{row.unit}/{row.cadence}", "unit": unit_name(hat.county, row.unit),
            "cadence": CADENCES[row.cadence], "hour": row.hour, "remind_days": row.remind_days, "source": row.source,
            "readers": [
                _reader(hat.county, one) for one in readers(hat.county, row.unit, row.cadence, on=today)
            ],
        }
        for row in series(hat.county, on=today)
    ]  # fmt: skip
    offered = {hat.county: unit_name(hat.county, hat.county)} | {
        code: row.name for code, row in territory.items() if row.level in LEVELS
    }
    context: dict[str, Any] = {
        "rows": rows, "units": sorted(offered.items()),
        "cadences": [(str(code), name) for code, name in CADENCES.items()],
        "places": [(f"{PLACE}{code}", name) for code, name in sorted(offered.items())]
        + [(code, row.name) for code, row in known.departments.items()],
        "posts": [(str(kind), POST_WORDS[kind]) for kind in PostKind if kind in APPOINTED],
        "today": today, "hour": HOUR, "remind_days": REMIND_DAYS, "said": request.POST,
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(request, "bulletins/series.html", context, status=told(refused).status if refused else 200)


def _reader(county: str, one: ReaderRow) -> dict[str, Any]:
    known = desk(county).departments
    return {
        "place": known[one.department].name if one.department in known else unit_name(county, one.at_unit),
        "value": one.department or f"{PLACE}{one.at_unit}", "post": POST_WORDS[PostKind(one.post)],
        "code": one.post, "from_on": one.from_on, "source": one.source,
    }  # fmt: skip


def _cadence(text: str) -> Cadence:
    if text not in set(Cadence):
        raise Refused("bulletin.unreadable_row", field="cadence", value=text[:20])
    return Cadence(text)


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else usual
