"""The same from a terminal."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.builders import COUNTY, make_office
from wangge.config.cli import main
from wangge.workload.services.speaking import days_on, suggest

pytestmark = pytest.mark.django_db


def test_an_overdue_suggestion_ends_the_command_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    office = make_office()
    suggest("同一件事填三张表", hat=office.worker, now=timezone.now() - timedelta(days=60))

    status = main(["workload", "show", COUNTY, "--json"])

    assert status == 1
    assert json.loads(capsys.readouterr().out)["overdue"] == 1


def test_a_term_is_set_from_a_day_on(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()

    assert main(["workload", "term", COUNTY, "5", "--from", "2024-04-01", "--source", "test"]) == 0

    capsys.readouterr()
    assert (days_on(COUNTY, date(2024, 3, 31)), days_on(COUNTY, date(2024, 4, 1))) == (10, 5)


def test_a_term_that_cannot_be_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()

    assert main(["workload", "term", COUNTY, "99", "--from", "2024-04-01", "--source", "test"]) == 2
    assert "speaking.bad_term" in capsys.readouterr().err
