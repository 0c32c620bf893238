"""How is a Word template filled?"""

import copy
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from docx import Document
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from wangge.ledgers.printing.packing import refuse_unsafe, still
from wangge.ledgers.printing.placeholders import PLACE, entries, filled, list_named, names_in, value_of
from wangge.rules.errors import Refused
from wangge.rules.sheets import Entry, Picture, Record

PICTURE_WIDTH = Cm(7)


def fill(template: bytes, record: Record, at: datetime) -> bytes:
    """Return a Word document made of a template; see `printing.fill`."""
    refuse_unsafe(template)
    try:
        document = Document(io.BytesIO(template))
    except Exception as fault:  # the library raises whatever its XML reader meets
        raise Refused("ledger.template_broken", field="template", fault=str(fault)[:80]) from fault
    for section in document.sections:
        for part in (section.header, section.footer):
            _fill_block(part, record)
    _fill_block(document, record)
    # A template's own author and dates are no facts of the case.
    told, moment = document.core_properties, at.replace(tzinfo=None, microsecond=0)
    told.author = told.last_modified_by = told.comments = ""
    told.created = told.modified = moment
    told.revision = 1
    out = io.BytesIO()
    document.save(out)
    return still(out.getvalue())


def _fill_block(block: Any, record: Record) -> None:
    for paragraph in block.paragraphs:
        _fill_paragraph(paragraph, record)
    for table in block.tables:
        _fill_table(table, record)


def _fill_table(table: Table, record: Record) -> None:
    for row in list(table.rows):
        head = list_named((cell.text for cell in _cells(row)), record)
        if not head:
            for cell in _cells(row):
                _fill_block(cell, record)
            continue
        for entry in entries(record, head):
            made = copy.deepcopy(row._tr)  # noqa: SLF001 - python-docx offers no other copy of a row
            row._tr.addprevious(made)  # noqa: SLF001
            for cell in _cells(_Row(made, table)):
                for paragraph in cell.paragraphs:
                    _fill_paragraph(paragraph, record, entry, head)
        row._tr.getparent().remove(row._tr)  # noqa: SLF001


def _cells(row: _Row) -> Iterator[_Cell]:
    seen = set()
    for cell in row.cells:  # merged cells come once for each column
        if cell._tc not in seen:  # noqa: SLF001
            seen.add(cell._tc)  # noqa: SLF001
            yield cell


def _fill_paragraph(paragraph: Paragraph, record: Record, entry: Entry | None = None, head: str = "") -> None:
    text = paragraph.text
    if "{{" not in text or not PLACE.search(text):
        return
    pictures = [
        value for name in names_in(text) if isinstance(value := value_of(name, record, entry, head), Picture)
    ]
    runs = list(paragraph.runs)
    # Word cuts a line into runs wherever somebody once corrected it; the first run gives the look.
    if not runs:
        runs = [paragraph.add_run()]
    runs[0].text = filled(text, record, entry, head)
    for run in runs[1:]:
        run._r.getparent().remove(run._r)  # noqa: SLF001
    for picture in pictures:
        paragraph.add_run().add_picture(io.BytesIO(picture.content), width=PICTURE_WIDTH)
