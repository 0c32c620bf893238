"""What does an official see of a reporter: letters and openings, never the contact; and which pleas reach whom?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.brief import cases_by_id
from wangge.cases.queries.chain import concerned
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import CaseRow
from wangge.people.hats import Hat
from wangge.reporters.models import Erasure, Letter, Reporter
from wangge.reporters.policies import OPENERS, reads_pleas, refuse_concerned, refuse_strangers
from wangge.reporters.queries.receipts import LetterRow, OpeningRow, letters_of, openings_of
from wangge.rules.answering import Thread
from wangge.rules.errors import Refused

PLEAS_MOST = 200


@dataclass(frozen=True, slots=True)
class Contacted:
    """The desk's side of one reporter."""

    case_id: UUID
    number: str
    letters: Sequence[LetterRow]
    openings: Sequence[OpeningRow]
    has_contact: bool
    contact_kind: str
    may_open: bool
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Plea:
    """One plea of a pressed reporter, with the matter it is about."""

    id: UUID
    case: CaseRow
    words: str
    at: datetime
    read_at: datetime | None
    letters: Sequence[LetterRow]


def contacted(hat: Hat, case_id: UUID, *, now: datetime) -> Contacted:
    """Return the desk's side of a reporter.

    Refuses `reporters.not_the_desk`, `reporters.recused`, `reporters.no_reporter`, and `row.unknown` for a case
    that the hat may not see.
    """
    matter = concerned(hat, case_id)
    refuse_strangers(hat, matter, on=desk(hat.county).today(now))
    row = Reporter.objects.filter(county=hat.county, case=case_id).first()
    if row is None:
        raise Refused("reporters.no_reporter")
    erasure = Erasure.objects.filter(county=hat.county, case=case_id).order_by("at").last()
    return Contacted(
        case_id, row.number, letters_of(hat.county, case_id, Thread.DESK), openings_of(hat.county, case_id),
        bool(row.contact), row.contact_kind, hat.kind in OPENERS, erasure.at if erasure else None,
    )  # fmt: skip


def has_receipt(county: str, case_id: UUID) -> bool:
    """Say whether somebody follows a case with a receipt. One statement."""
    return Reporter.objects.filter(county=county, case=case_id).exists()


def pleas_for(hat: Hat, *, now: datetime) -> list[Plea]:
    """Return the pleas that reach this hat, newest first; none to posts outside the supervising unit."""
    rows = Letter.objects.filter(
        county=hat.county, unit=hat.unit, thread=Thread.SUPERVISOR, by_reporter=True
    ).order_by("-at")
    found, on = list(rows[:PLEAS_MOST]), desk(hat.county).today(now)
    if not (found and reads_pleas(hat, on=on)):  # mostly there are none, and then nothing else is asked
        return []
    cases = cases_by_id(hat.county, {row.case for row in found}, now=now)
    pleas = []
    for row in found:
        try:
            refuse_concerned(hat, concerned(hat, row.case), on=on)
        except Refused:
            continue  # 回避: somebody of a unit concerned learns nothing of it
        thread = letters_of(hat.county, row.case, Thread.SUPERVISOR)
        pleas.append(Plea(row.id, cases[row.case], row.words, row.at, row.read_at, thread))
    return pleas
