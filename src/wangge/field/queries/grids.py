"""Which outlines does this hat's phone hold?"""

from datetime import datetime
from typing import Any

from wangge.cases.queries.desk import desk
from wangge.cases.queries.pocket import scope_unit
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.territory.queries.carried import STEP, carried_units


def grids(hat: Hat, *, now: datetime) -> dict[str, Any]:
    """Return the outlines down to grids of the post's scope, with its ancestors by name."""
    day = desk(hat.county).today(now)
    carried, own = carried_units(hat.county, scope_unit(hat), on=day), sees(hat).unit or hat.unit
    return {
        "county": hat.county, "plan": carried.plan, "version": carried.version, "day": day.isoformat(),
        "zero": list(carried.zero), "step": STEP,
        "units": [
            {"code": row.code, "name": row.name, "level": int(row.level), "parent": row.parent,
             "mine": own in row.path, "rings": carried.rings.get(row.code, [])}
            for row in carried.units
        ],
    }  # fmt: skip
