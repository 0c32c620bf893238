"""One door for every act on a case after its report."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, CaseText, Photo, Remark
from wangge.cases.policies import may_see
from wangge.cases.queries.desk import Desk, desk, workflow_of
from wangge.cases.queries.page import acted
from wangge.cases.services.intake import PHOTOS_MOST, WORDS_MOST, counting_payload
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.files import KeptPhoto, keep_photo
from wangge.foundation.history import events_of
from wangge.foundation.locking import locked
from wangge.foundation.recording import ChainEnd, record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.workflow import Move, Proof


@dataclass(frozen=True, slots=True)
class Brought:
    """What an act brings along: words (a reason or a result), a department, photos."""

    words: str = ""
    department: str = ""
    photos: tuple[bytes, ...] = ()


NOTHING = Brought()


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
    _check(brought)
    known = desk(hat.county)
    photos = tuple(keep_photo(photo, field="photos") for photo in brought.photos)
    with locked(Case, county=hat.county, key=case_id) as case:
        if not may_see(hat, case):
            raise Refused("row.unknown", row=case_id.hex)
        workflow = workflow_of(case.preset, case.preset_version)
        if seen is not None and seen != case.seq:
            state = workflow.states[case.state]
            raise Refused("case.changed", state=case.state, state_zh=state.zh, state_en=state.en)
        move = workflow.next_state(
            case.state, act, kind=hat.kind, account=hat.account_id.hex,
            acted=acted(workflow, events_of(hat.county, case_id)), shown=_shown(brought),
        )  # fmt: skip
        _carry_out(case, move, known, brought, now)
        _write_down(case, move, hat, brought, photos, now)
    return Moved(case.id, case.state, case.wait_until, case.seq)


def fall_overdue(case: Case, *, hat: Hat | None = None) -> None:
    """Record that a case's limit passed before its end; the moment is the limit itself."""
    if case.due_at is None or case.overdue_at is not None:
        return
    case.overdue_at = case.due_at
    end = record(
        county=case.county, subject=case.id, kind="case.overdue", at=case.due_at,
        payload=counting_payload(case), actor=hat.account_id.hex if hat else "", after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end


def chain_end_of(case: Case) -> ChainEnd:
    """Return the end of a case's chain as its row knows it."""
    return ChainEnd(case.seq, case.chain)


def _check(brought: Brought) -> None:
    if len(brought.words) > WORDS_MOST:
        raise Refused("case.words_too_long", field="words", length=len(brought.words), limit=WORDS_MOST)
    if len(brought.photos) > PHOTOS_MOST:
        raise Refused("case.too_many_photos", field="photos", limit=PHOTOS_MOST)


def _shown(brought: Brought) -> set[Proof]:
    shown = {Proof.REASON, Proof.RESULT} if brought.words.strip() else set()
    return shown | ({Proof.DEPARTMENT} if brought.department else set())


def _carry_out(case: Case, move: Move, known: Desk, brought: Brought, now: datetime) -> None:
    before = case.state
    case.state = move.to
    end = workflow_of(case.preset, case.preset_version).states[move.to].end
    if move.act == "dispatch":
        _dispatch(case, known, brought.department, now)
    if move.counter:
        setattr(case, move.counter, getattr(case, move.counter) + 1)
    if end is not None:
        _end(case, end, now)
    stays = {before, move.to} <= {"dispatched", "handling"}
    if not stays:
        case.wait_until = known.wait_until(move.to, entered=now, unit_due=_unit_due(case, known))


def _dispatch(case: Case, known: Desk, department: str, now: datetime) -> None:
    row = known.departments.get(department)
    if row is None:
        raise Refused("case.unknown_department", field="department", department=department)
    if department != case.department:
        case.route = None  # a person decided, not the row
    case.department = department
    case.dispatched_at = now
    case.level = min(case.level, row.level)
    if case.due_at is None:
        # The clock starts at dispatch (standards.md 1.2) and never restarts for the resident (rulings.md).
        case.due_at = known.due(now, known.limit_for(case.category, case.condition))


def _unit_due(case: Case, known: Desk) -> datetime | None:
    # Each unit's clock runs from its own dispatch; rework does not restart it.
    if case.dispatched_at is None:
        return case.due_at
    return known.due(case.dispatched_at, known.limit_for(case.category, case.condition))


def _end(case: Case, end: str, now: datetime) -> None:
    if end == "solved":
        if case.due_at is not None and now > case.due_at:
            fall_overdue(case)
        case.on_time = case.due_at is None or now <= case.due_at
        case.solved_at = now
    case.end, case.ended_at = end, now


def _write_down(
    case: Case, move: Move, hat: Hat, brought: Brought, photos: Sequence[KeptPhoto], now: datetime
) -> None:
    salt = secrets.token_hex(16)
    payload = {
        **counting_payload(case), "act": move.act, "state": case.state, "hat": hat.post_id.hex, "post": hat.kind,
        "department": case.department, "route": case.route.hex if case.route else "",
        "wait_until": case.wait_until.isoformat() if case.wait_until else "",
        "words": word_digest(salt, brought.words), "photos": [photo.sha256 for photo in photos],
    }  # fmt: skip
    end = record(
        county=case.county, subject=case.id, kind=move.event, at=now, payload=payload,
        actor=hat.account_id.hex, after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end
    case.save(update_fields=CHANGING)
    if brought.words:
        Remark.objects.create(county=case.county, case=case.id, seq=case.seq, words=brought.words, salt=salt)
    Photo.objects.bulk_create(
        Photo(county=case.county, case=case.id, seq=case.seq, stage="after", sha256=photo.sha256,
              width=photo.width, height=photo.height)
        for photo in photos
    )  # fmt: skip
    if move.act == "dispatch":
        _find_by_department(case)


CHANGING = (
    "state", "wait_until", "department", "route", "dispatched_at", "due_at", "level", "solved_at", "ended_at",
    "overdue_at", "end", "on_time", "bounces", "reworks", "seq", "chain",
)  # fmt: skip


def _find_by_department(case: Case) -> None:
    text = CaseText.objects.get(county=case.county, case=case.id)
    text.tokens = search_document(case, desk(case.county).calendar.zone, text.words, text.place)
    text.save(update_fields=["tokens"])
