"""A sheet to print and hang up: the code in the middle opens the public page of a station or a deputy."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name, unit_name
from wangge.deputies.queries.receptions import station
from wangge.deputies.queries.seats import deputies_in_force, seats_of
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused


def of_station(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """The sheet of a 代表之家."""
    row = station(county, row_key(key))
    lines = [unit_name(county, row.unit), row.address, row.phone]
    return _sheet(request, county, row.name, lines, reverse("deputies:station", args=[county, key]))


def of_deputy(request: HttpRequest, county: str, deputy_key: str) -> HttpResponse:
    """The sheet of a deputy in office; a former one has none."""
    today, key = desk(county).today(timezone.now()), row_key(deputy_key)
    row = next((one for one in deputies_in_force(county, today) if one.id == key), None)
    if row is None:
        raise Refused("deputy.unknown", field="deputy")
    lines = [f"{seat.congress_name} · {seat.constituency_name}" for seat in seats_of(county, key, today)]
    return _sheet(request, county, row.name, lines, reverse("deputies:deputy", args=[county, deputy_key]))


def _sheet(request: HttpRequest, county: str, name: str, lines: list[str], to: str) -> HttpResponse:
    refuse_crowd(address_of(request), now=timezone.now())
    url = request.build_absolute_uri(to)
    context = {
        "name": name, "lines": [line for line in lines if line], "url": url, "back": to, "code": _code(url),
        "county_name": county_name(county),
    }  # fmt: skip
    return render(request, "deputies/poster.html", context)


def _code(url: str) -> SafeString:
    # Drawn by shapes and attributes alone: the page's policy lets no style in.
    drawn = segno.make(url, error="q", micro=False).svg_inline(
        omitsize=True, svgclass="poster-code", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an address
