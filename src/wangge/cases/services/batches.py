"""How do many records of one person enter at once: reports, acts and voices, each by itself right or refused?

`prepare` reads, locates, routes and hashes before anybody is kept waiting; `write` runs in the caller's
transaction, so that the caller's own rows and these are there together or not at all. A single report or
act is a batch of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import overload
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.services.acts import ActOn, Moved, act_on
from wangge.cases.services.drafting import Drafted, Receipt, Report, begin, case_number, draft, receipt_of
from wangge.cases.services.entering import Entries
from wangge.cases.services.photos import take_photos
from wangge.cases.services.voices import Voiced, VoiceOn, add, going_on
from wangge.foundation.files import KeptPhoto
from wangge.foundation.history import first_events
from wangge.foundation.locking import claim, writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.territory.queries import plan_version

Item = Report | ActOn | VoiceOn
Outcome = Receipt | Moved | Voiced


@dataclass(frozen=True, slots=True)
class _Act:
    asked: ActOn
    photos: tuple[KeptPhoto, ...]


@dataclass(frozen=True, slots=True)
class _Voice:
    record: UUID
    case_id: UUID  # the one that goes on


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are ready to be written, in their order; a bad one is refused at its place."""

    hat: Hat
    now: datetime
    ready: tuple[Drafted | _Act | _Voice | Refused, ...]


def prepare(hat: Hat, items: Sequence[Item], *, now: datetime) -> Batch:
    """Make everything ready that needs no lock; a bad record stands refused at its place."""
    reports = [item for item in items if isinstance(item, Report)]
    drafts = iter(draft(hat, reports, now=now))
    categories = _categories(hat, items) | {report.id: report.category for report in reports}
    goes_on = going_on(hat.county, [item.case_id for item in items if isinstance(item, VoiceOn)])
    ready: list[Drafted | _Act | _Voice | Refused] = []
    for item in items:
        if isinstance(item, Report):
            ready.append(next(drafts))
        elif isinstance(item, ActOn):
            ready.append(_act(hat, item, categories.get(item.case_id, "")))
        else:
            ready.append(_Voice(item.record, goes_on.get(item.case_id, item.case_id)))
    return Batch(hat, now, tuple(ready))


def write(batch: Batch) -> list[Outcome | Refused]:
    """Write a batch and return what became of each record, in order; runs inside the caller's `writing()`.

    The same id with the same content gets its first receipt again; with other content it is refused
    (`case.id_taken`) and nothing is overwritten. Acts on one case follow each other, also on one that
    the same batch reports.
    """
    entries = Entries(desk(batch.hat.county))
    drafts: dict[UUID, Drafted] = {}
    for one in batch.ready:
        if isinstance(one, Drafted):
            drafts.setdefault(one.case.id, one)
    there, numbers = _already(batch.hat.county, drafts)
    fresh = [one for key, one in drafts.items() if key not in there]
    entries.hold(_touched(batch) - {one.case.id for one in fresh})
    if fresh:
        plan_version(batch.hat.county)  # what this process holds is now what is in force
    writing_down = _Writing(batch, entries, there, numbers)
    outcomes = [writing_down.outcome(one) for one in batch.ready]
    entries.enter()
    return outcomes


@overload
def enter_one(hat: Hat, item: Report, *, now: datetime) -> Receipt: ...
@overload
def enter_one(hat: Hat, item: ActOn, *, now: datetime) -> Moved: ...
@overload
def enter_one(hat: Hat, item: VoiceOn, *, now: datetime) -> Voiced: ...
def enter_one(hat: Hat, item: Item, *, now: datetime) -> Outcome:
    """Write one record in a transaction, the caller's or its own; raise its refusal."""
    [outcome] = enter_all(hat, [item], now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def enter_all(hat: Hat, items: Sequence[Item], *, now: datetime) -> list[Outcome | Refused]:
    """Write records in a transaction, the caller's or its own."""
    batch = prepare(hat, items, now=now)
    with writing():
        return write(batch)


@dataclass(slots=True)
class _Writing:
    batch: Batch
    entries: Entries
    there: dict[UUID, tuple[Case, object]]  # reported cases and what their reports said
    numbers: set[str]  # that other cases bear
    bases: dict[UUID, int] = field(default_factory=dict)  # by record: the event at which it left its case

    def outcome(self, one: Drafted | _Act | _Voice | Refused) -> Outcome | Refused:
        try:
            if isinstance(one, Drafted):
                return self._reported(one)
            if isinstance(one, _Act):
                return self._moved(one)
            if isinstance(one, _Voice):
                return self._voiced(one)
        except Refused as refused:
            return refused
        return one

    def _reported(self, one: Drafted) -> Receipt:
        case_id, hat = one.case.id, self.batch.hat
        if case_id not in self.there:
            one.locate_again()
            self._number(one)
            self.there[case_id], self.bases[case_id] = (one.case, one.content), 1
            return begin(self.entries, hat, one)
        case, content = self.there[case_id]
        if content != one.content:
            raise Refused("case.id_taken", field="id", id=case_id.hex)
        self.bases[case_id] = 1
        return receipt_of(case)

    def _number(self, one: Drafted) -> None:
        case, turn = one.case, 0
        while case.number in self.numbers:
            turn += 1
            case.number = case_number(case.id, case.reported_at, self.entries.known, turn=turn)
        self.numbers.add(case.number)

    def _moved(self, one: _Act) -> Moved:
        asked, seen = one.asked, one.asked.seen
        if asked.after is not None:
            if asked.after not in self.bases:
                raise Refused("case.base_missing", field="after", after=asked.after.hex)
            seen = self.bases[asked.after]
        batch = self.batch
        moved = act_on(self.entries, batch.hat, asked, photos=one.photos, seen=seen, now=batch.now)
        self.bases[asked.record] = moved.seq
        return moved

    def _voiced(self, one: _Voice) -> Voiced:
        voiced = add(self.entries, self.batch.hat, one.case_id, now=self.batch.now)
        self.bases[one.record] = voiced.seq
        return voiced


def _touched(batch: Batch) -> set[UUID]:
    acts = {one.asked.case_id for one in batch.ready if isinstance(one, _Act)}
    return acts | {one.case_id for one in batch.ready if isinstance(one, _Voice)}


def _already(county: str, drafts: Mapping[UUID, Drafted]) -> tuple[dict[UUID, tuple[Case, object]], set[str]]:
    """Return the cases that are there already with what their reports said, and the numbers that others bear."""
    if not drafts:
        return {}, set()
    # Under their claim: whoever sends the same at the same moment waits here and finds it then.
    claim(drafts)
    numbers = [one.case.number for one in drafts.values()]
    rows = Case.objects.filter(Q(pk__in=list(drafts)) | Q(number__in=numbers), county=county)
    found = {case.id: case for case in rows}
    there = {key: case for key, case in found.items() if key in drafts}
    firsts = first_events(county, there)
    told = {key: (case, firsts[key].payload.get("content")) for key, case in there.items()}
    return told, {case.number for key, case in found.items() if key not in drafts}


def _act(hat: Hat, asked: ActOn, category: str) -> _Act | Refused:
    try:
        asked.brought.check()
        return _Act(asked, take_photos(desk(hat.county), category, asked.brought.photos))
    except Refused as refused:
        return refused


def _categories(hat: Hat, items: Sequence[Item]) -> dict[UUID, str]:
    # Only photos are judged by their case's kind before it is locked.
    ids = {item.case_id for item in items if isinstance(item, ActOn) and item.brought.photos}
    if not ids:
        return {}
    return dict(Case.objects.filter(county=hat.county, pk__in=ids).values_list("id", "category"))
