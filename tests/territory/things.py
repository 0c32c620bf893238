"""Censuses of a few things, written as cities write them; every default is fixed."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from tests.builders import COUNTY, GRIDS, NOW, inside
from wangge.rules.assets import SCHEME_2007, AssetMap, FieldSet, asset_map
from wangge.territory.assets_reading import read_assets
from wangge.territory.queries.assets import AssetRow, asset_by_code
from wangge.territory.services.assets import AssetReport, import_assets

COVER_KIND, LAMP_KIND = f"{SCHEME_2007}:part:0101", f"{SCHEME_2007}:part:0118"
KINDS = {COVER_KIND, LAMP_KIND, f"{SCHEME_2007}:part:0114", "GB/T 47678.5-2026:part:01001"}
OLD = asset_map(FieldSet.OLD)
METRE = 1 / 111_195  # degrees of latitude


def cover_code(number: int = 1, kind: str = "0101") -> str:
    """The identifier of a cover."""
    return f"{COUNTY}{kind}{number:06d}"


def a_thing(
    number: int = 1, *, kind: str = "0101", grid: str = GRIDS[0], north_m: float = 0.0, **told: str
) -> dict[str, str]:
    """A row of 2007: a water cover in the middle of a grid, kept by the water company for the county's assets."""
    lon, lat = inside(grid)
    plain = {
        "ObjID": cover_code(number, kind), "ObjName": "上水井盖", "DeptCode1": "zhujian", "DeptName1": "住建局",
        "DeptCode2": "chengtou", "DeptName2": "城投公司", "DeptCode3": "gongshui", "DeptName3": "自来水公司",
        "BGID": grid, "ObjState": "完好", "ORDate": "20110501", "CHDate": "", "DataSource": "实测", "Note": "",
        "lon": f"{lon:.7f}", "lat": f"{lat + north_m * METRE:.7f}",
    }  # fmt: skip
    return plain | told


def write_csv(file: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows as CSV with the columns of the first."""
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def write_layer(file: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "UTF-8") -> Path:
    """Write rows as a layer of points, in the format that the file's ending names."""
    rows = list(rows)
    points = shapely.points([(float(row["lon"]), float(row["lat"])) for row in rows])
    names = [name for name in rows[0] if name not in {"lon", "lat"}]
    columns = [np.array([row[name] for row in rows], dtype=object) for name in names]
    pyogrio.raw.write(
        file,
        shapely.to_wkb(points),
        columns,
        names,
        geometry_type="Point",
        crs="EPSG:4490",
        encoding=encoding,
    )
    return file


def take_in(
    folder: Path, *rows: Mapping[str, str], mapping: AssetMap = OLD, photos: Path | None = None
) -> AssetReport:
    """Import rows as a CSV file of 2007 by WGS-84 degrees."""
    file = write_csv(folder / "things.csv", rows)
    source = read_assets(file, mapping, county=COUNTY, crs="EPSG:4326")
    return import_assets(source, county=COUNTY, known_kinds=KINDS, photos=photos, now=NOW)


def thing(number: int = 1, kind: str = "0101") -> AssetRow:
    """A thing of the register by its number."""
    found = asset_by_code(COUNTY, cover_code(number, kind))
    assert found is not None
    return found
