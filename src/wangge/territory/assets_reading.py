"""Which things does a census file hold, row by row, and which of its rows cannot be taken?"""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.rules.assets import AssetMap, AssetRecord, read_record
from wangge.rules.errors import Refused
from wangge.rules.geometry.metres import Outlines
from wangge.territory.projections import placed, settled_crs
from wangge.territory.reading import read_layer, word_of

# What a file of things may hold by our names; a mapping says what it calls them.
IMPORT_COLUMNS = (
    "code", "name", "maintainer", "maintainer_name", "owner", "owner_name", "authority", "authority_name", "duty",
    "owner_state", "grid", "state", "began_on", "changed_on", "source", "note", "photo", "lon", "lat",
)  # fmt: skip
_EXACT = 2.0**53  # from here on a number with a decimal point has lost digits
_MOST_MISPLACED = 50  # more rows that lie nowhere: it is the file's system that is wrong

Positions = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AssetSource:
    """What a file holds: records with their WGS-84 positions (n, 2), and the rows that cannot be taken."""

    records: Sequence[AssetRecord]
    positions: Positions
    faults: Mapping[int, Refused]
    read: int
    crs: str


def read_assets(
    path: Path, mapping: AssetMap, *, county: str, crs: str = "", layer: str = "", encoding: str = ""
) -> AssetSource:
    """Read Shapefile, GeoPackage, GeoJSON or CSV (with lon and lat) of one county's things.

    A row that cannot be taken becomes a fault of its own; what is wrong with the file as a whole is
    raised: `territory.file_missing`, `file_unreadable`, `empty_file`, `column_missing`, those of projections.
    Shapes other than points are stood for by a point on them.
    """
    if not path.is_file():
        raise Refused("territory.file_missing", file=path.name)
    if not path.stat().st_size:
        raise Refused("territory.empty_file", file=path.name)
    if path.suffix.lower() == ".csv":
        rows, positions, crs = _from_csv(path, mapping, crs, encoding)
        first = 2  # the head is line 1
    else:
        rows, positions, crs = _from_layer(path, mapping, crs, layer, encoding)
        first = 1
    records: list[AssetRecord] = []
    kept: list[int] = []
    faults: dict[int, Refused] = {}
    seen: dict[str, int] = {}
    for at, told in enumerate(rows):
        row = at + first
        try:
            record = read_record(mapping, told, row=row, county=county)
            if record.code in seen:
                _refuse_twice(mapping, record, seen[record.code])
            _require_point(positions[at], row)
        except Refused as refused:
            faults[row] = refused
            continue
        seen[record.code] = row
        records.append(record)
        kept.append(at)
    records, at_degrees = _placed(records, positions[kept], crs, faults)
    return AssetSource(records, at_degrees, faults, len(rows), crs)


def _refuse_twice(mapping: AssetMap, record: AssetRecord, other: int) -> NoReturn:
    field = mapping.columns["code"]
    raise Refused("asset.code_twice", row=record.row, field=field, code=record.code, other=other)


def _require_point(position: Positions, row: int) -> None:
    if not np.isfinite(position).all():
        raise Refused("asset.no_point", row=row, field="geometry")


def _placed(
    records: list[AssetRecord], positions: Positions, crs: str, faults: dict[int, Refused]
) -> tuple[list[AssetRecord], Positions]:
    # One row that lies nowhere is that row's fault; many are the file's.
    while records:
        try:
            rows = np.array([one.row for one in records])
            return records, placed(positions, crs, rows)
        except Refused as refused:
            row = refused.facts.get("row")
            at = next((at for at, one in enumerate(records) if one.row == row), None)
            misplaced = sum(fault.code.startswith("territory.") for fault in faults.values())
            if at is None or misplaced >= _MOST_MISPLACED:
                raise
            faults[records[at].row] = refused
            records = records[:at] + records[at + 1 :]
            positions = np.delete(positions, at, axis=0)
    return [], np.zeros((0, 2))


def _from_csv(
    path: Path, mapping: AssetMap, crs: str, encoding: str
) -> tuple[list[dict[str, str]], Positions, str]:
    crs = settled_crs(crs, "")
    try:
        with path.open(encoding=encoding or "utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            theirs = _theirs(mapping, reader.fieldnames or (), path, also=("lon", "lat"))
            rows = [
                {ours: (told.get(column) or "").strip() for ours, column in theirs.items()} for told in reader
            ]
    except (UnicodeDecodeError, csv.Error, LookupError):
        raise Refused("territory.file_unreadable", file=path.name) from None
    if not rows:
        raise Refused("territory.empty_file", file=path.name)
    positions = np.array([(_degrees(row["lon"]), _degrees(row["lat"])) for row in rows])
    return rows, positions, crs


def _from_layer(
    path: Path, mapping: AssetMap, crs: str, layer: str, encoding: str
) -> tuple[list[dict[str, str]], Positions, str]:
    theirs: dict[str, str] = {}

    def wanted(has: Sequence[str]) -> list[str]:
        theirs.update(_theirs(mapping, has, path))
        return list(dict.fromkeys(theirs.values()))

    read = read_layer(path, wanted, crs=crs, layer=layer, encoding=encoding)
    columns = {ours: list(_words(read.columns[column])) for ours, column in theirs.items()}
    rows = [{ours: words[at] for ours, words in columns.items()} for at in range(len(read.shapes))]
    return rows, _points(read.shapes), read.crs


def _theirs(mapping: AssetMap, has: Iterable[str], path: Path, *, also: Sequence[str] = ()) -> dict[str, str]:
    # Exports change the case of names, and nobody means two columns by it.
    present = {name.lower(): name for name in has}
    for column in (*mapping.needed(), *(mapping.columns[name] for name in also)):
        if column.lower() not in present:
            has_words = ", ".join(present.values())
            raise Refused("territory.column_missing", field=column, file=path.name, has=has_words)
    return {
        ours: present[column.lower()] for ours, column in mapping.columns.items() if column.lower() in present
    }


def _words(values: Sequence[object]) -> Iterator[str]:
    for value in values:  # NumPy's float64 is a float
        if isinstance(value, float) and not -_EXACT < value < _EXACT:
            # Its last digits are lost: it must fail as a code, not become another one.
            yield repr(value)
        else:
            yield word_of(value)


def _points(shapes: Outlines) -> Positions:
    kinds = shapely.get_type_id(shapes)
    points = np.where(kinds == shapely.GeometryType.POINT, shapes, shapely.point_on_surface(shapes))
    positions = np.full((len(shapes), 2), np.nan)
    is_there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    positions[is_there] = shapely.get_coordinates(points[is_there])
    return positions


def _degrees(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return math.nan
