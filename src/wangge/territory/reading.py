"""Which units does a file hold: codes, names, parents and outlines, row by row?"""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from wangge.rules.errors import Refused
from wangge.rules.geometry.metres import Outlines
from wangge.territory.projections import placed, settled_crs

_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the file's columns for a unit's code, name and parent; empty: the file has none."""

    code: str
    name: str = ""
    parent: str = ""

    def named(self) -> list[str]:
        """Return the columns that the file must have."""
        return list(dict.fromkeys(field for field in (self.code, self.name, self.parent) if field))


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """One row of a file: features count from 1, rows of a CSV file by their line (the head is line 1)."""

    row: int
    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds; `outlines` (n,) are WGS-84, or all None for a file without outlines."""

    units: Sequence[SourceUnit]
    outlines: Outlines
    crs: str


def read_units(path: Path, fields: Fields, *, crs: str = "", layer: str = "") -> Source:
    """Read GeoJSON (also gzipped), GeoPackage, Shapefile, or CSV for units without outlines.

    Raises Refused naming the field or row: `territory.file_missing`, `file_unreadable`,
    `empty_file`, `column_missing`, `not_polygon`, `layer_unsaid` and those of projections.
    """
    if not path.is_file():
        raise Refused("territory.file_missing", file=path.name)
    if not path.stat().st_size:
        raise Refused("territory.empty_file", file=path.name)
    try:
        if path.name.lower().endswith((".csv", ".csv.gz")):
            return _read_csv(path, fields)
        return _read_vector(path, fields, crs, layer)
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError, zlib.error):
        raise Refused("territory.file_unreadable", file=path.name) from None


def _read_csv(path: Path, fields: Fields) -> Source:
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _require(fields, reader.fieldnames or (), path)
        units = [_unit(reader.line_num, fields, row) for row in reader]
    if not units:
        raise Refused("territory.empty_file", file=path.name)
    return Source(units, np.full(len(units), None, dtype=object), "")


def _read_vector(path: Path, fields: Fields, crs: str, layer: str) -> Source:
    def wanted(has: Sequence[str]) -> list[str]:
        _require(fields, has, path)
        return fields.named()

    read = read_layer(path, wanted, crs=crs, layer=layer)
    units = [
        _unit(at + 1, fields, {field: values[at] for field, values in read.columns.items()})
        for at in range(len(read.shapes))
    ]
    return Source(units, _placed_outlines(read.shapes, read.crs), read.crs)


@dataclass(frozen=True, slots=True)
class LayerRead:
    """The columns and shapes (n,) of one layer of a file, as they stand in it, and their system."""

    columns: Mapping[str, Sequence[object]]
    shapes: Outlines
    crs: str


def read_layer(
    path: Path, wanted: Callable[[Sequence[str]], list[str]], *, crs: str, layer: str, encoding: str = ""
) -> LayerRead:
    """Read a layer of GeoJSON (also gzipped), GeoPackage or Shapefile; `wanted` picks from its columns.

    Raises Refused `territory.file_unreadable`, `empty_file`, `layer_unsaid`, what `wanted` refuses, and
    those of `settled_crs`.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    gzipped = path.suffix.lower() == ".gz"
    address = f"/vsigzip/{path.resolve()}" if gzipped else str(path)
    written: str | None = None
    try:
        is_geojson = Path(path.name.removesuffix(".gz")).suffix.lower() in {".geojson", ".json"}
        if is_geojson:
            written = _geojson_crs(path, gzipped=gzipped)
        layers = [str(name) for name, _ in pyogrio.list_layers(address)]
        if len(layers) > 1 and layer not in layers:
            raise Refused("territory.layer_unsaid", field="layer", file=path.name, has=", ".join(layers))
        info = pyogrio.read_info(address, layer=layer or None, encoding=encoding or None)
        if not info["features"]:
            raise Refused("territory.empty_file", file=path.name)
        meta, _, wkb, columns = pyogrio.raw.read(
            address, layer=layer or None, columns=wanted([str(name) for name in info["fields"]]), force_2d=True,
            encoding=encoding or None,
        )  # fmt: skip
    except (DataSourceError, DataLayerError, LookupError):
        raise Refused("territory.file_unreadable", file=path.name) from None
    crs = settled_crs(crs, written if written is not None else meta["crs"] or "")
    by_name = dict(zip((str(name) for name in meta["fields"]), columns, strict=True))
    count = len(next(iter(by_name.values())))
    if not count:
        raise Refused("territory.empty_file", file=path.name)
    shapes = (
        shapely.from_wkb(wkb, on_invalid="ignore") if wkb is not None else np.full(count, None, dtype=object)
    )
    return LayerRead(by_name, shapes, crs)


def _geojson_crs(path: Path, *, gzipped: bool) -> str:
    # GDAL takes a GeoJSON file without a word for WGS-84. Ours must say it, or the user must.
    try:
        text = gzip.decompress(path.read_bytes()) if gzipped else path.read_bytes()
        collection = json.loads(text)
        member = collection.get("crs") or {}
        return (
            str(member.get("properties", {}).get("name", ""))
            .removeprefix("urn:ogc:def:crs:")
            .replace("OGC:1.3:CRS84", "CRS84")
            .replace("OGC::CRS84", "CRS84")
            .replace("EPSG::", "EPSG:")
        )
    except (json.JSONDecodeError, AttributeError):
        raise Refused("territory.file_unreadable", file=path.name) from None


def _placed_outlines(outlines: Outlines, crs: str) -> Outlines:
    wrong = ~np.isin(shapely.get_type_id(outlines), _AREAS) | shapely.is_empty(outlines)
    if wrong.any():
        at = int(np.argmax(wrong))
        kind = shapely.GeometryType(int(shapely.get_type_id(outlines[at]))).name.lower()
        raise Refused("territory.not_polygon", row=at + 1, field="geometry", found=kind)
    positions, which = shapely.get_coordinates(outlines, return_index=True)
    turned: Outlines = shapely.set_coordinates(outlines, placed(positions, crs, which + 1))
    return turned


def _require(fields: Fields, has: Iterable[str], path: Path) -> None:
    present = list(has)
    for field in fields.named():
        if field not in present:
            raise Refused("territory.column_missing", field=field, file=path.name, has=", ".join(present))


def _unit(row: int, fields: Fields, values: Mapping[str, object]) -> SourceUnit:
    code = word_of(values[fields.code])
    return SourceUnit(
        row,
        code,
        word_of(values.get(fields.name)) or code,
        word_of(values.get(fields.parent)) if fields.parent else "",
    )


def word_of(value: object) -> str:
    """Return a cell's words; a code kept as a number 1.0 is 1, nothing is an empty word."""
    if value is None:
        return ""
    if isinstance(value, float | np.floating):  # a code kept as a number: 1.0 is 1
        return "" if np.isnan(value) else f"{value:.0f}" if float(value).is_integer() else str(value)
    return str(value).strip()
