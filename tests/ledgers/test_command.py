"""`wangge ledgers` at the machine: sheets into a folder, forms out and in, a printed proof held against the record."""

import json
from pathlib import Path

import pytest

from tests.builders import COUNTY, GRIDS, NOW, a_report, make_office
from wangge.cases.queries.export import exported_pages
from wangge.cases.queries.listing import Filters
from wangge.cases.services.intake import report_case
from wangge.config.cli import main
from wangge.foundation.sequencing import sequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> str:
    office = make_office()
    report_case(office.worker, a_report(GRIDS[0], category="zz-ledger:event:0801"), now=NOW)
    sequence(COUNTY)
    return str(next(exported_pages(COUNTY, Filters()))[0][0])


def said(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["ledgers", *words, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_the_seven_ledgers_come_at_once_and_the_same_each_time(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys, "export", "ledger", "--period", "2024-03", "--out", str(tmp_path))
    second = said(capsys, "export", "ledger", "--period", "2024-03", "--out", str(tmp_path))

    assert first == second
    assert sorted(first) == sorted(file.name for file in tmp_path.iterdir())
    assert len(first) == 7


def test_the_proof_is_what_stands_on_the_paper(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "proof", number)
    made = said(capsys, "export", "case_file", "--case", number, "--out", str(tmp_path))

    assert shown["number"] == number
    assert len(str(shown["chain"])) == len(str(shown["county_chain"])) == 64
    assert len(made) == 1


def test_the_form_in_force_goes_out_and_comes_back_in(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "template", "weekly", str(tmp_path), "--write")
    said(
        capsys, "template", "weekly", str(out["file"]), "--source", "区文〔2026〕1号", "--from", "2020-01-01"
    )

    listed = said(capsys, "list")
    fields = said(capsys, "fields", "weekly")

    assert listed["weekly"] == "docx 2020-01-01 区文〔2026〕1号"
    assert listed["monthly"] == "xlsx packaged"
    assert "days.*" in fields


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("proof", "none"), "ledger.no_number"),
        (("template", "weekly", "nowhere.docx", "--source", "x"), "ledger.no_file"),
        (("template", "weekly", "README.md", "--source", "x"), "ledger.unknown_form"),
        (
            ("template", "weekly", "README.md", "--until", "2020-01-01", "--from", "2020-01-01"),
            "ledger.unknown_form",
        ),
        (("list", "--county", "none"), "command.no_county"),
    ],
)
def test_wrong_use_is_refused_with_its_remedy(
    number: str, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledgers", *words]) == 2
    assert code in capsys.readouterr().err


def test_a_form_too_large_or_over_before_it_begins_is_refused(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large, plain = tmp_path / "large.typ", tmp_path / "plain.typ"
    large.write_text("x" * 2_000_001)
    plain.write_text("x")

    assert main(["ledgers", "template", "weekly", str(large), "--source", "x"]) == 2
    assert "ledger.too_large" in capsys.readouterr().err
    asked = ["--source", "x", "--from", "2020-01-02", "--until", "2020-01-02"]
    assert main(["ledgers", "template", "weekly", str(plain), *asked]) == 2
    assert "ledger.template_dates" in capsys.readouterr().err


def test_a_form_holds_until_its_day_and_then_the_one_before_holds_again(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = tmp_path / "plain.typ"
    plain.write_text("x")

    said(
        capsys,
        "template",
        "weekly",
        str(plain),
        "--source",
        "x",
        "--from",
        "2020-01-01",
        "--until",
        "2020-02-01",
    )

    assert said(capsys, "list")["weekly"] == "docx packaged"
