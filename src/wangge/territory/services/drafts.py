"""A draft plan is found or begun, its units find their parents, and each change is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wangge.foundation.recording import record
from wangge.rules.codes import COUNTY_LENGTH, Scheme, parent_by_prefix, paths, settled_parent
from wangge.rules.errors import Refused
from wangge.territory import queries
from wangge.territory.models import Plan, Unit

DRAFT, PUBLISHED = "draft", "published"


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What an import says of the plan; empty words leave an existing plan as it is."""

    name: str
    code_scheme: str = ""
    county: str = ""
    county_name: str = ""
    synthetic: bool = False


def draft(wish: PlanWish, scheme: Scheme, *, now: datetime) -> Plan:
    """Return the draft that is wished for, begun if there is none; Refused when it is published or differs."""
    name = wish.name
    if not name.strip() or len(name) > 40 or not name.isprintable() or "/" in name:
        raise Refused("territory.plan_name", field="plan", plan=name[:40])
    plan = Plan.objects.select_for_update().filter(name=name).first()
    if plan is None:
        return _begun(wish, scheme, now=now)
    require_draft(plan)
    if wish.county and plan.county and wish.county != plan.county:
        raise Refused(
            "territory.county_differs", field="county", plan=name, held=plan.county, said=wish.county
        )
    plan.county_name = wish.county_name or plan.county_name
    plan.synthetic = plan.synthetic or wish.synthetic
    plan.save(update_fields=["county_name", "synthetic"])
    return plan


def _begun(wish: PlanWish, scheme: Scheme, *, now: datetime) -> Plan:
    county = (wish.county or wish.name[:COUNTY_LENGTH]) if scheme is Scheme.FREE else ""
    if len(county) > COUNTY_LENGTH or "/" in county:
        raise Refused("territory.county_long", field="county", county=county, most=COUNTY_LENGTH)
    return Plan.objects.create(
        name=wish.name,
        code_scheme=scheme,
        state=DRAFT,
        county=county,
        county_name=wish.county_name,
        synthetic=wish.synthetic,
        created_at=now,
    )


def plan_named(name: str) -> Plan:
    """Return a plan, locked inside a transaction; Refused `territory.unknown_plan`."""
    rows = Plan.objects.select_for_update() if transaction.get_connection().in_atomic_block else Plan.objects
    plan = rows.filter(name=name).first()
    if plan is None:
        raise Refused("territory.unknown_plan", plan=name)
    return plan


def require_draft(plan: Plan) -> None:
    """Refuse to change a published plan: what was in force on a day stays what it was."""
    if plan.state != DRAFT:
        raise Refused("territory.plan_published", plan=plan.name)


def settle(plan: Plan, new: Sequence[Unit]) -> dict[str, str]:
    """Give every unit of a plan its parent and path, the new ones in memory, the others in their rows.

    Returns parents that were read as another writing of the same number.
    """
    scheme = Scheme(plan.code_scheme)
    held = list(Unit.objects.filter(plan=plan).defer("outline"))
    known = {unit.code for unit in held} | {unit.code for unit in new}
    read_as: dict[str, str] = {}
    before = {unit.pk: (unit.parent, unit.path) for unit in held}
    for unit in (*held, *new):
        parent = _parent(unit.code, unit.parent, scheme, known)
        if parent != unit.parent and unit.parent and scheme is Scheme.FREE:
            read_as[unit.parent] = parent
        unit.parent = parent
    everyone = {unit.code: unit for unit in (*held, *new)}
    climbs = paths({c: u.parent for c, u in everyone.items()}, {c: u.county for c, u in everyone.items()})
    for unit in (*held, *new):
        unit.path = "/".join(climbs[unit.code])
    moved = [unit for unit in held if before[unit.pk] != (unit.parent, unit.path)]
    Unit.objects.bulk_update(moved, ["parent", "path"], batch_size=500)
    return read_as


def changed(
    plan: Plan,
    counties: Iterable[str],
    kind: str,
    *,
    payload: Mapping[str, object],
    now: datetime,
    actor: str,
) -> None:
    """Count a plan's version up and record the change in each county that it concerns."""
    plan.version += 1
    plan.save(update_fields=["version"])
    for county in counties:
        record(
            county=county,
            subject=plan.pk,
            kind=kind,
            at=now,
            actor=actor,
            payload={"plan": plan.name, "version": plan.version, **payload},
        )
    queries.forget()
    transaction.on_commit(queries.forget)


def _parent(code: str, said: str, scheme: Scheme, known: set[str]) -> str:
    parent = settled_parent(said, scheme, known) if said else ""
    if scheme is Scheme.FREE or (parent and not code.startswith(parent)):
        return parent
    # Under gb a unit that came later may stand between: the longest known prefix is the parent.
    return max(parent, parent_by_prefix(code, known), key=len)
