"""Claims about `wangge assets`, as an operator uses it."""

import csv
import json
from pathlib import Path

import pytest

from tests.builders import COUNTY, GRIDS, make_office
from tests.territory.things import a_thing, cover_code, take_in, write_csv
from wangge.config.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _street() -> None:
    make_office()


def said(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, dict[str, object]]:
    status = main(["assets", *command, "--json"])
    answer = capsys.readouterr().out
    return status, json.loads(answer)


def test_a_census_is_taken_in_and_taking_it_in_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(write_csv(tmp_path / "things.csv", [a_thing(), a_thing(2)]))
    command = ("import", file, "--set", "2007", "--crs", "EPSG:4490")

    first, again = said(capsys, *command), said(capsys, *command)

    assert (first[0], first[1]["new"], first[1]["written"]) == (0, 2, True)
    assert (again[0], again[1]["new"], again[1]["unchanged"]) == (0, 0, 2)


def test_an_import_with_bad_rows_ends_with_1_writes_nothing_and_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(
        write_csv(tmp_path / "things.csv", [a_thing(), a_thing(2, ObjState="?"), a_thing(3, ObjID="7")])
    )
    rejects = tmp_path / "rejects.csv"

    status = main(
        ["assets", "import", file, "--set", "2007", "--crs", "EPSG:4490", "--rejects", str(rejects)]
    )

    shown = capsys.readouterr().out
    with rejects.open(encoding="utf-8-sig", newline="") as lines:
        rows = [(row["row"], row["code"]) for row in csv.DictReader(lines)]
    assert (status, "written: False" in shown, "asset.state_unknown" in shown) == (1, True, True)
    assert rows == [("3", "asset.state_unknown"), ("4", "asset.code_length")]
    assert said(capsys, "list")[1] == {"assets": []}


def test_a_mapping_file_gives_the_columns_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(
        tmp_path / "t.csv", [{"编号": cover_code(), "ObjState": "好", "lon": "113.685", "lat": "34.785"}]
    )
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\ncode = "编号"\n[states]\n"好" = "intact"\n', encoding="utf-8")

    status, report = said(
        capsys, "import", str(file), "--set", "2007", "--crs", "EPSG:4326", "--map", str(mapping)
    )

    assert (status, report["new"]) == (0, 1)


def test_the_register_is_listed_and_narrowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(tmp_path, a_thing(), a_thing(2, ObjState="破损"), a_thing(kind="0118", grid=GRIDS[3]))

    kinds = said(capsys, "list", "--kinds")[1]
    damaged = said(capsys, "list", "--state", "damaged")[1]["assets"]
    here = said(capsys, "list", "--unit", GRIDS[3])[1]["assets"]

    assert kinds == {"CJ/T 214-2007:part:0101": 2, "CJ/T 214-2007:part:0118": 1}
    assert [one["code"] for one in damaged] == [cover_code(2)]  # type: ignore[attr-defined]
    assert [one["code"] for one in here] == [cover_code(1, "0118")]  # type: ignore[attr-defined]


def test_owner_says_who_answers_and_who_was_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(tmp_path, a_thing())
    table = write_csv(tmp_path / "units.csv", [{"unit": "chengtou", "department": "parks"}])

    before = said(capsys, "owner", cover_code())[1]
    mapped = said(capsys, "units", str(table), "--source", "协议")[1]
    after = said(capsys, "owner", cover_code())[1]

    assert (before["decided_by"], before["department"]) == ("territory", "water")
    assert mapped == {"changed": 1, "without_department": 2}
    assert (after["decided_by"], after["department"]) == ("owner", "parks")
    assert [(one["rung"], one["passed"]) for one in after["keepers"]] == [  # type: ignore[attr-defined]
        ("maintainer", "stranger"), ("owner", ""), ("authority", "stranger"),
    ]  # fmt: skip


def test_an_unknown_code_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assets", "owner", f"{COUNTY}0101999999"]) == 2
    assert "case.unknown_asset" in capsys.readouterr().err


def test_the_units_without_a_department_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in(tmp_path, a_thing())

    open_units = said(capsys, "units")[1]["without_department"]

    assert [one["unit"] for one in open_units] == ["chengtou", "gongshui", "zhujian"]  # type: ignore[attr-defined]
