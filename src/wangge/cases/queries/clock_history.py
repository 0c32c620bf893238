"""How do a case's clocks stand, and who moved its due moments when, from where to where, and why?

The history is read from the case's own events, each of which tells the due moments after it; so
nothing can be moved without a line here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge.cases.models import Case
from wangge.cases.queries.desk import Desk
from wangge.cases.queries.rows import colour_and_left
from wangge.foundation.history import Happened
from wangge.rules.deadlines import Limit
from wangge.rules.stages import Stage

# The clocks that events tell, the resident's first.
TOLD = ("due_at", "unit_due_at")


@dataclass(frozen=True, slots=True)
class DueChange:
    """One change of one due moment: by which act of which post; `clock` is due_at or unit_due_at."""

    seq: int
    at: datetime
    kind: str
    act: str
    post: str
    clock: str
    before: datetime | None
    after: datetime | None
    limit: str  # the limit given with it, where the act gave one


@dataclass(frozen=True, slots=True)
class Running:
    """One clock as it stands: its colour and what is left, empty where it does not run."""

    clock: str
    due: datetime
    light: str
    left: timedelta | None
    left_unit: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of a limit in stages."""

    name: str
    limit: Limit
    closing_condition: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """Everything about the clocks of one case."""

    running: list[Running]
    limit: Limit
    stages: list[StageRow]  # empty where the limit has none
    waits_until: datetime | None  # the first moment of the limit's season, while that is still to come
    paused_at: datetime | None
    changes: list[DueChange]


def clocks_of(case: Case, known: Desk, history: Sequence[Happened], *, now: datetime) -> Clocks:
    """Return how a case's clocks stand and every change of them, the newest first."""
    stages, limit = known.stages_of(case), known.limit_of(case)
    is_known = known.limits.has_season(limit, known.ruled_on(case))
    opens = known.limits.runs_from(case.dispatched_at, limit) if case.dispatched_at and is_known else None
    return Clocks(
        running=list(_running(case, known, now)), limit=limit, stages=_stages(case, stages),
        waits_until=opens if opens and opens > now and not case.ended_at else None, paused_at=case.paused_at,
        changes=due_changes(history)[::-1],
    )  # fmt: skip


def due_changes(history: Sequence[Happened]) -> list[DueChange]:
    """Return every change of a due moment that a case's events tell, in their order."""
    found: list[DueChange] = []
    stands: dict[str, datetime | None] = dict.fromkeys(TOLD)
    limit = ""
    for event in history:
        given = str(event.payload.get("limit", limit))
        for clock in TOLD:
            if clock not in event.payload:
                continue
            told = str(event.payload[clock])
            after = datetime.fromisoformat(told) if told else None
            if after != stands[clock]:
                found.append(
                    DueChange(
                        event.seq, event.at, event.kind, str(event.payload.get("act", "")),
                        str(event.payload.get("post", "")), clock, stands[clock], after,
                        given if given != limit else "",
                    )
                )  # fmt: skip
                stands[clock] = after
        limit = given
    return found


def _running(case: Case, known: Desk, now: datetime) -> Iterator[Running]:
    unit, calendar = known.case_counted_by(case)
    for clock in TOLD:
        due: datetime | None = getattr(case, clock)
        if due is None:
            continue
        if case.ended_at is not None or case.solved_at is not None:
            yield Running(clock, due, "", None, "")
            continue
        start = min(case.dispatched_at or case.reported_at, due)
        yield Running(clock, due, *colour_and_left(now, start, due, unit, calendar))


def _stages(case: Case, stages: Sequence[Stage]) -> list[StageRow]:
    if len(stages) == 1 and not stages[0].name:
        return []
    has_ended, begun = case.solved_at is not None, case.dispatched_at is not None
    return [
        StageRow(
            stage.name, stage.limit, stage.closing_condition, is_done=has_ended or (begun and number < case.stage),
            is_now=begun and not has_ended and number == case.stage,
        )
        for number, stage in enumerate(stages)
    ]  # fmt: skip
