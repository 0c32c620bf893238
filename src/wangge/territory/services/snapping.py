"""Slivers of a draft are closed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.rules.geometry.slivers import Move, snapped
from wangge.territory.models import Unit
from wangge.territory.services.checking import grounds_of
from wangge.territory.services.drafts import changed, plan_named, require_draft
from wangge.territory.services.outlines import COLUMNS, draw

WIDEST_M = 100.0  # wider than this is no sliver but a dispute


def snap_plan(name: str, width_m: float, *, now: datetime, actor: str = "") -> list[Move]:
    """Close gaps and overlaps of a draft narrower than a width, and return what moved.

    Raises Refused `territory.width`, `territory.unknown_plan`, `territory.plan_published` and, when
    a code stands twice, `territory.code_twice`.
    """
    if not 0 < width_m <= WIDEST_M:
        raise Refused("territory.width", field="width", width=width_m, most=WIDEST_M)
    plan = plan_named(name)
    require_draft(plan)
    grounds = grounds_of(plan)
    code, times = Counter(ground.code for ground in grounds).most_common(1)[0] if grounds else ("", 0)
    if times > 1:
        raise Refused("territory.code_twice", plan=name, code=code)
    moves = snapped(grounds, width_m)
    with writing():
        held = plan_named(name)
        require_draft(held)
        if held.version != plan.version:
            raise Refused("territory.changed_meanwhile", plan=name)
        if moves:
            _redraw(held.pk, moves)
            counties = sorted({ground.county for ground in grounds})
            payload = {"width_mm": round(width_m * 1000), "units": len(moves)}
            changed(held, counties, "plan.snapped", now=now, actor=actor, payload=payload)
    return moves


def _redraw(plan: UUID, moves: Sequence[Move]) -> None:
    new = {move.code: move.outline for move in moves}
    units = [unit for unit in Unit.objects.filter(plan=plan) if unit.code in new]
    outlines = np.empty(len(units), dtype=object)
    outlines[:] = [new[unit.code] for unit in units]
    draw(units, outlines)
    Unit.objects.bulk_update(units, COLUMNS, batch_size=200)
