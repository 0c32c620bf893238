"""Is a file of people taken whole or not at all, with every bad row named?"""

import json
from pathlib import Path

import pytest

from tests.people.conftest import COUNTY, NOW, SECRET, TODAY
from wangge.config.cli import main
from wangge.foundation.models import Event
from wangge.people.models import Account, Department, Post
from wangge.people.queries import account_by_login, hats
from wangge.people.services.accounts import log_in
from wangge.people.services.importing import import_people
from wangge.rules.errors import Refused

PEOPLE = [
    "login,name,post,unit,department,from,until,password",
    f"chen,陈一,grid_worker,410105002001001,,2012-01-01,,{SECRET}",
    "chen,陈一,checker,410105002,,2012-01-01,2030-01-01,",
    "li,李二,handler,410105,water,2012-01-01,,",
]
DEPARTMENTS = ["code,name,unit", "water,水务局,410105"]

pytestmark = pytest.mark.usefixtures("ground")


def written() -> list[int]:
    return [rows.objects.count() for rows in (Account, Department, Post, Event)]


def test_people_come_in_with_their_posts_and_departments() -> None:
    report = import_people(COUNTY, PEOPLE, DEPARTMENTS, now=NOW)

    chen = account_by_login("chen")
    assert chen is not None
    assert (report.read, report.taken, report.already, report.rejected) == (3, 3, 0, 0)
    assert written() == [2, 1, 3, 3]
    assert {hat.kind for hat in hats(chen.id, on=TODAY)} == {"grid_worker", "checker"}
    assert log_in("chen", SECRET, now=NOW) == chen.id


def test_taking_a_file_again_doubles_nothing() -> None:
    import_people(COUNTY, PEOPLE, DEPARTMENTS, now=NOW)

    report = import_people(COUNTY, PEOPLE, DEPARTMENTS, now=NOW)

    assert (report.read, report.taken, report.already) == (3, 0, 3)
    assert written() == [2, 1, 3, 3]


def test_a_file_that_has_grown_brings_what_is_new() -> None:
    import_people(COUNTY, PEOPLE, DEPARTMENTS, now=NOW)

    report = import_people(COUNTY, [*PEOPLE, "li,李二,checker,410105002,,2024-01-01,,"], now=NOW)

    assert (report.read, report.taken, report.already) == (4, 1, 3)
    assert written() == [2, 1, 4, 4]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("wang,王三,mayor,410105,,2012-01-01,,", "people.post_unknown", "post"),
        ("wang,王三,checker,410199,,2012-01-01,,", "people.unit_unknown", "unit"),
        ("wang,王三,handler,410105,fire,2012-01-01,,", "people.department_unknown", "department"),
        ("wang,王三,handler,410105,,2012-01-01,,", "people.department_missing", "department"),
        ("wang,王三,checker,410105,,1 January,,", "people.day_unreadable", "from"),
        ("wang,王三,checker,410105,,2012-01-01,2011-01-01,", "people.post_ends_before", "until"),
        ("王,王三,checker,410105,,2012-01-01,,", "people.login_form", "login"),
        ("wang,,checker,410105,,2012-01-01,,", "people.name_missing", "name"),
        ("wang,王三,checker,410105,,2012-01-01,,short", "people.password_short", "password"),
        ("chen,别人,checker,410105,,2012-01-01,,", "people.login_taken", "login"),
        ("chen,陈一,checker,410105002,,2013-01-01,,", "people.post_overlaps", "from"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_written(row: str, code: str, field: str) -> None:
    report = import_people(COUNTY, [*PEOPLE, row], DEPARTMENTS, now=NOW)

    assert [(one.file, one.row, one.refused.code) for one in report.faults] == [("people", 5, code)]
    assert report.faults[0].refused.facts["field"] == field
    assert (report.read, report.taken, report.already, report.rejected, report.held_back) == (4, 0, 0, 1, 3)
    assert written() == [0, 0, 0, 0]


def test_every_bad_row_is_named_not_only_the_first() -> None:
    report = import_people(
        COUNTY, [*PEOPLE[:1], ",,,,,,,", "a,b,c,d,e,f,g,h"], ["code,name,unit", "x,,410105"]
    )

    assert [(one.file, one.row) for one in report.faults] == [
        ("departments", 2),
        ("people", 2),
        ("people", 3),
    ]


@pytest.mark.parametrize(
    ("lines", "code"), [([], "people.column_missing"), (["login,name"], "people.column_missing"),
                        (PEOPLE[:1], "people.file_empty")],
)  # fmt: skip
def test_a_file_without_columns_or_people_is_refused(lines: list[str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        import_people(COUNTY, lines)

    assert refused.value.code == code


def test_the_command_tells_the_summary_as_json_and_ends_by_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, departments = tmp_path / "people.csv", tmp_path / "departments.csv"
    people.write_text("\ufeff" + "\r\n".join(PEOPLE), encoding="utf-8")
    departments.write_text("\n".join(DEPARTMENTS), encoding="utf-8")

    done = main(["people", "import", str(people), "--departments", str(departments), "--json"])
    summary = json.loads(capsys.readouterr().out)
    people.write_text("\n".join([*PEOPLE, "x,y,z,,,,,"]), encoding="utf-8")
    at_fault = main(["people", "import", str(people), "--json"])
    faults = json.loads(capsys.readouterr().out)["faults"]

    assert (done, at_fault) == (0, 1)
    assert summary == {"read": 3, "taken": 3, "already": 0, "rejected": 0, "held_back": 0, "faults": []}
    assert [(fault["row"], fault["field"], fault["code"]) for fault in faults] == [
        (5, "post", "people.post_unknown")
    ]


def test_a_file_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["people", "import", "/nowhere.csv"]) == 2
    assert "people.file_unreadable" in capsys.readouterr().err
