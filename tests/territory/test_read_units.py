"""Claims about files of units: what is read, and what is refused by field and row."""

import gzip
import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tests.territory.drawing import SIDE, SOUTH, WEST, square, write_geojson
from wangge.rules.errors import Refused
from wangge.rules.geometry.coordinates import System, from_wgs84
from wangge.territory.reading import Fields, read_units

FIELDS = Fields("CODE", "NAME")
ONE = [({"CODE": "410105", "NAME": "金水区"}, square(0, 0))]
CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_geopackage_and_shapefile_are_read_by_their_own_system(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"units.{ending}"
    pyogrio.raw.write(
        file,
        shapely.to_wkb(np.array([square(0, 0)])),
        [np.array(["410105"], dtype=object), np.array(["金水区"], dtype=object)],
        ["CODE", "NAME"],
        geometry_type="Polygon",
        crs="EPSG:4490",
        encoding="UTF-8",
    )

    source = read_units(file, FIELDS)

    assert [(unit.row, unit.code, unit.name) for unit in source.units] == [(1, "410105", "金水区")]
    assert shapely.equals(source.outlines[0], square(0, 0))


def test_a_gzipped_geojson_is_read(tmp_path: Path) -> None:
    plain = write_geojson(tmp_path / "units.geojson", ONE, crs=CRS84)
    file = tmp_path / "units.geojson.gz"
    file.write_bytes(gzip.compress(plain.read_bytes()))

    assert [unit.code for unit in read_units(file, FIELDS).units] == ["410105"]


def test_a_geojson_that_declares_no_system_is_refused_until_it_is_said(tmp_path: Path) -> None:
    file = write_geojson(tmp_path / "units.geojson", ONE)

    with pytest.raises(Refused, match=r"territory.crs_undeclared"):
        read_units(file, FIELDS)
    assert read_units(file, FIELDS, crs="EPSG:4326").crs == "EPSG:4326"


def test_gcj02_outlines_come_back_where_they_are(tmp_path: Path) -> None:
    here = shapely.get_coordinates(square(0, 0))
    seen = np.column_stack(from_wgs84(here[:, 0], here[:, 1], System.GCJ02))
    file = write_geojson(tmp_path / "u.geojson", [(ONE[0][0], shapely.Polygon(seen))], crs=CRS84)

    read = read_units(file, FIELDS, crs="GCJ-02").outlines[0]

    assert np.abs(shapely.get_coordinates(read) - here).max() < 1e-7


def test_another_epsg_system_goes_through_its_projection(tmp_path: Path) -> None:
    # Gauss-Krüger of CGCS2000 on 114°: x east with false easting 500 km.
    file = tmp_path / "u.gpkg"
    metres = shapely.box(500000, 3849000, 500900, 3850000)
    pyogrio.raw.write(
        file, shapely.to_wkb(np.array([metres])), [np.array(["410105"], dtype=object)], ["CODE"],
        geometry_type="Polygon", crs="EPSG:4547",
    )  # fmt: skip

    lon, lat = shapely.get_coordinates(read_units(file, Fields("CODE")).outlines[0]).min(axis=0)

    assert lon == pytest.approx(114.0, abs=1e-6)
    assert 34.7 < lat < 34.8


def test_csv_gives_units_without_outlines_by_line(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("\ufeffcode,parent,name\n410105,4101,金水区\n", encoding="utf-8")

    source = read_units(file, Fields("code", "name", "parent"))

    assert [(unit.row, unit.code, unit.parent) for unit in source.units] == [(2, "410105", "4101")]
    assert source.outlines[0] is None


def test_a_code_kept_as_a_number_is_read_as_it_is_written(tmp_path: Path) -> None:
    file = write_geojson(tmp_path / "u.geojson", [({"CODE": 1.0, "NAME": None}, square(0, 0))], crs=CRS84)

    assert [(unit.code, unit.name) for unit in read_units(file, FIELDS).units] == [("1", "1")]


@pytest.mark.parametrize(
    ("outline", "crs", "code"),
    [
        (shapely.box(SOUTH, WEST, SOUTH + SIDE, WEST + SIDE), "EPSG:4326", "territory.swapped"),
        (shapely.box(460000, 3840000, 470000, 3850000), "EPSG:4326", "territory.not_degrees"),
        (shapely.box(-71.1, 42.3, -71.0, 42.4), "GCJ-02", "territory.crs_not_here"),
        (shapely.Point(113.6, 34.7), "EPSG:4326", "territory.not_polygon"),
        (square(0, 0), "EPSG:999999", "territory.crs_unknown"),
        (square(0, 0), "EPSG:4547", "territory.outside_crs"),  # degrees read as metres
    ],
)
def test_a_wrong_position_is_refused_by_row(
    tmp_path: Path, outline: shapely.Geometry, crs: str, code: str
) -> None:
    file = write_geojson(tmp_path / "u.geojson", [({"CODE": "1", "NAME": "a"}, outline)])

    with pytest.raises(Refused) as refused:
        read_units(file, FIELDS, crs=crs)

    assert refused.value.code == code
    assert refused.value.facts.get("row", 1) == 1
    assert refused.value.facts["field"]


@pytest.mark.parametrize("coordinates", ["[[[113.6,34.7]]]", "[]", "[[]]", '[["a"]]'])
def test_a_ring_of_too_few_points_is_refused_by_row(tmp_path: Path, coordinates: str) -> None:
    file = tmp_path / "u.geojson"
    good = json.dumps(json.loads(shapely.to_geojson(square(0, 0)))["coordinates"])
    features = ",".join(
        f'{{"type":"Feature","properties":{{"CODE":"1","NAME":"a"}},"geometry":{{"type":"Polygon","coordinates":{one}}}}}'
        for one in (good, coordinates)
    )
    file.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')

    with pytest.raises(Refused) as refused:
        read_units(file, FIELDS, crs="EPSG:4326")

    assert (refused.value.code, refused.value.facts["row"]) == ("territory.not_polygon", 2)


def test_a_system_that_differs_from_the_files_own_is_refused(tmp_path: Path) -> None:
    file = write_geojson(tmp_path / "u.geojson", ONE, crs=CRS84)

    with pytest.raises(Refused, match=r"territory.crs_differs"):
        read_units(file, FIELDS, crs="EPSG:2249")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("u.geojson", b"", "territory.empty_file"),
        ("u.geojson", b"{not json", "territory.file_unreadable"),
        ("u.geojson", b'{"type":"FeatureCollection","features":[]}', "territory.empty_file"),
        ("u.geojson.gz", b"not gzip at all", "territory.file_unreadable"),
        ("u.gpkg", b"not a database", "territory.file_unreadable"),
        ("u.csv", b"CODE,NAME\n", "territory.empty_file"),
        ("u.csv", b"\xff\xfe\x00broken", "territory.file_unreadable"),
    ],
)
def test_a_file_that_holds_nothing_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(Refused) as refused:
        read_units(file, FIELDS, crs="EPSG:4326")

    assert refused.value.code == code


@pytest.mark.parametrize("name", ["u.geojson", "u.csv"])
def test_a_missing_column_is_named_with_those_there(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name.endswith("csv"):
        file.write_text("CODE,NAME\n1,a\n")
    else:
        write_geojson(file, ONE, crs=CRS84)

    with pytest.raises(Refused) as refused:
        read_units(file, Fields("CODE", "NAME", "UP"))

    assert refused.value.code == "territory.column_missing"
    assert (refused.value.facts["field"], refused.value.facts["has"]) == ("UP", "CODE, NAME")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"territory.file_missing"):
        read_units(tmp_path / "nowhere.gpkg", FIELDS)


def test_of_several_layers_one_must_be_named(tmp_path: Path) -> None:
    file = tmp_path / "u.gpkg"
    for number, layer in enumerate(("wards", "precincts")):
        pyogrio.raw.write(
            file, shapely.to_wkb(np.array([square(number, 0)])), [np.array([str(number)], dtype=object)],
            ["CODE"], layer=layer, geometry_type="Polygon", crs="EPSG:4326", append=number > 0,
        )  # fmt: skip

    with pytest.raises(Refused) as refused:
        read_units(file, Fields("CODE"))

    assert sorted(str(refused.value.facts["has"]).split(", ")) == ["precincts", "wards"]
    assert [unit.code for unit in read_units(file, Fields("CODE"), layer="precincts").units] == ["1"]


def test_what_we_export_declares_its_system(tmp_path: Path) -> None:
    file = write_geojson(tmp_path / "u.geojson", ONE, crs=CRS84)

    assert json.loads(file.read_text())["crs"]["properties"]["name"] == CRS84
    assert read_units(file, FIELDS).crs == "CRS84"
