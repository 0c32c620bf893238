"""From which cases and places may somebody draw who looks whether closed is settled?

Matters that point at people are in no frame, nor is what may not be listed: whoever goes there would meet a person.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.sets import SETS, in_unit
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.territory.queries import units


def solved_between(
    county: str, unit: str, start: datetime, end: datetime, categories: Collection[str] = ()
) -> dict[str, list[UUID]]:
    """Return the cases solved from `start` to `end` in a unit, by community. One statement."""
    rows = Case.objects.filter(
        SETS[Figure.SOLVED].holds, open_kinds(county), in_unit(county, unit, column_of(county, unit)),
        county=county, solved_at__gte=start, solved_at__lt=end,
    ).exclude(community="")  # fmt: skip
    if categories:
        rows = rows.filter(category__in=list(categories))
    found: dict[str, list[UUID]] = defaultdict(list)
    for community, case in rows.values_list("community", "id"):
        found[community].append(case)
    return dict(found)


def unvisited_grids(county: str, unit: str, start: datetime, end: datetime) -> list[str]:
    """Return the basic grids of a unit in which a round of the grid's own found nothing from `start` to `end`."""
    visited = set(
        Case.objects.filter(county=county, channel="grid", reported_at__gte=start, reported_at__lt=end)
        .exclude(grid="")
        .values_list("grid", flat=True)
        .distinct()
    )
    inside = (
        row.code for row in units(county).values()
        if row.level is Level.GRID and (unit in {"", county} or unit in row.path)
    )  # fmt: skip
    return sorted(set(inside) - visited)
