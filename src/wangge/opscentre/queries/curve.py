"""How do today's arrivals run against the usual ones?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from wangge.cases.queries.desk import desk
from wangge.cases.queries.watching import arrivals
from wangge.rules.usual import usual_curve

# The same weekday of so many weeks is what "usual" means here: our assumption.
WEEKS = 8


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative arrivals at the end of each local hour; today's end with the hour that runs."""

    today: list[int]
    usual: list[float]


def curve(county: str, unit: str, now: datetime) -> Curve:
    """Return today's arrivals so far against the median of the same weekday in the last weeks. One statement."""
    known = desk(county)
    day, hour = known.today(now), now.astimezone(known.calendar.zone).hour
    past = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    found = arrivals(county, unit, [day, *past])
    return Curve(list(accumulate(found[day]))[: hour + 1], usual_curve([found[one] for one in past]))
