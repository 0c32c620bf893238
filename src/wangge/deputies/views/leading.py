"""蹲点、督导: a leader's places of the day, what was found there, and what became of what was found before."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import frequent_categories
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import unit_name
from wangge.deputies.policies import LEADERS
from wangge.deputies.queries.leading import (
    MatterKept,
    PlaceRow,
    counts,
    drawn_again,
    kept_before,
    places_of,
    visit,
    visits,
)
from wangge.deputies.services.leading import find_matter, go_out, see_place
from wangge.deputies.views.group_wording import KEPT
from wangge.deputies.views.showing import rendered
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import units


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """Show a leader's visits, or draw the places of today's."""
    if request.method != "POST":
        return _listing(request)
    try:
        key = go_out(request.POST.get("unit", ""), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _listing(request, refused)
    return redirect("deputies:leader_visit", key.hex)


@hat_required
def page(request: HatRequest, key: str) -> HttpResponse:
    """Show one visit: first what became of the one before, then the places of this one."""
    return _page(request, row_key(key))


@require_POST
@hat_required
def act(request: HatRequest, key: str) -> HttpResponse:
    """Write down that a place was seen, or report what was found there."""
    said, now = request.POST, timezone.now()
    try:
        if said.get("act") == "seen":
            see_place(row_key(said.get("place", "")), hat=request.hat, now=now)
        else:
            find_matter(
                row_key(said.get("place", "")), said.get("category", ""), said.get("words", ""),
                where=said.get("where", ""), hat=request.hat, now=now,
            )  # fmt: skip
    except Refused as refused:
        return _page(request, row_key(key), refused)
    return redirect("deputies:leader_visit", key)


def door_to_visits(request: HttpRequest, _subject: str) -> SafeString:
    """Lead a leader from their work page to their visits."""
    hat: Hat | None = getattr(request, "hat", None)
    if hat is None or hat.kind not in LEADERS:
        return SafeString("")
    return render_to_string("deputies/_leader_door.html", request=request)


def _refuse_strangers(hat: Hat) -> None:
    if hat.kind not in LEADERS:
        raise Refused("leader.not_yours", field="unit", unit=hat.unit)


def _listing(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat = request.hat
    _refuse_strangers(hat)
    below = [
        (row.code, row.name) for row in units(hat.county).values()
        if row.level <= Level.COMMUNITY and (hat.unit == hat.county or hat.unit in row.path)
    ]  # fmt: skip
    rows = visits(hat.county, hat.post_id)
    context: dict[str, Any] = {
        "units": sorted(below), "given": request.POST,
        "visits": [{"one": one, "unit": unit_name(hat.county, one.unit)} for one in rows],
    }  # fmt: skip
    return rendered(request, "deputies/leader_visits.html", context, refused)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    _refuse_strangers(hat)
    row = visit(hat.county, key, hat.post_id)
    before = kept_before(hat.county, row.unit, row.at, now=now)
    told = counts(before)
    context: dict[str, Any] = {
        "row": row, "unit": unit_name(hat.county, row.unit), "given": request.POST,
        "same": drawn_again(hat.county, key),
        "before": [_kept(one) for one in before],
        "counts": [(KEPT[one], told[one]) for one in KEPT], "categories": _categories(hat),
        "places": [_place(hat.county, one) for one in places_of(hat.county, key, now=now)],
    }  # fmt: skip
    return rendered(request, "deputies/leader_visit.html", context, refused)


def _kept(one: MatterKept) -> dict[str, Any]:
    return {"one": one, "kept": KEPT[one.kept]}


def _place(county: str, one: PlaceRow) -> dict[str, Any]:
    return {"one": one, "unit": unit_name(county, one.unit) if one.unit else ""}


def _categories(hat: Hat) -> list[tuple[str, str, bool]]:
    today, language = desk(hat.county).today(timezone.now()), language_now()
    frequent = set(frequent_categories(hat, most=8))
    return [
        (row.key, row.name(language), row.key in frequent)
        for row in desk(hat.county).categories.values() if row.is_open_on(today)
    ]  # fmt: skip
