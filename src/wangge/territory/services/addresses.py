"""A county's list of addresses is read whole, or not at all."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from wangge.foundation.bulk import insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.rules.addresses import LONGEST_ADDRESS, folded, names_a_room
from wangge.rules.errors import Refused
from wangge.territory.models import Address
from wangge.territory.projections import placed, settled_crs
from wangge.territory.queries import locator

IMPORT_COLUMNS = ("name", "lon", "lat")
_FIELDS = ("id", "county", "name", "folded", "lon_e7", "lat_e7", "source", "read_at")
_FIRST_LINE = 2  # the head is line 1


@dataclass(frozen=True, slots=True)
class AddressReport:
    """What was read: entries, those that it took the place of, and those that lie in no grid."""

    read: int
    before: int
    outside: int


def read_addresses(county: str, path: Path, *, source: str, crs: str = "", now: datetime) -> AddressReport:
    """Put a CSV of `name,lon,lat` in the place of a county's list.

    Refuses the first row that cannot be taken, with its number: `address.no_name`, `address.too_long`,
    `address.of_a_room`, `address.no_source`, `territory.bad_number` and what files and projections refuse.
    """
    if not source.strip():
        raise Refused("address.no_source", field="--source")
    rows = _rows(path)
    numbers = np.arange(len(rows)) + _FIRST_LINE
    points = np.array(
        [(_degrees(row, "lon", at), _degrees(row, "lat", at)) for at, row in enumerate(rows, _FIRST_LINE)]
    )
    positions = placed(points, settled_crs(crs, ""), numbers)
    names = [_name(row, at) for at, row in enumerate(rows, _FIRST_LINE)]
    places = locator(county).place_many(positions[:, 0], positions[:, 1])
    made = [
        (
            uuid7(now),
            county,
            name,
            folded(name),
            round(float(lon) * 1e7),
            round(float(lat) * 1e7),
            source.strip(),
            now,
        )
        for name, (lon, lat) in zip(names, positions, strict=True)
    ]
    with writing():
        before, _ = Address.objects.filter(county=county).delete()
        insert_rows(Address, _FIELDS, made)
        payload = {"read": len(made), "before": before}
        record(county=county, subject=uuid7(now), kind="addresses.read", at=now, payload=payload)
    outside = sum(not unit and at not in places.borders for at, unit in enumerate(places.units))
    return AddressReport(len(made), before, outside)


def _rows(path: Path) -> Sequence[dict[str, str]]:
    if not path.is_file():
        raise Refused("territory.file_missing", file=path.name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for name in IMPORT_COLUMNS:
                if name not in (reader.fieldnames or ()):
                    has = ", ".join(reader.fieldnames or ())
                    raise Refused("territory.column_missing", field=name, file=path.name, has=has)
            rows = [{name: (row[name] or "").strip() for name in IMPORT_COLUMNS} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise Refused("territory.file_unreadable", file=path.name) from None
    if not rows:
        raise Refused("territory.empty_file", file=path.name)
    return rows


def _name(row: dict[str, str], at: int) -> str:
    name = row["name"]
    if not folded(name):
        raise Refused("address.no_name", row=at, field="name")
    if len(name) > LONGEST_ADDRESS:
        raise Refused("address.too_long", row=at, field="name", length=len(name), limit=LONGEST_ADDRESS)
    if names_a_room(name):
        raise Refused("address.of_a_room", row=at, field="name", name=name[:60])
    return name


def _degrees(row: dict[str, str], field: str, at: int) -> float:
    try:
        value = float(row[field])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refused("territory.bad_number", row=at, field=field, found=row[field][:20])
    return value
