"""Claims about censuses of things: what is read, what is refused by row, and that nothing is half-written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from tests.builders import COUNTY, GRIDS, NOW, inside, make_office
from tests.territory.things import (
    COVER_KIND,
    KINDS,
    OLD,
    a_thing,
    cover_code,
    take_in,
    thing,
    write_csv,
    write_layer,
)
from wangge.foundation.models import Event
from wangge.rules.assets import SCHEME_2013, AssetState, FieldSet, asset_map
from wangge.rules.errors import Refused
from wangge.rules.ownership import OwnerState
from wangge.territory.assets_reading import AssetSource, read_assets
from wangge.territory.queries.assets import (
    AssetFilter,
    assets_page,
    kinds_held,
    unit_standings,
    unmapped_units,
)
from wangge.territory.services.assets import AssetReport, Standing, import_assets, map_units

pytestmark = pytest.mark.django_db

NEW = {
    "GLBJBSM": f"{COUNTY}01001000007", "GLBJMC": "供水井盖", "ZGBMDM": "11410105MB0000000X", "ZGBMMC": "住建局",
    "QSDWDM": "", "QSDWMC": "城投公司", "YHDWDM": "91410105MA0000000X", "YHDWMC": "自来水公司",
    "SZDYWGBSM": GRIDS[1], "GLBJZT": "破损", "CSRQ": "20260701", "BGRQ": "20260801", "SJLY": "实测", "BZ": "",
    "lon": str(inside(GRIDS[1])[0]), "lat": str(inside(GRIDS[1])[1]),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _street() -> None:
    make_office()


def import_file(source: AssetSource) -> AssetReport:
    return import_assets(source, county=COUNTY, known_kinds=KINDS, now=NOW)


@pytest.mark.parametrize("ending", ["shp", "gpkg", "geojson"])
def test_shapefile_geopackage_and_geojson_of_2007_are_taken_in(tmp_path: Path, ending: str) -> None:
    file = write_layer(tmp_path / f"things.{ending}", [a_thing()])

    report = import_file(read_assets(file, OLD, county=COUNTY, crs="EPSG:4490"))

    kept = thing()
    assert (report.read, report.new, report.faults) == (1, 1, {})
    assert (kept.category, kept.name, kept.state) == (COVER_KIND, "上水井盖", AssetState.INTACT)
    assert (kept.authority, kept.owner, kept.maintainer) == ("zhujian", "chengtou", "gongshui")
    assert (kept.began_on, kept.unit, kept.grid) == (date(2011, 5, 1), GRIDS[0], GRIDS[0])


def test_a_shapefile_in_gbk_is_read_when_its_encoding_is_said(tmp_path: Path) -> None:
    file = write_layer(tmp_path / "things.shp", [a_thing()], encoding="GBK")
    (tmp_path / "things.cpg").unlink(missing_ok=True)

    import_file(read_assets(file, OLD, county=COUNTY, encoding="GBK"))

    assert thing().name == "上水井盖"


def test_the_2026_set_has_identifiers_of_17_characters_and_three_units(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "new.csv", [NEW])

    import_file(read_assets(file, asset_map(FieldSet.NEW), county=COUNTY, crs="EPSG:4490"))

    (kept,) = assets_page(COUNTY, AssetFilter())[0]
    assert (kept.code, kept.category) == (NEW["GLBJBSM"], "GB/T 47678.5-2026:part:01001")
    assert (kept.maintainer, kept.owner, kept.state) == ("91410105MA0000000X", "城投公司", AssetState.DAMAGED)
    assert unit_standings(COUNTY, [kept.maintainer], on=NOW.date())[kept.maintainer].name == "自来水公司"
    assert kept.changed_on == date(2026, 8, 1)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(), a_thing(2))
    before = Event.objects.filter(kind="asset.changed").count()

    again = take_in(tmp_path, a_thing(), a_thing(2))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert Event.objects.filter(kind="asset.changed").count() == before


def test_a_changed_row_changes_its_thing_and_says_which_fields(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(), a_thing(2))

    report = take_in(tmp_path, a_thing(ObjState="丢失", CHDate="2012-06-01"), a_thing(2))

    assert (report.changed, report.unchanged) == (1, 1)
    assert thing().state is AssetState.LOST
    event = Event.objects.get(kind="asset.changed", subject=thing().id)
    assert set(event_fields(event)) == {"state", "changed_on"}


def event_fields(event: Event) -> list[str]:
    import json

    payload = event.payload if isinstance(event.payload, dict) else json.loads(event.payload)
    fields: list[str] = payload["fields"]
    return fields


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_thing(ObjID=""), "asset.code_missing"),
        (a_thing(ObjID=cover_code()[:-1]), "asset.code_length"),
        (a_thing(ObjID="4.10105010100E15"), "asset.code_digits"),
        (a_thing(ObjID="410102" + cover_code()[6:]), "asset.other_county"),
        (a_thing(ObjState="缺角"), "asset.state_unknown"),
        (a_thing(owner_state="谁知道"), "asset.owner_state_unknown"),
        (a_thing(ORDate="20110231"), "asset.bad_day"),
        (a_thing(Note="x" * 1001), "asset.word_long"),
        (a_thing(kind="9999"), "asset.unknown_class"),
        (a_thing(lon=""), "asset.no_point"),
        (a_thing(lon="34.78", lat="113.68"), "territory.swapped"),
        (a_thing(2), "asset.code_twice"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_half_written(
    tmp_path: Path, row: Mapping[str, str], code: str
) -> None:
    good = {"owner_state": ""} | a_thing(2)

    report = take_in(tmp_path, good, {"owner_state": ""} | row)

    assert [(line, fault.code) for line, fault in report.faults.items()] == [(3, code)]
    assert kinds_held(COUNTY) == {}


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    report = take_in(tmp_path, a_thing(), a_thing(2, ObjState="?"), a_thing(3, ObjID="1"), a_thing(4))

    assert list(report.faults) == [3, 4]


def test_a_number_of_17_digits_that_lost_its_end_is_refused_not_rounded(tmp_path: Path) -> None:
    import numpy as np
    import pyogrio
    import shapely

    file = tmp_path / "numbers.gpkg"
    columns = [np.array([41010501001000007.0]), np.array(["完好"], dtype=object)]
    point = shapely.to_wkb(shapely.points([inside(GRIDS[0])]))
    pyogrio.raw.write(file, point, columns, ["GLBJBSM", "GLBJZT"], geometry_type="Point", crs="EPSG:4490")

    source = read_assets(file, asset_map(FieldSet.NEW), county=COUNTY)

    assert [fault.code for fault in source.faults.values()] in (["asset.code_length"], ["asset.code_digits"])


def test_a_file_without_the_columns_that_count_is_refused_whole(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "things.csv", [{"number": "1", "lon": "113", "lat": "34"}])

    with pytest.raises(Refused, match=r"territory\.column_missing"):
        read_assets(file, OLD, county=COUNTY, crs="EPSG:4326")


def test_a_csv_must_say_its_coordinate_system(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "things.csv", [a_thing()])

    with pytest.raises(Refused, match=r"territory\.crs_undeclared"):
        read_assets(file, OLD, county=COUNTY)


def test_a_deployment_says_its_own_columns_and_words(tmp_path: Path) -> None:
    row = {"编号": cover_code(), "状况": "占压", "lon": "113.685", "lat": "34.785"}
    mapping = asset_map(
        FieldSet.OLD,
        scheme=SCHEME_2013,
        columns={"code": "编号", "state": "状况"},
        states={"占压": "damaged"},
    )
    file = write_csv(tmp_path / "things.csv", [row])

    source = read_assets(file, mapping, county=COUNTY, crs="EPSG:4490")

    assert (source.records[0].category, source.records[0].state) == (
        f"{SCHEME_2013}:part:0101",
        AssetState.DAMAGED,
    )


@pytest.mark.parametrize(
    "wrong", [{"columns": {"weight": "kg"}}, {"states": {"坏": "bad"}}, {"owner_states": {"?": "perhaps"}},
              {"scheme": "DIN 1"}],
)  # fmt: skip
def test_a_mapping_that_names_what_is_not_ours_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"asset\.map_unknown"):
        asset_map(FieldSet.OLD, **wrong)  # type: ignore[arg-type]


def test_an_owner_that_is_missing_makes_the_owner_state_unknown(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(DeptCode2="", DeptName2=""), a_thing(2, kind="0114"))

    assert thing().owner_state is OwnerState.UNKNOWN
    assert thing(2, "0114").owner_state is OwnerState.OWNERLESS


def test_photos_of_things_are_kept_and_one_that_is_missing_names_its_row(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (64, 48), "#888").save(photos / "cover.jpg")

    report = take_in(tmp_path, a_thing(photo="cover.jpg"), photos=photos)
    bad = take_in(tmp_path, a_thing(photo="gone.jpg"), photos=photos)

    assert report.new == 1
    assert len(thing().photo) == 64
    assert [fault.code for fault in bad.faults.values()] == ["asset.photo_missing"]


def test_a_unit_of_the_register_gets_its_department_from_a_day_on(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    assert ("gongshui", "自来水公司") in unmapped_units(COUNTY)

    for department, day in (("water", date(2020, 1, 1)), ("parks", date(2024, 1, 1))):
        map_units(COUNTY, [Standing("gongshui", department)], departments=["water", "parks"], source="test",
                  from_on=day)  # fmt: skip

    stands = {
        day.year: unit_standings(COUNTY, ["gongshui"], on=day)["gongshui"].department
        for day in (date(2021, 1, 1), date(2024, 1, 1))
    }
    assert stands == {2021: "water", 2024: "parks"}


def test_a_unit_cannot_be_given_to_a_department_that_is_not_there(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())

    with pytest.raises(Refused, match=r"asset\.unit_department"):
        map_units(COUNTY, [Standing("chengtou", "water"), Standing("gongshui", "nobody")], departments=["water"],
                  source="test", from_on=None)  # fmt: skip
    assert unit_standings(COUNTY, ["chengtou"], on=NOW.date())["chengtou"].department == ""


def test_things_outside_the_plan_or_in_another_grid_than_written_are_counted(tmp_path: Path) -> None:
    report = take_in(tmp_path, a_thing(BGID=GRIDS[3]), a_thing(2, lon="113.9", lat="34.9"))

    assert (report.new, report.outside, report.elsewhere) == (2, 1, 1)
    assert replace(thing(2)).unit == ""
