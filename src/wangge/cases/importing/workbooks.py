"""Which rows does a sheet of Excel hold, read as a stream of texts?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from wangge.rules.errors import Refused

# A workbook is a ZIP: what unpacks to more than this is no list of requests.
UNPACKED_MOST = 512_000_000


def sheet_rows(file: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield (line, values) of a workbook's first sheet, its head first; refuse `import.unreadable`."""
    from openpyxl import load_workbook  # slow

    try:
        with ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MOST:
                raise Refused("import.unreadable", file=file.name)
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise Refused("import.unreadable", file=file.name) from None
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        yield from enumerate(sheet.iter_rows(values_only=True), start=1)
    finally:
        book.close()
