"""How do these cases stand? For packages above, which know a case by its id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Assist, Case, CaseText, Remark
from wangge.cases.queries.desk import workflow_of
from wangge.cases.queries.listing import texts
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.foundation.history import events_of
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Effect


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What was last said of a case that its reporter may read."""

    words: str
    department: str
    at: datetime


def cases_by_id(county: str, ids: Iterable[UUID], *, now: datetime) -> dict[UUID, CaseRow]:
    """Return cases by id as a list shows them, whoever asks: the caller knows who may see them. Two statements."""
    cases = list(Case.objects.filter(county=county, pk__in=list(ids)))
    return {row.id: row for row in case_rows(county, cases, texts(county, cases), now=now)}


def ends_of(county: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return how each of these cases ended (End), empty while it is open. One statement."""
    return dict(Case.objects.filter(county=county, pk__in=list(ids)).values_list("id", "end"))


def departments_of(county: str, case_id: UUID) -> list[str]:
    """Return the departments that a case was dispatched to, the first receiver first, then those that help."""
    case = Case.objects.filter(county=county, pk=case_id).first()
    if case is None:
        return []
    loop = workflow_of(case.preset, case.preset_version)
    sends = loop.acts_with(Effect.DISPATCH) | loop.acts_with(Effect.REASSIGN) | loop.acts_with(Effect.RULE)
    sent = [event.payload for event in events_of(county, case_id) if event.payload.get("act") in sends]
    led = [str(payload.get("department", "")) for payload in sent]
    helped = (
        Assist.objects.filter(county=county, case=case_id)
        .order_by("asked_at")
        .values_list("department", flat=True)
    )
    return list(dict.fromkeys(filter(None, (*led, *helped))))


def handled_by(county: str, case_id: UUID) -> set[str]:
    """Return the accounts, in hex, that acted on a case from a department's post."""
    return {
        event.actor for event in events_of(county, case_id) if event.payload.get("post") == PostKind.HANDLER
    }


def reopening_act(county: str, case_id: UUID) -> str:
    """Return the act by which an ended case is opened again; empty while it is open."""
    case = Case.objects.filter(county=county, pk=case_id).first()
    if case is None or case.ended_at is None:
        return ""
    loop = workflow_of(case.preset, case.preset_version)
    moves = (move for (source, _), move in loop.moves.items() if source == case.state)
    return next((move.act for move in moves if move.effect is Effect.REOPEN), "")


def case_words(county: str, case_id: UUID) -> tuple[str, str]:
    """Return the words and the place of a case as its department may read them."""
    row = CaseText.objects.filter(county=county, case=case_id).values_list("words", "place").first()
    return row or ("", "")


def public_words(county: str, case_id: UUID) -> PublicWords | None:
    """Return the last words of a case that its loop lets the reporter read (`Move.public`)."""
    case = Case.objects.filter(county=county, pk=case_id).first()
    if case is None:
        return None
    public = {
        move.act for move in workflow_of(case.preset, case.preset_version).moves.values() if move.public
    }
    remarks = dict(Remark.objects.filter(county=county, case=case_id).values_list("seq", "words"))
    for event in reversed(events_of(county, case_id)):
        if event.payload.get("act") in public and remarks.get(event.seq):
            return PublicWords(remarks[event.seq], str(event.payload.get("department", "")), event.at)
    return None
