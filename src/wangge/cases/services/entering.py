"""What does one transaction write of cases? Gathered in memory, entered in few statements.

An act changes rows that are held here and adds what it brings; `enter` writes all of it. So a hundred reports
and acts cost about as many statements as one, and an act that is refused halfway leaves nothing behind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from wangge.cases.models import Case, CaseText, Check, Mark, Photo, Remark, Voice
from wangge.cases.queries.acting import acted
from wangge.cases.queries.desk import Desk, workflow_of
from wangge.cases.queries.photos import PHOTO_JOINED
from wangge.cases.services.counting import chain_end_of
from wangge.cases.services.wording import search_document
from wangge.foundation.bulk import insert_made, update_rows
from wangge.foundation.files import KeptPhoto
from wangge.foundation.history import events_of_many
from wangge.foundation.locking import locked_many
from wangge.foundation.recording import Happening, Recording
from wangge.foundation.rows import made
from wangge.rules.errors import Refused
from wangge.rules.marks import MarkKind

# What these events tell changes nothing that an act is decided by: whoever saw the case before them may still act.
BESIDE = frozenset({
    "case.voiced", "case.passed_on", PHOTO_JOINED, "case.photo_hidden", "case.original_opened", "case.original_expired",
})  # fmt: skip


@dataclass(slots=True)
class InHand:
    """A case under lock, or not written yet: its row, who found it, and who did which act on it."""

    case: Case
    finder: str
    acted: dict[str, set[str]]
    base: int = 0  # the last event that changed what an act is decided by
    is_new: bool = False

    def is_as_seen(self, seen: int) -> bool:
        """Say whether nothing has changed since the event of this number was the last."""
        return self.base <= seen <= self.case.seq


@dataclass(frozen=True, slots=True)
class _Finding:
    case: UUID
    finding: str
    at: datetime


class Entries:
    """The cases that one transaction has in hand, and everything that it will write of them."""

    def __init__(self, known: Desk) -> None:
        self.known, self.county = known, known.setup.county
        self._recording = Recording(self.county)
        self._hand: dict[UUID, InHand] = {}
        self.is_stale = False  # rows in hand were written past these entries
        self._texts: dict[UUID, CaseText] = {}  # of cases not written yet
        self._renamed: list[UUID] = []  # what search finds these by has changed
        self._remarks: list[Remark] = []
        self._marks: list[Mark] = []
        self._photos: list[Photo] = []
        self._voices: list[Voice] = []
        self._checks: list[Check | _Finding] = []

    # -- what is in hand -------------------------------------------------------------------------

    def hold(self, ids: Collection[UUID]) -> None:
        """Lock cases and read their histories, two statements for all; those that are not there stay away."""
        rows = locked_many(Case, county=self.county, keys=ids)
        histories = events_of_many(self.county, rows.keys())
        for key, row in rows.items():
            history = histories[key]
            done = acted(workflow_of(row.preset, row.preset_version), history)
            base = max((event.seq for event in history if event.kind not in BESIDE), default=0)
            self._hand[key] = InHand(row, history[0].actor if history else "", done, base)

    def case(self, case_id: UUID) -> InHand:
        """Return a case in hand; refuse `row.unknown`."""
        if self.is_stale:
            self.hold(list(self._hand))
            self.is_stale = False
        if case_id not in self._hand:
            raise Refused("row.unknown", row=case_id.hex)
        return self._hand[case_id]

    def keep(self, case: Case) -> None:
        """Take a row into hand that the caller has locked and that is changed without an act."""
        case.hold()
        self._hand[case.id] = InHand(case, "", {})

    # -- what is written -------------------------------------------------------------------------

    def begin(self, case: Case, text: CaseText, *, act: str, finder: str) -> None:
        """Add a case that is not there yet, with its words."""
        self._hand[case.id] = InHand(case, finder, {act: {finder}}, is_new=True)
        self._texts[case.id] = text

    def record(self, case: Case, kind: str, at: datetime, payload: dict[str, object], actor: str) -> None:
        """Add one event to a case's chain."""
        end = self._recording.add(Happening(case.id, kind, at, payload, actor), chain_end_of(case))
        case.seq, case.chain = end
        if kind not in BESIDE:
            self._hand[case.id].base = end.seq

    def remark(self, case: Case, words: str, salt: str) -> None:
        """Add the words of the case's last event."""
        self._remarks.append(Remark(county=case.county, case=case.id, seq=case.seq, words=words, salt=salt))

    def mark(
        self, case: Case, kind: MarkKind, department: str, at: datetime, *, post: str, in_time: bool
    ) -> None:
        """Count the case's last event as a step or side step of a department, done by a kind of post."""
        self._marks.append(made(
            Mark, county=case.county, case=case.id, seq=case.seq, kind=kind, department=department, at=at, post=post,
            in_time=in_time,
        ))  # fmt: skip

    def photos(self, case: Case, photos: Sequence[KeptPhoto], *, seq: int, stage: str, at: datetime) -> None:
        """Add photos that belong to an event of the case."""
        category = self.known.categories.get(case.category)
        days = category.original_days if category is not None else None
        for one in photos:
            self._photos.append(made(
                Photo, county=case.county, case=case.id, seq=seq, stage=stage, sha256=one.sha256, width=one.width,
                height=one.height, masked=one.masked, hidden=one.hidden, original=one.original if days else "",
                original_until=at + timedelta(days=days) if days and one.original else None,
            ))  # fmt: skip

    def voice(self, case: Case, account: UUID | None, channel: str, at: datetime) -> None:
        """Add a voice."""
        self._voices.append(Voice(county=case.county, case=case.id, account=account, channel=channel, at=at))

    def has_voice(self, case: Case, account: UUID) -> bool:
        """Say whether an account has a voice in a case that is not written yet."""
        return any(one.case == case.id and one.account == account for one in self._voices)

    def check(self, check: Check) -> None:
        """Add who was named to look whether it is done."""
        self._checks.append(check)

    def checks_named(self, account: UUID) -> int:
        """Return how many checks not written yet name an account."""
        return sum(isinstance(one, Check) and one.account == account for one in self._checks)

    def hold_rows_beside(self, case: Case) -> bool:
        """Say whether rows that tell facts of a case are not written yet: its checks, its parts."""
        return any(one.case == case.id for one in self._checks) or any(
            held.case.parent == case.id for held in self._hand.values()
        )

    def found(self, case: Case, finding: str, at: datetime) -> None:
        """Add what the open check of a case found."""
        self._checks.append(_Finding(case.id, finding, at))

    def rename(self, case: Case) -> None:
        """Let search find a case by what its row says now."""
        self._renamed.append(case.id)

    # -- an act is whole or nothing --------------------------------------------------------------

    @contextmanager
    def whole(self, case: Case) -> Iterator[None]:
        """Take back what an act added and changed when it is refused halfway."""
        lists = self._lists()
        lengths, before = [len(one) for one in lists], dict(case.__dict__)
        base = self._hand[case.id].base
        try:
            yield
        except Refused:
            for one, length in zip(lists, lengths, strict=True):
                del one[length:]
            case.__dict__.clear()
            case.__dict__.update(before)
            self._hand[case.id].base = base
            raise

    def _lists(self) -> tuple[list[object], ...]:
        return (  # type: ignore[return-value]  # lists of different things, only cut here
            self._recording.events, self._renamed, self._remarks, self._marks, self._photos, self._voices,
            self._checks,
        )  # fmt: skip

    # -- entering --------------------------------------------------------------------------------

    def enter(self) -> None:
        """Write everything, in a fixed number of statements for each table."""
        self._enter_texts()
        self._enter_cases()
        self._recording.write()
        self._enter_checks()
        for rows in (self._remarks, self._marks, self._photos, self._voices):
            insert_made(rows)
            rows.clear()

    def _enter_cases(self) -> None:
        changed: dict[tuple[str, ...], dict[UUID, list[object]]] = defaultdict(dict)
        new: list[models.Model] = []
        for key, one in self._hand.items():
            if one.is_new:
                new.append(one.case)
                one.is_new = False
            elif names := tuple(one.case.changes()):
                # An index is written anew for every column that a statement names: like changes go together.
                changed[names][key] = [one.case.__dict__[name] for name in names]
            else:
                continue
            one.case.hold()
        insert_made(new)
        for names, rows in changed.items():
            update_rows(Case, self.county, names, rows)

    def _enter_texts(self) -> None:
        zone, renamed = self.known.calendar.zone, set(self._renamed) - self._texts.keys()
        there = CaseText.objects.filter(county=self.county, case__in=renamed) if renamed else ()
        told = {}
        for text in (*self._texts.values(), *there):
            text.tokens = search_document(self._hand[text.case].case, zone, text.words, text.place)
            told[text.pk] = [text.tokens]
        insert_made(list(self._texts.values()))
        told.pop(None, None)
        update_rows(CaseText, self.county, ["tokens"], told)
        self._texts.clear()
        self._renamed.clear()

    def _enter_checks(self) -> None:
        new: list[Check] = []
        found: dict[tuple[str, datetime], list[UUID]] = defaultdict(list)
        for one in self._checks:
            if isinstance(one, Check):
                new.append(one)
                continue
            found[one.finding, one.at].append(one.case)
            for check in new:
                if check.case == one.case and not check.finding:
                    check.finding, check.found_at = one.finding, one.at
        # What was asked for before comes first: a check made after a finding is still open.
        for (finding, at), cases in found.items():
            rows = Check.objects.filter(county=self.county, case__in=cases, finding="")
            rows.update(finding=finding, found_at=at)
        insert_made(new)
        self._checks.clear()
