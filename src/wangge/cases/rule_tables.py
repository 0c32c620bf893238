"""What do a county's tables of routing, powers and samples say, row by row?

One CSV table each, told by its header; a bad row is named with its number and field.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.powers import Power, PowerRule
from wangge.rules.routing import Route

One = TypeVar("One")
PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class SampleRule:
    """How many in a thousand cases of a category solved on the spot are looked at again."""

    order: int
    category: str
    per_mille: int
    source: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A table as read: its rows, and what is wrong with it."""

    rows: list[Route] | list[PowerRule] | list[SampleRule]
    faults: list[Refused]


def read_routes(lines: Iterable[str]) -> RuleTable:
    """Read `category, unit, department` (and `from`, `until`); the first row that covers a case decides."""
    return RuleTable(*_read(lines, ("category", "department"), _route))


def read_powers(lines: Iterable[str]) -> RuleTable:
    """Read a 赋权清单: `category, level, power, source` (and `from`, `until`)."""
    return RuleTable(*_read(lines, ("category", "level", "power", "source"), _power))


def read_samples(lines: Iterable[str]) -> RuleTable:
    """Read `category, per_mille` (and `source`, `from`, `until`)."""
    return RuleTable(*_read(lines, ("category", "per_mille"), _sample))


def _read(
    lines: Iterable[str], needed: tuple[str, ...], make: Callable[[int, Mapping[str, str]], One]
) -> tuple[list[One], list[Refused]]:
    reader = csv.DictReader(lines)
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        return [], [Refused("rules.column_missing", row=1, field=missing[0])]
    rows, faults = [], []
    for number, row in enumerate(_cells(reader), 2):
        if empty := next((name for name in needed if not row[name]), ""):
            faults.append(Refused("rules.cell_empty", row=number, field=empty))
            continue
        try:
            rows.append(make(number, row))
        except Refused as refused:
            faults.append(refused)
    return rows, faults


def _cells(reader: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    for row in reader:
        yield {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}


def _route(number: int, row: Mapping[str, str]) -> Route:
    return Route(
        "", number - 1, row["category"], row.get("unit", ""), row["department"], _day(number, row, "from"),
        _day(number, row, "until"),
    )  # fmt: skip


def _power(number: int, row: Mapping[str, str]) -> PowerRule:
    levels = {level.name.lower(): level for level in Level}
    if row["level"] not in levels:
        raise Refused("rules.unknown_word", row=number, field="level", value=row["level"][:40])
    if row["power"] not in set(Power):
        raise Refused("rules.unknown_word", row=number, field="power", value=row["power"][:40])
    return PowerRule(
        number - 1, row["category"], levels[row["level"]], Power(row["power"]), row["source"][:200],
        _day(number, row, "from"), _day(number, row, "until"),
    )  # fmt: skip


def _sample(number: int, row: Mapping[str, str]) -> SampleRule:
    per_mille = row["per_mille"]
    if not per_mille.isdecimal() or int(per_mille) > PER_MILLE:
        raise Refused("rules.unknown_word", row=number, field="per_mille", value=per_mille[:40])
    return SampleRule(
        number - 1, row["category"], int(per_mille), row.get("source", "")[:200], _day(number, row, "from"),
        _day(number, row, "until"),
    )  # fmt: skip


def _day(number: int, row: Mapping[str, str], field: str) -> date | None:
    text = row.get(field, "")
    try:
        return day_said(text) if text else None
    except ValueError as fault:
        raise Refused("rules.unknown_word", row=number, field=field, value=text[:40]) from fault
