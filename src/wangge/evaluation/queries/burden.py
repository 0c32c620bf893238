"""What did a unit carry while it was measured: arrivals, how hard they were, and how many posts stood against them?"""

from datetime import datetime

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.figures import KIND, UNIT, Slice, read_counts
from wangge.evaluation.queries.inputs import last_moment, staffing
from wangge.people.queries import department_holders, kinds_held
from wangge.rules.deadlines import Unit
from wangge.rules.figures import Dimension, Figure
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.scoring import Scope

# Limits counted in these are short: the matter cannot wait for another day.
HOURS = frozenset({Unit.EMERGENCY_HOURS, Unit.OFFICE_HOURS})


def burden(county: str, scope: Scope, unit: str, period: Period, *, now: datetime) -> dict[str, int]:
    """Return arrivals, those of them that are danger, short or long by their limit, grids, and posts filled.

    Of a department, arrivals and posts; of a kind of post, who hold it.
    """
    known = desk(county)
    if scope is Scope.POST:
        return {"posts": kinds_held(county, on=known.today(last_moment(county, period, now)))[PostKind(unit)]}
    if scope is Scope.DEPARTMENT:
        counted = Slice((Figure.FOUND,), (county,), unit, period, UNIT, Dimension.DEPARTMENT)
        on = known.today(last_moment(county, period, now))
        arrived = read_counts(county, [counted]).total(0, Figure.FOUND)
        return {"found": arrived, "posts": len(department_holders(county, unit, on=on))}
    counts = read_counts(county, [Slice((Figure.FOUND,), (unit,), None, period, KIND)])
    mix = {"found": 0, "danger": 0, "short": 0, "long": 0}
    last = last_moment(county, period, now)
    for (_, kind), n in counts.sums[0].items():
        mix["found"] += n
        mix[_class(known, kind, last)] += n
    staffed = staffing(county, unit, last)
    return {**mix, **{name: staffed[name] for name in ("posts", "grids", "grids_staffed")}}


def _class(known: Desk, kind: str, at: datetime) -> str:
    on = known.today(at)
    if known.limits.is_danger(kind, None, on):
        return "danger"
    return "short" if known.limit_for(kind, None, on).unit in HOURS else "long"
