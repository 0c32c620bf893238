"""Which rows does a file hold? CSV, Excel, JSON lines or Parquet, read as a stream of texts."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wangge.cases.importing.workbooks import sheet_rows
from wangge.rules.errors import Refused
from wangge.rules.mapping import ImportMap

# A row with a text of a megabyte is refused as a row; a field or JSON line of this length ends the reading.
FIELD_LENGTH = 64_000_000
PARQUET_ROWS = 2000
_SUFFIXES = {
    ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet",
    ".xlsx": "xlsx",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its line in the file (its row in a Parquet file), and its texts or why it has none."""

    line: int
    texts: dict[str, str]
    fault: Refused | None = None


def rows(file: Path, mapping: ImportMap, columns: Sequence[str] = ()) -> Iterator[SourceRow]:
    """Yield the rows of a file with the named columns (default: all that the mapping reads), one by one.

    Raises Refused `import.no_file`, `import.format`, `import.empty`, `import.column_missing`,
    `import.encoding` or `import.unreadable` for a file that cannot be read at all.
    """
    wanted = tuple(columns) or mapping.columns
    if not file.is_file():
        raise Refused("import.no_file", file=str(file))
    form = mapping.format or _form_of(file)
    try:
        if form == "parquet":
            yield from _parquet(file, wanted)
        elif form == "xlsx":
            yield from _sheet(file, wanted)
        else:
            with _opened(file, mapping.encoding) as lines:
                yield from _csv(lines, wanted, mapping.delimiter) if form == "csv" else _jsonl(lines, wanted)
    except UnicodeDecodeError:
        raise Refused("import.encoding", field="source.encoding", encoding=mapping.encoding) from None
    except (EOFError, OSError, zlib.error):
        raise Refused("import.unreadable", file=file.name) from None


def _form_of(file: Path) -> str:
    suffixes = [suffix for suffix in file.suffixes if suffix != ".gz"]
    form = _SUFFIXES.get(suffixes[-1].lower() if suffixes else "")
    if form is None:
        raise Refused("import.format", field="source.format", file=file.name)
    return form


@contextmanager
def _opened(file: Path, encoding: str) -> Iterator[io.TextIOBase]:
    raw = gzip.open(file) if file.suffix == ".gz" else file.open("rb")  # noqa: SIM115 - closed by the wrapper
    try:
        text = io.TextIOWrapper(raw, encoding=encoding, newline="")
    except LookupError:
        raw.close()
        raise Refused("import.encoding", field="source.encoding", encoding=encoding) from None
    with text:
        yield text


def _csv(lines: io.TextIOBase, wanted: Sequence[str], delimiter: str) -> Iterator[SourceRow]:
    csv.field_size_limit(FIELD_LENGTH)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = next(reader, None)
        if header is None:
            raise Refused("import.empty")
        places = [(name, _place(header, name)) for name in wanted]
        width = len(header)
        while True:
            line = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                return
            if len(row) == width:
                yield SourceRow(line, {name: row[place].strip() for name, place in places})
            elif row:
                yield SourceRow(line, {}, Refused("import.row_width", fields=len(row), columns=width))
    except csv.Error as fault:
        raise Refused("import.csv", row=reader.line_num, fault=str(fault)) from None


def _place(header: list[str], name: str) -> int:
    try:
        return [column.strip() for column in header].index(name)
    except ValueError:
        raise Refused("import.column_missing", field=name, columns=", ".join(header)[:200]) from None


def _jsonl(lines: io.TextIOBase, wanted: Sequence[str]) -> Iterator[SourceRow]:
    paths = [(name, name.split(".")) for name in wanted]
    number = 0
    while line := lines.readline(FIELD_LENGTH):
        number += 1
        if len(line) == FIELD_LENGTH:  # one array over the whole file, most likely
            raise Refused("import.not_lines", row=number, limit=FIELD_LENGTH)
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield SourceRow(number, {name: _text(_within(row, path)) for name, path in paths})
        else:
            yield SourceRow(number, {}, Refused("import.row_json"))
    if not number:
        raise Refused("import.empty")


def _within(row: Any, path: Sequence[str]) -> object:
    # A field inside a field is named with dots: location.lon.
    for step in path:
        if not isinstance(row, dict):
            return None
        row = row.get(step)
    return row


def _parquet(file: Path, wanted: Sequence[str]) -> Iterator[SourceRow]:
    import pyarrow as pa  # slow
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file, pre_buffer=False) as whole:
            names = whole.schema_arrow.names
            for name in wanted:
                if name not in names:
                    raise Refused("import.column_missing", field=name, columns=", ".join(names)[:200])
            batches = whole.iter_batches(PARQUET_ROWS, columns=list(wanted), use_threads=False)
            yield from _of_batches(batches, wanted)
    except pa.ArrowException:
        raise Refused("import.unreadable", file=file.name) from None


def _sheet(file: Path, wanted: Sequence[str]) -> Iterator[SourceRow]:
    lines = sheet_rows(file)
    _, head = next(lines, (0, ()))
    if not head:
        raise Refused("import.empty")
    header = [_text(value) for value in head]
    places = [(name, _place(header, name)) for name in wanted]
    for line, values in lines:
        texts = {name: _text(values[place]) if place < len(values) else "" for name, place in places}
        if any(texts.values()):
            yield SourceRow(line, texts)


def _of_batches(batches: Iterable[Any], wanted: Sequence[str]) -> Iterator[SourceRow]:
    line = 0
    for batch in batches:
        columns = [[_text(value) for value in batch.column(name).to_pylist()] for name in wanted]
        for values in zip(*columns, strict=True):
            line += 1
            yield SourceRow(line, dict(zip(wanted, values, strict=True)))


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - not a number: a hole in a column of numbers
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
