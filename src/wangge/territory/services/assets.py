"""Things enter the register from a census, and their units learn which department of ours stands for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from wangge.foundation.bulk import insert_rows
from wangge.foundation.files import keep_photo
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.rules.assets import AssetRecord, require_known_kinds
from wangge.rules.errors import Refused
from wangge.rules.geometry.cells import quadkey
from wangge.territory.assets_reading import AssetSource
from wangge.territory.models import Asset, AssetUnit
from wangge.territory.queries import locator
from wangge.territory.queries.assets import forget_kinds

_FIELDS = tuple(one.name for one in Asset._meta.concrete_fields)  # noqa: SLF001 - documented model API
# What a file says of a thing; all the rest of its row is ours.
_TOLD = (
    "category", "name", "maintainer", "owner", "authority", "owner_state", "duty", "grid", "unit", "state",
    "began_on", "changed_on", "source", "note", "photo", "lon_e7", "lat_e7", "cell", "synthetic",
)  # fmt: skip
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AssetReport:
    """What an import did; with faults nothing was written and the counts say what would have been."""

    read: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    outside: int = 0  # in no unit of the plan in force
    elsewhere: int = 0  # in another grid than the file says
    units: int = 0  # named for the first time
    faults: Mapping[int, Refused] = field(default_factory=dict)


def import_assets(
    source: AssetSource, *, county: str, known_kinds: Collection[str], photos: Path | None = None,
    synthetic: bool = False, now: datetime, actor: str = "",
) -> AssetReport:  # fmt: skip
    """Take a file's things in: all of them, or none when one row has a fault.

    The same file again changes nothing; a changed row changes its thing, and that is recorded. A thing
    that the file does not name stays as it is. `known_kinds` are the categories that are loaded.
    """
    faults = dict(source.faults) | require_known_kinds(source.records, set(known_kinds))
    told, outside, elsewhere = _as_told(source, county, synthetic=synthetic)
    if not faults:
        faults |= _with_photos(source.records, told, photos)
    if faults:
        return AssetReport(
            source.read, outside=outside, elsewhere=elsewhere, faults=dict(sorted(faults.items()))
        )
    with writing():
        new, changed = _written(county, told, now=now, actor=actor)
        units = _named(county, source.records)
        payload = {"new": new, "changed": changed, "read": source.read}
        record(county=county, subject=uuid7(), kind="assets.imported", at=now, actor=actor, payload=payload)
    forget_kinds()
    return AssetReport(source.read, new, changed, len(told) - new - changed, outside, elsewhere, units)


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the list that says which department stands for which unit of the register."""

    unit: str
    department: str
    name: str = ""


def map_units(
    county: str, rows: Iterable[Standing], *, departments: Collection[str], source: str, from_on: date | None
) -> int:
    """Say from a day on which department stands for a unit; return how many changed. Nothing is half-written.

    Refuses `asset.unit_department` for a department that is not there. What stood before ends on that day.
    """
    given = list(rows)
    for number, row in enumerate(given, 2):
        if row.department and row.department not in departments:
            raise Refused("asset.unit_department", row=number, field="department", department=row.department)
    with writing():
        held = {one.code: one for one in AssetUnit.objects.filter(county=county, until_on=None)}
        return sum(_stands(county, held.get(row.unit), row, source, from_on) for row in given)


def _stands(county: str, before: AssetUnit | None, row: Standing, source: str, from_on: date | None) -> bool:
    if before and before.department == row.department:
        return False
    if before and before.department and from_on and (before.from_on is None or before.from_on < from_on):
        before.until_on = from_on
        before.save(update_fields=["until_on"])
        name, before = row.name or before.name, None
    else:
        name = row.name or (before.name if before else row.unit)
    if before:
        before.department, before.source, before.from_on, before.name = row.department, source, from_on, name
        before.save(update_fields=["department", "source", "from_on", "name"])
    else:
        AssetUnit.objects.create(
            county=county, code=row.unit, name=name, department=row.department, source=source, from_on=from_on
        )
    return True


def _as_told(
    source: AssetSource, county: str, *, synthetic: bool
) -> tuple[dict[str, dict[str, Any]], int, int]:
    places = locator(county).place_many(source.positions[:, 0], source.positions[:, 1])
    told: dict[str, dict[str, Any]] = {}
    outside = elsewhere = 0
    for at, (one, unit) in enumerate(zip(source.records, places.units, strict=True)):
        where = unit or next(iter(places.borders.get(at, ())), "")  # at a border the nearest has it
        lon, lat = (float(degrees) for degrees in source.positions[at])
        told[one.code] = _row(one, where, lon, lat, synthetic=synthetic)
        outside += not where
        elsewhere += bool(where and one.grid and where != one.grid)
    return told, outside, elsewhere


def _row(one: AssetRecord, unit: str, lon: float, lat: float, *, synthetic: bool) -> dict[str, Any]:
    return {
        "category": one.category, "name": one.name, "maintainer": one.maintainer, "owner": one.owner,
        "authority": one.authority, "owner_state": str(one.owner_state), "duty": one.duty, "grid": one.grid,
        "unit": unit, "state": str(one.state), "began_on": one.began_on, "changed_on": one.changed_on,
        "source": one.source, "note": one.note, "photo": "", "lon_e7": round(lon * 1e7),
        "lat_e7": round(lat * 1e7), "cell": quadkey(lon, lat), "synthetic": synthetic,
    }  # fmt: skip


def _with_photos(
    records: Sequence[AssetRecord], told: Mapping[str, dict[str, Any]], folder: Path | None
) -> dict[int, Refused]:
    faults: dict[int, Refused] = {}
    kept: dict[str, str] = {}  # one picture may show many of a kind
    for one in records:
        if not one.photo or folder is None:
            continue
        try:
            if one.photo not in kept:
                kept[one.photo] = keep_photo(_bytes_of(folder, one), field="photo").sha256
            told[one.code]["photo"] = kept[one.photo]
        except Refused as refused:
            faults[one.row] = Refused(refused.code, **{**refused.facts, "row": one.row})
    return faults


def _bytes_of(folder: Path, one: AssetRecord) -> bytes:
    file = folder / Path(one.photo).name  # a name in the folder, never a way out of it
    if not file.is_file():
        raise Refused("asset.photo_missing", row=one.row, field="photo", file=one.photo)
    return file.read_bytes()


def _written(
    county: str, told: Mapping[str, Mapping[str, Any]], *, now: datetime, actor: str
) -> tuple[int, int]:
    codes = sorted(told)
    new = changed = 0
    for first in range(0, len(codes), _ROWS_AT_ONCE):
        piece = codes[first : first + _ROWS_AT_ONCE]
        held = {one.code: one for one in Asset.objects.filter(county=county, code__in=piece)}
        fresh = [code for code in piece if code not in held]
        insert_rows(Asset, _FIELDS, [_values(county, code, told[code], now) for code in fresh])
        new += len(fresh)
        for one in held.values():
            changed += _changed(one, told[one.code], now=now, actor=actor)
    return new, changed


def _values(county: str, code: str, row: Mapping[str, Any], now: datetime) -> list[Any]:
    own = {"id": uuid7(), "county": county, "code": code, "read_at": now}
    return [own[name] if name in own else row[name] for name in _FIELDS]


def _changed(one: Asset, row: Mapping[str, Any], *, now: datetime, actor: str) -> bool:
    # A file without a photo takes none away.
    names = [name for name in _TOLD if getattr(one, name) != row[name] and (name != "photo" or row[name])]
    if not names:
        return False
    for name in names:
        setattr(one, name, row[name])
    one.read_at = now
    one.save(update_fields=[*names, "read_at"])
    record(
        county=one.county,
        subject=one.id,
        kind="asset.changed",
        at=now,
        actor=actor,
        payload={"fields": names},
    )
    return True


def _named(county: str, records: Sequence[AssetRecord]) -> int:
    named = dict(unit for one in records for unit in one.units)
    held = set(AssetUnit.objects.filter(Q(until_on=None), county=county).values_list("code", flat=True))
    fresh = [code for code in named if code not in held]
    AssetUnit.objects.bulk_create(AssetUnit(county=county, code=code, name=named[code]) for code in fresh)
    return len(fresh)
