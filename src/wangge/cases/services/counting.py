"""What does every counting event say, and where does a case's chain end?"""

from datetime import datetime
from typing import Protocol

from wangge.foundation.recording import START, ChainEnd
from wangge.rules.figures import REOPEN_DAYS, Figure


class Counted(Protocol):
    """What a case must know of itself to be counted."""

    county: str
    street: str
    community: str
    grid: str
    category: str
    department: str
    channel: str
    cell: str
    level: int
    trial: bool
    is_part: bool
    reported_at: datetime
    due_at: datetime | None
    end: str
    on_time: bool
    overdue_at: datetime | None


def counting_payload(case: Counted) -> dict[str, object]:
    """Return what every counting event says: where, what, since when, how high it went."""
    return {
        "units": units_of(case), "category": case.category, "department": case.department, "channel": case.channel,
        "cell": case.cell, "level": case.level,
        "trial": case.trial, "part": case.is_part, "reported_at": case.reported_at.isoformat(),
        "due_at": case.due_at.isoformat() if case.due_at else "", "end": case.end, "on_time": case.on_time,
        "late": case.overdue_at is not None,
    }  # fmt: skip


def units_of(case: Counted) -> list[str]:
    """Return the codes that a case counts under, from the county down."""
    return [case.county, *(code for code in (case.street, case.community, case.grid) if code)]


class Held(Counted, Protocol):
    """What a case must know to be counted with another department."""

    filed_at: datetime | None
    solved_at: datetime | None
    reopened_at: datetime | None
    reopened_in_days: int | None


def sets_of_open(case: Held) -> list[list[str]]:
    """Return the sets, of those told apart by department, that an open case is in, each with its moment."""
    is_back = case.reopened_in_days is not None and case.reopened_in_days < REOPEN_DAYS
    dated = (
        (Figure.FOUND, case.reported_at), (Figure.OPEN, case.reported_at), (Figure.FILED, case.filed_at),
        (Figure.SOLVED, case.solved_at), (Figure.ON_TIME, case.solved_at if case.on_time else None),
        (Figure.OVERDUE, case.overdue_at), (Figure.LATE, case.overdue_at), (Figure.REOPENED, case.reopened_at),
        (Figure.REOPENED_30, case.solved_at if is_back else None),
    )  # fmt: skip
    return [[str(figure), at.isoformat()] for figure, at in dated if at is not None]


class Chained(Protocol):
    """What a row must know of its own chain of events."""

    seq: int
    chain: str


def chain_end_of(row: Chained) -> ChainEnd:
    """Return the end of a chain as its row knows it; of a row without any event its start."""
    return ChainEnd(row.seq, row.chain) if row.seq else START
