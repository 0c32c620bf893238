"""Which of some figures count one case, for a unit and a period?"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import LEVEL_COLUMNS
from wangge.cases.queries.sets import SETS, in_period, in_unit
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.territory.queries import units


def case_by_number(county: str, number: str) -> UUID | None:
    """Return the case with a number of a county. One statement."""
    return Case.objects.filter(county=county, number=number).values_list("pk", flat=True).first()


def figures_of(
    county: str, case: UUID, figures: Iterable[Figure], *, unit: str, period: Period
) -> frozenset[Figure]:
    """Return those of the figures in which a case is counted for a unit or department, as its row stands now."""
    wanted = list(figures)
    row = units(county).get(unit)
    if unit in desk(county).departments:
        place = Q(department=unit)
    else:
        place = in_unit(county, unit, LEVEL_COLUMNS.get(row.level, "") if row else "")
    zone = desk(county).calendar.zone
    counted = {
        str(figure): Count("pk", filter=SETS[figure].holds & in_period(SETS[figure], period, zone))
        for figure in wanted
    }
    found = Case.objects.filter(place, county=county, pk=case).aggregate(**counted) if wanted else {}
    return frozenset(figure for figure in wanted if found[figure])
