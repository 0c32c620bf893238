"""Which things stand here, who keeps them, and which is the nearest of a kind?

All are found by the county and one ordinary index: by code, or by kind and map cell. No database
needs to know geometry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Min, Q, QuerySet
from django.db.models.functions import Substr

from wangge.rules.assets import AssetState
from wangge.rules.geometry.cells import CELL_ZOOM, cells_around, cells_in_box, metres_apart
from wangge.rules.ownership import OwnerState
from wangge.territory.models import Asset, AssetUnit

NEAR_M = 100.0  # how far "the thing that is meant" may lie from where one stands; our assumption
NEAR_MOST = 5
PAGE = 50
DRAWN_MOST = 60  # more signs than this only cover the map
_RANGES_MOST = 40
_GONE = (AssetState.REMOVED,)
_COLUMNS = (
    "id", "code", "category", "name", "maintainer", "owner", "authority", "owner_state", "duty", "grid", "unit",
    "state", "began_on", "changed_on", "source", "note", "photo", "lon_e7", "lat_e7", "synthetic", "read_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One thing as other packages see it; units are named as the register names them."""

    id: UUID
    code: str
    category: str
    name: str
    maintainer: str
    owner: str
    authority: str
    owner_state: OwnerState
    duty: str
    grid: str
    unit: str
    state: AssetState
    began_on: date | None
    changed_on: date | None
    source: str
    note: str
    photo: str
    lon: float
    lat: float
    synthetic: bool
    read_at: datetime

    @property
    def named_units(self) -> tuple[str, ...]:
        """The units that its record names, each once."""
        named = (self.maintainer, self.owner, self.authority, self.duty)
        return tuple(dict.fromkeys(unit for unit in named if unit))


@dataclass(frozen=True, slots=True)
class NearAsset:
    """A thing and how far it lies from where one asked, in metres."""

    asset: AssetRow
    metres: float


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit of the register: what it is called, and the code of the department that stands for it, or empty."""

    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Some things drawn as one sign; one alone has its id."""

    lon: float
    lat: float
    n: int
    category: str
    asset: str


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """What a page of the register is narrowed to; every field empty means everything."""

    category: str = ""
    unit: str = ""  # and all below it
    state: str = ""
    owner_state: str = ""
    code: str = ""  # a code, or the beginning of one


def asset_by_id(county: str, key: UUID) -> AssetRow | None:
    """Return one thing. One statement."""
    return _first(Asset.objects.filter(county=county, pk=key))


def asset_by_code(county: str, code: str) -> AssetRow | None:
    """Return the thing with an identifier. One statement."""
    return _first(Asset.objects.filter(county=county, code=code))


def nearest_assets(
    county: str, category: str, lon: float, lat: float, *, most: int = NEAR_MOST, within_m: float = NEAR_M
) -> list[NearAsset]:
    """Return the nearest things of a kind (of any, if empty) that still stand there, nearest first. One statement."""
    rows = Asset.objects.filter(county=county, cell__in=cells_around(lon, lat, within_m))
    rows = rows.filter(category=category) if category else rows
    found = sorted(
        (metres_apart(lon, lat, east / 1e7, north / 1e7), key)
        for key, east, north, state in rows.values_list("id", "lon_e7", "lat_e7", "state").iterator()
        if state not in _GONE
    )
    near = {key: metres for metres, key in found[:most] if metres <= within_m}
    known = {one.id: one for one in _rows(Asset.objects.filter(county=county, pk__in=near))} if near else {}
    return [NearAsset(known[key], metres) for key, metres in near.items() if key in known]


def unit_standings(county: str, units: Iterable[str], *, on: date) -> dict[str, UnitStanding]:
    """Return the units of the register by code, with the department that stands for each on a day. One statement."""
    rows = AssetUnit.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), Q(from_on=None) | Q(from_on__lte=on), county=county,
        code__in=list(units),
    )  # fmt: skip
    return {code: UnitStanding(name, department) for code, name, department in rows.values_list(
        "code", "name", "department")}  # fmt: skip


def unmapped_units(county: str) -> list[tuple[str, str]]:
    """Return code and name of the register's units that no department stands for."""
    rows = AssetUnit.objects.filter(county=county, until_on=None, department="").order_by("code")
    return list(rows.values_list("code", "name"))


def kinds_held(county: str) -> dict[str, int]:
    """Return how many things of each category the register holds."""
    rows = Asset.objects.filter(county=county).values_list("category").order_by("category")
    return dict(rows.annotate(n=Count("id")))


def assets_page(county: str, asked: AssetFilter, *, after: str = "") -> tuple[list[AssetRow], str]:
    """Return a page of the register by code, and the code after which the next one begins, or empty."""
    rows = _asked(Asset.objects.filter(county=county, code__gt=after), county, asked)
    found = _rows(rows.order_by("code")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else ""


def drawn_assets(
    county: str, asked: AssetFilter, box: tuple[float, float, float, float], zoom: float
) -> list[Drawn]:
    """Return the things in a box (west, south, east, north) for a map at a zoom: each, or clustered by cell."""
    ranges = _ranges(box)
    if not ranges:
        return []
    rows = _asked(Asset.objects.filter(ranges, county=county), county, asked).exclude(state__in=_GONE)
    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    rows = rows.filter(lon_e7__gte=west, lon_e7__lte=east, lat_e7__gte=south, lat_e7__lte=north)
    near = list(rows.values_list("id", "lon_e7", "lat_e7", "category")[: DRAWN_MOST + 1])
    if len(near) <= DRAWN_MOST:
        return [Drawn(lon / 1e7, lat / 1e7, 1, category, key.hex) for key, lon, lat, category in near]
    finer = min(CELL_ZOOM, max(1, int(zoom) + 2))  # a cell is a quarter of a map tile wide
    grouped = rows.annotate(at=Substr("cell", 1, finer)).values_list("at").order_by().annotate(
        n=Count("id"), lon=Avg("lon_e7"), lat=Avg("lat_e7"), kind=Min("category"), code=Min("code")
    )  # fmt: skip
    return [Drawn(lon / 1e7, lat / 1e7, n, kind, "") for _, n, lon, lat, kind, _ in grouped]


def names_of_units(standings: Mapping[str, UnitStanding], unit: str) -> str:
    """Return what a unit of the register is called; its code where the register has no name."""
    known = standings.get(unit)
    return known.name if known else unit


def _asked(rows: QuerySet[Asset], county: str, asked: AssetFilter) -> QuerySet[Asset]:
    if asked.category:
        digits = f"{county}{asked.category.rpartition(':')[2]}"  # the class stands in the code
        rows = rows.filter(category=asked.category, code__gte=digits, code__lt=_beyond(digits))
    if asked.code:
        rows = rows.filter(code__gte=asked.code, code__lt=_beyond(asked.code))
    if asked.unit and asked.unit != county:
        rows = rows.filter(unit__gte=asked.unit, unit__lt=_beyond(asked.unit))
    if asked.state:
        rows = rows.filter(state=asked.state)
    return rows.filter(owner_state=asked.owner_state) if asked.owner_state else rows


def _beyond(code: str) -> str:
    # The first code that does not begin with this one: digits stand before capital letters in any
    # collation, and a range is an index's own question, as LIKE is not everywhere.
    head, last = code[:-1], code[-1:]
    if last == "Z":
        return _beyond(head)
    return head + ("A" if last == "9" else chr(ord(last) + 1))


def _ranges(box: tuple[float, float, float, float]) -> Q:
    for zoom in range(CELL_ZOOM, 0, -1):
        cells = cells_in_box(*box, zoom)
        if 0 < len(cells) <= _RANGES_MOST:
            found = Q()
            for cell in cells:
                found |= Q(cell__gte=cell, cell__lt=f"{cell}4")  # digits of a cell end at 3
            return found
    return Q()


def _first(rows: QuerySet[Asset]) -> AssetRow | None:
    return next(iter(_rows(rows)), None)


def _rows(rows: QuerySet[Asset]) -> list[AssetRow]:
    return [_row(dict(zip(_COLUMNS, told, strict=True))) for told in rows.values_list(*_COLUMNS)]


def _row(told: dict[str, Any]) -> AssetRow:
    lon, lat = told.pop("lon_e7") / 1e7, told.pop("lat_e7") / 1e7
    state, owner_state = AssetState(told.pop("state")), OwnerState(told.pop("owner_state"))
    return AssetRow(**told, lon=lon, lat=lat, state=state, owner_state=owner_state)
