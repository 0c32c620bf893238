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
from wangge.cases.queries.photos import PhotoRow, on_their_way, photos_of_many
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.foundation.history import Happened, events_of, events_of_many
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
    photos_to_come: int  # promised, and still on the phone
    names: Mapping[str, str]  # by account id in hex; empty where the finder is sealed
    workflow: Workflow
    moves: Sequence[Move]
    route: Route | None
    condition: Condition | None
    seq: int
    now: datetime
    is_blind: bool = False  # this hat is to check it, and does not see the claimed result before its finding


def dossier(hat: Hat, case_id: UUID, *, now: datetime) -> Dossier:
    """Return a case as this hat may see it; refuse `row.unknown` where it may not, without saying why."""
    found = dossiers(hat, [case_id], now=now)
    if not found:
        raise Refused("row.unknown", row=case_id.hex)
    return found[0]


def dossiers(hat: Hat, ids: Sequence[UUID], *, now: datetime) -> list[Dossier]:
    """Return those of these cases that a hat may see, in the order of their ids; six statements and one for facts."""
    histories = events_of_many(hat.county, ids)
    cases = [
        case
        for case in Case.objects.filter(county=hat.county, pk__in=list(ids))
        if histories[case.id] and may_see(hat, case, finder=histories[case.id][0].actor)
    ]
    cases.sort(key=lambda case: ids.index(case.id))
    beside = _Beside.of(hat, cases, histories)
    rows = case_rows(hat.county, cases, beside.words, now=now)
    return [
        _dossier(hat, case, row, histories[case.id], beside, now)
        for case, row in zip(cases, rows, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Beside:
    # What stands in rows of its own beside several cases, read at once.
    words: Mapping[UUID, tuple[str, str]]
    remarks: Mapping[UUID, Mapping[int, str]]
    photos: Mapping[UUID, Sequence[PhotoRow]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, hat: Hat, cases: Sequence[Case], histories: Mapping[UUID, Sequence[Happened]]) -> "_Beside":
        ids = [case.id for case in cases]
        remarks: dict[UUID, dict[int, str]] = {case: {} for case in ids}
        rows = Remark.objects.filter(county=hat.county, case__in=ids)
        for case, seq, words in rows.values_list("case", "seq", "words"):
            remarks[case][seq] = words
        named = {UUID(event.actor) for case in ids for event in _told_by_name(hat, histories[case])}
        names = {account.hex: name for account, name in names_of(named).items()}
        return cls(texts(hat.county, cases), remarks, photos_of_many(hat.county, ids), names)


def _dossier(
    hat: Hat, case: Case, row: CaseRow, history: Sequence[Happened], beside: _Beside, now: datetime
) -> Dossier:
    known, workflow = desk(hat.county), workflow_of(case.preset, case.preset_version)
    moves = moves_open(workflow, Standing(case, hat, known, acted(workflow, history), now))
    sealed = _sealed(moves, history)
    words, place = beside.words.get(case.id, ("", ""))
    if FIRST in sealed:
        words = ""  # of a matter solved on the spot the words tell the result, too
    named = {event.actor for event in _told_by_name(hat, history)}
    return Dossier(
        case=case, row=row, words=words, place=place, history=history,
        remarks={seq: said for seq, said in beside.remarks[case.id].items() if seq not in sealed},
        photos=[photo for photo in beside.photos[case.id] if photo.seq not in sealed],
        photos_to_come=sum(seq not in sealed for seq, _ in on_their_way(history)),
        names={actor: beside.names[actor] for actor in named if actor in beside.names}, workflow=workflow,
        moves=moves,
        route=next((route for route in known.routing.routes if case.route and route.key == case.route.hex), None),
        condition=_condition(case, known), seq=case.seq, now=now, is_blind=bool(sealed),
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


FIRST = 1  # the number of the event by which a case begins
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


def _told_by_name(hat: Hat, history: Sequence[Happened]) -> list[Happened]:
    # The unit that handles a case never learns who found it, nor who checked its work.
    shown = history if may_see_finder(hat) else [event for event in history[1:] if event.kind not in CHECKS]
    return [event for event in shown if event.actor]


def _condition(case: Case, known: Desk) -> Condition | None:
    return known.limits.condition_of(case.category, case.condition, known.ruled_on(case))
