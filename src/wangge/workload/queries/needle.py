"""上面千条线，下面一根针: what does each department ask of each grid, in minutes and fields a week?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from wangge.rules.admission import TaskKind, weekly_minutes
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, units
from wangge.workload.queries.tasks import TaskRow, tasks

BACK = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Load:
    """What one department, or all of them, asks of one grid."""

    forms: int
    fields: int
    held: int
    minutes: Fraction  # a week

    def __add__(self, other: "Load") -> "Load":
        return Load(self.forms + other.forms, self.fields + other.fields, self.held + other.held,
                    self.minutes + other.minutes)  # fmt: skip


NONE = Load(0, 0, 0, Fraction(0))


@dataclass(frozen=True, slots=True)
class Needle:
    """The load of every grid of a unit on a day, by department and by grid."""

    unit: str
    on: date
    by_department: Sequence[tuple[str, str, Load]]  # code, name, what it asks of one grid at most
    by_grid: Sequence[tuple[str, str, Load]]  # code, name, all departments together

    @property
    def heaviest(self) -> Load:
        """What the grid that is asked most is asked for."""
        return max((load for _, _, load in self.by_grid), key=lambda load: load.minutes, default=NONE)


def needle(county: str, unit: str, *, on: date) -> Needle:
    """Return the load of a unit's grids on a day. Two statements."""
    territory = units(county)
    within = (
        row for row in territory.values() if row.level == Level.GRID and (unit == county or unit in row.path)
    )
    grids = sorted(within, key=lambda row: row.code)
    forms = forms_on(county, on)
    per: dict[str, dict[str, Load]] = {}
    for form in forms:
        one = Load(1, len(form.fields), form.held, _minutes(form))
        for grid in grids:
            if form.unit == county or form.unit in grid.path:
                asked = per.setdefault(form.department, {})
                asked[grid.code] = asked.get(grid.code, NONE) + one
    names = {form.department: form.department_name for form in forms}
    departments = [
        (code, names[code], max(loads.values(), key=lambda load: load.minutes)) for code, loads in per.items()
    ]
    return Needle(
        unit, on, sorted(departments, key=lambda row: -row[2].minutes),
        [(grid.code, _named(grid, territory, unit), _sum(per, grid)) for grid in grids],
    )  # fmt: skip


def forms_on(county: str, on: date, *, department: str = "", unit: str = "") -> list[TaskRow]:
    """Return the forms that are asked on a day: the rows behind every figure of the needle.

    With `unit`, those that reach it: asked of it, of a unit above it or of one below.
    """
    territory = units(county)
    path = territory[unit].path if unit in territory else ()
    found = []
    for row in tasks(county, today=on):
        if row.kind is not TaskKind.FORM or not row.is_on_at(on) or department not in {"", row.department}:
            continue
        below = territory[row.unit].path if row.unit in territory else ()
        if unit in {"", county} or row.unit == county or row.unit in path or unit in below:
            found.append(row)
    return found


def _minutes(form: TaskRow) -> Fraction:
    return weekly_minutes(form.minutes, form.rhythm) if form.rhythm else Fraction(0)


def _named(grid: UnitRow, territory: Mapping[str, UnitRow], within: str) -> str:
    # Every community has a first grid: above one, the community says whose.
    parent = territory.get(grid.parent)
    return grid.name if parent is None or within in {parent.code, grid.code} else f"{parent.name} {grid.name}"


def _sum(per: Mapping[str, Mapping[str, Load]], grid: UnitRow) -> Load:
    total = NONE
    for loads in per.values():
        total += loads.get(grid.code, NONE)
    return total
