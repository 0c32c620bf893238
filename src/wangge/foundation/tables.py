"""How does a table of figures leave the house: with its moment, what each set means, both numbers and their lists?

One form for all pages: facts first, then one line for each figure, then what the sets mean. A number stays a number;
a text never becomes a formula in the program that opens it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.rules.errors import Refused

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

# What a spreadsheet program takes for the beginning of a formula, or skips on its way to one; wide forms, too.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_MOST = 32_000  # characters; a cell of Excel takes 32,767
LINES_MOST = 50_000
NAME_MOST = 31  # characters of a sheet's name
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one row of a table; a rate has both its numbers and the names of both its sets."""

    table: str
    row: str
    figure: str
    n: Value
    d: int | None = None
    over: str = ""  # the set that is counted
    under: str = ""  # the set that it is a share of
    n_url: str = ""  # opens what is counted
    d_url: str = ""
    note: str = ""  # why there is no number

    @property
    def percent(self) -> float | None:
        """Return the share with one decimal, half up; None where there is none."""
        if not isinstance(self.n, int) or not self.d:
            return None
        return ((2000 * self.n + self.d) // (2 * self.d)) / 10


@dataclass(frozen=True, slots=True)
class Told:
    """A page of figures as it is handed out."""

    name: str  # of the file, plain letters
    title: str
    as_of: datetime
    facts: Sequence[tuple[str, Value]]
    lines: Sequence[Line]
    sets: Sequence[tuple[str, str]] = ()  # a set's name, and what is in it


def table_response(request: HttpRequest, told: Told, form: str) -> HttpResponse:
    """Answer with the table as a file; refuse `table.form`, and `table.too_long` above LINES_MOST lines."""
    if form not in FORMS:
        raise Refused("table.form", field="form", form=form[:20])
    if len(told.lines) > LINES_MOST:
        raise Refused("table.too_long", limit=LINES_MOST)
    absolute = [(line, _absolute(request, line.n_url), _absolute(request, line.d_url)) for line in told.lines]
    content = (_csv if form == "csv" else _xlsx)(told, absolute)
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{told.name}-{told.as_of:%Y%m%d-%H%M}.{form}"'
    return response


def harmless(value: Value) -> Value:
    """Return a value that no spreadsheet program runs: a text that begins like a formula gets an apostrophe."""
    if not isinstance(value, str):
        return value
    begins = value.startswith(STARTERS) or value.lstrip(" \u3000\xa0").startswith(STARTERS)
    return f"'{value}"[:CELL_MOST] if begins else value[:CELL_MOST]


_Absolute = Sequence[tuple[Line, str, str]]


def _absolute(request: HttpRequest, url: str) -> str:
    return request.build_absolute_uri(url) if url else ""


def _facts(told: Told) -> list[tuple[str, Value]]:
    moment = timezone.localtime(told.as_of)
    return [(_("Table of figures"), told.title), (_("As of"), f"{moment:%Y-%m-%d %H:%M:%S %z}"), *told.facts]


def _head() -> list[str]:
    return [
        _("Table"), _("Row"), _("Figure"), _("How many"), _("Of"), _("Per cent"), _("Set counted"),
        _("Set it is a share of"), _("Opens"), _("The whole opens"), _("Note on it"),
    ]  # fmt: skip


def _cells(line: Line, n_url: str, d_url: str) -> list[Value]:
    note = line.note or (_("no cases") if line.d == 0 else "")
    return [
        line.table,
        line.row,
        line.figure,
        line.n,
        line.d,
        line.percent,
        line.over,
        line.under,
        n_url,
        d_url,
        note,
    ]


def _rows(told: Told, lines: _Absolute) -> Iterator[Sequence[Value]]:
    yield from _facts(told)
    yield ()
    yield _head()
    yield from (_cells(*line) for line in lines)
    if told.sets:
        yield ()
        yield (_("Set of cases or acts"), _("What is in it"))
        yield from told.sets


def _csv(told: Told, lines: _Absolute) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([harmless(cell) for cell in row] for row in _rows(told, lines))
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # the mark lets spreadsheet programs read Chinese


def _xlsx(told: Told, lines: _Absolute) -> bytes:
    from openpyxl import Workbook  # slow

    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has a sheet
    first.title = _("About")
    meanings = [(), (_("Set of cases or acts"), _("What is in it")), *told.sets] if told.sets else []
    _write(first, [*_facts(told), *meanings])
    first.column_dimensions["A"].width, first.column_dimensions["B"].width = 28, 90
    for title in dict.fromkeys(one[0].table for one in lines):
        sheet = book.create_sheet(_sheet_name(title, book.sheetnames))
        own = [one for one in lines if one[0].table == title]
        _write(sheet, [_head()[1:], *(_cells(*one)[1:] for one in own)])
        sheet.freeze_panes = "C2"
        sheet.auto_filter.ref = sheet.dimensions
        for letter, width in zip("ABCDEFGHIJ", (28, 24, 12, 12, 10, 26, 26, 16, 16, 24), strict=True):
            sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: "Worksheet", rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            told, cell = harmless(value), sheet.cell(number, column)
            if not isinstance(told, str):
                cell.value = told
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", told)
            cell.data_type = "s"
            if told.startswith(("http://", "https://")):
                cell.hyperlink = told


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()[:NAME_MOST] or _(
        "Table"
    )
    names = (plain, *(f"{plain[: NAME_MOST - 4]} {number}" for number in range(2, 100)))
    return next(name for name in names if name not in taken)
