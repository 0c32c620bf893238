"""A county's list of addresses is read whole or not at all, and finds the deputies of a door."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, SINCE, STREET, inside
from tests.deputies.test_seats import district, make_office
from wangge.config.cli import main
from wangge.deputies.services.seats import give_seat, keep_deputy
from wangge.foundation.ids import uuid7
from wangge.rules.errors import Refused
from wangge.territory.models import Address
from wangge.territory.queries.addresses import address, addresses_named
from wangge.territory.services.addresses import read_addresses

pytestmark = pytest.mark.django_db
DOORS = (("花园路66号院", GRIDS[0]), ("花园路166号院", GRIDS[3]), ("花园路6号", GRIDS[3]))


@pytest.fixture(autouse=True)
def _street() -> None:
    make_office()


def a_list(folder: Path, *rows: tuple[object, ...], head: str = "name,lon,lat") -> Path:
    path = folder / "addresses.csv"
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]), encoding="utf-8")
    return path


def read(path: Path) -> None:
    read_addresses(COUNTY, path, source="示例地名办 2024", crs="EPSG:4326", now=NOW)


@pytest.fixture
def doors(tmp_path: Path) -> None:
    read(a_list(tmp_path, *((name, *inside(grid)) for name, grid in DOORS)))


def refusal(path: Path, **more: str) -> tuple[str, object]:
    with pytest.raises(Refused) as found:
        read_addresses(COUNTY, path, **({"source": "x", "crs": "EPSG:4326"} | more), now=NOW)
    return found.value.code, found.value.facts.get("row")


def test_the_command_says_how_many_were_read_replaced_and_lie_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_list(tmp_path, ("甲院", *inside(GRIDS[0])), ("远处", 113.0, 34.0))
    command = [
        "territory",
        "addresses",
        str(path),
        "--county",
        COUNTY,
        "--crs",
        "EPSG:4326",
        "--source",
        "x",
        "--json",
    ]

    assert main(command) == 0
    assert json.loads(capsys.readouterr().out) == {"read": 2, "before": 0, "outside": 1}
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["before"] == 2
    assert Address.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((" ", 113.6, 34.7), "address.no_name"),
        (("长" * 121, 113.6, 34.7), "address.too_long"),
        (("花园路66号3号楼501室", 113.6, 34.7), "address.of_a_room"),
        (("甲院", "x", 34.7), "territory.bad_number"),
        (("甲院", 113.6, "nan"), "territory.bad_number"),
        (("甲院", 34.7, 113.6), "territory.swapped"),
    ],
)
@pytest.mark.usefixtures("doors")
def test_a_list_with_a_bad_row_is_refused_by_its_number_and_the_old_one_stays(
    tmp_path: Path, row: tuple[object, ...], code: str
) -> None:
    assert refusal(a_list(tmp_path, ("乙院", 113.6, 34.7), row)) == (code, 3)
    assert sorted(Address.objects.values_list("name", flat=True)) == sorted(name for name, _ in DOORS)


def test_a_list_without_rows_a_column_a_source_or_its_system_is_refused(tmp_path: Path) -> None:
    good = ("甲院", 113.6, 34.7)

    assert refusal(tmp_path / "none.csv")[0] == "territory.file_missing"
    assert refusal(a_list(tmp_path))[0] == "territory.empty_file"
    assert refusal(a_list(tmp_path, good, head="name,lon,y"))[0] == "territory.column_missing"
    assert refusal(a_list(tmp_path, good), source=" ")[0] == "address.no_source"
    assert refusal(a_list(tmp_path, good), crs="")[0] == "territory.crs_undeclared"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("花园路66号", ["花园路66号院"]),
        ("花园路 66号院 3号楼 2单元", ["花园路66号院"]),
        ("66号", ["花园路66号院"]),
        ("花园路", ["花园路6号", "花园路66号院", "花园路166号院"]),
        ("花园路7号", []),
        ("花", []),
    ],
)
@pytest.mark.usefixtures("doors")
def test_words_find_the_entries_that_hold_them_or_the_door_that_they_begin_with(
    words: str, names: list[str]
) -> None:
    assert [row.name for row in addresses_named(COUNTY, words)] == names


@pytest.mark.usefixtures("doors")
def test_an_address_leads_to_the_deputies_of_its_grid_and_several_are_shown_to_choose_from() -> None:
    _, east = district()
    give_seat(COUNTY, keep_deputy(COUNTY, "甲代表", now=NOW), east, from_on=SINCE, now=NOW)
    client, at = Client(), f"/deputies/public/{COUNTY}/"

    one, several = client.get(at, {"q": "花园路66号"}), client.get(at, {"q": "花园路"})

    assert "花园路66号院 · " in one.text
    assert "甲代表" in one.text
    street, *ways = several.context["choices"]
    assert street["url"].endswith(f"unit={STREET}")
    assert [way["name"].partition(" · ")[0] for way in ways] == ["花园路6号", "花园路66号院", "花园路166号院"]
    assert all("网格" in way["name"] for way in ways)
    assert "甲代表" in client.get(ways[1]["url"]).text
    assert client.get(at, {"address": uuid7().hex}).status_code == 404
    with pytest.raises(Refused):
        address("000000", Address.objects.all()[0].id)
