"""A recurring place is cured instead of closed again: owner, money, day and watch, or a public reason why not."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from wangge.cases.queries.desk import desk
from wangge.coordination.models import Project, Recurrence
from wangge.coordination.policies import CURERS
from wangge.coordination.services.noting import note
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.gathering import Cure
from wangge.rules.proof import digest
from wangge.rules.words import fitting

WORDS_MOST = 2000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project wants: who owns it, with what money, until when, by which measure."""

    department: str
    yuan: int | None
    due_on: date | None
    words: str


def open_project(
    hat: Hat, *, unit: str, category: str, found: int, since: date, plan: Plan, now: datetime
) -> UUID:
    """Open a project for a recurring place; return its id.

    Refuses `cure.not_yours`, `cure.plan_missing` naming the field, `case.unknown_department`, `cure.open_already`.
    """
    _may(hat)
    known = desk(hat.county)
    if plan.department not in known.departments:
        raise Refused("case.unknown_department", field="department", department=plan.department)
    for field, value in (
        ("yuan", plan.yuan is not None),
        ("due_on", plan.due_on),
        ("words", plan.words.strip()),
    ):
        if not value:
            raise Refused("cure.plan_missing", field=field)
    if plan.due_on is not None and plan.due_on <= known.today(now):
        raise Refused("cure.plan_missing", field="due_on")
    return _begin(hat, Cure.OPEN, unit, category, found, since, plan, now)


def decline_project(
    hat: Hat, *, unit: str, category: str, found: int, since: date, reason: str, now: datetime
) -> UUID:
    """Say publicly why a recurring place is not cured. Refuses `cure.not_yours` and `cure.plan_missing`."""
    _may(hat)
    if not reason.strip():
        raise Refused("cure.plan_missing", field="words")
    return _begin(hat, Cure.DECLINED, unit, category, found, since, Plan("", None, None, reason), now)


def finish_project(project_id: UUID, *, standing: str, hat: Hat, now: datetime) -> None:
    """Close a project, only with a standing measure (owner, rule, money); the rebound watch begins today.

    Refuses `cure.standing_missing` and `cure.not_open`.
    """
    _may(hat)
    if not standing.strip():
        raise Refused("cure.standing_missing", field="standing")
    with locked(Project, county=hat.county, key=project_id) as project:
        if project.state != Cure.OPEN:
            raise Refused("cure.not_open")
        project.state, project.standing = Cure.DONE, fitting(standing, "standing", 500)
        project.done_on = desk(hat.county).today(now)
        words = digest(f"{project.salt}\x1f{project.standing}")
        note(project, hat, "project.done", now, {"words": words})
        project.save(update_fields=["state", "standing", "done_on", "seq", "chain"])


def set_recurrence(county: str, *, category: str, times: int, days: int, source: str) -> None:
    """Say from how many cases within how many days on a place counts as recurring."""
    with writing():
        Recurrence.objects.filter(county=county, category=category).delete()
        Recurrence.objects.create(
            id=uuid7(), county=county, order=1, category=category, times=times, days=days, source=source
        )


def _may(hat: Hat) -> None:
    if hat.kind not in CURERS:
        raise Refused("cure.not_yours", post=hat.kind)


def _begin(
    hat: Hat, state: Cure, unit: str, category: str, found: int, since: date, plan: Plan, now: datetime
) -> UUID:
    project = Project(
        id=uuid7(now), county=hat.county, unit=unit, category=category, found=found, since=since, opened_at=now,
        opened_by=hat.account_id, state=state, department=plan.department, yuan=plan.yuan, due_on=plan.due_on,
        words=fitting(plan.words, "words", WORDS_MOST), salt=secrets.token_hex(16),
    )  # fmt: skip
    payload = {
        "unit": unit, "category": category, "found": found, "state": state, "department": plan.department,
        "words": digest(f"{project.salt}\x1f{project.words}"),
    }  # fmt: skip
    try:
        with writing():
            open_here = Project.objects.filter(
                county=hat.county, unit=unit, category=category, state=Cure.OPEN
            )
            if state is Cure.OPEN and open_here.exists():
                raise Refused("cure.open_already", field="unit")
            note(project, hat, "project.opened", now, payload, begins=True)
            project.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused("cure.open_already", field="unit") from fault
    return project.id
