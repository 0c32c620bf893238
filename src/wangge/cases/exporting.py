"""How do rows become a file that others can read: CSV, Excel or JSON lines, whole or not at all?"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from wangge.cases.queries.export import Value
from wangge.foundation.tables import harmless
from wangge.rules.errors import Refused

Row = Sequence[Value]

SHEET_ROWS = 1_000_000  # a sheet of Excel holds 1,048,576


def write_rows(out: Path, head: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows in the form that the file's ending names; return how many.

    The file appears when it is whole. Raises Refused `case.export_form`, `case.export_place`.
    """
    write = _WRITERS.get(out.suffix.lower())
    if write is None:
        raise Refused("case.export_form", field="--out", file=out.name)
    if not out.parent.is_dir():
        raise Refused("case.export_place", field="--out", folder=str(out.parent))
    part = out.with_name(f"{out.name}.part")
    try:
        written = write(part, head, rows)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return written


def _write_csv(out: Path, head: Sequence[str], rows: Iterable[Row]) -> int:
    written = 0
    # The mark lets spreadsheet programs read Chinese.
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in rows:
            writer.writerow([harmless(value) for value in row])
            written += 1
    return written


def _write_workbook(out: Path, head: Sequence[str], rows: Iterable[Row]) -> int:
    from openpyxl import Workbook  # slow
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def holdable(value: Value) -> Value:
        return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value

    book = Workbook(write_only=True)
    sheet, written = book.create_sheet("cases"), 0
    sheet.append(head)
    for row in rows:
        if written and written % SHEET_ROWS == 0:
            sheet = book.create_sheet(f"cases {written // SHEET_ROWS + 1}")
            sheet.append(head)
        sheet.append([holdable(harmless(value)) for value in row])
        written += 1
    book.save(out)
    return written


def _write_lines(out: Path, head: Sequence[str], rows: Iterable[Row]) -> int:
    written = 0
    with out.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) + "\n")
            written += 1
    return written


_WRITERS: Mapping[str, Callable[[Path, Sequence[str], Iterable[Row]], int]] = {
    ".csv": _write_csv,
    ".xlsx": _write_workbook,
    ".jsonl": _write_lines,
}
