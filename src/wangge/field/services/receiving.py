"""How do the records of a phone come in: each once, in turn, and a bad one alone?

Case rows, events, arrivals and files named are written in one transaction: a receipt says that all of it is
there. Only if that transaction fails is each record tried by itself, so that none holds up the others.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from wangge.cases.services.batches import Batch, Item, Outcome, prepare, write
from wangge.cases.services.intake import Receipt
from wangge.field.keys import moment
from wangge.field.models import Announced, Arrival, AwaitedFile, SetAside
from wangge.field.queries.arrivals import arrivals_of, words_of
from wangge.field.records import FILE_MOST, Record
from wangge.field.services.receipts import Result, facts_text, not_yours, result_of, waiting
from wangge.foundation.bulk import insert_made
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import claim, writing
from wangge.foundation.rows import made
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState, counted_from, in_turn

log = logging.getLogger("wangge.field")

TAKEN_ALREADY = "case.id_taken"


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends, by which phone, and how its clock stands to ours."""

    hat: Hat
    device: UUID
    now: datetime
    difference: timedelta = field(default=timedelta())  # the phone's clock minus ours


def receive(sending: Sending, records: Sequence[Record]) -> list[Result]:
    """Take in the records of a batch and return what became of each, in their order.

    The same id with the same content gets its first answer again; with other content both are kept for a
    person to look at. A record that goes on from one that has not arrived waits on the phone.
    """
    first: dict[UUID, int] = {}
    for place, record in enumerate(records):
        first.setdefault(record.id, place)
    results: dict[int, Result] = {}
    turn = [records[first[key]] for key in in_turn({key: records[first[key]].after for key in first})]
    for hat, run in _by_hat(sending, turn):
        for result in _taken(replace(sending, hat=hat), run):
            results[first[result.record]] = result
    again = [place for place in range(len(records)) if place not in results]
    if again:  # one id twice in one batch: the second is answered as if it came later
        told = receive(sending, [records[place] for place in again])
        results |= dict(zip(again, told, strict=True))
    return [results[place] for place in range(len(records))]


def note_announced(sending: Sending, announced: Sequence[UUID]) -> None:
    """Keep which records wait on a phone, so that a lost one's gap is known; what arrived is not among them."""
    if not announced:
        return
    county, ids = sending.hat.county, set(announced)
    known = Announced.objects.filter(county=county, pk__in=ids).values_list("id", flat=True)
    new = ids - set(known) - arrivals_of(county, ids).keys()
    if new:
        with writing():
            Announced.objects.bulk_create(
                [
                    Announced(
                        id=one, county=county, device=sending.device, account=sending.hat.account_id,
                        announced_at=sending.now,
                    )
                    for one in sorted(new)
                ],
                ignore_conflicts=True,
            )  # fmt: skip


def _by_hat(sending: Sending, turn: Sequence[Record]) -> list[tuple[Hat, list[Record]]]:
    # A record keeps the post in which it was made, also when another hat is worn as it is sent.
    worn = sending.hat
    mine = {worn.post_id: worn}
    if any(record.post not in (None, worn.post_id) for record in turn):
        mine |= {hat.post_id: hat for hat in hats(worn.account_id, on=timezone.localdate(sending.now))}
    runs: list[tuple[Hat, list[Record]]] = []
    for record in turn:
        hat = mine.get(record.post or worn.post_id, worn)
        if record.post is not None and record.post not in mine:
            not_mine = Refused("people.not_your_post", field="post")
            record = replace(record, body=None, problem=not_mine)  # noqa: PLW2901
        if not runs or runs[-1][0] != hat:
            runs.append((hat, []))
        runs[-1][1].append(record)
    return runs


def _taken(sending: Sending, records: Sequence[Record]) -> list[Result]:
    try:
        return _Intake(sending).take(records)
    except Refused:
        raise
    except Exception:
        # The one broad handler of the conversation: a fault is logged, and what made it stays on the phone.
        log.exception("a batch of %d records could not be taken", len(records))
        if len(records) == 1:
            return [waiting(records[0], "field.try_again")]
    return [result for record in records for result in _taken(sending, [record])]


class _Intake:
    """One transaction's worth of records of one hat."""

    def __init__(self, sending: Sending) -> None:
        self.sending, self.county = sending, sending.hat.county
        self.results: dict[UUID, Result] = {}
        self.there: dict[UUID, Arrival] = {}
        self.arrived: list[Arrival] = []
        self.files: list[AwaitedFile] = []
        self.aside: list[SetAside] = []

    def take(self, records: Sequence[Record]) -> list[Result]:
        """Take records, each under its own id once; the database is asked the same number of times for any number."""
        asked = {record.id for record in records} | {record.after for record in records if record.after}
        self.there = arrivals_of(self.county, asked)
        fresh = self._fresh(records)
        batch = self._prepared(fresh)
        if fresh or self.aside:
            with writing():
                claim([record.id for record in fresh])
                # Under its claim an id that is not there stays so until we have written it.
                if late := arrivals_of(self.county, [record.id for record in fresh]):
                    self.there |= late
                    fresh = self._fresh(fresh)
                    batch = self._prepared(fresh)
                self._write(fresh, batch)
        return [self.results[record.id] for record in records]

    def _fresh(self, records: Sequence[Record]) -> list[Record]:
        fresh: dict[UUID, Record] = {}
        for record in records:
            result = self._known(record) or self._must_wait(record, fresh)
            if result is None:
                fresh[record.id] = record
            else:
                self.results[record.id] = result
        return list(fresh.values())

    def _known(self, record: Record) -> Result | None:
        row = self.there.get(record.id)
        if row is None:
            return None
        if row.account != self.sending.hat.account_id:
            return not_yours(record)
        if row.sha256 == record.sha256:
            return result_of(row)
        words = words_of(self.county, row.id, row.sha256)
        held: dict[str, object] = {
            "content": words, "arrived_at": moment(row.arrived_at), "number": row.number,
            "case": str(row.case) if row.case else "",
        }  # fmt: skip
        return self._conflict(record, held)

    def _conflict(self, record: Record, held: dict[str, object] | None = None) -> Result:
        self.aside.append(self._set_aside(record, RecordState.CONFLICT, ""))
        other = Refused("field.other_content", id=record.id.hex)
        return Result(record.id, RecordState.CONFLICT, problem=other, held=held)

    def _must_wait(self, record: Record, fresh: Mapping[UUID, Record]) -> Result | None:
        base = record.after
        if base is None or record.problem is not None:
            return None
        row = self.there.get(base)
        has_arrived = row is not None and row.account == self.sending.hat.account_id
        is_parked = has_arrived and row is not None and row.state == RecordState.PARKED
        comes_along = base in fresh and (fresh[base].body is not None or fresh[base].problem is not None)
        if (has_arrived and not is_parked) or comes_along:
            return None
        return waiting(record, "field.base_waits")

    # -- what cases take -------------------------------------------------------------------------

    def _prepared(self, fresh: Sequence[Record]) -> Batch:
        along = {record.id: record for record in fresh}
        items: list[Item | Refused] = []
        for record in fresh:
            try:
                if record.body is not None and record.problem is None:
                    items.append(record.body.item(record, self._at(record), *self._base(record, along)))
                    continue
            except Refused as refused:
                items.append(refused)
                continue
            items.append(record.problem or Refused("field.parked", form=record.form, version=record.version))
        batch = prepare(
            self.sending.hat, [one for one in items if not isinstance(one, Refused)], now=self.sending.now
        )
        ready = iter(batch.ready)
        return replace(batch, ready=tuple(one if isinstance(one, Refused) else next(ready) for one in items))

    def _base(self, record: Record, along: Mapping[UUID, Record]) -> tuple[int | None, UUID | None]:
        # What an act goes on from: the event that its screen showed, or where a record before it left the case.
        body = record.body
        assert body is not None  # noqa: S101 - for the type checker
        if record.after is None:
            if record.form == "act" and body.seen is None:
                raise Refused("field.unreadable", field="body.seen")
            return body.seen, None
        before, row = along.get(record.after), self.there.get(record.after)
        case = before.body.case if before is not None and before.body else row.case if row else None
        if (before is not None and before.problem) or (row is not None and row.state == RecordState.REFUSED):
            raise Refused("case.base_missing", field="after", after=record.after.hex)
        if record.form == "act" and case != body.case:
            raise Refused("field.unreadable", field="after")
        return (None, record.after) if before is not None else (row.seq if row else None, None)

    def _at(self, record: Record) -> datetime:
        now = self.sending.now
        return counted_from(record.at or now, now, self.sending.difference)[0]

    # -- what is written -------------------------------------------------------------------------

    def _write(self, fresh: Sequence[Record], batch: Batch) -> None:
        outcomes = write(batch) if fresh else []
        for record, outcome in zip(fresh, outcomes, strict=True):
            self.results[record.id] = self._arrive(record, outcome)
        insert_made(self.arrived)
        insert_made(self.files)
        if self.aside:  # the same other content may come twice
            SetAside.objects.bulk_create(self.aside, ignore_conflicts=True)
        if fresh:
            Announced.objects.filter(county=self.county, pk__in=[row.id for row in self.arrived]).delete()

    def _arrive(self, record: Record, outcome: Outcome | Refused) -> Result:
        refused = outcome if isinstance(outcome, Refused) else None
        if refused is not None and refused.code == TAKEN_ALREADY:
            return self._conflict(record)
        state = RecordState.ACCEPTED
        if refused is not None:
            is_parked = record.body is None and record.problem is None
            state = RecordState.PARKED if is_parked else RecordState.REFUSED
            self.aside.append(self._set_aside(record, state, "" if is_parked else refused.code))
        row = self._row(record, state)
        if isinstance(outcome, Refused):
            row.code, row.facts = (
                ("", "") if state is RecordState.PARKED else (outcome.code, facts_text(outcome))
            )
        else:
            row.case, row.number = outcome.case_id, outcome.number
            row.seq = 1 if isinstance(outcome, Receipt) else outcome.seq
        self.arrived.append(row)
        if state is not RecordState.REFUSED:
            self._name_files(record)
        return result_of(row, is_new=True)

    def _row(self, record: Record, state: RecordState) -> Arrival:
        hat, now = self.sending.hat, self.sending.now
        return made(
            Arrival, id=record.id, county=self.county, device=self.sending.device, account=hat.account_id,
            post=record.post or hat.post_id, form=record.form, version=record.version, sha256=record.sha256,
            state=state.value, phone_at=record.at or now, arrived_at=now,
            difference_ms=round(self.sending.difference / timedelta(milliseconds=1)),
        )  # fmt: skip

    def _name_files(self, record: Record) -> None:
        for one in record.files:
            self.files.append(made(
                AwaitedFile,
                county=self.county, record=record.id, sha256=one.sha256, size=one.size, type=one.type,
                named_at=self.sending.now, code="" if one.size <= FILE_MOST else "field.file_too_large",
            ))  # fmt: skip

    def _set_aside(self, record: Record, kind: RecordState, code: str) -> SetAside:
        return made(
            SetAside,
            id=uuid7(), county=self.county, record=record.id, device=self.sending.device,
            account=self.sending.hat.account_id, kind=kind.value, form=record.form, version=record.version,
            sha256=record.sha256, content=record.content, code=code, arrived_at=self.sending.now,
        )  # fmt: skip


def missing_of(results: Sequence[Result], records: Sequence[Record]) -> Mapping[UUID, Sequence[str]]:
    """Return which files of new arrivals are still missing, without asking: all that they named."""
    named: dict[UUID, Sequence[str]] = defaultdict(tuple)
    for record, result in zip(records, results, strict=True):
        if result.is_new:
            named[record.id] = record.promised
    return named
