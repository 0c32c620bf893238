"""What does a room that watches over a unit see at a glance: what is open, comes due, waits, came in and was solved?

Matters that point at people stand on no wall (rulings.md), so every count here leaves them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncHour

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.figures import KIND, UNIT, Counts, Slice, read_counts
from wangge.cases.queries.listing import column_of, due_within
from wangge.cases.queries.sets import SETS, in_period, in_unit
from wangge.rules.figures import ANY_KIND, Dimension, Figure
from wangge.rules.periods import Period

WATCHED = (Figure.OPEN, Figure.LATE, Figure.NO_POINT)
HOURS = 24


@dataclass(frozen=True, slots=True)
class OnMap:
    """Open cases that stand on the map, by unit and by department, from the folded figures."""

    county: str
    counts: Counts

    def n(self, figure: Figure, unit: str) -> int:
        """Return a stock of a unit without what points at people."""
        return self.counts.n(0, figure, unit) - self._sealed(figure, unit)

    def late_by_department(self, unit: str) -> list[tuple[str, int]]:
        """Return (department, open cases past their limit), the most first; "" where none has them in hand.

        What points at people is counted apart and taken off: one statement where there is such a case, else none.
        """
        late = {code: n for (_, code), n in self.counts.sums[-1].items() if n}
        late[""] = self.counts.n(0, Figure.LATE, unit) - sum(late.values())
        if self._sealed(Figure.LATE, unit):
            for code, n in _sealed_late(self.county, unit):
                late[code] = late.get(code, 0) - n
        return sorted(((code, n) for code, n in late.items() if n), key=lambda row: (-row[1], row[0]))

    def _sealed(self, figure: Figure, unit: str) -> int:
        return sum(self.counts.n(number, figure, unit) for number in range(1, len(self.counts.sums) - 1))


@dataclass(frozen=True, slots=True)
class Today:
    """What moves by the hour, counted from the rows as they are now."""

    due: int
    found: int
    solved: int
    by_state: dict[str, int]


def on_map(county: str, unit: str, below: Sequence[str]) -> OnMap:
    """Return the open cases of a unit and of those below it, in two statements."""
    kinds = (ANY_KIND, *sorted(desk(county).matter_only))
    slices = [Slice(WATCHED, (unit, *below), kind, Period(), UNIT) for kind in kinds]
    slices.append(Slice((Figure.LATE,), (unit,), None, Period(), KIND, Dimension.DEPARTMENT))
    return OnMap(county, read_counts(county, slices))


def today_of(county: str, unit: str, states: Sequence[str], *, now: datetime, hours: int) -> Today:
    """Return what comes due within so many hours, was found and solved today, and waits in some states.

    One statement; each number counts the rows of the list with the same filters.
    """
    known = desk(county)
    day = Period(known.today(now).isoformat())
    parts = [
        _watched(county, unit, Figure.OPEN).filter(due_within(now, hours)),
        *(_watched(county, unit, figure).filter(in_period(SETS[figure], day, known.calendar.zone))
          for figure in (Figure.FOUND, Figure.SOLVED)),
        *(_watched(county, unit, Figure.FOUND).filter(state=state, ended_at__isnull=True) for state in states),
    ]  # fmt: skip
    compiled = [part.order_by().values("id").query.sql_with_params() for part in parts]
    sums = ", ".join(
        f"(SELECT COUNT(*) FROM ({sql}) part_{place})" for place, (sql, _) in enumerate(compiled)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums}", [value for _, values in compiled for value in values])
        due, found, solved, *waiting = cursor.fetchone()
    return Today(due, found, solved, dict(zip(states, waiting, strict=True)))


def arrivals(county: str, unit: str, days: Sequence[date]) -> dict[date, list[int]]:
    """Return how many cases were reported in each of the 24 local hours of some days, in one statement."""
    zone = desk(county).calendar.zone
    when = Q()
    for day in days:
        begin = datetime.combine(day, time.min, zone)
        when |= Q(
            reported_at__gte=begin, reported_at__lt=datetime.combine(day + timedelta(1), time.min, zone)
        )
    hourly = (
        _watched(county, unit, Figure.FOUND).filter(when).order_by()
        .annotate(hour=TruncHour("reported_at", tzinfo=zone)).values_list("hour").annotate(n=Count("id"))
    )  # fmt: skip
    found = {day: [0] * HOURS for day in days}
    for hour, n in hourly:
        found[hour.date()][hour.hour] += n
    return found


def _watched(county: str, unit: str, figure: Figure) -> QuerySet[Case]:
    placed = in_unit(county, unit, column_of(county, unit))
    return Case.objects.filter(SETS[figure].holds & placed & open_kinds(county), county=county)


def _sealed_late(county: str, unit: str) -> list[tuple[str, int]]:
    late = SETS[Figure.LATE].holds & in_unit(county, unit, column_of(county, unit))
    rows = Case.objects.filter(late, county=county, category__in=sorted(desk(county).matter_only))
    return list(rows.values_list("department").order_by().annotate(n=Count("id")))
