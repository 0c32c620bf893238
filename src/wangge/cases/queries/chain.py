"""What may whoever handed a matter in see of its way: where it stands, who has it, until when, what was answered?

The asker is a package above that knows whose matter it is; nothing here says who reported, checked or acted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Assist, Case, CaseText, Complained, Photo, Remark
from wangge.cases.policies import may_see
from wangge.cases.queries.acting import Standing, acted, moves_open
from wangge.cases.queries.desk import NO_LIMIT, Desk, desk, workflow_of
from wangge.cases.queries.photos import AFTER
from wangge.cases.queries.rows import language_now
from wangge.foundation.history import Happened, events_of
from wangge.people.hats import POST_WORDS, Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Effect, End, Workflow
from wangge.territory.queries import units

MERGED_MOST = 50  # as deep as cases are merged one into the other (services/parts.py)


@dataclass(frozen=True, slots=True)
class Step:
    """One act on the way: what it was, by which unit, with the words meant for the reporter and the photos of it."""

    at: datetime
    label: str
    unit: str
    words: str
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a matter that several units handle."""

    unit: str
    state: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The public side of one matter; `case_id` is the case that goes on, wherever the matter was merged into."""

    case_id: UUID
    number: str
    is_merged: bool
    category: str
    unit: str
    words: str  # the reporter's own
    place: str
    state: str
    is_open: bool
    end: str
    has_it: str
    wait_until: datetime | None
    due_at: datetime | None
    is_late: bool
    department: str  # code
    reported_at: datetime
    ended_at: datetime | None
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    effects: frozenset[Effect]  # what the asker's hat may bring about now
    seq: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is concerned by a matter: for questions of who may know its reporter."""

    case_id: UUID
    number: str
    path: tuple[str, ...]  # from the county down
    holder: str
    department: str
    departments: frozenset[str]  # that handle it, help with it, have a part of it, or are complained of
    is_open: bool
    ended_at: datetime | None


def goes_on_as(county: str, case_id: UUID) -> Case:
    """Return the case that a matter goes on as: itself, or the one it was merged into; refuse `row.unknown`."""
    case = Case.objects.filter(county=county, pk=case_id).first()
    for _ in range(MERGED_MOST):
        if case is None or case.end != End.DUPLICATE or case.parent is None:
            break
        case = Case.objects.filter(county=county, pk=case.parent).first()
    if case is None:
        raise Refused("row.unknown", row=case_id.hex)
    return case


def chain_of(hat: Hat, case_id: UUID, *, now: datetime) -> Chain:
    """Return the way of a matter as its reporter may see it; `hat` is the one by which the reporter acts."""
    case = goes_on_as(hat.county, case_id)
    known, loop = desk(hat.county), workflow_of(case.preset, case.preset_version)
    history = events_of(hat.county, case.id)
    moves = moves_open(loop, Standing(case, hat, known, acted(loop, history), now))
    own = CaseText.objects.filter(county=hat.county, case=case_id).first()
    category, territory = known.categories.get(case.category), units(hat.county)
    is_merged, english = case.id != case_id, language_now() == "en"
    state = loop.states[case.state]
    earlier = () if not is_merged else _steps(hat.county, case_id, known, is_own=True)
    return Chain(
        case_id=case.id, number=case.number, is_merged=is_merged,
        category=category.name(language_now()) if category else case.category,
        unit=territory[case.unit].name if case.unit in territory else "",
        words=own.words if own else "", place=own.place if own else "", state=state.en if english else state.zh,
        is_open=case.ended_at is None, end=case.end, has_it=has_it(case, known, loop),
        wait_until=None if case.wait_until is None or case.wait_until >= NO_LIMIT else case.wait_until,
        due_at=case.due_at, is_late=case.ended_at is None and case.due_at is not None and now > case.due_at,
        department=case.department, reported_at=case.reported_at, ended_at=case.ended_at,
        steps=(*earlier, *_steps(hat.county, case.id, known, is_own=not is_merged and not case.voices)),
        parts=tuple(_parts(case, known, english=english)),
        effects=frozenset(move.effect for move in moves if move.effect is not None), seq=case.seq,
    )  # fmt: skip


def act_for(hat: Hat, case_id: UUID, wanted: Sequence[Effect], *, now: datetime) -> tuple[UUID, str]:
    """Return (the case that goes on, the act open to a hat that has the first of these effects).

    Refuses `case.no_such_move` where none is open.
    """
    case = goes_on_as(hat.county, case_id)
    loop = workflow_of(case.preset, case.preset_version)
    moves = moves_open(
        loop, Standing(case, hat, desk(hat.county), acted(loop, events_of(hat.county, case.id)), now)
    )
    for effect in wanted:
        for move in moves:
            if move.effect is effect:
                return case.id, move.act
    raise Refused("case.no_such_move", state=case.state, act=str(wanted[0]))


def concerned(hat: Hat, case_id: UUID) -> Concerned:
    """Return who is concerned by a case that this hat may see; refuse `row.unknown` where it may not."""
    case = Case.objects.filter(county=hat.county, pk=case_id).first()
    if case is None or not may_see(hat, case):
        raise Refused("row.unknown", row=case_id.hex)
    return concerned_by(case.county, case.id)


def concerned_by(county: str, case_id: UUID) -> Concerned:
    """Return who is concerned by a matter, whoever asks; refuse `row.unknown`."""
    case = goes_on_as(county, case_id)
    both = {case.id, case_id}
    helping = Assist.objects.filter(county=county, case__in=both).values_list("department", flat=True)
    parts = Case.objects.filter(county=county, parent=case.id, is_part=True)
    blamed = Complained.objects.filter(county=county, case__in=both).values_list("department", flat=True)
    departments = {case.department, *helping, *parts.values_list("department", flat=True), *blamed} - {""}
    path = tuple(dict.fromkeys(filter(None, (county, case.street, case.community, case.grid))))
    return Concerned(
        case.id, case.number, path, case.holder, case.department, frozenset(departments),
        case.ended_at is None, case.ended_at,
    )  # fmt: skip


def photos_for_reporter(county: str, case_id: UUID) -> frozenset[str]:
    """Return the photos of a matter that its reporter may see: its own, and masked ones of what was done."""
    case = goes_on_as(county, case_id)
    own = Photo.objects.filter(county=county, case=case_id).exclude(stage=AFTER)
    done = Photo.objects.filter(county=county, case=case.id, stage=AFTER).exclude(masked="")
    return frozenset(own.values_list("sha256", flat=True)) | frozenset(done.values_list("sha256", flat=True))


def number_to_id(county: str, number: str) -> UUID | None:
    """Return the case that has a number, or None."""
    return Case.objects.filter(county=county, number=number).values_list("id", flat=True).first()


def is_case(county: str, key: UUID) -> bool:
    """Say whether a key is a case's. One statement."""
    return Case.objects.filter(county=county, pk=key).exists()


def ended_before(county: str, ids: Iterable[UUID], moment: datetime) -> list[UUID]:
    """Return which of these cases ended before a moment and stayed so. One statement."""
    rows = Case.objects.filter(county=county, pk__in=list(ids), ended_at__lt=moment)
    return list(rows.values_list("id", flat=True))


def has_it(case: Case, known: Desk, loop: Workflow) -> str:
    """Return who has a case in hand as anybody may know it: a department, a unit or a post, never a person."""
    return held_by(known, loop, case.state, case.department, case.holder)


def held_by(known: Desk, loop: Workflow, state: str, department: str, holder: str) -> str:
    """Return who has a case in hand that stands in a state; empty where it has ended."""
    if loop.states[state].end is not None:
        return ""
    waits_for = loop.states[state].waits_for
    if department and PostKind.HANDLER in waits_for:
        row = known.departments.get(department)
        return row.name if row else department
    territory = units(known.setup.county)
    if holder in territory:
        return territory[holder].name
    # A desk of the street or the county: the post is said, never the person.
    return " / ".join(str(POST_WORDS[kind]) for kind in sorted(waits_for)[:2])


def _steps(county: str, case_id: UUID, known: Desk, *, is_own: bool) -> tuple[Step, ...]:
    case = Case.objects.get(county=county, pk=case_id)
    loop = workflow_of(case.preset, case.preset_version)
    moves = {move.act: move for move in loop.moves.values()}
    remarks = dict(Remark.objects.filter(county=county, case=case_id).values_list("seq", "words"))
    shown = photos_for_reporter(county, case_id)
    photos: dict[int, list[str]] = {}
    for seq, sha256 in Photo.objects.filter(county=county, case=case_id).values_list("seq", "sha256"):
        if sha256 in shown:
            photos.setdefault(seq, []).append(sha256)
    found = []
    for event in events_of(county, case_id):
        move = moves.get(str(event.payload.get("act", "")))
        if move is None:
            continue
        is_reporters = event.payload.get("post") == PostKind.RESIDENT
        words = remarks.get(event.seq, "") if move.public or (is_reporters and is_own) else ""
        seen = photos.get(event.seq, []) if is_own or not is_reporters else []
        label = move.en if language_now() == "en" else move.zh
        found.append(Step(event.at, label, _unit_of(event, known, move.by), words, tuple(seen)))
    return tuple(found)


def _unit_of(event: Happened, known: Desk, by: frozenset[PostKind]) -> str:
    # A unit is named where it acted itself; of a desk its post is enough, and of a person nothing.
    department = str(event.payload.get("department", ""))
    if PostKind.HANDLER in by and department:
        row = known.departments.get(department)
        return row.name if row else department
    post = str(event.payload.get("post", ""))
    return str(POST_WORDS[PostKind(post)]) if post in set(PostKind) else ""


def _parts(case: Case, known: Desk, *, english: bool) -> list[Part]:
    rows = Case.objects.filter(county=case.county, parent=case.id, is_part=True).order_by("department", "id")
    names: Mapping[str, str] = {code: row.name for code, row in known.departments.items()}
    found = []
    for row in rows:
        state = workflow_of(row.preset, row.preset_version).states[row.state]
        label = state.en if english else state.zh
        found.append(Part(names.get(row.department, row.department), label, row.due_at))
    return found
