"""Which things stand here, who keeps them, and which is the nearest of a kind?

All are found by the county and one ordinary index: by code, or by kind and map cell. No database
needs to know geometry.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from wangge.rules.assets import AssetState
from wangge.rules.geometry.cells import CELL_ZOOM, cell_centre, cells_around, cells_in_box, metres_apart
from wangge.rules.ownership import OwnerState
from wangge.territory.models import Asset, AssetUnit

NEAR_M = 100.0  # how far "the thing that is meant" may lie from where one stands; our assumption
NEAR_MOST = 5
PAGE = 50
DRAWN_MOST = 60  # more signs than this only cover the map
_RANGES_MOST = 4
KINDS_FRESH_SECONDS = 60
_FINER = 2  # a cell that is counted is a quarter of a map tile wide
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


def named_asset_photos() -> Iterator[str]:
    """Yield the digest of every photo of a thing, in every county."""
    rows = Asset.objects.exclude(photo="").values_list("photo", flat=True)
    yield from rows.iterator(chunk_size=5000)


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
    """Return how many things of each category the register holds, as of the last minute.

    Counting a million costs a tenth of a second, and every map asks for it.
    """
    return dict(_kinds(county, int(time.monotonic() // KINDS_FRESH_SECONDS)))


def forget_kinds() -> None:
    """Count the kinds anew at the next question; services call it when they change the register."""
    _kinds.cache_clear()


@lru_cache(maxsize=64)
def _kinds(county: str, _turn: int) -> tuple[tuple[str, int], ...]:
    rows = Asset.objects.filter(county=county).values_list("category").order_by("category")
    return tuple(rows.annotate(n=Count("category")))


def assets_page(county: str, asked: AssetFilter, *, after: str = "") -> tuple[list[AssetRow], str]:
    """Return a page of the register by code, and the code after which the next one begins, or empty."""
    rows = _asked(Asset.objects.filter(county=county, code__gt=after), county, asked)
    found = _rows(rows.order_by("code")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else ""


def drawn_assets(
    county: str, asked: AssetFilter, box: tuple[float, float, float, float], zoom: float
) -> list[Drawn]:
    """Return the things in a box (west, south, east, north) for a map at a zoom: each, or counted by cell.

    At most four ranges of cells hold the box; each is one question to an index, since a database that is
    asked for several ranges at once may rather read everything. Counts come from the index alone.
    """
    parts = [
        _asked(Asset.objects.filter(county=county, cell__gte=cell, cell__lt=f"{cell}4"), county, asked)
        for cell in _cells_holding(box)  # digits of a cell end at 3
    ]
    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    within = Q(lon_e7__gte=west, lon_e7__lte=east, lat_e7__gte=south, lat_e7__lte=north)
    near: list[Drawn] = []
    for part in parts:
        rows = part.filter(within).values_list("id", "lon_e7", "lat_e7", "category")
        near += [
            Drawn(lon / 1e7, lat / 1e7, 1, category, key.hex)
            for key, lon, lat, category in rows[: DRAWN_MOST + 1 - len(near)]
        ]
        if len(near) > DRAWN_MOST:
            return _counted(parts, min(CELL_ZOOM, max(1, int(zoom) + _FINER)), asked.category)
    return near


def _counted(parts: list[QuerySet[Asset]], zoom: int, category: str) -> list[Drawn]:
    found = []
    for part in parts:
        rows = (
            part.annotate(at=Substr("cell", 1, zoom)).values_list("at").order_by().annotate(n=Count("cell"))
        )
        found += [Drawn(*cell_centre(cell), n, category, "") for cell, n in rows]
    return found


def _cells_holding(box: tuple[float, float, float, float]) -> list[str]:
    for zoom in range(CELL_ZOOM, 0, -1):
        cells = cells_in_box(*box, zoom)
        if 0 < len(cells) <= _RANGES_MOST:
            return cells
    return ["0", "1", "2", "3"]


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


def _first(rows: QuerySet[Asset]) -> AssetRow | None:
    return next(iter(_rows(rows)), None)


def _rows(rows: QuerySet[Asset]) -> list[AssetRow]:
    return [_row(dict(zip(_COLUMNS, told, strict=True))) for told in rows.values_list(*_COLUMNS)]


def _row(told: dict[str, Any]) -> AssetRow:
    lon, lat = told.pop("lon_e7") / 1e7, told.pop("lat_e7") / 1e7
    state, owner_state = AssetState(told.pop("state")), OwnerState(told.pop("owner_state"))
    return AssetRow(**told, lon=lon, lat=lat, state=state, owner_state=owner_state)
