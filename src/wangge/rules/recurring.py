"""Which cases say that a place was not cured: the same kind, there again, soon after it was solved?"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wangge.rules.errors import Refused


class PlaceKind(StrEnum):
    """What "the same place" means."""

    THING = "thing"  # the same thing (部件)
    CELL = "cell"  # the same cell of the map, about 130 m wide
    GRID = "grid"  # the same basic grid


@dataclass(frozen=True, slots=True)
class Again:
    """From how many returns on a place recurs, how soon a return is one, and within how many days they are counted."""

    times: int
    within_days: int
    days: int

    def __post_init__(self) -> None:
        for field, least, most in (("times", 1, 100), ("within_days", 1, 365), ("days", 1, 730)):
            if not least <= getattr(self, field) <= most:
                raise Refused(
                    "recurring.setting", field=field, value=getattr(self, field), least=least, most=most
                )


@dataclass(frozen=True, slots=True)
class Seen:
    """One case of a kind at a place."""

    id: UUID
    reported_at: datetime
    solved_at: datetime | None  # first
    reopened_in_days: int | None  # after that


def came_back(cases: Sequence[Seen], within_days: int) -> list[UUID]:
    """Return the cases that came back, by their report.

    Found within so many days after an earlier one was solved, or opened again within so many days of its own
    solution. Each counts once.
    """
    window, back = timedelta(days=within_days), list[UUID]()
    solved: list[datetime] = []  # growing
    for one in sorted(cases, key=lambda case: (case.reported_at, case.id)):
        earlier = bisect_right(solved, one.reported_at)
        is_again = earlier > 0 and one.reported_at <= solved[earlier - 1] + window
        is_opened = one.reopened_in_days is not None and one.reopened_in_days < within_days
        if is_again or is_opened:
            back.append(one.id)
        if one.solved_at is not None:
            insort(solved, one.solved_at)
    return back
