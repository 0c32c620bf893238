"""Does a root kept outside the database catch what fits together inside it?"""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.builders import COUNTY, NOW, a_report, make_office
from tests.tampering import History, event_of, faults, make_history, recompute, remove_newest, tamper
from wangge.cases.services.intake import report_case
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import DayRoot, keep_day_roots, read_roots
from wangge.foundation.models import Head
from wangge.foundation.worker import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where day roots are kept during one test."""
    monkeypatch.setattr("django.conf.settings.WANGGE_HOME", tmp_path)
    return tmp_path / "roots"


@pytest.fixture
def history() -> History:
    return make_history()


def test_a_subject_that_was_recomputed_whole_is_found_by_a_root_kept_outside_and_only_by_that(
    history: History, folder: Path
) -> None:
    keep_day_roots(now=tomorrow())

    recompute(history.open)

    assert faults() == []
    found = faults(*read_roots(folder / f"{COUNTY}.jsonl"))
    assert [fault.kind for fault in found] == ["root_differs"]
    assert f"{timezone.now():%Y-%m-%d}" in found[0].detail


def test_a_quiet_day_after_the_deed_does_not_cover_it(history: History, folder: Path) -> None:
    keep_day_roots(now=tomorrow())
    recompute(history.open)
    keep_day_roots(now=tomorrow() + timedelta(days=1))

    found = faults(*read_roots(folder / f"{COUNTY}.jsonl"))

    assert [fault.kind for fault in found] == ["root_differs"]


def test_a_history_that_was_cut_back_without_a_trace_is_found_by_a_root(
    history: History, folder: Path
) -> None:
    keep_day_roots(now=tomorrow())
    cut = remove_newest()
    before = event_of(history.closed, cut.seq - 1)
    tamper(
        "UPDATE cases_case SET seq = %s, chain = %s WHERE id = %s", before.seq, before.hash, history.closed
    )

    assert faults() == []
    assert [fault.kind for fault in faults(*read_roots(folder / f"{COUNTY}.jsonl"))] == ["root_differs"]


def test_the_root_of_a_day_is_kept_once_and_outside_the_database(history: History, folder: Path) -> None:
    kept = [keep_day_roots(now=tomorrow() + timedelta(hours=hours)) for hours in (0, 1, 2)]

    root = read_roots(folder / f"{COUNTY}.jsonl")
    head = Head.objects.get(county=COUNTY)
    assert kept == [1, 0, 0]
    assert root == [DayRoot(COUNTY, f"{timezone.now():%Y-%m-%d}", head.position, head.chain)]
    assert faults(*root) == []


def test_the_root_of_each_day_stands_in_a_line_of_its_own(history: History, folder: Path) -> None:
    keep_day_roots(now=tomorrow())
    report_case(history.office.worker, a_report(), now=NOW)
    work_off(CONSUMERS)
    keep_day_roots(now=tomorrow() + timedelta(days=1))

    first, second = read_roots(folder / f"{COUNTY}.jsonl")
    assert first.day < second.day
    assert first.position < second.position
    assert faults(first, second) == []


def test_no_root_is_kept_where_nothing_is_older_than_the_day(folder: Path) -> None:
    began = timezone.now()
    office = make_office()
    report_case(office.worker, a_report(), now=NOW)
    work_off(CONSUMERS)

    assert keep_day_roots(now=began) == 0
    assert not folder.exists()


@pytest.mark.parametrize("kept", ["beside the data", "elsewhere"])
def test_the_command_says_what_is_wrong_by_its_exit_and_in_its_report(
    history: History, folder: Path, tmp_path: Path, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_day_roots(now=tomorrow())
    words = ["audit", "verify", "--json"]
    if kept == "elsewhere":
        (folder / f"{COUNTY}.jsonl").rename(tmp_path / "roots.jsonl")
        words += ["--roots", str(tmp_path / "roots.jsonl")]

    sound = main(words), json.loads(capsys.readouterr().out)
    recompute(history.open)
    unsound = main(words), json.loads(capsys.readouterr().out)

    assert sound == (0, {"counties": 1, "faults": []})
    assert unsound[0] == 1
    assert [(fault["kind"], fault["county"]) for fault in unsound[1]["faults"]] == [("root_differs", COUNTY)]


def tomorrow() -> datetime:
    # In the middle of the day by UTC, which is the day that a root speaks of: a few hours more stay in it.
    return datetime.combine(timezone.now().date() + timedelta(days=1), time(12), UTC)
