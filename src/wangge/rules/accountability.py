"""How does a notice of accountability (追究) go on, who is awaited at each stage, and whom may it address?

The table is the whole machine: every stage that waits names its owner and its clock, and every change is a
person's act. Only the notice itself is automatic.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.errors import Refused


class Breach(StrEnum):
    """What a rule is about; each is a fact that stands in the records."""

    OVERDUE_TIMES = "overdue_times"  # open beyond its due moment by so many times its limit
    SHIRKED = "shirked"  # 推诿: held to the case a second time
    FALSE_DONE = "false_done"  # reported done, and a check found that it was not
    PROMISE_MISSED = "promise_missed"  # promised to a deputy, and its first date passed without it


class Stage(StrEnum):
    """Where a notice stands."""

    NOTICED = "noticed"
    STATED = "stated"
    DECIDED = "decided"
    APPEALED = "appealed"
    FINAL = "final"


class Act(StrEnum):
    """What a person does about a notice."""

    STATE = "state"  # 陈述
    GRANT_TIME = "grant_time"
    DECIDE = "decide"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    END = "end"  # the days for an appeal are over, and somebody says so


class Outcome(StrEnum):
    """What was decided."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    CIRCUMSTANCES = "circumstances"  # founded, but others could not have done it either


class Owner(StrEnum):
    """Who is awaited."""

    ADDRESSED = "addressed"
    SUPERVISOR = "supervisor"
    OTHER_BODY = "other_body"


class Clock(StrEnum):
    """Which of a rule's numbers of working days runs."""

    STATEMENT = "statement"
    DECISION = "decision"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a stage waits for, by which clock."""

    owner: Owner
    clock: Clock


@dataclass(frozen=True, slots=True)
class Move:
    """One act: from where, to where, by whom; `late` acts are open only once the clock ran out."""

    act: Act
    source: Stage
    target: Stage
    owner: Owner
    late: bool = False


WAITS: Mapping[Stage, Wait] = {
    Stage.NOTICED: Wait(Owner.ADDRESSED, Clock.STATEMENT),
    Stage.STATED: Wait(Owner.SUPERVISOR, Clock.DECISION),
    Stage.DECIDED: Wait(Owner.ADDRESSED, Clock.APPEAL),
    Stage.APPEALED: Wait(Owner.OTHER_BODY, Clock.DECISION),
}
MOVES: Sequence[Move] = (
    Move(Act.STATE, Stage.NOTICED, Stage.STATED, Owner.ADDRESSED),
    Move(Act.GRANT_TIME, Stage.NOTICED, Stage.NOTICED, Owner.SUPERVISOR),
    Move(Act.DECIDE, Stage.NOTICED, Stage.DECIDED, Owner.SUPERVISOR, late=True),
    Move(Act.DECIDE, Stage.STATED, Stage.DECIDED, Owner.SUPERVISOR),
    Move(Act.APPEAL, Stage.DECIDED, Stage.APPEALED, Owner.ADDRESSED),
    Move(Act.END, Stage.DECIDED, Stage.FINAL, Owner.SUPERVISOR, late=True),
    Move(Act.DECIDE_APPEAL, Stage.APPEALED, Stage.FINAL, Owner.OTHER_BODY),
)


def faults_of(waits: Mapping[Stage, Wait], moves: Sequence[Move]) -> list[str]:
    """Return what is wrong with a table: a stage without clock and owner, one that nobody leaves or reaches."""
    faults = []
    for stage in Stage:
        leaves = [move for move in moves if move.source is stage and move.target is not stage]
        if stage is Stage.FINAL:
            faults += [f"{stage} is left" for _move in leaves[:1]]
            continue
        if stage not in waits:
            faults.append(f"{stage} waits without owner and clock")
        if not leaves:
            faults.append(f"{stage} is never left")
    reached = {Stage.NOTICED} | {move.target for move in moves}
    return faults + [f"{stage} is never reached" for stage in Stage if stage not in reached]


def move_for(stage: Stage, act: Act, *, is_late: bool) -> Move:
    """Return the move of an act at a stage; refuse `accountability.not_now`, `accountability.clock_runs`,
    `accountability.too_late`.
    """
    move = next((one for one in MOVES if one.source is stage and one.act is act), None)
    if move is None:
        raise Refused("accountability.not_now", stage=stage, act=act)
    if move.late and not is_late:
        raise Refused("accountability.clock_runs")
    if act is Act.APPEAL and is_late:
        raise Refused("accountability.too_late")
    return move


def held_by(path: Sequence[str], may_settle: Callable[[str], bool]) -> str:
    """Return the lowest unit of a path, from the top down, that held the power; the top where none did."""
    return next((unit for unit in reversed(path) if may_settle(unit)), path[0])
