"""How far is the handling of a paper: which units, which talks, which rounds, replies and ratings?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wangge.rules.grades import Content, Meaning
from wangge.rules.suggestions import ANSWERING, Cause, Hold, ReplyStage, Role, Stage
from wangge.suggestions.models import (
    Assignment,
    Contact,
    KeyPaper,
    Offer,
    OversightNote,
    Rating,
    Reply,
    Round,
    Suggestion,
)
from wangge.suggestions.queries.papers import PaperRow, as_row


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One unit with one paper."""

    id: UUID
    suggestion: UUID
    department: str
    role: Role
    state: Hold
    assigned_at: datetime
    object_by: date | None
    accepted_at: datetime | None
    objected_at: datetime | None
    reason: str
    proposed: str
    decide_by: date | None
    turn: int
    opine_by: date | None
    opinion: str
    opined_at: datetime | None

    @property
    def is_answering(self) -> bool:
        """Does this unit reply to the deputy, and hold the paper still?"""
        return self.role in ANSWERING and self.state is not Hold.TAKEN_OFF


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One talk of a unit with a deputy."""

    id: UUID
    round_no: int
    department: str
    deputy: UUID
    on: date
    way: str
    words: str
    noted_at: datetime
    disputed_at: datetime | None
    dispute: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round of handling."""

    suggestion: UUID
    number: int
    cause: Cause
    from_at: datetime
    due_on: date | None
    first_due_on: date | None
    asked_until: date | None
    asked_reason: str
    asked_by: str
    extended_at: datetime | None
    replied_at: datetime | None
    meaning: str
    feedback_by: date | None

    @property
    def extended(self) -> bool:
        """Was its time made longer?"""
        return self.extended_at is not None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One unit's reply of one round."""

    id: UUID
    suggestion: UUID
    round_no: int
    department: str
    stage: ReplyStage
    grade: str
    meaning: Meaning
    words: str
    public_words: str
    drafted_at: datetime
    signed_at: datetime | None
    signed_post: UUID | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """What one deputy said of one reply."""

    reply: UUID
    suggestion: UUID
    round_no: int
    deputy: UUID
    attitude: Content
    result: Content
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyRow:
    """How a key paper is supervised."""

    leader: str
    committee: str
    plan: str
    source: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One inspection or interim report."""

    kind: str
    on: date
    words: str


def assignments(county: str, key: UUID) -> list[AssignmentRow]:
    """Return the units of a paper, in order, with those that gave it back. One statement."""
    rows = Assignment.objects.filter(county=county, suggestion=key).order_by("assigned_at", "pk")
    return [_assignment(row) for row in rows]


def units_holding(county: str, key: UUID) -> list[AssignmentRow]:
    """Return the units that a paper is with now, in order. One statement."""
    return [row for row in assignments(county, key) if row.state is not Hold.TAKEN_OFF]


def assigned_to(county: str, department: str) -> list[AssignmentRow]:
    """Return what a unit holds or held, the newest first. One statement."""
    rows = Assignment.objects.filter(county=county, department=department).order_by("-assigned_at", "-pk")
    return [_assignment(row) for row in rows]


def objections(county: str) -> list[AssignmentRow]:
    """Return the objections that wait for the government office, the oldest first. One statement."""
    rows = Assignment.objects.filter(county=county, state=Hold.OBJECTED).order_by("objected_at")
    return [_assignment(row) for row in rows]


def contacts(county: str, key: UUID) -> list[ContactRow]:
    """Return the talks about a paper. One statement."""
    rows = Contact.objects.filter(county=county, suggestion=key).order_by("noted_at", "pk")
    return [ContactRow(**_read(row, ContactRow)) for row in rows]


def rounds(county: str, key: UUID) -> list[RoundRow]:
    """Return a paper's rounds in order. One statement."""
    rows = Round.objects.filter(county=county, suggestion=key).order_by("number")
    return [_round(row) for row in rows]


def extensions_asked(county: str) -> list[RoundRow]:
    """Return the rounds whose unit waits for more time. One statement."""
    rows = Round.objects.filter(county=county, replied_at=None, asked_until__isnull=False, extended_at=None)
    return [_round(row) for row in rows.order_by("due_on")]


def replies(county: str, key: UUID) -> list[ReplyRow]:
    """Return a paper's replies, by round. One statement."""
    rows = Reply.objects.filter(county=county, suggestion=key).order_by("round_no", "drafted_at", "pk")
    return [_reply(row) for row in rows]


def replies_at(county: str, stage: ReplyStage, *, department: str = "") -> list[ReplyRow]:
    """Return the replies that stand at a stage, of one unit or of all, the oldest first. One statement."""
    rows = Reply.objects.filter(county=county, stage=stage)
    rows = rows.filter(department=department) if department else rows
    return [_reply(row) for row in rows.order_by("drafted_at")]


def offers(county: str, reply: UUID) -> list[tuple[str, str, date]]:
    """Return the commitments that a reply will hold when it is sent: (words, measure, due on)."""
    rows = Offer.objects.filter(county=county, reply=reply).order_by("due_on", "pk")
    return [(row.words, row.measure, row.due_on) for row in rows]


def ratings(county: str, keys: Collection[UUID]) -> list[RatingRow]:
    """Return what deputies said of the replies of these papers. One statement."""
    rows = Rating.objects.filter(county=county, suggestion__in=list(keys)).order_by("at", "pk")
    return [
        RatingRow(
            row.reply, row.suggestion, row.round_no, row.deputy, Content(row.attitude), Content(row.result), row.words,
            row.at,
        )
        for row in rows
    ]  # fmt: skip


def key_paper(county: str, key: UUID) -> KeyRow | None:
    """Return how a key paper is supervised. One statement."""
    row = KeyPaper.objects.filter(county=county, suggestion=key).first()
    return KeyRow(**_read(row, KeyRow)) if row else None


def oversight_notes(county: str, key: UUID) -> list[NoteRow]:
    """Return inspections and interim reports of a key paper. One statement."""
    rows = OversightNote.objects.filter(county=county, suggestion=key).order_by("on", "pk")
    return [NoteRow(row.kind, row.on, row.words) for row in rows]


def late(county: str, today: date) -> list[PaperRow]:
    """Return the papers whose round ran out without a reply, the longest first. One statement."""
    rows = Suggestion.objects.filter(
        county=county, state__in=[Stage.HANDED_OVER, Stage.HANDLING], due_on__lt=today
    )
    return [as_row(row) for row in rows.order_by("due_on")]


def _assignment(row: Assignment) -> AssignmentRow:
    told = _read(row, AssignmentRow)
    return AssignmentRow(**told | {"role": Role(row.role), "state": Hold(row.state)})


def _round(row: Round) -> RoundRow:
    return RoundRow(**_read(row, RoundRow) | {"cause": Cause(row.cause)})


def _reply(row: Reply) -> ReplyRow:
    told = _read(row, ReplyRow)
    return ReplyRow(**told | {"stage": ReplyStage(row.stage), "meaning": Meaning(row.meaning)})


def _read(row: object, shape: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.__slots__}
