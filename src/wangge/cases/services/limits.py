"""How does a county set its own limits: from which day on which condition, step or season rows hold?

Rows are never changed, they end and others begin, so a case is judged by the rows of its own day.
What was loaded for the same day or a later one is replaced: it was a draft until then.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from wangge.cases.limit_tables import ConditionLine, LimitTable, SeasonLine, StepLine
from wangge.cases.models import Category, LimitRow, SeasonRow, Setup, StepLimit
from wangge.cases.queries.desk import desk, presets, workflow_of
from wangge.cases.queries.limits import REFERENCE
from wangge.cases.services.reference import category_key, rules_changed
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.rules.validity import ANY


def load_limits(county: str, table: LimitTable, *, from_on: date, source: str) -> int:
    """Put a county's rows in force from a day on; return how many.

    The whole table or nothing: raises Refused `case.no_setup` for an unknown county. Ask
    `faults_of` before, which names every bad row.
    """
    if not Setup.objects.filter(county=county).exists():
        raise Refused("case.no_setup", county=county)
    faults = faults_of(county, table, from_on=from_on)
    if faults:
        raise faults[0]
    with writing():
        if table.conditions:
            _load_conditions(county, table.conditions, from_on, source[:200])
        if table.steps:
            _load_steps(county, table.steps, from_on, source[:200])
        if table.seasons:
            _load_seasons(county, table.seasons, from_on, source[:200])
        rules_changed(county)
    return len(table.conditions) + len(table.steps) + len(table.seasons)


def faults_of(county: str, table: LimitTable, *, from_on: date) -> list[Refused]:
    """Return every bad row of a table: unreadable, of a class, step or season that is not there."""
    known = desk(county)
    classes = set(Category.objects.values_list("key", flat=True))
    found = list(table.faults)
    for line in table.conditions:
        if _key(line) not in classes:
            found.append(
                Refused(
                    "cases.limit_without_class",
                    row=line.row,
                    scheme=line.scheme,
                    kind=line.kind,
                    code=line.code,
                )
            )
        for _, limit in line.stages:
            if limit.season and not known.limits.has_season(limit, from_on):
                found.append(
                    Refused("limits.unknown_season", row=line.row, field="limit", season=limit.season)
                )
    loops = {preset: workflow_of(preset, version).states for preset, version in presets()}
    for step in table.steps:
        state = loops.get(step.preset, {}).get(step.state)
        if state is None or state.end is not None:
            found.append(
                Refused(
                    "limits.unknown_step", row=step.row, field="state", preset=step.preset, state=step.state
                )
            )
        if not _is_category(step.category, classes):
            found.append(
                Refused("limits.unknown_category", row=step.row, field="category", category=step.category)
            )
    return sorted(found, key=lambda fault: int(str(fault.facts["row"])))


def _is_category(pattern: str, classes: Iterable[str]) -> bool:
    if pattern.endswith(ANY):
        return any(key.startswith(pattern[:-1]) for key in classes)
    return pattern in set(classes)


def _load_conditions(county: str, lines: Sequence[ConditionLine], from_on: date, source: str) -> None:
    keys = {_key(line) for line in lines}
    own = LimitRow.objects.filter(county=county, category__in=keys)
    numbers = _numbers(county, keys)
    own.filter(from_on__gte=from_on).delete()
    own.filter(Q(until_on=None) | Q(until_on__gt=from_on)).update(until_on=from_on)
    rows = []
    for line in lines:
        number = _number(numbers.setdefault(_key(line), {}), line.condition)
        rows += [
            LimitRow(
                id=uuid7(), county=county, category=_key(line), number=number, condition=line.condition[:200],
                amount=limit.amount, unit=limit.unit, season=limit.season, stage=stage[:40], stage_order=order,
                closing_condition=closing[:200], source=source, from_on=from_on,
            )
            for order, ((stage, limit), closing) in enumerate(zip(line.stages, line.closing_conditions, strict=True))
        ]  # fmt: skip
    LimitRow.objects.bulk_create(rows)


def _numbers(county: str, keys: Iterable[str]) -> dict[str, dict[str, int]]:
    # A condition keeps its number for good: a case that was reported under it may be dispatched later.
    numbers: dict[str, dict[str, int]] = {}
    known = LimitRow.objects.filter(county__in=(REFERENCE, county), category__in=keys)
    for category, condition, number in known.values_list("category", "condition", "number").distinct():
        numbers.setdefault(category, {})[condition] = number
    return numbers


def _number(known: dict[str, int], condition: str) -> int:
    return known.setdefault(condition[:200], max(known.values(), default=0) + 1)


def _load_steps(county: str, lines: Iterable[StepLine], from_on: date, source: str) -> None:
    for line in lines:
        same = StepLimit.objects.filter(
            county=county, preset=line.preset, state=line.state, category=line.category
        )
        same.filter(from_on__gte=from_on).delete()
        same.filter(Q(until_on=None) | Q(until_on__gt=from_on)).update(until_on=from_on)
        StepLimit.objects.create(
            county=county, preset=line.preset, state=line.state, category=line.category,
            amount=line.limit.amount, unit=line.limit.unit, source=source, from_on=from_on,
        )  # fmt: skip


def _load_seasons(county: str, lines: Sequence[SeasonLine], from_on: date, source: str) -> None:
    own = SeasonRow.objects.filter(county=county, name__in={line.season for line in lines})
    own.filter(from_on__gte=from_on).delete()
    own.filter(Q(until_on=None) | Q(until_on__gt=from_on)).update(until_on=from_on)
    SeasonRow.objects.bulk_create(
        SeasonRow(
            id=uuid7(), county=county, name=line.season[:40], from_month=line.span.first[0],
            from_day=line.span.first[1], until_month=line.span.last[0], until_day=line.span.last[1], source=source,
            from_on=from_on,
        )
        for line in lines
    )  # fmt: skip


def _key(line: ConditionLine) -> str:
    return category_key(line.scheme, line.kind, line.code)
