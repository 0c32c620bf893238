"""What waits for a deputy now, and what for the clerk of the congress office?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.deputies.policies import recused
from wangge.deputies.queries.acts import ActRow, Duty, acts_of, acts_to_check, duties
from wangge.deputies.queries.matters import (
    MatterRow,
    left_matters,
    matters_at_desk,
    matters_left_behind,
    matters_readable,
    open_matters,
)
from wangge.deputies.queries.reports import ReportRow, reports_of, reports_to_run
from wangge.deputies.queries.seats import SeatRow, seats_of
from wangge.rules.duties import ActState, Every, span_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One matter in a deputy's list; of one that the deputy keeps away from only that it is there."""

    row: MatterRow
    is_recused: bool


@dataclass(frozen=True, slots=True)
class DeputyWork:
    """What a deputy's own page shows."""

    seats: Sequence[SeatRow]
    duties: Sequence[Duty]
    sent_back: Sequence[ActRow]
    open: Sequence[Waiting]
    left: Sequence[Waiting]
    left_n: int
    reports: Sequence[ReportRow]


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """What the congress office's page shows."""

    to_check: Sequence[ActRow]
    letters: Sequence[MatterRow]
    readable: Sequence[MatterRow]
    left_behind: Sequence[MatterRow]
    reports: Sequence[ReportRow]


def deputy_work(county: str, deputy: UUID, today: date, *, left_most: int | None) -> DeputyWork:
    """Return what waits for a deputy: matters, what is due of the duty record, reports to give; what left, newest."""
    first, until = span_of(Every.QUARTER, today)
    left, left_n = left_matters(county, deputy, left_most)

    def shown(rows: Sequence[MatterRow]) -> list[Waiting]:
        return [
            Waiting(row, recused(county, deputy, department=row.department, unit=row.unit, on=today))
            for row in rows
        ]

    return DeputyWork(
        seats_of(county, deputy, today), duties(county, deputy, today),
        [act for act in acts_of(county, deputy, first, until) if act.state is ActState.SENT_BACK],
        shown(open_matters(county, deputy)), shown(left), left_n,
        reports_of(county, deputy),
    )  # fmt: skip


def office_work(county: str, today: date) -> OfficeWork:
    """Return what waits for the congress office: acts to check, matters that it may read, reports to run.

    And the matters of deputies who left; of a private one the office learns no more than that it waits.
    """
    return OfficeWork(
        acts_to_check(county), matters_at_desk(county), matters_readable(county, today),
        matters_left_behind(county, today), reports_to_run(county),
    )  # fmt: skip
