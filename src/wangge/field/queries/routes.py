"""Whose work is it, told without a network: the routing rows that can decide within this hat's scope?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.pocket import scope_unit
from wangge.cases.views.clocks import limit_words
from wangge.field.queries.kinds import open_kinds
from wangge.people.hats import Hat
from wangge.people.queries import duty_phones
from wangge.rules.routing import Route
from wangge.rules.validity import ANY
from wangge.territory.queries import UnitRow, units


def routes(hat: Hat, *, now: datetime) -> dict[str, Any]:
    """Return the routing rows of the scope in deciding order, whom they name, and how long each kind may take."""
    known = desk(hat.county)
    today, unit = known.today(now), scope_unit(hat)
    offered = open_kinds(known, today)
    within = _Within(units(hat.county, today), unit)
    rows = [
        row for row in known.routing.routes
        if within.reaches(row, today) and (row.category.endswith(ANY) or row.category in offered)
    ]  # fmt: skip
    return {
        "rows": [_row(row) for row in rows],
        "departments": _departments(known, {row.department for row in rows}, today),
        "limits": {key: limit_words(known.limit_for(key, None, today)) for key in offered},
    }


@dataclass(frozen=True, slots=True)
class _Within:
    known: Mapping[str, UnitRow]
    unit: str

    def reaches(self, row: Route, today: date) -> bool:
        """Say whether a row can decide here, now or later: one that has ended decides nothing any more."""
        if row.until_on is not None and row.until_on <= today:
            return False
        return not row.unit or row.unit in self._path(self.unit) or self.unit in self._path(row.unit)

    def _path(self, unit: str) -> tuple[str, ...]:
        return self.known[unit].path if unit in self.known else (unit,)


def _row(row: Route) -> dict[str, Any]:
    return {
        "order": row.order, "category": row.category, "unit": row.unit, "department": row.department,
        "from_on": row.from_on.isoformat() if row.from_on else None,
        "until_on": row.until_on.isoformat() if row.until_on else None,
    }  # fmt: skip


def _departments(known: Desk, codes: set[str], today: date) -> dict[str, dict[str, str]]:
    phones = duty_phones(known.setup.county, on=today)
    return {
        code: {"name": known.departments[code].name if code in known.departments else code,
               "phone": phones.get(("", code), "")}
        for code in sorted(codes)
    }  # fmt: skip
