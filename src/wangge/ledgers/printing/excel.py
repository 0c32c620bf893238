"""How is an Excel template filled?"""

import copy
import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from wangge.ledgers.printing.packing import refuse_unsafe, still
from wangge.ledgers.printing.placeholders import PLACE, entries, filled, list_named, value_of
from wangge.rules.errors import Refused
from wangge.rules.sheets import Entry, Record

CELL_MOST = 32_000  # characters; Excel takes 32,767
FORMULA = "f"


def fill(template: bytes, record: Record, at: datetime) -> bytes:
    """Return an Excel workbook made of a template; see `printing.fill`."""
    refuse_unsafe(template)
    try:
        book: Workbook = load_workbook(io.BytesIO(template))
    except Exception as fault:  # the library raises whatever its XML reader meets
        raise Refused("ledger.template_broken", field="template", fault=str(fault)[:80]) from fault
    for sheet in book.worksheets:
        _fill_sheet(sheet, record)
    # A template's own author and dates are no facts of the case.
    told, moment = book.properties, at.replace(tzinfo=None, microsecond=0)
    told.creator, told.lastModifiedBy = "", ""
    told.created = told.modified = moment
    out = io.BytesIO()
    book.save(out)
    return _with_moment(out.getvalue(), moment)


def _with_moment(content: bytes, moment: datetime) -> bytes:
    # The library stamps the moment of saving, whatever the properties say.
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            text = parts.read(name)
            made.writestr(name, _stamped(text, moment) if name == "docProps/core.xml" else text)
    return still(out.getvalue())


def _stamped(core: bytes, moment: datetime) -> bytes:
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.isoformat().encode() + b"Z", core)


def _fill_sheet(sheet: Worksheet, record: Record) -> None:
    number = 1
    while number <= sheet.max_row:
        row = [cell for cell in sheet[number] if isinstance(cell, Cell)]
        head = list_named((cell.value for cell in row if isinstance(cell.value, str)), record)
        if head:
            number += _repeat(sheet, number, row, head, record)
            continue
        for cell in row:
            _fill_cell(cell, cell.value, record)
        number += 1


def _repeat(sheet: Worksheet, number: int, row: list[Cell], head: str, record: Record) -> int:
    """Put a row for each entry in place of the one that names the list; return how many rows it took."""
    found = entries(record, head)
    wanted, height = [(cell.value, cell) for cell in row], sheet.row_dimensions[number].height
    below = [merged for merged in list(sheet.merged_cells.ranges) if merged.min_row > number]
    more = len(found) - 1
    if more > 0:
        sheet.insert_rows(number + 1, more)
    elif more < 0:
        sheet.delete_rows(number)
    for merged in below:  # the library moves cells, but not what is merged
        merged.shift(row_shift=more)
    for offset, entry in enumerate(found):
        sheet.row_dimensions[number + offset].height = height
        for text, pattern in wanted:
            cell = sheet.cell(number + offset, pattern.column)
            if not isinstance(cell, Cell):
                continue
            if offset:
                # Its looks one by one cost forty times as much; openpyxl copies rows so itself.
                cell._style = copy.copy(pattern._style)  # type: ignore[attr-defined]  # noqa: SLF001
            _fill_cell(cell, text, record, entry, head)
    return max(len(found), 0)


def _fill_cell(cell: Cell, text: object, record: Record, entry: Entry | None = None, head: str = "") -> None:
    if not isinstance(text, str) or not PLACE.search(text):
        if entry is not None:
            cell.value = text  # type: ignore[assignment]
        return
    whole = PLACE.fullmatch(text.strip())
    if whole and isinstance(value := value_of(whole[1], record, entry, head), int):
        cell.value = value
        return
    cell.value = filled(text, record, entry, head)[:CELL_MOST]
    if cell.data_type == FORMULA:
        cell.data_type = "s"  # words that begin with = are words
