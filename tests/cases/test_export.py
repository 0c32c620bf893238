"""Do cases leave as they are kept, all of a set and nothing else?"""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.builders import COUNTY, COVER, GRIDS, NOW, make_office
from tests.pasts import CLOSED, REPORTED, a_past
from wangge.cases.models import Case
from wangge.cases.queries import export
from wangge.cases.services.history import take_in_history
from wangge.config.cli import main

pytestmark = pytest.mark.django_db
WORDS = "=井盖破损,\n请尽快处理" + "，很急" * 60
BELL = "\a"  # no character of a workbook


@pytest.fixture(autouse=True)
def past() -> None:
    make_office()
    late = CLOSED - timedelta(days=1)
    take_in_history(
        COUNTY,
        [
            a_past("1", words=WORDS, due_at=late),
            a_past("2", unit=GRIDS[3], reported_at=REPORTED + timedelta(days=1)),
            a_past("3", outcome="", closed_at=None, lon_e7=None, lat_e7=None, located="named"),
        ],
        now=NOW,
    )


@pytest.fixture
def leave(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, object], Path]]:
    """Run `wangge cases export --json`; its exit status, what it printed, and the file."""

    def run(name: str, *more: str) -> tuple[int, dict[str, object], Path]:
        out = tmp_path / name
        code = main(["cases", "export", "--out", str(out), "--json", *more])
        told = capsys.readouterr()
        return code, json.loads(told.out or told.err), out

    return run


Leave = Callable[..., tuple[int, dict[str, object], Path]]


def lines_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_case_leaves_with_codes_moments_and_whole_words(leave: Leave) -> None:
    code, told, out = leave("cases.jsonl")

    assert (code, told) == (0, {"county": COUNTY, "rows": 3, "file": str(out)})
    by_ref = {line["source_ref"]: line for line in lines_of(out)}
    late, other, waiting = (by_ref[ref] for ref in "123")
    assert (late["words"], late["category"], late["grid"], late["stream"]) == (WORDS, COVER, GRIDS[0], "311")
    assert (late["reported_at"], late["on_time"], late["end"]) == (REPORTED.isoformat(), False, "solved")
    assert (late["lon"], late["lat"]) == (113.685, 34.785)
    assert (other["unit"], other["highest_level"]) == (GRIDS[3], "district")
    assert (waiting["lon"], waiting["ended_at"], waiting["on_time"]) == (None, None, None)


def test_a_set_is_narrowed_as_lists_are(leave: Leave) -> None:
    narrowed = {
        ("--figure", "open"): {"3"},
        ("--figure", "overdue"): {"1"},
        ("--unit", GRIDS[3]): {"2"},
        ("--period", "2020"): set(),
        ("--kind", COVER, "--figure", "solved"): {"1", "2"},
        ("--q", "尽快处理"): {"1"},
    }

    for words, refs in narrowed.items():
        assert {line["source_ref"] for line in lines_of(leave("cases.jsonl", *words)[2])} == refs, words


def test_an_export_of_many_pages_holds_every_case_once(leave: Leave, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in_history(COUNTY, [a_past(f"more {number}") for number in range(20)], now=NOW)
    monkeypatch.setattr(export, "PAGE", 4)

    numbers = [line["number"] for line in lines_of(leave("cases.jsonl")[2])]

    assert sorted(map(str, numbers)) == sorted(Case.objects.values_list("number", flat=True))


def test_csv_and_excel_hold_the_same_rows_and_no_formula(leave: Leave) -> None:
    with leave("cases.csv")[2].open(encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    book = load_workbook(leave("cases.xlsx")[2], read_only=True)
    sheet = [
        ["" if cell is None else str(cell) for cell in row]
        for row in book["cases"].iter_rows(values_only=True)
    ]
    book.close()

    assert head == list(export.EXPORTED)
    assert sheet == [head, *lines]
    assert "'" + WORDS in lines[-1] + lines[0] + lines[1]


def test_a_character_that_no_workbook_holds_is_left_out_of_excel_alone(leave: Leave) -> None:
    take_in_history(COUNTY, [a_past("4", words=f"井盖{BELL}破损")], now=NOW)

    book = load_workbook(leave("cases.xlsx")[2], read_only=True)
    cells = [cell for row in book["cases"].iter_rows(values_only=True) for cell in row]
    book.close()

    assert "井盖破损" in cells
    assert f"井盖{BELL}破损" in [line["words"] for line in lines_of(leave("cases.jsonl")[2])]


@pytest.mark.parametrize(
    ("name", "more", "fault"),
    [
        ("cases.pdf", [], "case.export_form"),
        ("nowhere/cases.csv", [], "case.export_place"),
        ("cases.csv", ["--unit", "999"], "case.unknown_unit"),
        ("cases.csv", ["--county", "990000"], "case.no_setup"),
        ("cases.csv", ["--period", "2015-13"], "period.unreadable"),
        ("cases.csv", ["--q", "井"], "search.too_short"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_no_file(
    name: str, more: list[str], fault: str, leave: Leave, tmp_path: Path
) -> None:
    code, told, _ = leave(name, *more)

    assert (code, told["code"]) == (2, fault)
    assert list(tmp_path.iterdir()) == []
