"""The map and the list beside it, which say the same."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import UNIT, Counts, Slice, read_counts
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.mapping import clusters, department_counts, read_box
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import below, chosen_unit, switch, unit_name
from wangge.cases.views.owning import thing_layer
from wangge.cases.views.showing import LEVEL_NAMES, case_url
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import ANY_KIND, Figure
from wangge.rules.levels import Level
from wangge.rules.periods import Period
from wangge.territory.queries import plan_in_force, units

MEASURES = {
    Figure.OPEN: gettext_noop("Open"),
    Figure.LATE: gettext_noop("Open and overdue"),
    Figure.FOUND: gettext_noop("Found"),
}


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Outlines by level, coloured by load, with the open cases clustered."""
    county, unit = request.hat.county, chosen_unit(request)
    column_of(county, unit)  # refuses a unit that is not there
    level = _level(request)
    measure = Figure(request.GET.get("measure") or Figure.OPEN)
    rows = list(_units_at(county, unit, level))
    places = (unit, *(row.code for row in rows))
    if sees(request.hat).department:
        counts = department_counts(request.hat, unit, rows[0].level if rows else Level.GRID)
        measure = Figure.OPEN if measure == Figure.FOUND else measure
    else:
        counts = read_counts(county, _slices(county, places))
    kept = {
        name: request.GET[name] for name in ("unit", "level", "measure", "things") if request.GET.get(name)
    }
    list_url = reverse("cases:list")
    mapped = {"mapped": "1"} if desk(county).matter_only else {}
    context: dict[str, Any] = {
        "unit": {"code": unit, "name": unit_name(county, unit)},
        "levels": _levels(request, unit, level, kept), "measures": _measures(request, measure, kept),
        "measure_label": _(MEASURES[measure]), "units": _rows(counts, rows, measure, kept, request.path, mapped),
        "outlines_url": _outlines(unit, county, level or (rows[0].level if unit == county and rows else None)),
        "context_url": f"{reverse('territory:outlines')}?unit={unit}" if unit in units(county) else "",
        "clusters_url": with_filters(reverse("cases:clusters"), {}, unit=unit),
        "total": _on_map(counts, measure, unit), "unlocated": _on_map(counts, Figure.NO_POINT, unit),
        "has_sealed": bool(mapped),
        "unlocated_url": with_filters(list_url, mapped, unit=unit, figure=Figure.NO_POINT, asof=counts.as_of),
        **thing_layer(request, kept),
        "as_of": counts.at, "synthetic": plan_in_force(county).synthetic, "switch": switch(request, kept),
    }  # fmt: skip
    return render(request, "cases/map.html", context)


@hat_required
def cluster_data(request: HatRequest) -> JsonResponse:
    """The open cases in the visible part of the map."""
    unit = chosen_unit(request)
    try:
        zoom = float(request.GET.get("zoom", "12"))
    except ValueError as fault:
        raise Refused("case.bad_filter", field="zoom", value=request.GET["zoom"][:20]) from fault
    found = clusters(request.hat, unit, read_box(request.GET.get("bbox", "")), zoom)
    list_url = with_filters(reverse("cases:list"), {"mapped": "1"}, unit=unit, figure=Figure.OPEN)
    body = [
        {
            "lon": one.lon, "lat": one.lat, "n": one.n, "red": one.late > 0, "light": one.light, "state": one.state,
            "url": case_url(one.case) if one.case else list_url,
        }
        for one in found
    ]  # fmt: skip
    return JsonResponse({"clusters": body, "total": sum(one.n for one in found)})


def _slices(county: str, places: tuple[str, ...]) -> list[Slice]:
    # Everything first; then each kind that points at people, to be taken off: those stand on no map (rulings.md).
    kinds = (ANY_KIND, *sorted(desk(county).matter_only))
    return [Slice((*MEASURES, Figure.NO_POINT), places, kind, Period(), UNIT) for kind in kinds]


def _on_map(counts: Counts, figure: Figure, place: str) -> int:
    sealed = sum(counts.n(number, figure, place) for number in range(1, len(counts.sums)))
    return counts.n(0, figure, place) - sealed


def _level(request: HatRequest) -> Level | None:
    asked = request.GET.get("level", "")
    if asked:
        if asked.upper() not in Level.__members__:
            raise Refused("case.bad_filter", field="level", value=asked[:20])
        return Level[asked.upper()]
    return None


def _units_at(county: str, unit: str, level: Level | None) -> list[Any]:
    if level is None:
        return below(county, unit)
    return [row for row in units(county).values()
            if row.level == level and (unit == county or unit in row.path)]  # fmt: skip


def _outlines(unit: str, county: str, level: Level | None) -> str:
    base = reverse("territory:outlines")
    within = "" if unit == county else unit
    return with_filters(base, {}, within=within, level=level.name.lower() if level else "below")


def _levels(
    request: HatRequest, unit: str, level: Level | None, kept: dict[str, str]
) -> list[tuple[Any, str, bool]]:
    known = units(request.hat.county)
    present = sorted(
        {row.level for row in known.values() if unit == request.hat.county or unit in row.path[:-1]}
    )
    chosen = level or next(iter(row.level for row in below(request.hat.county, unit)), None)
    return [(LEVEL_NAMES[one], with_filters(request.path, kept, level=one.name.lower()), one == chosen)
            for one in present if one > Level.DISTRICT]  # fmt: skip


def _measures(request: HatRequest, measure: Figure, kept: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(_(label), with_filters(request.path, kept, measure=figure), figure == measure)
            for figure, label in MEASURES.items()]  # fmt: skip


def _rows(
    counts: Counts, rows: list[Any], measure: Figure, kept: dict[str, str], path: str, mapped: dict[str, str]
) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = [
        {
            "code": row.code, "name": row.name, "value": _on_map(counts, measure, row.code),
            "open": _on_map(counts, Figure.OPEN, row.code), "overdue": _on_map(counts, Figure.LATE, row.code),
            "url": with_filters(reverse("cases:list"), mapped, unit=row.code, figure=measure, asof=counts.as_of),
            "map_url": with_filters(path, kept, unit=row.code, level="") if row.level < Level.GRID else "",
        }
        for row in rows
    ]  # fmt: skip
    return sorted(shown, key=lambda row: (-row["value"], row["code"]))
