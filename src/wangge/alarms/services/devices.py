"""The register of devices: who adds them, which of them have fallen silent."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import uuid5

from wangge.alarms.models import Device
from wangge.alarms.queries.devices import silent
from wangge.alarms.services.taking import LINE, note_changes
from wangge.cases.queries.desk import desk
from wangge.foundation.bulk import update_rows
from wangge.foundation.locking import claim, writing
from wangge.foundation.recording import ChainEnd, record
from wangge.foundation.worker import each_apart
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.alarm_messages import DEVICE_FORM
from wangge.rules.alarms import DEVICE_KINDS, AlarmKind
from wangge.rules.errors import Refused
from wangge.territory.queries import UnitRow, locator, units

IMPORT_COLUMNS = (
    "code",
    "kind",
    "place",
    "lon",
    "lat",
    "unit",
    "department",
    "warns",
    "endangers",
    "period_minutes",
)
NEEDED = ("code", "kind", "place", "period_minutes")
PERIOD_MOST = 60 * 24 * 31  # minutes; what speaks once a month is no device of an alarm; our assumption
STANDS = (
    "kind",
    "place",
    "unit",
    "path",
    "lon_e7",
    "lat_e7",
    "department",
    "warns",
    "endangers",
    "period_seconds",
)


@dataclass(frozen=True, slots=True)
class Registered:
    """How a list was taken: all rows that could be, and why each other one could not."""

    new: int
    changed: int
    unchanged: int
    faults: tuple[Refused, ...]


class _Told(NamedTuple):
    # A row that can be read: its number in the list, and how the device stands by it.
    number: int
    stands: Mapping[str, object]


def import_devices(county: str, lines: Iterable[str], *, hat: Hat | None = None, now: datetime) -> Registered:
    """Take a list of devices (CSV, WGS-84) into the register; a bad row is refused alone.

    A hat brings in, changes and moves only what stands in its sight; without one it is the county's operator.
    Refuses as a whole `alarm.column_missing`, `alarm.column_unknown`; row by row `alarm.bad_row`,
    `alarm.row_twice`, `alarm.row_elsewhere`.
    """
    reader = csv.DictReader(lines)
    columns = list(reader.fieldnames or ())
    for name in NEEDED:
        if name not in columns:
            raise Refused("alarm.column_missing", field=name)
    for name in columns:
        if name not in IMPORT_COLUMNS:
            raise Refused("alarm.column_unknown", field=name[:40])
    faults: list[Refused] = []
    told: dict[str, _Told] = {}
    for number, row in enumerate(reader, 2):
        try:
            code = _code(row, number, told)
            told[code] = _Told(number, _stands(county, row, number))
        except Refused as refused:
            faults.append(refused)
    return _enter(county, told, faults, hat, now)


def mark_silent(*, now: datetime) -> int:
    """Mark devices that should have spoken by now; return how many fell silent since the last look."""
    heard = (
        Device.objects.exclude(heard_at=None).order_by("county").values_list("county", flat=True).distinct()
    )
    return each_apart(heard, lambda county: _mark_silent_of(county, now))


def _mark_silent_of(county: str, now: datetime) -> int:
    due = silent(Device.objects.filter(county=county, silent_since=None), now)
    if not due.exists():
        return 0
    with writing():
        claim([uuid5(LINE, county)])
        rows = list(due)
        note_changes(county, rows, "device.silent", now=now)
        silenced = {row.id: (now, row.seq, row.chain) for row in rows}
        update_rows(Device, county, ("silent_since", "seq", "chain"), silenced)
    return len(rows)


def _enter(
    county: str, told: Mapping[str, _Told], faults: list[Refused], hat: Hat | None, now: datetime
) -> Registered:
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    with writing():
        claim([uuid5(LINE, county)])
        there = {row.code: row for row in Device.objects.filter(county=county, code__in=list(told))}
        for code, (number, stands) in told.items():
            row = there.get(code) or Device(county=county, code=code)
            is_new = code not in there
            if hat and not (_is_mine(hat, str(stands["path"])) and (is_new or _is_mine(hat, row.path))):
                faults.append(Refused("alarm.row_elsewhere", row=number, field="unit"))
                continue
            if not is_new and all(getattr(row, name) == value for name, value in stands.items()):
                counts["unchanged"] += 1
                continue
            for name, value in stands.items():
                setattr(row, name, value)
            end = record(
                county=county, subject=row.id, kind="device.registered" if is_new else "device.changed", at=now,
                actor=hat.account_id.hex if hat else "", after=ChainEnd(row.seq, row.chain) if row.seq else None,
                payload={"kind": row.kind, "unit": row.unit, "period": row.period_seconds},
            )  # fmt: skip
            row.seq, row.chain = end
            if is_new:
                row.save(force_insert=True)
            else:
                row.save(update_fields=[*STANDS, "seq", "chain"])
            counts["new" if is_new else "changed"] += 1
    return Registered(**counts, faults=tuple(faults))


def _is_mine(hat: Hat, path: str) -> bool:
    return sees(hat).holds(hat.county, [hat.county, *path.strip("/").split("/")], "")


def _code(row: Mapping[str, str], number: int, told: Mapping[str, object]) -> str:
    code = (row.get("code") or "").strip()
    if not DEVICE_FORM.fullmatch(code):
        raise Refused("alarm.bad_row", row=number, field="code")
    if code in told:
        raise Refused("alarm.row_twice", row=number, field="code")
    return code


def _stands(county: str, row: Mapping[str, str], number: int) -> dict[str, object]:
    kind, place = (row.get("kind") or "").strip(), (row.get("place") or "").strip()
    if kind not in DEVICE_KINDS:
        raise Refused("alarm.bad_row", row=number, field="kind")
    if not place.isprintable() or not 0 < len(place) <= 200:
        raise Refused("alarm.bad_row", row=number, field="place")
    department = (row.get("department") or "").strip()
    if department and department not in desk(county).departments:
        raise Refused("alarm.bad_row", row=number, field="department")
    minutes = _number(row, "period_minutes", number)
    if minutes is None or not 1 <= minutes <= PERIOD_MOST:
        raise Refused("alarm.bad_row", row=number, field="period_minutes")
    lon, lat = _number(row, "lon", number), _number(row, "lat", number)
    unit = _unit(county, (row.get("unit") or "").strip(), lon, lat, number)
    return {
        "kind": AlarmKind(kind).value, "place": place, "unit": unit.code,
        "path": "".join(f"{code}/" for code in unit.path),
        "lon_e7": None if lon is None else round(lon * 1e7), "lat_e7": None if lat is None else round(lat * 1e7),
        "department": department, "warns": _number(row, "warns", number),
        "endangers": _number(row, "endangers", number), "period_seconds": round(minutes * 60),
    }  # fmt: skip


def _unit(county: str, code: str, lon: float | None, lat: float | None, number: int) -> UnitRow:
    known = units(county)
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        if lon is not None or lat is not None or code not in known:
            raise Refused("alarm.bad_row", row=number, field="unit" if lon is None and lat is None else "lon")
        return known[code]
    place = locator(county).place(lon, lat, 0)
    found = code or place.unit or (place.candidates[0] if place.candidates else "")
    if found not in known:
        raise Refused("alarm.row_elsewhere", row=number, field="lon")
    return known[found]


def _number(row: Mapping[str, str], field: str, number: int) -> float | None:
    text = (row.get(field) or "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise Refused("alarm.bad_row", row=number, field=field) from None
    if value != value or abs(value) > 1e9:  # noqa: PLR0124 - NaN is not itself
        raise Refused("alarm.bad_row", row=number, field=field)
    return value
