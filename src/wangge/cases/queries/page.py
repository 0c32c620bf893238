"""What does one case's page say?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, Photo, Remark
from wangge.cases.policies import may_see, may_see_finder
from wangge.cases.queries.acting import Standing, acted, moves_open
from wangge.cases.queries.desk import Desk, desk, workflow_of
from wangge.cases.queries.listing import texts
from wangge.cases.queries.photos import PhotoRow, photos_of
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.foundation.history import Happened, events_of
from wangge.foundation.recording import ChainEnd
from wangge.people.hats import Hat
from wangge.people.queries import names_of
from wangge.rules.errors import Refused
from wangge.rules.limits import Condition
from wangge.rules.routing import Route
from wangge.rules.workflow import Effect, Move, Workflow


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that a hat may see of one case."""

    case: Case
    row: CaseRow
    words: str
    place: str
    history: Sequence[Happened]
    remarks: Mapping[int, str]
    photos: Sequence[PhotoRow]
    names: Mapping[str, str]  # by account id in hex; empty where the finder is sealed
    workflow: Workflow
    moves: Sequence[Move]
    route: Route | None
    condition: Condition | None
    seq: int
    now: datetime


def dossier(hat: Hat, case_id: UUID, *, now: datetime) -> Dossier:
    """Return a case as this hat may see it; refuse `row.unknown` where it may not, without saying why."""
    case = Case.objects.filter(county=hat.county, pk=case_id).first()
    if case is None or not may_see(hat, case):
        raise Refused("row.unknown", row=case_id.hex)
    known, workflow = desk(hat.county), workflow_of(case.preset, case.preset_version)
    history = events_of(hat.county, case_id)
    words = texts(hat.county, [case])
    standing = Standing(case, hat, known, acted(workflow, history), now)
    remarks = Remark.objects.filter(county=hat.county, case=case_id).values_list("seq", "words")
    moves = moves_open(workflow, standing)
    sealed = _sealed(moves, history)
    return Dossier(
        case=case, row=case_rows(hat.county, [case], words, now=now)[0], words=words.get(case_id, ("", ""))[0],
        place=words.get(case_id, ("", ""))[1], history=history,
        remarks={seq: said for seq, said in remarks if seq not in sealed},
        photos=[photo for photo in photos_of(hat.county, case_id) if photo.seq not in sealed],
        names=_names(hat, history), workflow=workflow,
        moves=moves,
        route=next((route for route in known.routing.routes if case.route and route.key == case.route.hex), None),
        condition=_condition(case, known), seq=case.seq, now=now,
    )  # fmt: skip


def photo_in_sight(hat: Hat, case_id: UUID, sha256: str, *, now: datetime) -> bool:
    """Say whether a photo belongs to a case that this hat may see, and not to the work that it is to check."""
    case = Case.objects.filter(county=hat.county, pk=case_id).first()
    if case is None or not may_see(hat, case):
        return False
    shown = Photo.objects.filter(county=hat.county, case=case_id, sha256=sha256)
    workflow = workflow_of(case.preset, case.preset_version)
    if workflow.checkers_of(case.state):
        history = events_of(hat.county, case_id)
        standing = Standing(case, hat, desk(hat.county), acted(workflow, history), now)
        shown = shown.exclude(seq__in=_sealed(moves_open(workflow, standing), history))
    return shown.exists()


WORK = frozenset({
    "case.handled", "case.joined", "case.assisted", "case.stage_done", "case.made_safe", "case.interim_report",
    "case.settled",
})  # fmt: skip
CHECKS = frozenset({"case.checked", "case.reworked", "case.sample_passed"})


def _sealed(moves: Sequence[Move], history: Sequence[Happened]) -> frozenset[int]:
    # Who is to check sees the closing condition, not the claimed result, until the finding is entered.
    if not any(move.effect is Effect.FOUND_DONE and move.when for move in moves):
        return frozenset()
    return frozenset(event.seq for event in history if event.kind in WORK)


def chain_ends(county: str) -> "list[tuple[UUID, ChainEnd]]":
    """Return every case's chain end as its row knows it, by id, for the audit."""
    rows = Case.objects.filter(county=county).order_by("id").values_list("id", "seq", "chain")
    return [(case_id, ChainEnd(seq, chain)) for case_id, seq, chain in rows.iterator(chunk_size=5000)]


def _names(hat: Hat, history: Sequence[Happened]) -> dict[str, str]:
    # The unit that handles a case never learns who found it, nor who checked its work.
    shown = history if may_see_finder(hat) else [event for event in history[1:] if event.kind not in CHECKS]
    accounts = {UUID(event.actor) for event in shown if event.actor}
    return {account.hex: name for account, name in names_of(accounts).items()}


def _condition(case: Case, known: Desk) -> Condition | None:
    return known.limits.condition_of(case.category, case.condition, known.ruled_on(case))
