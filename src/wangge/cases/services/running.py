"""How do a case's clocks run: started, held, moved, led into their next stage?

A case has two: `due_at`, what the resident was promised, set once and never started again; and
`unit_due_at`, that of the department which has it in hand, from its own dispatch (rulings.md,
Danger first). `limit` keeps what the running clock was given, so a rule that changes later moves
nothing. These functions change the case under lock; the act that calls them saves and records it.
"""

from collections.abc import Callable
from datetime import datetime

from wangge.cases.models import Case
from wangge.cases.queries.desk import Desk
from wangge.rules.deadlines import Limit, extended, moved_by_pause
from wangge.rules.errors import Refused
from wangge.rules.stages import Stage

CLOCKS = ("due_at", "unit_due_at")


def choose_condition(case: Case, known: Desk, number: int | None, now: datetime) -> None:
    """Name the condition row that a case comes under; None leaves it as it is.

    Raises Refused `case.unknown_condition` for one that its category does not have on that day.
    """
    if number is None:
        return
    numbers = [row.number for row in known.limits.conditions_of(case.category, known.today(now))]
    if number not in numbers:
        raise Refused("case.unknown_condition", field="condition", condition=number)
    case.condition = number


def start_clocks(case: Case, known: Desk, now: datetime) -> None:
    """Start the unit's clock at its dispatch, in the stage that the case has reached; the resident's only once.

    Raises Refused `calendar.unknown_year`, `deadline.season_bound` where no due moment can be told.
    """
    stages = known.limits.stages_of(case.category, case.condition, known.today(now))
    case.stage = min(case.stage, len(stages) - 1)
    case.danger = known.limits.is_danger(case.category, case.condition, known.today(now))
    if case.due_at is None:
        case.due_at = known.limits.end_of(now, stages[case.stage :])
    _give(case, known, stages[case.stage], now)


def next_stage(case: Case, known: Desk, now: datetime) -> None:
    """Begin the next stage of a limit in stages: a due moment of its own, from now.

    Raises Refused `deadline.last_stage` where none follows.
    """
    if not known.has_stage_after(case):
        raise Refused("deadline.last_stage", stage=case.stage + 1)
    case.stage += 1
    _give(case, known, known.stages_of(case)[case.stage], now)


def shift_clocks(case: Case, known: Desk, paused_at: datetime, resumed_at: datetime) -> None:
    """Move both clocks by a pause (缓办): what was left when it began is spent from its end on."""
    unit, calendar = known.case_counted_by(case)
    _move(case, lambda due: moved_by_pause(paused_at, due, resumed_at, unit, calendar))


def extend_clocks(case: Case, known: Desk, amount: int) -> None:
    """Move both clocks by an amount of their limit's own unit (延期)."""
    unit, calendar = known.case_counted_by(case)
    season = calendar.season.name if calendar.season else ""
    _move(case, lambda due: extended(due, amount, Limit(amount, unit, season), calendar))


def clocks_payload(case: Case) -> dict[str, object]:
    """Return what an event says of the clocks beside `due_at`, from which their history is read."""
    return {
        "unit_due_at": case.unit_due_at.isoformat() if case.unit_due_at else "",
        "wait_until": case.wait_until.isoformat() if case.wait_until else "",
        "limit": case.limit, "stage": case.stage, "condition": case.condition,
    }  # fmt: skip


def _give(case: Case, known: Desk, stage: Stage, now: datetime) -> None:
    case.limit = stage.limit.code
    case.unit_due_at = known.due(now, stage.limit)


def _move(case: Case, moved: Callable[[datetime], datetime]) -> None:
    for name in CLOCKS:
        due = getattr(case, name)
        if due is not None:
            setattr(case, name, moved(due))
