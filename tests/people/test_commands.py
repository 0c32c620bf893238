"""Do the commands of this package say what they did, and end as they should?"""

import io
import json
from pathlib import Path

import pytest

from tests.people.conftest import COUNTY, NOW
from wangge.config.cli import main
from wangge.people.queries import working_calendar
from wangge.people.services.accounts import log_in
from wangge.people.services.calendars import load_packaged_calendars

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_calendar")]


def test_a_published_year_is_loaded_from_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("date,is_off_day,name,notice_year\n2026-12-26,0,x,2027\n2027-01-01,1,x,2027\n", "utf-8")

    assert main(["calendar", "load", str(file), "--source", "国办通知", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"calendar": "cn", "years": [2027], "days": 2}
    assert main(["calendar", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"calendar": "cn", "years": {"2027": "国办通知"}}


def test_a_bad_day_list_is_wrong_use_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("date,is_off_day\n2027-01-01,1\n2027-02-30,1\n", "utf-8")

    assert main(["calendar", "load", str(file)]) == 2
    told = capsys.readouterr().err
    assert "第 3 行" in told
    assert "Row 3" in told
    assert main(["calendar", "show"]) == 2


def test_office_hours_are_set_for_a_county() -> None:
    load_packaged_calendars()
    hours = "09:00-12:00,13:00-17:00"

    done = main(
        [
            "calendar",
            "hours",
            "--county",
            COUNTY,
            "--hours",
            hours,
            "--from",
            "2012-01-01",
            "--source",
            "办法",
        ]
    )

    assert done == 0
    assert working_calendar(COUNTY).day_length == 7 * 3_600_000_000


def test_a_password_is_read_from_standard_input(
    someone: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("fresh horse\n"))

    assert main(["people", "password", "chen"]) == 0
    assert log_in("chen", "fresh horse", now=NOW) == someone
    assert main(["people", "password", "nobody"]) == 2
    assert "people.login_unknown" in capsys.readouterr().err
