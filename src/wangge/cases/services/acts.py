"""How is one act carried out on a case in hand?"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.cases.models import Case
from wangge.cases.policies import may_see
from wangge.cases.queries.acting import ROW_FACTS, Standing, move_chosen
from wangge.cases.queries.desk import workflow_of
from wangge.cases.services.brought import NOTHING, Brought, check_promised
from wangge.cases.services.checking import name_checker
from wangge.cases.services.counting import counting_payload, sets_of_open
from wangge.cases.services.effects import Acting, carry_out, lift_oversight, writes_rows
from wangge.cases.services.entering import Entries, InHand
from wangge.cases.services.photos import HANDLED, photos_payload, require_photo, stage_of
from wangge.cases.services.running import clocks_payload
from wangge.cases.services.wording import word_digest
from wangge.foundation.files import KeptPhoto
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import FIRST_FILED, HANDED_OVER
from wangge.rules.marks import STEP_OF
from wangge.rules.posts import PostKind
from wangge.rules.workflow import FILED, End, Move, State, Workflow


@dataclass(frozen=True, slots=True)
class ActOn:
    """One act on one case, as it is asked for; `record` is its own id, made where it was born.

    `seen` is the number of the last event that the actor saw: where somebody else acted since, the act is
    refused with the new state (`case.changed`). `after` names the record of the same batch that it goes on
    from instead: its base is where that one left the case.
    """

    record: UUID
    case_id: UUID
    act: str
    brought: Brought = NOTHING
    seen: int | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an act has taken a case."""

    case_id: UUID
    number: str
    state: str
    wait_until: datetime | None
    seq: int


def act_on(
    entries: Entries,
    hat: Hat,
    asked: ActOn,
    *,
    photos: tuple[KeptPhoto, ...],
    seen: int | None,
    now: datetime,
) -> Moved:
    """Carry out an act on a case in hand, or refuse it and leave the case as it was."""
    held = entries.case(asked.case_id)
    case, known = held.case, entries.known
    if not may_see(hat, case, finder=held.finder):
        raise Refused("row.unknown", row=asked.case_id.hex)
    workflow = workflow_of(case.preset, case.preset_version)
    if seen is not None and not held.is_as_seen(seen):
        state = workflow.states[case.state]
        raise Refused("case.changed", state=case.state, state_zh=state.zh, state_en=state.en)
    move = _chosen(entries, workflow, Standing(case, hat, known, held.acted, now), asked)
    category = known.categories.get(case.category)
    check_promised(asked.brought.promised, matter_only=category is not None and category.matter_only)
    if move.event == HANDLED:
        require_photo(known, case.category, has_photo=bool(photos or asked.brought.promised))
    acting = Acting(case, move, hat, known, asked.brought, now, entries, waited_until=case.wait_until)
    if writes_rows(acting, ends=workflow.states[move.to].end is not None):
        _by_itself(acting, workflow, held, photos)
    else:
        with entries.whole(case):
            _act(acting, workflow, held, photos)
    held.acted.setdefault(move.act, set()).add(hat.account_id.hex)
    return Moved(case.id, case.number, case.state, case.wait_until, case.seq)


def fall_overdue(case: Case, entries: Entries, *, hat: Hat | None = None) -> None:
    """Record that a case's limit passed before its end; the moment is the limit itself."""
    if case.due_at is None or case.overdue_at is not None:
        return
    case.overdue_at = case.due_at
    payload = counting_payload(case)
    if case.on_time and case.solved_at is not None:
        # Closed in time, reopened, and late in its new round: it does not count as in time any more.
        case.on_time = False
        payload["was_on_time"] = case.solved_at.isoformat()
    entries.record(case, "case.overdue", case.due_at, payload, hat.account_id.hex if hat else "")


def _chosen(entries: Entries, workflow: Workflow, standing: Standing, asked: ActOn) -> Move:
    move = workflow.moves.get((standing.case.state, asked.act))
    if move is not None and move.when & ROW_FACTS and entries.hold_rows_beside(standing.case):
        entries.enter()  # what this asks the database for was changed a moment ago
    return move_chosen(workflow, standing, asked.act, asked.brought.shown())


def _by_itself(acting: Acting, workflow: Workflow, held: InHand, photos: tuple[KeptPhoto, ...]) -> None:
    entries = acting.entries
    entries.enter()
    with entries.whole(acting.case), transaction.atomic():
        _act(acting, workflow, held, photos)
        entries.enter()
    entries.is_stale = True


def _act(acting: Acting, workflow: Workflow, held: InHand, photos: tuple[KeptPhoto, ...]) -> None:
    _carry_out(acting, workflow.states[acting.move.to])
    if checkers := workflow.checkers_of(acting.move.to):
        _name_checker(acting, checkers, held)
    _write_down(acting, photos)


def _carry_out(acting: Acting, state: State) -> None:
    case, move, unit_due = acting.case, acting.move, acting.case.unit_due_at
    case.state, department = move.to, case.department
    carry_out(acting)
    if case.department != department:
        acting.said[HANDED_OVER] = {"department": department, "sets": sets_of_open(case)}
    if move.to == FILED and case.filed_at is None:
        case.filed_at, acting.said[FIRST_FILED] = acting.now, True
    if move.counter:
        setattr(case, move.counter, getattr(case, move.counter) + 1)
    if state.end is not None:
        _end(acting, state.end)
    # An act that changes neither state nor clock does not begin the wait anew.
    if move.to != move.source or case.unit_due_at != unit_due:
        case.wait_until = acting.known.wait_until(
            state, entered=acting.now, unit_due=case.unit_due_at, until=acting.brought.until, preset=case.preset,
            category=case.category,
        )  # fmt: skip


def _name_checker(acting: Acting, kinds: frozenset[PostKind], held: InHand) -> None:
    case, now = acting.case, acting.now
    if acting.move.to == acting.move.source:
        return
    loop = workflow_of(case.preset, case.preset_version)
    busy = {acting.hat.account_id.hex}.union(*(held.acted.get(act, ()) for act in loop.kept_from_checking()))
    named = name_checker(
        case, acting.entries, finder=held.finder, kinds=kinds, busy=busy, chain=case.chain, now=now,
        on=acting.known.today(now),
    )  # fmt: skip
    # Who was drawn stands in the check's own row: the event is read by the unit that did the work.
    acting.said["check"] = {"drawn": named.drawn, "seed": named.seed, "pool": named.pool}


def _end(acting: Acting, end: End) -> None:
    case, now = acting.case, acting.now
    lift_oversight(case, now)
    if end is End.SOLVED:
        acting.said["first"] = case.solved_at is None
    if end is End.SOLVED and case.solved_at is None:
        if case.due_at is not None and now > case.due_at:
            fall_overdue(case, acting.entries)
        # Late in an earlier round, that ended without a solution, stays late.
        case.on_time = case.overdue_at is None and (case.due_at is None or now <= case.due_at)
        case.solved_at, case.solved_level = now, case.level
    case.end, case.ended_at = end, now


def _write_down(acting: Acting, photos: tuple[KeptPhoto, ...]) -> None:
    case, move, hat, brought = acting.case, acting.move, acting.hat, acting.brought
    entries, salt, stage = acting.entries, secrets.token_hex(16), stage_of(case, move.event)
    payload = {
        **counting_payload(case), "act": move.act, "state": case.state, "hat": hat.post_id.hex, "post": hat.kind,
        "department": case.department, "route": case.route.hex if case.route else "",
        "holder": case.holder, **clocks_payload(case),
        "until": brought.until.isoformat() if brought.until else "", "amount": brought.amount,
        "words": word_digest(salt, brought.words), **photos_payload(photos, brought.promised, stage=stage),
        **acting.said,
    }  # fmt: skip
    entries.record(case, move.event, acting.now, payload, hat.account_id.hex)
    if brought.words:
        entries.remark(case, brought.words, salt)
    entries.photos(case, photos, seq=case.seq, stage=stage, at=acting.now)
    if move.event in STEP_OF:
        acting.mark(STEP_OF[move.event])
    in_time = acting.waited_until is None or acting.now <= acting.waited_until
    for kind, department in acting.marks:
        entries.mark(case, kind, department, acting.now, post=hat.kind, in_time=in_time)
    if brought.department:
        entries.rename(case)
