"""Which plans are there, when were they in force, and what is wrong with them?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.models import Plan, PlanFault, Term, Unit
from wangge.territory.queries import plans_in_force


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan as its county's page lists it; `from_on` is None for a draft."""

    key: UUID
    name: str
    state: str
    version: int
    code_scheme: str
    synthetic: bool
    county_name: str
    from_on: date | None
    until_on: date | None
    is_checked: bool
    accepted_reason: str
    accepted_faults: int


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A kept fault without its outline."""

    key: UUID
    kind: str
    units: tuple[str, ...]
    neighbours: tuple[str, ...]
    area_m2: float


def plans_of(county: str) -> list[PlanLine]:
    """Return every plan with units in a county, drafts first, then the latest first. Three statements."""
    terms = {
        plan: (from_on, until_on)
        for plan, from_on, until_on in Term.objects.filter(county=county).values_list(
            "plan", "from_on", "until_on"
        )
    }
    keys = Unit.objects.filter(county=county).order_by().values_list("plan", flat=True).distinct()
    lines = [
        _line(plan, *terms.get(plan.pk, (None, None))) for plan in Plan.objects.filter(pk__in=list(keys))
    ]
    return sorted(lines, key=lambda line: (line.from_on or date.max, line.name), reverse=True)


def plan_seen(county: str, name: str) -> PlanLine:
    """Return a plan as one county sees it; Refused `territory.unknown_plan` when it has no unit there."""
    plan = Plan.objects.filter(name=name).first()
    if plan is None or not Unit.objects.filter(county=county, plan=plan).exists():
        raise Refused("territory.unknown_plan", plan=name)
    term = Term.objects.filter(county=county, plan=plan).values_list("from_on", "until_on").first()
    return _line(plan, *(term or (None, None)))


def faults_of_plan(county: str, plan: UUID) -> list[FaultLine]:
    """Return the faults that the last check kept for a county, largest first within their kind."""
    rows = PlanFault.objects.filter(county=county, plan=plan).order_by("kind", "-area_m2", "id")
    return [
        FaultLine(key, kind, _codes(units), _codes(neighbours), area)
        for key, kind, units, neighbours, area in rows.values_list(
            "id", "kind", "units", "neighbours", "area_m2"
        )
    ]


def counts_by_level(county: str, plan: UUID) -> dict[Level, int]:
    """Return how many units a plan has in a county at each of its levels."""
    rows = (
        Unit.objects.filter(county=county, plan=plan)
        .values("level")
        .annotate(many=Count("id"))
        .order_by("level")
    )
    return {Level(row["level"]): row["many"] for row in rows}


def units_under(county: str, plan: UUID, parent: str) -> list[tuple[str, str, Level, float]]:
    """Return code, name, level and area of the units directly under one (empty: the topmost), by code."""
    rows = Unit.objects.filter(county=county, plan=plan)
    top = rows.order_by("level").values("level")[:1]
    rows = rows.filter(parent=parent) if parent else rows.filter(level=top)
    found = rows.values_list("code", "name", "level", "area_m2")
    units = [(code, name, Level(level), area) for code, name, level, area in found]
    # Free codes count 2 before 10; gb codes of one level are of one length anyway.
    return sorted(units, key=lambda unit: (unit[2], len(unit[0]), unit[0]))


def path_in_plan(county: str, plan: UUID, code: str) -> list[tuple[str, str]]:
    """Return code and name of each unit from the topmost down to one; empty for an unknown unit."""
    path = Unit.objects.filter(county=county, plan=plan, code=code).values_list("path", flat=True).first()
    if path is None:
        return []
    codes = path.split("/")
    names = dict(Unit.objects.filter(county=county, plan=plan, code__in=codes).values_list("code", "name"))
    return [(one, names[one]) for one in codes if one in names]


def plan_for_points(name: str, on: date | None) -> str:
    """Return the plan by which points are located: the one named, or the only one in force on a day.

    Raises Refused `territory.unknown_plan`, `territory.not_in_force`, `territory.none_in_force` or
    `territory.plan_unsaid`.
    """
    if name:
        _require_plan(name, on)
        return name
    day = on or timezone.localdate()
    names = [plan.name for plan in plans_in_force(day)]
    if not names:
        raise Refused("territory.none_in_force", day=day.isoformat())
    if len(names) > 1:
        raise Refused("territory.plan_unsaid", field="plan", plans=", ".join(names), day=day.isoformat())
    return names[0]


def _require_plan(name: str, on: date | None) -> None:
    if not Plan.objects.filter(name=name).exists():
        raise Refused("territory.unknown_plan", plan=name)
    if on is not None and name not in [plan.name for plan in plans_in_force(on)]:
        raise Refused("territory.not_in_force", field="on", plan=name, day=on.isoformat())


def _line(plan: Plan, from_on: date | None, until_on: date | None) -> PlanLine:
    return PlanLine(
        plan.pk,
        plan.name,
        plan.state,
        plan.version,
        plan.code_scheme,
        plan.synthetic,
        plan.county_name,
        from_on,
        until_on,
        plan.checked_version == plan.version,
        plan.accepted_reason,
        plan.accepted_faults,
    )


def _codes(words: str) -> tuple[str, ...]:
    return tuple(words.split(";")) if words else ()
