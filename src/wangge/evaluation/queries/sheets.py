"""Which score sheets does a county keep, which of them scores a period, and what would a draft say of it?"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from wangge.evaluation.models import ScoreSheet
from wangge.evaluation.queries.burden import burden
from wangge.evaluation.queries.inputs import SETS, check_unit, is_over, period_of, read_inputs
from wangge.foundation.ids import Keyed
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.scoring import Scored, Sheet, Span, read_sheet, score, total


@dataclass(frozen=True, slots=True)
class SheetRow(Keyed):
    """One version of a sheet."""

    id: UUID
    sheet: Sheet
    said: Mapping[str, Any]  # as data says it
    version: int
    published: bool
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet says of a unit and period today; nothing of it is kept."""

    row: SheetRow
    unit: str
    period: str
    scored: list[Scored]
    counts: Mapping[str, int]
    burden: Mapping[str, int]
    as_of: int
    at: datetime
    provisional: bool
    before: Mapping[str, int | None]  # points of the version in force, by line
    before_version: int

    @property
    def total(self) -> tuple[int, int]:
        """Points and points that could be had, in hundredths."""
        return total(self.scored)


def presets() -> dict[str, Mapping[str, Any]]:
    """Return the packaged sheets by code."""
    folder = files("wangge.evaluation") / "data"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    read = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in names]
    return {one["code"]: one for one in read}


def sheets(county: str) -> list[SheetRow]:
    """Return all versions, the newest of each first. One statement."""
    return [_row(one) for one in ScoreSheet.objects.filter(county=county).order_by("code", "-version")]


def sheet_by_id(county: str, key: UUID) -> SheetRow:
    """Return one version, or refuse `row.unknown`."""
    row = ScoreSheet.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def sheet_for(county: str, code: str, first_day: date) -> SheetRow | None:
    """Return the published version that scores periods which begin on a day."""
    rows = ScoreSheet.objects.filter(county=county, code=code, published=True, from_on__lte=first_day)
    row = rows.order_by("-from_on").first()
    return _row(row) if row else None


def preview(hat: Hat, row: SheetRow, unit: str, text: str, *, now: datetime) -> Preview:
    """Return what a sheet says of a unit and period, and which lines change against the version in force.

    Refuses `evaluation.other_span`, `evaluation.other_scope`, `evaluation.no_margin`.
    """
    period = period_of(text, row.sheet.span)
    check_unit(hat.county, row.sheet.scope, unit)
    older = sheet_for(hat.county, row.sheet.code, period.days()[0])
    older = None if older is None or older.id == row.id else older
    names = tuple(dict.fromkeys((*row.sheet.sets, *(older.sheet.sets if older else ()))))
    read = read_inputs(hat, names, row.sheet.scope, unit, period, now=now)
    return Preview(
        row, unit, text, score(row.sheet, read.counts), read.counts,
        burden(hat.county, row.sheet.scope, unit, period, now=now),
        read.as_of, read.at, not is_over(hat.county, period, now),
        {one.line.code: one.points for one in score(older.sheet, read.counts)} if older else {},
        older.version if older else 0,
    )  # fmt: skip


def spans_of(sheet: Sheet, today: date) -> list[str]:
    """Return the running period of a sheet's length and the three before it, newest first."""
    texts, year, number = (
        [],
        today.year,
        {Span.MONTH: today.month, Span.QUARTER: (today.month + 2) // 3, Span.YEAR: 1},
    )
    turn, most = number[sheet.span], {Span.MONTH: 12, Span.QUARTER: 4, Span.YEAR: 1}[sheet.span]
    written = {Span.MONTH: "{:04}-{:02}", Span.QUARTER: "{:04}-Q{}", Span.YEAR: "{:04}"}[sheet.span]
    for _ in range(4):
        texts.append(written.format(year, turn))
        year, turn = (year, turn - 1) if turn > 1 else (year - 1, most)
    return texts


def _row(row: ScoreSheet) -> SheetRow:
    said = json.loads(row.document)
    return SheetRow(row.pk, read_sheet(said, SETS), said, row.version, row.published, row.from_on)
