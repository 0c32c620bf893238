"""Which rows are in a figure's set: the same sets that the fold counts, said over columns?"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from django.db.models import Q

from wangge.foundation.sequencing import committed_after
from wangge.rules.figures import BY_CAUSE, REOPEN_DAYS, STOCKS, Figure, Spot, facts
from wangge.rules.periods import Period

TAIL_MOST = 5000  # events that a page folds itself (house.md, Figures)


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A figure as rows: the column that dates a case in it, and what else must hold."""

    moment: str
    holds: Q


_SOLVED = Q(solved_at__isnull=False)
_TRIED = Q(trial=False, is_part=False)

SETS: dict[Figure, CaseSet] = {
    Figure.FOUND: CaseSet("reported_at", _TRIED),
    Figure.FILED: CaseSet("filed_at", _TRIED & Q(filed_at__isnull=False)),
    Figure.SOLVED: CaseSet("solved_at", _TRIED & _SOLVED),
    Figure.SETTLED: CaseSet("solved_at", _TRIED & _SOLVED & Q(end="settled")),
    Figure.ENDED: CaseSet("ended_at", _TRIED & Q(ended_at__isnull=False)),
    Figure.REFUSED: CaseSet("ended_at", _TRIED & Q(end="refused")),
    Figure.NOT_SOLVED: CaseSet("ended_at", _TRIED & Q(end="not_solved")),
    Figure.VOID: CaseSet("ended_at", _TRIED & Q(end="void")),
    Figure.DUPLICATE: CaseSet("ended_at", _TRIED & Q(end="duplicate")),
    Figure.ADVISED: CaseSet("ended_at", _TRIED & Q(end="advised")),
    Figure.REOPENED: CaseSet("reopened_at", _TRIED & Q(reopened_at__isnull=False)),
    Figure.REOPENED_30: CaseSet("solved_at", _TRIED & _SOLVED & Q(reopened_in_days__lt=REOPEN_DAYS)),
    Figure.WENT_UP: CaseSet("up_at", _TRIED & Q(up_at__isnull=False)),
    **{
        figure: CaseSet("up_at", _TRIED & Q(up_at__isnull=False, up_cause=cause))
        for cause, figure in BY_CAUSE.items()
    },
    Figure.ON_TIME: CaseSet("solved_at", _TRIED & _SOLVED & Q(on_time=True)),
    Figure.OVERDUE: CaseSet("overdue_at", _TRIED & Q(overdue_at__isnull=False)),
    Figure.IN_GRID: CaseSet("solved_at", _TRIED & _SOLVED & Q(solved_level__gte=5)),
    Figure.IN_COMMUNITY: CaseSet("solved_at", _TRIED & _SOLVED & Q(solved_level__gte=4)),
    Figure.IN_STREET: CaseSet("solved_at", _TRIED & _SOLVED & Q(solved_level__gte=3)),
    Figure.FOUND_SOLVED: CaseSet("reported_at", _TRIED & _SOLVED),
    Figure.FOUND_IN_GRID: CaseSet("reported_at", _TRIED & _SOLVED & Q(solved_level__gte=5)),
    Figure.FOUND_IN_COMMUNITY: CaseSet("reported_at", _TRIED & _SOLVED & Q(solved_level__gte=4)),
    Figure.FOUND_IN_STREET: CaseSet("reported_at", _TRIED & _SOLVED & Q(solved_level__gte=3)),
    Figure.OPEN: CaseSet("wait_until", _TRIED & Q(ended_at__isnull=True)),
    Figure.LATE: CaseSet("wait_until", _TRIED & Q(ended_at__isnull=True, overdue_at__isnull=False)),
    Figure.NO_POINT: CaseSet("wait_until", _TRIED & Q(ended_at__isnull=True, cell="")),
    Figure.TRIAL: CaseSet("reported_at", Q(trial=True)),
}


def in_unit(county: str, unit: str, level_column: str) -> Q:
    """Return the condition that a case lies in a unit of territory; the county itself needs none."""
    return Q() if unit in {"", county} else Q(**{level_column: unit})


def in_period(case_set: CaseSet, period: Period, zone: tzinfo) -> Q:
    """Return the condition that a case's moment in the set falls into a period of local days."""
    if period.is_all or case_set.moment == "wait_until":
        return Q()
    start, end = period.bounds(zone)
    return Q(**{f"{case_set.moment}__gte": start, f"{case_set.moment}__lt": end})


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in a set after a moment of the county's order."""

    joined: tuple[UUID, ...]
    left: tuple[UUID, ...]
    net: int  # of events that have their place; figures count no others
    is_whole: bool  # False: more happened than a page folds, so the rows are as of now


@dataclass(frozen=True, slots=True)
class Asked:
    """The set that a figure counted: figure x unit x kind x period, of one department or source where named."""

    figure: Figure
    unit: str
    kind: str
    period: Period
    department: str = ""
    source: str = ""

    def counts(self, spot: Spot, figure: Figure, at: datetime, zone: tzinfo) -> bool:
        """Say whether a fact at a spot belongs to what was asked."""
        return (
            figure == self.figure
            and self.unit in spot.units
            and self.kind in {"", spot.kind}
            and self.department in {"", spot.department}
            and self.source in {"", spot.source}
            and (figure in STOCKS or self.period.holds(at, zone))
        )


def changed_since(county: str, position: int, asked: Asked, zone: tzinfo) -> Since:
    """Return which cases entered or left a set after a position, in one statement.

    A row changes with its event's commit, before the event has its place; so what still waits
    for a place is set back, too. Rows fit only if they are read in the same `reading()`.
    """
    events = list(committed_after(county, position, TAIL_MOST + 1))
    if len(events) > TAIL_MOST:
        return Since((), (), 0, is_whole=False)
    net: dict[UUID, int] = {}
    counted = 0
    for event in events:
        for spot, fact in facts(event.kind, event.at, event.payload):
            if asked.counts(spot, fact.figure, fact.at, zone):
                net[event.subject] = net.get(event.subject, 0) + fact.by
                counted += fact.by if event.position else 0
    joined = tuple(subject for subject, by in net.items() if by > 0)
    left = tuple(subject for subject, by in net.items() if by < 0)
    return Since(joined, left, counted, is_whole=True)
