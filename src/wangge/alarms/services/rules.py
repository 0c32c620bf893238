"""A county's dated rows for alarms: how they are grouped, which classes they become, why they may be nothing."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import uuid5

from django.db.models import Q

from wangge.alarms.models import Mapped, Reason, Rule
from wangge.alarms.services.taking import LINE
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import claim, writing
from wangge.foundation.recording import record
from wangge.rules.alarms import AlarmKind, AlarmRule, Severity
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.words import fitting

SECONDS_MOST = 366 * 24 * 3600
N_MOST = 10_000


class Table(StrEnum):
    """Which rows are set."""

    GROUPING = "grouping"
    CLASSES = "classes"
    REASONS = "reasons"


_COLUMNS = {
    Table.GROUPING: ("what", "kind", "n", "seconds", "level"),
    Table.CLASSES: ("kind", "category", "level"),
    Table.REASONS: ("code", "zh", "en"),
}


def set_rows(
    county: str, table: Table, lines: Iterable[str], *, source: str, from_on: date, now: datetime
) -> int:
    """Let rows hold from a day on, instead of those of that table before; return how many. All of them or none.

    Refuses `alarm.column_missing`, `alarm.column_unknown`, `alarm.bad_row`, `alarm.no_rows`.
    """
    reader = csv.DictReader(lines)
    named = list(reader.fieldnames or ())
    for name in _COLUMNS[table]:
        if name not in named:
            raise Refused("alarm.column_missing", field=name)
    for name in named:
        if name not in _COLUMNS[table]:
            raise Refused("alarm.column_unknown", field=name[:40])
    made = [_made(county, table, row, number) for number, row in enumerate(reader, 2)]
    if not made or not source.strip():
        raise Refused("alarm.no_rows", field="source")
    model = type(made[0])
    with writing():
        claim([uuid5(LINE, county)])
        model._default_manager.filter(  # noqa: SLF001
            Q(until_on=None) | Q(until_on__gt=from_on), county=county
        ).update(until_on=from_on)
        for row in made:
            row.source, row.from_on = fitting(source, "source", 200), from_on
            row.save(force_insert=True)
        record(
            county=county, subject=uuid5(LINE, f"{county}:{table}"), kind="alarm_rules.set", at=now,
            payload={"table": table, "n": len(made), "from_on": from_on.isoformat()},
        )  # fmt: skip
    return len(made)


def _made(county: str, table: Table, row: Mapping[str, str], number: int) -> Rule | Mapped | Reason:
    told = {name: (row.get(name) or "").strip() for name in _COLUMNS[table]}
    if table is Table.GROUPING:
        return _rule(county, told, number)
    if table is Table.CLASSES:
        _refuse(told["kind"] not in set(AlarmKind), number, "kind")
        known = desk(county).categories.get(told["category"])
        # Never a class that points at people (rulings.md).
        _refuse(known is None or known.matter_only, number, "category")
        level = _whole(told, "level", number, Severity.RED)
        _refuse(level < Severity.BLUE, number, "level")
        return Mapped(county=county, kind=told["kind"], category=told["category"], level=level)
    for name, most in (("code", 20), ("zh", 60), ("en", 60)):
        _refuse(not told[name] or len(told[name]) > most, number, name)
    return Reason(county=county, **told)


def _rule(county: str, told: Mapping[str, str], number: int) -> Rule:
    _refuse(told["what"] not in set(AlarmRule), number, "what")
    _refuse(bool(told["kind"]) and told["kind"] not in set(AlarmKind), number, "kind")
    n, seconds = _whole(told, "n", number, N_MOST), _whole(told, "seconds", number, SECONDS_MOST)
    _refuse(n < 1, number, "n")
    level = _whole(told, "level", number, Level.GRID)
    return Rule(county=county, what=told["what"], kind=told["kind"], n=n, seconds=seconds, level=level)


def _whole(told: Mapping[str, str], name: str, number: int, most: int) -> int:
    text = told[name]
    _refuse(not (text.isascii() and text.isdigit()) or int(text) > most, number, name)
    return int(text)


def _refuse(is_bad: bool, number: int, field: str) -> None:  # noqa: FBT001 - what is looked at
    if is_bad:
        raise Refused("alarm.bad_row", row=number, field=field)
