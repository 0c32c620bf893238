"""有事找代表: who represents a place, a point or a work unit, and the page of each deputy; without an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import counties, desk
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import county_name
from wangge.deputies.queries.groups import groups_with
from wangge.deputies.queries.places import at_point, named
from wangge.deputies.queries.receptions import of_deputy, stations
from wangge.deputies.queries.seats import SeatRow, by_work_unit, deputy, parts_of, seats_at, seats_of
from wangge.deputies.views.acts import told_record
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.reporters.views.public import address_of, public_map
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.seats import Basis, CongressLevel
from wangge.territory.queries import UnitRow, children, units
from wangge.territory.queries.addresses import AddressRow, address, addresses_named

LEVELS = {
    CongressLevel.CITY: _("City congress"), CongressLevel.DISTRICT: _("District congress"),
    CongressLevel.TOWNSHIP: _("Township congress"),
}  # fmt: skip
BASES = {
    Basis.RESIDENTIAL: _("elected by the constituency that lives here"),
    Basis.WORK_UNIT: _("elected by the constituency of this work unit"),
    Basis.ELECTING: _("elected by the congress below; serves at this station"),
}  # fmt: skip
CHOICES_MOST = 30


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the county's page; where there are several, let people choose."""
    known = counties()
    if len(known) == 1:
        return redirect("deputies:find", next(iter(known)))
    rows = [(code, county_name(code)) for code in known]
    return render(request, "deputies/counties.html", {"counties": rows})


def find(request: HttpRequest, county: str) -> HttpResponse:
    """Who represents the place, point or work unit that was asked for."""
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    today = desk(county).today(now)
    asked = {
        name: request.GET.get(name, "").strip()[:60]
        for name in ("q", "unit", "address", "work", "lon", "lat")
    }
    context: dict[str, Any] = {
        "county": county, "county_name": county_name(county), "asked": asked, "stations": stations(county, today),
        "is_asked": any(asked.values()), **public_map(county),
    }  # fmt: skip
    try:
        found = _found(county, asked, today)
    except Refused as refused:
        context["refusal"] = told(refused)
        return render(request, "deputies/find.html", context, status=told(refused).status)
    context |= {
        "place": found.place, "groups": _groups(found.seats), "choices": found.choices[:CHOICES_MOST],
        "more": max(0, len(found.choices) - CHOICES_MOST),
    }  # fmt: skip
    return render(request, "deputies/find.html", context)


def person(request: HttpRequest, county: str, deputy_key: str) -> HttpResponse:
    """One deputy: seats, where to be met, the duty record; a former one is said to be former."""
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    today = desk(county).today(now)
    row = deputy(county, row_key(deputy_key))
    seats = seats_of(county, row.id)
    sitting = [one for one in seats if one.until_on is None or one.until_on > today]
    context = {
        "county": county, "county_name": county_name(county), "row": row, "deputy_hex": row.id.hex,
        "groups": _groups(sitting), "former": [one for one in seats if one not in sitting], "is_sitting": bool(sitting),
        "record": told_record(county, row.id, today),
        "receptions": [one for one in of_deputy(county, row.id, now=now) if one.announced_at],
        "in_groups": groups_with(county, row.id, today) if sitting else [],
    }  # fmt: skip
    return render(request, "deputies/deputy.html", context)


@dataclass(frozen=True, slots=True)
class _Found:
    """The seats of a place and what it is called; or what was named, [{name, url}], to choose from."""

    seats: Sequence[SeatRow] = ()
    place: str = ""
    choices: Sequence[dict[str, str]] = ()


def _found(county: str, asked: dict[str, str], today: date) -> _Found:
    if asked["work"]:
        return _Found(by_work_unit(county, asked["work"], today), asked["work"])
    if asked["lon"] or asked["lat"]:
        return _at_point(county, _degrees(asked["lon"], 180), _degrees(asked["lat"], 90), today)
    if asked["address"]:
        return _at_address(county, address(county, row_key(asked["address"])), today)
    if words := asked["unit"] or asked["q"]:
        rows, doors = named(county, words, today), [] if asked["unit"] else addresses_named(county, words)
        if not rows and not doors:
            raise Refused("deputy.no_such_place", field="q", words=words)
        if len(rows) + len(doors) == 1:
            return _at(county, rows[0].code, today) if rows else _at_address(county, doors[0], today)
        return _Found(
            choices=[_choice(county, row) for row in rows] + [_door(county, one, today) for one in doors]
        )
    return _Found()


def _at(county: str, unit: str, today: date, name: str = "") -> _Found:
    row = units(county, today).get(unit)
    # A street lies in many constituencies: whose deputies of the district are meant, its communities say; so do the
    # grids of a community whose parts belong to different ones.
    is_street = row is not None and row.level is Level.STREET
    below = children(county, unit, today) if is_street else parts_of(county, unit, today)
    place = _long_name(county, row.path) if row else unit
    return _Found(
        seats_at(county, unit, today),
        f"{name} · {place}" if name else place,
        [_choice(county, one) for one in below],
    )


def _at_point(county: str, lon: float, lat: float, today: date, name: str = "") -> _Found:
    unit = at_point(county, lon, lat, today)
    if not unit:
        raise Refused("deputy.point_outside", field="point")
    return _at(county, unit, today, name)


def _at_address(county: str, one: AddressRow, today: date) -> _Found:
    return _at_point(county, one.lon, one.lat, today, one.name)


def _choice(county: str, row: UnitRow) -> dict[str, str]:
    return {"name": _long_name(county, row.path), "url": _way(county, unit=row.code)}


def _door(county: str, one: AddressRow, today: date) -> dict[str, str]:
    row = units(county, today).get(at_point(county, one.lon, one.lat, today))
    where = f" · {_long_name(county, row.path)}" if row else ""
    return {"name": f"{one.name}{where}", "url": _way(county, address=one.id.hex)}


def _way(county: str, **asked: str) -> str:
    return with_filters(reverse("deputies:find", args=[county]), asked)


def _groups(seats: Sequence[SeatRow]) -> list[dict[str, Any]]:
    return [
        {
            "level": name,
            "seats": [
                {"row": one, "hex": one.deputy.hex, "why": BASES[one.basis], "station": one.station}
                for one in seats if one.level is level
            ],
        }
        for level, name in LEVELS.items() if any(one.level is level for one in seats)
    ]  # fmt: skip


def _long_name(county: str, path: tuple[str, ...]) -> str:
    known = units(county)
    return " · ".join(known[code].name for code in path if code in known)


def _degrees(text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Refused("deputy.point_outside", field="point") from None
    if not -most <= value <= most:  # also false for NaN
        raise Refused("deputy.point_outside", field="point")
    return value
