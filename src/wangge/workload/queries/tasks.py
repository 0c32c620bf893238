"""Which tasks are there, how did they come to be, and are they on?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import DepartmentRow, departments
from wangge.rules.admission import FormField, Rhythm, TaskKind, TaskState, read_fields
from wangge.rules.errors import Refused
from wangge.territory.queries import units
from wangge.workload.models import Task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as pages show it."""

    id: UUID
    kind: TaskKind
    state: TaskState
    is_on: bool
    is_ended: bool  # by itself, on its end date
    title: str
    department: str
    department_name: str
    unit: str
    unit_name: str
    basis: str
    purpose: str
    already: str
    fields: tuple[FormField, ...]
    minutes: int
    rhythm: Rhythm | None
    code: str
    from_on: date | None
    until_on: date | None
    off_on: date | None
    asked_at: datetime
    asked_by: UUID | None
    asked_post: str
    decided_at: datetime | None
    decided_post: str
    decided_unit: str
    decision: str

    @property
    def held(self) -> int:
        """How many of its fields the system holds already."""
        return sum(bool(one.held) for one in self.fields)

    def is_on_at(self, day: date) -> bool:
        """Say whether grids were or are asked for it on a day."""
        return (
            self.from_on is not None and self.from_on <= day
            and (self.until_on is None or day < self.until_on) and (self.off_on is None or day < self.off_on)
        )  # fmt: skip


def tasks(county: str, *, today: date, states: Collection[TaskState] = ()) -> list[TaskRow]:
    """Return the tasks of a county, those that wait for a decision first, then the newest. Two statements."""
    rows = Task.objects.filter(county=county)
    if states:
        rows = rows.filter(state__in=list(states))
    named = departments(county)
    found = [_row(row, today, named) for row in rows.order_by("-asked_at")]
    return sorted(found, key=lambda row: row.state is not TaskState.ASKED)


def task(county: str, task_id: UUID, *, today: date) -> TaskRow:
    """Return one task; refuse `row.unknown`."""
    row = Task.objects.filter(county=county, pk=task_id).first()
    if row is None:
        raise Refused("row.unknown", row=task_id.hex)
    return _row(row, today, departments(county))


def asked_of(hat: Hat) -> str:
    """Return the unit whose load concerns a hat: its own; of a department, the county's."""
    scope = sees(hat)
    return scope.unit or hat.county


def _row(row: Task, today: date, named: Mapping[str, DepartmentRow]) -> TaskRow:
    territory = units(row.county)
    department = named.get(row.department)
    found = TaskRow(
        id=row.id, kind=TaskKind(row.kind), state=TaskState(row.state), is_on=False,
        is_ended=row.state == TaskState.ADMITTED and row.until_on is not None and row.until_on <= today,
        title=row.title, department=row.department, department_name=department.name if department else row.department,
        unit=row.unit, unit_name=territory[row.unit].name if row.unit in territory else row.unit,
        basis=row.basis, purpose=row.purpose, already=row.already,
        fields=read_fields(row.fields) if row.fields else (), minutes=row.minutes,
        rhythm=Rhythm(row.rhythm) if row.rhythm else None, code=row.code, from_on=row.from_on, until_on=row.until_on,
        off_on=row.off_on, asked_at=row.asked_at, asked_by=row.asked_by, asked_post=row.asked_post,
        decided_at=row.decided_at, decided_post=row.decided_post, decided_unit=row.decided_unit,
        decision=row.decision,
    )  # fmt: skip
    return replace(found, is_on=found.is_on_at(today))
