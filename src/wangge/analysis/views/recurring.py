"""Places at which one kind comes back after it was solved: things, cells, grids; each opens what came back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.analysis.queries.recurring import PlaceRow, newest_look, place_of, places_of, sourced_rules
from wangge.cases.queries.desk import desk
from wangge.cases.queries.points import rows_of
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.foundation.tables import Line, Told, table_response
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.recurring import PlaceKind
from wangge.territory.queries import units

SHOWN_MOST = 60  # the most returns first; the file holds all
KINDS = {
    PlaceKind.CELL: gettext_lazy("Spots"), PlaceKind.THING: gettext_lazy("Things"),
    PlaceKind.GRID: gettext_lazy("Grids"),
}  # fmt: skip


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """Recurring places of one kind, the most returns first."""
    hat, now = request.hat, timezone.now()
    kind = _kind(request)
    again, source = sourced_rules(hat.county, desk(hat.county).today(now))[kind]
    places = places_of(hat, kind)
    context: dict[str, Any] = {
        "look": newest_look(hat.county), "again": again, "source": source,
        "places": [_shown(hat.county, one) for one in places[:SHOWN_MOST]], "total": len(places),
        "kinds": [
            (label, with_filters(request.path, {}, place=one.value), one is kind) for one, label in KINDS.items()
        ],
        "urls": {form: with_filters(reverse("analysis:recurring_file", args=[form]), {}, place=kind.value)
                 for form in ("csv", "xlsx")},
    }  # fmt: skip
    return render(request, "analysis/recurring.html", context)


@hat_required
def page(request: HatRequest, place_id: str) -> HttpResponse:
    """One recurring place and exactly the cases that came back there."""
    hat = request.hat
    place = place_of(hat, row_key(place_id))
    rows = rows_of(hat, place.cases, now=timezone.now())
    points = [row for row in rows if row.lon is not None and row.lat is not None]
    context: dict[str, Any] = {
        "place": _shown(hat.county, place), "rows": [(row, case_url(row.id.hex)) for row in rows],
        "beyond": place.times - len(rows), "kind": KINDS[place.place_kind],
        "point": f"{points[0].lon:.6f},{points[0].lat:.6f}" if points and place.place_kind != PlaceKind.GRID else "",
        "outline": with_filters(reverse("territory:outlines"), {}, unit=place.grid) if place.grid else "",
        # Whoever cures places answers here (config/slots.py).
        "key": f"{place.grid} {place.category}" if place.grid else "",
        "index_url": with_filters(reverse("analysis:recurring"), {}, place=place.place_kind.value),
    }  # fmt: skip
    return render(request, "analysis/recurring_place.html", context)


@hat_required
def file(request: HatRequest, form: str) -> HttpResponse:
    """The recurring places of one kind as CSV or workbook."""
    hat, kind, look = request.hat, _kind(request), newest_look(request.hat.county)
    if look is None:
        raise Refused("row.unknown", row="recurring")
    again, source = sourced_rules(hat.county, desk(hat.county).today(timezone.now()))[kind]
    label = _("Came back again")
    lines = [
        Line(str(KINDS[kind]), f"{one['category']} · {one['unit']}", label, one["times"], over=label, n_url=one["url"])
        for one in (_shown(hat.county, row) for row in places_of(hat, kind))
    ]  # fmt: skip
    meaning = _("found again within %(within)s days after it was solved there, in the last %(days)s days")
    told = Told(
        name=f"{hat.county}-recurring", title=f"{_('Recurring places')} · {KINDS[kind]}", as_of=look.at,
        facts=[
            (_("Position"), look.as_of), (_("From how many returns on"), again.times),
            (_("Source of the rule"), source or _("our assumption")),
        ],
        lines=lines, sets=[(label, meaning % {"within": again.within_days, "days": again.days})],
    )  # fmt: skip
    return table_response(request, told, form)


def _kind(request: HatRequest) -> PlaceKind:
    asked = request.GET.get("place", PlaceKind.CELL)
    if asked not in list(PlaceKind):
        raise Refused("case.bad_filter", field="place", value=asked[:20])
    return PlaceKind(asked)


def _shown(county: str, one: PlaceRow) -> dict[str, Any]:
    category, known = desk(county).categories.get(one.category), units(county)
    path = known[one.grid].path if one.grid in known else ()
    return {
        "category": category.name(language_now()) if category else one.category, "times": one.times,
        "unit": " › ".join(known[code].name for code in path if code in known and code != county),
        "last": one.last_on, "url": reverse("analysis:recurring_place", args=[one.id.hex]),
        "thing_url": reverse("cases:thing", args=[one.place]) if one.place_kind is PlaceKind.THING else "",
    }  # fmt: skip
