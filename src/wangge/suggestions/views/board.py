"""A deputy's board, and the public list that each of its numbers opens."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.board import Line, Load, Places, listed
from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import case_lines, found_lines
from wangge.cases.views.naming import county_name
from wangge.deputies.queries.seats import deputy_of, seats_of
from wangge.foundation.crowding import refuse_crowd
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused
from wangge.suggestions.queries.board import board_of
from wangge.suggestions.queries.clusters import clusters_in, newest_search
from wangge.suggestions.queries.lists import named_cases
from wangge.suggestions.views import joining
from wangge.territory.queries import units

UNITS_MOST = 60
CLUSTERS_SHOWN = 5


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """What waits in the places that a deputy stands for."""
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    found, me = board_of(hat, today=today), deputy_of(hat)
    context = {
        "seats": seats_of(hat.county, me.id, today) if me else [], "whole": found.whole,
        "tiles": joining.tiles(hat.county, found.places, found.whole),
        "places": [joining.unit_name(hat.county, code) for code in found.places],
        "units": [
            {"name": joining.unit_name(hat.county, code), "tiles": joining.tiles(hat.county, (code,), one)}
            for code, one in found.by_unit
        ],
        "heads": list(joining.LOADS.values()), "search": newest_search(hat.county),
        "clusters": [joining.cluster(one) for one in clusters_in(hat.county, found.places)[:CLUSTERS_SHOWN]],
    }  # fmt: skip
    return render(request, "suggestions/board.html", context)


def cases(request: HttpRequest, county: str) -> HttpResponse:
    """Cases of some places in columns that anybody may read: the list behind a number."""
    refuse_crowd(address_of(request), now=timezone.now())
    desk(county)  # refuses a county that is not set up
    asked = request.GET
    places = _places(county, asked.get("units", ""))
    if "load" in asked or (places and "first" not in asked):
        context = _loaded(county, places, asked)
    else:
        context = _named(county, places, asked)
    context |= {
        "county": county, "county_name": county_name(county), "unknown_units": not places,
        "places": [joining.unit_name(county, code) for code in places],
    }  # fmt: skip
    return render(request, "suggestions/cases.html", context)


def _loaded(county: str, places: tuple[str, ...], asked: Any) -> dict[str, Any]:
    load = Load(asked["load"]) if asked.get("load", "") in set(Load) else Load.WAITING
    kind, area = asked.get("kind", ""), asked.get("area", "")[:60]
    position = asked.get("as_of", "")
    found = listed(
        Places(county, places, kind, area), load, as_of=int(position) if position.isdecimal() else None,
        after=asked.get("after", "")[:80],
    )  # fmt: skip
    same = {"load": str(load), "kind": kind, "area": area}
    return {
        "title": joining.LOADS[load], "found": found,
        "kind": joining.kind_name(county, kind) if kind else joining.area_name(area),
        "lines": joining.case_lines(county, found.lines), "total": found.total,
        "asked_for": int(position) if position.isdecimal() else None,
        "next_url": joining.cases_url(county, places, **same, as_of=found.as_of, after=found.after)
        if found.after else "",
        "others": [
            {
                "name": name, "is_chosen": code is load,
                "url": joining.cases_url(county, places, **same | {"load": str(code)}, as_of=found.as_of),
            }
            for code, name in joining.LOADS.items()
        ],
    }  # fmt: skip


def _named(county: str, places: tuple[str, ...], asked: Any) -> dict[str, Any]:
    first, until = joining.day_of(asked.get("first", "")), joining.day_of(asked.get("until", ""))
    lines: Sequence[Line]
    if places and first and until:
        kinds, by_grid = list(filter(None, asked.get("kinds", "").split("|"))), asked.get("by") == "grid"
        lines, total, after = found_lines(
            Places(county, places), kinds, first, until, by_grid=by_grid, after=asked.get("after", "")[:80]
        )
        title = _("Found by the grids themselves") if by_grid else _("Found in these days")
        named = [joining.kind_name(county, kind) for kind in kinds]
        same = {name: asked[name] for name in ("first", "until", "kinds", "by") if name in asked}
        return {"title": title, "lines": joining.case_lines(county, lines), "total": total,
                "kind": "、".join(named) if len(named) < 4 else "", "first": first, "until": until,
                "next_url": joining.cases_url(county, places, **same, after=after) if after else ""}  # fmt: skip
    lines = case_lines(county, named_cases(county, asked))
    return {
        "title": _("Cases named in a paper"),
        "lines": joining.case_lines(county, lines),
        "total": len(lines),
    }


def _places(county: str, text: str) -> tuple[str, ...]:
    codes, known = text.split()[:UNITS_MOST], units(county)
    for code in codes:
        if code not in known and code != county:
            raise Refused("case.unknown_unit", field="unit", unit=code[:24])
    return tuple(dict.fromkeys(codes))
