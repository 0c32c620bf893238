"""What does a county's table of limits say: conditions, steps of the loop, or seasons?

The header tells which table it is. Every row is read before anything is written; each bad row is
named with its field, so that one reading shows all that is to be mended.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from wangge.rules.deadlines import Limit
from wangge.rules.errors import Refused
from wangge.rules.seasons import SEASON_WORDS, Span
from wangge.rules.stages import read_stages

CONDITION_COLUMNS = ("scheme", "kind", "code", "condition", "limit", "closing_condition")
STEP_COLUMNS = ("preset", "state", "category", "limit")
SEASON_COLUMNS = ("season", "first", "last")
IMPORT_COLUMNS = tuple(dict.fromkeys((*CONDITION_COLUMNS, *STEP_COLUMNS, *SEASON_COLUMNS)))


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition of a class: its stages as (name, limit), one without a name where it has none."""

    row: int
    scheme: str
    kind: str
    code: str
    condition: str
    stages: tuple[tuple[str, Limit], ...]
    closing_conditions: tuple[str, ...]  # of each stage


@dataclass(frozen=True, slots=True)
class StepLine:
    """The limit of one step of a loop, for a category, a prefix ending in *, or *."""

    row: int
    preset: str
    state: str
    category: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class SeasonLine:
    """One span of a season."""

    row: int
    season: str
    span: Span


@dataclass(frozen=True, slots=True)
class LimitTable:
    """The good rows of one file and the faults of the bad ones; one of the three is filled."""

    conditions: tuple[ConditionLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    seasons: tuple[SeasonLine, ...] = ()
    faults: tuple[Refused, ...] = ()


def read_limit_table(lines: Iterable[str]) -> LimitTable:
    """Read one CSV table.

    Raises Refused `limits.columns` for a header of none of the three tables, `limits.empty`.
    """
    reader = csv.DictReader(lines)
    header = set(reader.fieldnames or ())
    rows = [(number, {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)})
            for number, row in enumerate(reader, start=2)]  # fmt: skip
    if not rows and header:
        raise Refused("limits.empty")
    if header >= set(STEP_COLUMNS) - {"category"}:
        steps, faults = _read(rows, _step)
        return LimitTable(steps=steps, faults=faults)
    if header >= set(SEASON_COLUMNS):
        seasons, faults = _read(rows, _season)
        return LimitTable(seasons=seasons, faults=faults)
    if header >= set(CONDITION_COLUMNS) - {"closing_condition"}:
        conditions, faults = _read(rows, _condition)
        return LimitTable(conditions=conditions, faults=(*faults, *_named_twice(conditions)))
    raise Refused("limits.columns", columns=", ".join(sorted(header))[:80])


_Row = Mapping[str, str]
_Line = TypeVar("_Line")


def _read(
    rows: Iterable[tuple[int, _Row]], line: Callable[[int, _Row], _Line]
) -> tuple[tuple[_Line, ...], tuple[Refused, ...]]:
    good: list[_Line] = []
    faults: list[Refused] = []
    for number, row in rows:
        try:
            good.append(line(number, row))
        except Refused as refused:
            faults.append(refused)
    return tuple(good), tuple(faults)


def _condition(number: int, row: _Row) -> ConditionLine:
    for field in ("scheme", "kind", "code", "condition"):
        _filled(number, row, field)
    stages = _limits(number, row)
    told = [part.strip() for part in row.get("closing_condition", "").replace(";", "；").split("；")]
    closing = told if len(told) == len(stages) else [*(name for name, _ in stages[:-1]), "；".join(told)]
    return ConditionLine(
        number, row["scheme"], row["kind"], row["code"], row["condition"], stages, tuple(closing)
    )


def _step(number: int, row: _Row) -> StepLine:
    for field in ("preset", "state"):
        _filled(number, row, field)
    stages = _limits(number, row)
    if len(stages) > 1 or stages[0][0] or stages[0][1].season:
        raise Refused("limits.plain_only", row=number, field="limit", text=row["limit"][:40])
    return StepLine(number, row["preset"], row["state"], row.get("category") or "*", stages[0][1])


def _season(number: int, row: _Row) -> SeasonLine:
    name = _filled(number, row, "season")
    first, last = (_day(number, row, field) for field in ("first", "last"))
    try:
        return SeasonLine(number, SEASON_WORDS.get(name, name), Span(first, last))
    except Refused as refused:
        raise Refused(
            "limits.day", row=number, field="first", text=f"{row['first']} {row['last']}"
        ) from refused


def _limits(number: int, row: _Row) -> tuple[tuple[str, Limit], ...]:
    text = _filled(number, row, "limit")
    if text.isdigit():
        raise Refused("limits.no_unit", row=number, field="limit", text=text[:40])
    try:
        return read_stages(text)
    except Refused as refused:
        raise Refused("limits.unreadable", row=number, field="limit", text=text[:40]) from refused


def _day(number: int, row: _Row, field: str) -> tuple[int, int]:
    month, _, day = _filled(number, row, field).partition("-")
    if not (month.isdigit() and day.isdigit()):
        raise Refused("limits.day", row=number, field=field, text=row[field][:20])
    return int(month), int(day)


def _filled(number: int, row: _Row, field: str) -> str:
    if not row.get(field):
        raise Refused("limits.missing", row=number, field=field)
    return row[field]


def _named_twice(lines: Iterable[ConditionLine]) -> list[Refused]:
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for line in lines:
        key = (line.scheme, line.kind, line.code, line.condition)
        if key in seen:
            faults.append(Refused("limits.twice", row=line.row, field="condition", first=seen[key]))
        seen.setdefault(key, line.row)
    return faults
