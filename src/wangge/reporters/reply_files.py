"""How does a reply file become the same bytes for the same state, in CSV and in Excel?

A workbook is a ZIP that remembers when it was written; those moments are set to a fixed one.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wangge.cases.exporting import write_rows

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
_WRITTEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def write_replies(out: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a reply file in the form that its ending names; return how many orders it tells of."""
    written = write_rows(out, head, rows)
    if out.suffix.lower() == ".xlsx":
        _forget_when(out)
    return written


def _forget_when(out: Path) -> None:
    part = out.with_name(f"{out.name}.part")
    with ZipFile(out) as book, ZipFile(part, "w") as plain:
        for entry in book.infolist():
            content = _WRITTEN.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", book.read(entry))
            plain.writestr(ZipInfo(entry.filename, _EPOCH), content, ZIP_DEFLATED)
    part.replace(out)
