"""What goes on beside the loop: who helps, who oversees, who was named to check, which parts and doubles?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Assist, Case, Check, Oversight
from wangge.cases.policies import may_see_finder
from wangge.people.hats import Hat
from wangge.people.queries import names_of


@dataclass(frozen=True, slots=True)
class Helper:
    """A department that helps the lead one."""

    department: str
    due_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kin:
    """A case that belongs to this one: its whole, one of its parts, or one merged into it."""

    id: UUID
    number: str
    state: str
    department: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """An oversight that runs."""

    supervisor: str
    until: datetime
    reports: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that was asked for; `name` is empty for those who may not know who looks."""

    purpose: str
    drawn: str
    name: str
    seed: str
    pool: int
    asked_at: datetime
    finding: str


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it, as a hat may see it."""

    helpers: Sequence[Helper]
    whole: Kin | None
    parts: Sequence[Kin]
    watch: Watch | None
    checks: Sequence[CheckRow]


def beside(hat: Hat, case: Case) -> Beside:
    """Return what goes on beside a case's loop, in six statements at most."""
    helpers = Assist.objects.filter(county=case.county, case=case.id).order_by("asked_at", "department")
    watch = Oversight.objects.filter(county=case.county, case=case.id, lifted_at=None).first()
    checks = list(Check.objects.filter(county=case.county, case=case.id).order_by("asked_at"))
    accounts = {check.account for check in checks if check.account} if may_see_finder(hat) else set()
    names = names_of({*accounts, *([watch.supervisor] if watch else [])})
    return Beside(
        helpers=[Helper(one.department, one.due_at, one.done_at) for one in helpers],
        whole=_whole(case), parts=_parts(case),
        watch=Watch(names.get(watch.supervisor, ""), watch.until, watch.reports) if watch else None,
        checks=[
            CheckRow(
                one.purpose, one.drawn, names.get(one.account, "") if one.account in accounts else "", one.seed,
                one.pool, one.asked_at, one.finding,
            )
            for one in checks
        ],
    )  # fmt: skip


def _whole(case: Case) -> Kin | None:
    if case.parent is None:
        return None
    found = Case.objects.filter(county=case.county, pk=case.parent).first()
    return _kin(found) if found else None


def _parts(case: Case) -> list[Kin]:
    rows = Case.objects.filter(county=case.county, parent=case.id).order_by("reported_at", "id")
    return [_kin(row) for row in rows[:50]]


def _kin(case: Case) -> Kin:
    return Kin(case.id, case.number, case.state, case.department, case.is_part)
