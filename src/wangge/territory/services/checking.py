"""A plan's ground and codes are proved, and what is wrong is kept for its page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from wangge.foundation.locking import writing
from wangge.rules.codes import Scheme
from wangge.rules.geometry.coverage import Fault, Ground, faults_of
from wangge.rules.levels import Level
from wangge.territory.models import Plan, PlanFault, Unit
from wangge.territory.services.drafts import plan_named


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of one version of a plan found."""

    plan: str
    version: int
    units: int
    faults: Sequence[Fault]


def check_plan(name: str) -> Check:
    """Find every fault of a plan and keep them with the version they describe.

    Raises Refused `territory.unknown_plan`. The check itself runs outside the transaction.
    """
    plan = plan_named(name)
    grounds = grounds_of(plan)
    faults = faults_of(grounds, Scheme(plan.code_scheme))
    counties = {ground.code: ground.county for ground in grounds}
    with writing():
        held = plan_named(name)
        if held.version == plan.version:
            keep(held, faults, counties)
    return Check(plan.name, plan.version, len(grounds), faults)


def grounds_of(plan: Plan) -> list[Ground]:
    """Return a plan's units as the rules see them, by level and code."""
    rows = list(
        Unit.objects.filter(plan=plan)
        .order_by("level", "code", "id")
        .values_list("code", "level", "parent", "outline", "county")
    )
    outlines = shapely.from_wkb(
        np.array([bytes(row[3]) if row[3] is not None else None for row in rows], object)
    )
    return [
        Ground(code, Level(level), parent, outline, county)
        for (code, level, parent, _, county), outline in zip(rows, outlines, strict=True)
    ]


def keep(plan: Plan, faults: Sequence[Fault], counties: dict[str, str]) -> None:
    """Replace the kept faults of a plan."""
    PlanFault.objects.filter(plan=plan).delete()
    first = next(iter(counties.values()), plan.county)
    PlanFault.objects.bulk_create(
        [
            PlanFault(
                county=counties.get(fault.units[0], first) if fault.units else first,
                plan=plan,
                kind=fault.kind,
                units=";".join(fault.units),
                neighbours=";".join(fault.neighbours),
                area_m2=fault.area_m2,
                outline=shapely.to_wkb(fault.where) if fault.where is not None else None,
            )
            for fault in faults
        ],
        batch_size=2000,
    )
    plan.checked_version = plan.version
    plan.save(update_fields=["checked_version"])
