"""Whose ground are the points of a file on? CSV in, CSV out, in pieces that fit in memory."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangge.rules.errors import Refused
from wangge.rules.geometry.locating import Locator, Places, Verdict
from wangge.territory.projections import placed

MOST_ACCURACY_M = 10_000.0
IMPORT_COLUMNS = ("id", "lon", "lat", "accuracy_m")
HEAD = "id,unit_code,verdict,candidates\n"
_BLOCK_BYTES = 8 << 20
_FIRST_LINE = 2  # the head is line 1

Numbers = NDArray[np.float64]


@dataclass
class Tally:
    """How many points were read, and how many had which verdict."""

    read: int = 0
    verdicts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))


def locate_file(
    points: Path, answers: Path, locator: Locator, *, crs: str, advance: Callable[[int], None]
) -> Tally:
    """Read `id,lon,lat[,accuracy_m]`, write `id,unit_code,verdict,candidates` in the same order.

    The answers appear whole or not at all. Raises Refused naming line and field: `territory.file_missing`,
    `empty_file`, `column_missing`, `bad_number`, `bad_accuracy`, `swapped` and those of projections.
    """
    has_accuracy = _require_head(points)
    tally = Tally()
    with _whole(answers) as out:
        out.write(HEAD.encode())
        for batch in _batches(points, has_accuracy=has_accuracy):
            lines = np.arange(tally.read, tally.read + batch.num_rows) + _FIRST_LINE
            lons, lats, accuracies = _numbers(batch, lines, has_accuracy=has_accuracy)
            positions = placed(np.column_stack([lons, lats]), crs, lines)
            places = locator.place_many(positions[:, 0], positions[:, 1], accuracies)
            if not tally.read:
                _refuse_swapped(locator, positions, places)
            _write(out, batch.column("id"), places)
            _count(tally, places)
            advance(batch.num_rows)
        if not tally.read:
            raise Refused("territory.empty_file", file=points.name)
    return tally


def point_placed(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """Return one point in WGS-84 degrees; Refused as `placed` does, with row 1."""
    position = placed(np.array([[lon, lat]]), crs, np.ones(1, dtype=np.int64))
    return float(position[0, 0]), float(position[0, 1])


def _require_head(points: Path) -> bool:
    if not points.is_file():
        raise Refused("territory.file_missing", file=points.name)
    try:
        with points.open(encoding="utf-8-sig", newline="") as file:
            head = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        raise Refused("territory.file_unreadable", file=points.name) from None
    if not head:
        raise Refused("territory.empty_file", file=points.name)
    for name in IMPORT_COLUMNS[:3]:
        if name not in head:
            raise Refused("territory.column_missing", field=name, file=points.name, has=", ".join(head))
    return IMPORT_COLUMNS[3] in head


def _batches(points: Path, *, has_accuracy: bool) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    columns = {"id": pa.string(), "lon": pa.float64(), "lat": pa.float64()}
    if has_accuracy:
        columns["accuracy_m"] = pa.float64()
    options = arrow.ConvertOptions(
        column_types=columns, include_columns=list(columns), strings_can_be_null=False
    )
    reading = arrow.ReadOptions(block_size=_BLOCK_BYTES)
    try:
        with arrow.open_csv(points, read_options=reading, convert_options=options) as reader:
            yield from reader
    except pa.ArrowInvalid:
        _refuse_unreadable_line(points, list(columns))


def _refuse_unreadable_line(points: Path, columns: list[str]) -> None:
    # The fast reader says that something is wrong; this one says where.
    with points.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        reader = csv.reader(file)
        head = next(reader)
        for row in reader:
            if row and len(row) != len(head):
                raise Refused("territory.row_width", row=reader.line_num, found=len(row), expected=len(head))
            for name in columns[1:]:
                word = row[head.index(name)].strip() if row else ""
                if word and not _is_number(word):
                    raise Refused("territory.bad_number", row=reader.line_num, field=name, found=repr(word))
    raise Refused("territory.file_unreadable", file=points.name)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _numbers(batch: Any, lines: NDArray[np.int64], *, has_accuracy: bool) -> tuple[Numbers, Numbers, Numbers]:
    lons, lats = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("lon", "lat"))
    for name, values in (("lon", lons), ("lat", lats)):
        missing = np.isnan(values)
        if missing.any():
            raise Refused("territory.bad_number", row=int(lines[np.argmax(missing)]), field=name, found="''")
    if not has_accuracy:
        return lons, lats, np.zeros(len(lons))
    accuracies = np.nan_to_num(batch.column("accuracy_m").to_numpy(zero_copy_only=False), nan=0.0)
    wrong = ~((accuracies >= 0) & (accuracies <= MOST_ACCURACY_M))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise Refused(
            "territory.bad_accuracy",
            row=int(lines[at]),
            field="accuracy_m",
            found=float(accuracies[at]),
            most=MOST_ACCURACY_M,
        )
    return lons, lats, accuracies


def _refuse_swapped(locator: Locator, positions: Numbers, places: Places) -> None:
    # Near the equator of either axis swapped degrees are still degrees: seen only by where they fall.
    if (places.found >= 0).any() or places.borders or (np.abs(positions[:, 0]) > 90).any():
        return
    turned = locator.place_many(positions[:, 1], positions[:, 0])
    if (turned.found >= 0).mean() > 0.5:
        lon, lat = (float(degree) for degree in positions[0])
        raise Refused("territory.swapped", row=_FIRST_LINE, field="lon, lat", lon=lon, lat=lat)


def _write(out: Any, ids: Any, places: Places) -> None:
    import pyarrow as pa
    from pyarrow import csv as arrow

    codes = pa.array([*places.codes, ""], pa.string())
    at = np.where(places.found >= 0, places.found, len(places.codes))
    verdicts = np.where(places.found >= 0, 0, 2)
    verdicts[list(places.borders)] = 1
    candidates = np.zeros(len(places), dtype=np.int64)
    candidates[list(places.borders)] = np.arange(1, len(places.borders) + 1)
    lists = pa.array(["", *(";".join(near) for near in places.borders.values())], pa.string())
    table = pa.table(
        {
            "id": ids,
            "unit_code": codes.take(pa.array(at)),
            "verdict": pa.array([str(verdict) for verdict in Verdict]).take(pa.array(verdicts)),
            "candidates": lists.take(pa.array(candidates)),
        }
    )
    try:  # plain where no value needs quotes
        sink = pa.BufferOutputStream()
        arrow.write_csv(table, sink, arrow.WriteOptions(include_header=False, quoting_style="none"))
    except pa.ArrowInvalid:
        sink = pa.BufferOutputStream()
        arrow.write_csv(table, sink, arrow.WriteOptions(include_header=False, quoting_style="needed"))
    out.write(sink.getvalue())


def _count(tally: Tally, places: Places) -> None:
    inside = int((places.found >= 0).sum())
    tally.read += len(places)
    tally.verdicts[Verdict.INSIDE] += inside
    tally.verdicts[Verdict.BORDER] += len(places.borders)
    tally.verdicts[Verdict.OUTSIDE] += len(places) - inside - len(places.borders)


@contextmanager
def _whole(path: Path) -> Iterator[Any]:
    # Half an answer never stands under the name of the whole.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
