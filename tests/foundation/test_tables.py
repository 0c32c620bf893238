"""A table of figures leaves the house with its moment and sets, and no cell of it becomes a formula."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from wangge.foundation.tables import LINES_MOST, Line, Told, harmless, table_response
from wangge.rules.errors import Refused

AT = datetime(2024, 3, 5, 2, tzinfo=UTC)
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "　=cmd|' /C calc'!A0")


def told(*lines: Line, sets: tuple[tuple[str, str], ...] = (("Found", "every report"),)) -> Told:
    return Told("test-figures", "Figures", AT, [("County", "金水区")], lines, sets)


def answered(one: Told, form: str) -> bytes:
    return table_response(RequestFactory().get("/figures"), one, form).content


@pytest.mark.parametrize("text", EVIL)
def test_a_text_that_begins_like_a_formula_is_no_formula(text: str) -> None:
    line = Line("Table", text, "Found", 1, over=text)

    rows = list(csv.reader(io.StringIO(answered(told(line), "csv").decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(answered(told(line), "xlsx")))

    assert harmless(text) == f"'{text}"
    assert rows[5][1] == f"'{text}"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(isinstance(cell.value, str) and cell.value[0] in "=+-@" for cell in cells)


def test_a_workbook_holds_no_formula_element_at_all() -> None:
    content = answered(told(Line("=T", "=R", "=F", 1, 2, "=O", "=U", "/a?b=1", "/c", "=N")), "xlsx")

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [
            parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    assert len(sheets) == 2
    assert not any(re.search(r"<f[ >]", sheet) for sheet in sheets)


def test_numbers_stay_numbers_and_a_share_has_both_of_its_own() -> None:
    content = answered(
        told(Line("By unit", "一网格", "Solve rate", 2328, 4556, "Solved", "Found", "/x", "/y")), "csv"
    )

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    line = next(row for row in rows if row and row[0] == "By unit")
    assert line[1:] == [
        "一网格", "Solve rate", "2328", "4556", "51.1", "Solved", "Found", "http://testserver/x",
        "http://testserver/y", "",
    ]  # fmt: skip
    assert rows[-1] == ["Found", "every report"]


def test_a_share_of_nothing_says_no_cases_and_has_no_percentage() -> None:
    line = Line("By unit", "一网格", "Solve rate", 0, 0)

    rows = list(csv.reader(io.StringIO(answered(told(line), "csv").decode("utf-8-sig"), newline="")))

    assert line.percent is None
    assert rows[5][5] == ""
    assert rows[5][-1] in {"no cases", "无案件"}


def test_a_workbook_has_a_sheet_for_each_table_whatever_it_is_called_and_links_that_open() -> None:
    lines = [
        Line("By unit / now?", "x", "Found", 1, n_url="/cases/?a=1&b=2"),
        Line("By unit : now*", "y", "Found", 2),
    ]

    book = load_workbook(io.BytesIO(answered(told(*lines), "xlsx")))

    assert len(book.sheetnames) == 3
    [link] = [
        cell.hyperlink.target for row in book.worksheets[1].iter_rows() for cell in row if cell.hyperlink
    ]
    assert link == "http://testserver/cases/?a=1&b=2"
    assert book.worksheets[1]["C2"].value == 1


def test_an_unknown_form_and_an_endless_table_are_refused() -> None:
    line = Line("T", "r", "f", 1)

    for one, form, code in (
        (told(line), "pdf", "table.form"),
        (told(*[line] * (LINES_MOST + 1)), "csv", "table.too_long"),
    ):
        with pytest.raises(Refused) as refused:
            answered(one, form)
        assert refused.value.code == code
