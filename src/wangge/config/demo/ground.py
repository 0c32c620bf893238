"""How is a demo's territory put in place, by the same services as a real one?"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import plan_in_force
from wangge.territory.reading import Fields, read_units
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan


def lay(
    folder: Path, wish: PlanWish, layers: Sequence[tuple[Level, str]], *, county: str, from_on: date,
    now: datetime, accept_faults: str = "",
) -> bool:  # fmt: skip
    """Import layers of units and publish them as a plan, unless it is in force already; say whether it was done."""
    try:
        if plan_in_force(county).name == wish.name:
            return False
    except Refused as refused:
        if refused.code != "territory.no_plan":
            raise
    for level, file in layers:
        source = read_units(folder / file, Fields("code", "name", "parent"), crs="EPSG:4326")
        import_units(source, wish, level, code_field="code", repair=True, replace=True, now=now)
    publish_plan(wish.name, from_on, accept_reason=accept_faults, now=now)
    return True
