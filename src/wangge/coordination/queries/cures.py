"""Which places recur and are not cured yet, how do the projects stand, and does what was cured come back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.recurring import Found, Recurring, found_in, recurring
from wangge.coordination.models import Project, Recurrence
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.gathering import Cure, rebound_windows
from wangge.territory.queries import units

TIMES, DAYS = 3, 90  # our assumption, until a county sets its own row


@dataclass(frozen=True, slots=True)
class Window:
    """One rebound watch: how many came back within so many days, and which."""

    days: int
    is_over: bool
    back: Sequence[Found]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project."""

    id: UUID
    unit: str
    category: str
    found: int
    since: date
    opened_on: date
    state: Cure
    department: str
    yuan: int | None
    due_on: date | None
    words: str
    standing: str
    done_on: date | None


def threshold(county: str, on: date) -> tuple[int, int]:
    """Return (times, days) from which on a place counts as recurring."""
    rows = Recurrence.objects.filter(county=county).order_by("order")
    row = next(
        (
            one
            for one in rows
            if (one.from_on is None or one.from_on <= on) and (one.until_on is None or on < one.until_on)
        ),
        None,
    )
    return (row.times, row.days) if row else (TIMES, DAYS)


def recurring_places(hat: Hat, *, today: date) -> list[Recurring]:
    """Return the recurring places in a hat's sight that have no open project; most first."""
    times, days = threshold(hat.county, today)
    known = Project.objects.filter(county=hat.county, state=Cure.OPEN).values_list("unit", "category")
    taken = set(known)
    within = sees(hat).unit or hat.county
    found = recurring(hat.county, within=within, days=days, times=times, today=today)
    return [one for one in found if (one.unit, one.category) not in taken]


def recurring_place(hat: Hat, unit: str, category: str, *, today: date) -> Sequence[Found]:
    """Return the cases of a recurring place; refuse `cure.not_recurring` where there are too few."""
    times, days = threshold(hat.county, today)
    if unit not in units(hat.county) or category not in desk(hat.county).categories:
        raise Refused("cure.not_recurring", field="unit")
    found = found_in(hat.county, unit, category, today - timedelta(days=days - 1), today + timedelta(days=1))
    if len(found) < times:
        raise Refused("cure.not_recurring", field="unit")
    return found


def may_open(hat: Hat, unit: str, category: str, *, today: date) -> bool:
    """Say whether a place recurs often enough to begin a project."""
    try:
        return bool(recurring_place(hat, unit, category, today=today))
    except Refused:
        return False


def projects(hat: Hat) -> list[ProjectRow]:
    """Return a county's projects, newest first; they are public."""
    return [
        _row(hat.county, one)
        for one in Project.objects.filter(county=hat.county).order_by("-opened_at")[:200]
    ]


def project(hat: Hat, project_id: UUID) -> ProjectRow:
    """Return one project; refuse `row.unknown`."""
    found = Project.objects.filter(county=hat.county, pk=project_id).first()
    if found is None:
        raise Refused("row.unknown", row=project_id.hex)
    return _row(hat.county, found)


def watch(county: str, row: ProjectRow, *, today: date) -> list[Window]:
    """Return the rebound watches of a cured place; none before it is cured."""
    if row.done_on is None:
        return []
    return [
        Window(
            days,
            is_over,
            found_in(county, row.unit, row.category, first, min(until, today + timedelta(days=1))),
        )
        for days, first, until, is_over in rebound_windows(row.done_on, today)
    ]


def _row(county: str, one: Project) -> ProjectRow:
    return ProjectRow(
        one.id, one.unit, one.category, one.found, one.since, desk(county).today(one.opened_at), Cure(one.state),
        one.department, one.yuan, one.due_on, one.words, one.standing, one.done_on,
    )  # fmt: skip
