"""One door for every act on a case after its report."""

import secrets
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, CaseText, Mark, Remark
from wangge.cases.policies import may_see
from wangge.cases.queries.acting import Standing, acted, move_chosen
from wangge.cases.queries.desk import desk, workflow_of
from wangge.cases.services.brought import NOTHING, Brought
from wangge.cases.services.checking import name_checker
from wangge.cases.services.counting import chain_end_of, counting_payload
from wangge.cases.services.effects import Acting, carry_out, lift_oversight
from wangge.cases.services.photos import HANDLED, require_photo, stage_of, take_photos_for, write_photos
from wangge.cases.services.running import clocks_payload
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.files import KeptPhoto
from wangge.foundation.history import events_of
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import End, State


@dataclass(frozen=True, slots=True)
class Moved:
    """Where an act has taken a case."""

    case_id: UUID
    state: str
    wait_until: datetime | None
    seq: int


def move_case(
    case_id: UUID, act: str, *, hat: Hat, now: datetime, brought: Brought = NOTHING, seen: int | None = None
) -> Moved:
    """Carry out `act` on a case, or refuse.

    `seen` is the number of the last event that the actor's page showed: where somebody else
    acted since, the act is refused with the new state (`case.changed`) and nothing is lost.
    """
    brought.check()
    known = desk(hat.county)
    photos = take_photos_for(known, case_id, brought.photos)
    with locked(Case, county=hat.county, key=case_id) as case:
        if not may_see(hat, case):
            raise Refused("row.unknown", row=case_id.hex)
        workflow = workflow_of(case.preset, case.preset_version)
        if seen is not None and seen != case.seq:
            state = workflow.states[case.state]
            raise Refused("case.changed", state=case.state, state_zh=state.zh, state_en=state.en)
        history = events_of(hat.county, case_id)
        standing = Standing(case, hat, known, acted(workflow, history), now)
        move = move_chosen(workflow, standing, act, brought.shown())
        if move.event == HANDLED:
            require_photo(known, case.category, has_photo=bool(photos))
        acting = Acting(case, move, hat, known, brought, now)
        _carry_out(acting, workflow.states[move.to])
        if checkers := workflow.checkers_of(move.to):
            _name_checker(acting, checkers, standing.acted, finder=history[0].actor)
        _write_down(acting, photos)
    return Moved(case.id, case.state, case.wait_until, case.seq)


def fall_overdue(case: Case, *, hat: Hat | None = None) -> None:
    """Record that a case's limit passed before its end; the moment is the limit itself."""
    if case.due_at is None or case.overdue_at is not None:
        return
    case.overdue_at = case.due_at
    payload = counting_payload(case)
    if case.on_time and case.solved_at is not None:
        # Closed in time, reopened, and late in its new round: it does not count as in time any more.
        case.on_time = False
        payload["was_on_time"] = case.solved_at.isoformat()
    end = record(
        county=case.county, subject=case.id, kind="case.overdue", at=case.due_at, payload=payload,
        actor=hat.account_id.hex if hat else "", after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end


def _carry_out(acting: Acting, state: State) -> None:
    case, move, unit_due = acting.case, acting.move, acting.case.unit_due_at
    case.state = move.to
    carry_out(acting)
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


def _name_checker(
    acting: Acting, kinds: frozenset[PostKind], acted: Mapping[str, AbstractSet[str]], *, finder: str
) -> None:
    case, now = acting.case, acting.now
    if acting.move.to == acting.move.source:
        return
    loop = workflow_of(case.preset, case.preset_version)
    busy = {acting.hat.account_id.hex}.union(*(acted.get(act, ()) for act in loop.kept_from_checking()))
    named = name_checker(
        case, finder=finder, kinds=kinds, busy=busy, chain=case.chain, now=now, on=acting.known.today(now)
    )
    # Who was drawn stands in the check's own row: the event is read by the unit that did the work.
    acting.said["check"] = {"drawn": named.drawn, "seed": named.seed, "pool": named.pool}


def _end(acting: Acting, end: End) -> None:
    case, now = acting.case, acting.now
    lift_oversight(case, now)
    if end is End.SOLVED:
        acting.said["first"] = case.solved_at is None
    if end is End.SOLVED and case.solved_at is None:
        if case.due_at is not None and now > case.due_at:
            fall_overdue(case)
        # Late in an earlier round, that ended without a solution, stays late.
        case.on_time = case.overdue_at is None and (case.due_at is None or now <= case.due_at)
        case.solved_at, case.solved_level = now, case.level
    case.end, case.ended_at = end, now


def _write_down(acting: Acting, photos: Sequence[KeptPhoto]) -> None:
    case, move, hat, words = acting.case, acting.move, acting.hat, acting.brought.words
    salt = secrets.token_hex(16)
    payload = {
        **counting_payload(case), "act": move.act, "state": case.state, "hat": hat.post_id.hex, "post": hat.kind,
        "department": case.department, "route": case.route.hex if case.route else "",
        "holder": case.holder, **clocks_payload(case),
        "until": acting.brought.until.isoformat() if acting.brought.until else "", "amount": acting.brought.amount,
        "words": word_digest(salt, words), "photos": [photo.sha256 for photo in photos], **acting.said,
    }  # fmt: skip
    end = record(
        county=case.county, subject=case.id, kind=move.event, at=acting.now, payload=payload,
        actor=hat.account_id.hex, after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end
    case.save_changes()
    if words:
        Remark.objects.create(county=case.county, case=case.id, seq=case.seq, words=words, salt=salt)
    stage = stage_of(case, move.event)
    write_photos(case, photos, seq=case.seq, stage=stage, known=acting.known, now=acting.now)
    Mark.objects.bulk_create(
        Mark(county=case.county, case=case.id, seq=case.seq, kind=kind, department=department, at=acting.now)
        for kind, department in acting.marks
    )
    if acting.brought.department:
        _find_by_department(case)


def _find_by_department(case: Case) -> None:
    text = CaseText.objects.get(county=case.county, case=case.id)
    text.tokens = search_document(case, desk(case.county).calendar.zone, text.words, text.place)
    text.save(update_fields=["tokens"])
