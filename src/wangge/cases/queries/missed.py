"""What did residents and 12345 report that rounds should have seen (漏报)? By kind and source, counted from the rows.

Rounds should see what lies in public space and does not point at people (rulings.md, Found before told). No margin
counts kind and source together, so this is asked for by itself and never stands on a page of counters.
"""

from collections.abc import Mapping

from django.db.models import Count

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.sets import SETS, in_period, in_unit
from wangge.rules.figures import Figure
from wangge.rules.periods import Period

TOLD_BY = ("resident", "hotline")


def missed(county: str, unit: str, period: Period) -> Mapping[tuple[str, str], int]:
    """Return (category, source) -> cases of a unit and period. One statement."""
    known, found = desk(county), SETS[Figure.FOUND]
    seen = [key for key, row in known.categories.items() if row.in_public and not row.matter_only]
    rows = Case.objects.filter(
        found.holds, in_period(found, period, known.calendar.zone), in_unit(county, unit, column_of(county, unit)),
        open_kinds(county), county=county, channel__in=TOLD_BY, category__in=seen,
    )  # fmt: skip
    counted = rows.values_list("category", "channel").annotate(n=Count("id")).order_by()
    return {(category, channel): n for category, channel, n in counted}
