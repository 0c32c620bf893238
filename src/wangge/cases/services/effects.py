"""What does an act do to a case, beside leading it to another state? One function for each effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wangge.cases.models import Assist, Case, Mark, Oversight, RoutingRow
from wangge.cases.policies import refuse_complained
from wangge.cases.queries.desk import Desk
from wangge.cases.services.brought import Brought
from wangge.cases.services.checking import note_finding
from wangge.cases.services.entering import Entries
from wangge.cases.services.parts import merge_into, split_up
from wangge.cases.services.reference import rules_changed
from wangge.cases.services.running import (
    choose_condition,
    extend_clocks,
    next_stage,
    shift_clocks,
    start_clocks,
)
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.marks import MarkKind
from wangge.rules.powers import up_cause
from wangge.rules.workflow import Effect, Move
from wangge.territory.queries import units

DAYS_MOST = 32_767  # what the column holds
# These read or write rows beside the case: what waits to be written goes first, and they stand in a savepoint.
_WRITES = frozenset({
    Effect.DENY_RETURN, Effect.RULE, Effect.OVERSEE, Effect.REPORT_INTERIM, Effect.LIFT, Effect.ASSIST, Effect.SPLIT,
    Effect.MERGE,
})  # fmt: skip
_CALLS = frozenset({Effect.DISPATCH, Effect.REASSIGN})


@dataclass(slots=True)
class Acting:
    """One act while it is carried out: the case under lock, and what the act adds to its event."""

    case: Case
    move: Move
    hat: Hat
    known: Desk
    brought: Brought
    now: datetime
    entries: Entries
    said: dict[str, object] = field(default_factory=dict)
    marks: list[tuple[MarkKind, str]] = field(default_factory=list)
    waited_until: datetime | None = None  # until when the state before waited for it

    def mark(self, kind: MarkKind, department: str = "") -> None:
        """Count this side step for a department; the case's own where none is named."""
        self.marks.append((kind, department or self.case.department))


def writes_rows(acting: Acting, *, ends: bool) -> bool:
    """Say whether an act reads or writes rows of its own beside those that its entries hold."""
    if acting.move.effect in _CALLS and acting.brought.departments:
        return True
    return acting.move.effect in _WRITES or (ends and acting.case.overseen_until is not None)


def carry_out(acting: Acting) -> None:
    """Do what the move's effect asks for, if it has one."""
    if acting.move.effect is not None:
        EFFECTS[acting.move.effect](acting)


def _dispatch(acting: Acting) -> None:
    case, known, department = acting.case, acting.known, acting.brought.department
    row = known.departments.get(department)
    if row is None:
        raise Refused("case.unknown_department", field="department", department=department)
    refuse_complained(case, department, row.name)
    is_same = department == case.department and case.unit_due_at is not None
    if department != case.department:
        case.route = None  # a person decided, not the row
    case.department, case.holder = department, ""
    case.dispatched_at = acting.now
    case.level = min(case.level, row.level)
    choose_condition(case, known, acting.brought.condition, acting.now)
    if not (case.reworks and is_same):
        start_clocks(case, known, acting.now)  # 返工 restarts no clock (rulings.md)
    _call_for_help(acting)


def _call_for_help(acting: Acting) -> None:
    # One leads, the others help in parallel, each on the clock of its own dispatch.
    case = acting.case
    helpers = [code for code in dict.fromkeys(acting.brought.departments) if code != case.department]
    for code in helpers:
        if code not in acting.known.departments:
            raise Refused("case.unknown_department", field="departments", department=code)
        refuse_complained(case, code, acting.known.departments[code].name)
    if helpers:
        Assist.objects.bulk_create(
            (Assist(county=case.county, case=case.id, department=code, asked_at=acting.now, due_at=case.unit_due_at)
             for code in helpers), ignore_conflicts=True,
        )  # fmt: skip
        acting.said["helpers"] = helpers


def _reassign(acting: Acting) -> None:
    if acting.brought.department == acting.case.department:
        raise Refused("case.same_department", field="department", department=acting.case.department)
    # Two or more units tried: the first dispatch was wrong (field-practice.md 2.4).
    acting.mark(MarkKind.WRONG_DISPATCH)
    _dispatch(acting)


def _ask_return(acting: Acting) -> None:
    acting.mark(MarkKind.RETURN_ASKED)


def _grant_return(acting: Acting) -> None:
    acting.mark(MarkKind.WRONG_DISPATCH)


def _deny_return(acting: Acting) -> None:
    _held_to_it(acting)


def _held_to_it(acting: Acting) -> None:
    # 驳回: the unit must handle it; told so a second time in the same case it counts as 推诿.
    case = acting.case
    before = Mark.objects.filter(
        county=case.county, case=case.id, kind=MarkKind.RETURN_DENIED, department=case.department
    )
    acting.mark(MarkKind.RETURN_DENIED)
    if before.exists():
        acting.mark(MarkKind.SHIRKED)


def _rule(acting: Acting) -> None:
    case, named = acting.case, acting.brought.department
    if named not in acting.known.departments:
        raise Refused("case.unknown_department", field="department", department=named)
    if named == case.department:
        _held_to_it(acting)
    else:
        acting.mark(MarkKind.WRONG_DISPATCH)
    _dispatch(acting)
    case.ruled = True
    case.route = _write_rule(case, named, acting.known.today(acting.now)).id
    acting.said["ruling"] = True


def _write_rule(case: Case, department: str, today: date) -> RoutingRow:
    # The ruling becomes a dated row for this spot and kind: the next such case goes there by itself.
    spot = RoutingRow.objects.filter(
        county=case.county, category=case.category, unit=case.unit, ruling__isnull=False, until_on=None
    )
    spot.exclude(ruling=case.id).update(until_on=today)
    row, _ = RoutingRow.objects.update_or_create(
        county=case.county, ruling=case.id,
        defaults={
            "order": 0, "category": case.category, "unit": case.unit, "department": department,
            "source": f"裁定 {case.number}", "from_on": today, "until_on": None,
        },
        create_defaults={
            "id": uuid7(), "order": 0, "category": case.category, "unit": case.unit, "department": department,
            "source": f"裁定 {case.number}", "from_on": today,
        },
    )  # fmt: skip
    rules_changed(case.county)
    return row


def _extend(acting: Acting) -> None:
    if acting.brought.amount is not None:
        extend_clocks(acting.case, acting.known, acting.brought.amount)
    else:
        _extend_until(acting)
    acting.mark(MarkKind.EXTENDED)


def _extend_until(acting: Acting) -> None:
    until, case = acting.brought.day(acting.now), acting.case
    if case.unit_due_at is not None and until <= case.unit_due_at:
        raise Refused("case.until_too_early", field="until", until=until.isoformat())
    case.unit_due_at = until
    case.due_at = max(case.due_at, until) if case.due_at is not None else until


def _defer(acting: Acting) -> None:
    until, case = acting.brought.day(acting.now), acting.case
    case.paused_at = acting.now
    shift_clocks(case, acting.known, acting.now, until)
    acting.mark(MarkKind.DEFERRED)


def _resume(acting: Acting) -> None:
    # Taken up before its day: the clocks go on from now with what was left of them.
    case, until = acting.case, acting.case.wait_until
    if until is not None and acting.now < until:
        shift_clocks(case, acting.known, until, acting.now)
    case.paused_at = None


def _hang(acting: Acting) -> None:
    acting.mark(MarkKind.HUNG)


def _found_done(acting: Acting) -> None:
    note_finding(acting.case, acting.entries, "done", acting.now)


def _rework(acting: Acting) -> None:
    note_finding(acting.case, acting.entries, "not_done", acting.now)
    acting.mark(MarkKind.REWORKED)


def _report_up(acting: Acting) -> None:
    case = acting.case
    holder = units(case.county)[case.holder]
    _go_up(acting, holder.level)
    case.holder = holder.parent
    case.level = min(case.level, units(case.county)[holder.parent].level)


def _submit(acting: Acting) -> None:
    # 网格中心 is the street's: what reaches it went above the basic grid and the community.
    case = acting.case
    holder = units(case.county).get(case.holder)
    _go_up(acting, holder.level if holder else Level.STREET)
    case.holder, case.level = "", min(case.level, Level.STREET)


def _go_up(acting: Acting, level: Level) -> None:
    case, cause = acting.case, up_cause(acting.brought.cause)
    acting.known.powers.may_go_up(case.category, level, acting.known.today(acting.now), cause)
    acting.said["cause"], acting.said["from_level"] = cause, level
    if case.up_at is None:
        case.up_at, case.up_cause = acting.now, cause
        acting.said["first_up"] = True


def _hand_down(acting: Acting) -> None:
    case = acting.case
    case.holder = case.unit if case.unit in units(case.county) else acting.hat.unit


def _solve(acting: Acting) -> None:
    case = acting.case
    holder = units(case.county).get(case.holder)
    if holder is not None:
        acting.known.powers.may_settle(case.category, holder.level, acting.known.today(acting.now))


def _make_safe(acting: Acting) -> None:
    acting.case.safe_at = acting.now


def _seen(acting: Acting) -> None:
    acting.case.verified = "found"


def _not_seen(acting: Acting) -> None:
    acting.case.verified = "not_found"


def _remind(acting: Acting) -> None:
    acting.mark(MarkKind.REMINDED)


def _oversee(acting: Acting) -> None:
    case, until = acting.case, acting.brought.day(acting.now)
    supervisor = acting.brought.supervisor or acting.hat.account_id
    Oversight.objects.create(
        county=case.county,
        case=case.id,
        seq=case.seq + 1,
        supervisor=supervisor,
        since=acting.now,
        until=until,
    )
    case.overseen_until = until
    acting.said["supervisor"], acting.said["until"] = supervisor.hex, until.isoformat()
    acting.mark(MarkKind.OVERSEEN)


def _report_interim(acting: Acting) -> None:
    one = Oversight.objects.get(county=acting.case.county, case=acting.case.id, lifted_at=None)
    one.reports += 1
    one.save(update_fields=["reports"])


def lift_oversight(case: Case, now: datetime) -> None:
    """End the oversight of a case, if it has one."""
    if case.overseen_until is not None:
        Oversight.objects.filter(county=case.county, case=case.id, lifted_at=None).update(lifted_at=now)
        case.overseen_until = None


def _lift(acting: Acting) -> None:
    lift_oversight(acting.case, acting.now)


def _assist(acting: Acting) -> None:
    done = Assist.objects.filter(
        county=acting.case.county, case=acting.case.id, department=acting.hat.department, done_at=None
    )
    done.update(done_at=acting.now, done_seq=acting.case.seq + 1)


def _split(acting: Acting) -> None:
    acting.said["parts"] = [part.hex for part in _parts_of(acting)]


def _parts_of(acting: Acting) -> list[UUID]:
    return split_up(acting.case, acting.known, acting.brought.departments, hat=acting.hat, now=acting.now)


def _merge(acting: Acting) -> None:
    acting.case.parent = merge_into(acting.case, acting.brought.target, hat=acting.hat, now=acting.now)
    acting.said["into"] = acting.case.parent.hex


def _stage(acting: Acting) -> None:
    next_stage(acting.case, acting.known, acting.now)


def _reopen(acting: Acting) -> None:
    note_finding(acting.case, acting.entries, "not_done", acting.now)
    case = acting.case
    ended_at = case.ended_at or acting.now
    acting.said["was"] = {
        "end": case.end,
        "ended_at": ended_at.isoformat(),
        "late": case.overdue_at is not None,
    }
    if case.reopened_at is None:
        case.reopened_at = acting.now
        acting.said["first_reopened"] = True
        if case.solved_at is not None:
            case.reopened_in_days = max(0, min((acting.now - case.solved_at).days, DAYS_MOST))
            acting.said["solved_at"], acting.said["in_days"] = (
                case.solved_at.isoformat(),
                case.reopened_in_days,
            )
    case.end, case.ended_at, case.parent = "", None, None
    case.due_at = case.unit_due_at = case.paused_at = None  # a new round has its own clock
    case.limit, case.stage, case.check_by, case.ruled = "", 0, None, False
    acting.mark(MarkKind.REOPENED)


EFFECTS: Mapping[Effect, Callable[[Acting], None]] = {
    Effect.DISPATCH: _dispatch,
    Effect.REASSIGN: _reassign,
    Effect.ASK_RETURN: _ask_return,
    Effect.GRANT_RETURN: _grant_return,
    Effect.DENY_RETURN: _deny_return,
    Effect.RULE: _rule,
    Effect.EXTEND: _extend,
    Effect.DEFER: _defer,
    Effect.RESUME: _resume,
    Effect.HANG: _hang,
    Effect.STAGE: _stage,
    Effect.REPORT_UP: _report_up,
    Effect.SUBMIT: _submit,
    Effect.HAND_DOWN: _hand_down,
    Effect.SOLVE: _solve,
    Effect.MAKE_SAFE: _make_safe,
    Effect.SEEN: _seen,
    Effect.NOT_SEEN: _not_seen,
    Effect.REMIND: _remind,
    Effect.OVERSEE: _oversee,
    Effect.REPORT_INTERIM: _report_interim,
    Effect.LIFT: _lift,
    Effect.ASSIST: _assist,
    Effect.SPLIT: _split,
    Effect.MERGE: _merge,
    Effect.FOUND_DONE: _found_done,
    Effect.REWORK: _rework,
    Effect.REOPEN: _reopen,
    Effect.ADD: lambda _acting: None,  # its words and photos are all it brings
}
