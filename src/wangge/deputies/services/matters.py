"""How does a resident's matter reach a deputy, and how does it leave: answered, handed over, taken up, led elsewhere?

A deputy never handles a matter (代表法 arts. 31, 59). The receipt, its secret, the sealed contact and the letters are
reporters'; this keeps only whose hands it is in and how it left them.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import Report
from wangge.deputies.models import Matter
from wangge.deputies.policies import is_congress_office, refuse_not_office, refuse_recused
from wangge.deputies.queries.matters import (
    MatterRow,
    advices,
    ask_after_days,
    away,
    matter,
    matter_for,
    offered_for,
)
from wangge.deputies.queries.seats import deputies_in_force
from wangge.deputies.services.acts import note_act
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import Placed
from wangge.people.hats import Hat
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.lettering import Sealed, write_letter
from wangge.reporters.services.receiving import Handed, hand_on, open_receipt
from wangge.reporters.services.withdrawing import drop_contacts, forget_receipt
from wangge.rules.answering import LETTERS, AskedBy, Thread, contact_of
from wangge.rules.duties import DutyKind, Origin
from wangge.rules.errors import Refused
from wangge.rules.matters import CameBy, Exit, Got
from wangge.rules.posts import PostKind
from wangge.rules.telltales import hidden, telltales
from wangge.rules.words import fitting
from wangge.territory.queries import units

WORDS_MOST, PLACE_MOST, NUMBER_LETTERS = 2000, 120, 8


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody brings to a deputy."""

    words: str
    unit: str = ""
    place: str = ""
    department: str = ""  # whom it is about
    private: bool = True
    contact: str = ""


def bring(
    county: str, deputy: UUID, said: Said, *, came_by: CameBy = CameBy.PUBLIC, hat: Hat | None = None, now: datetime
) -> tuple[UUID, Handed]:  # fmt: skip
    """Bring a matter to a deputy and give its receipt; `hat` is the clerk who writes a letter or visit down.

    Refuses `deputy.unknown` (also for a former deputy), `deputy.recused`, `reporters.words_missing`,
    `case.words_too_long`, `deputy.unknown_unit`, `reporters.contact_unreadable`, `deputy.not_the_office`.
    """
    if came_by is CameBy.DESK and (hat is None or not is_congress_office(hat)):
        raise Refused("deputy.not_the_office", post=hat.kind if hat else "")
    today, words = desk(county).today(now), fitting(said.words, "words", WORDS_MOST)
    if deputy not in {one.id for one in deputies_in_force(county, today)}:
        raise Refused("deputy.unknown", field="deputy")
    if not words:
        raise Refused("reporters.words_missing", field="words")
    if said.unit and said.unit not in units(county):
        raise Refused("deputy.unknown_unit", field="unit", unit=said.unit[:24])
    left = contact_of(said.contact)
    refuse_recused(county, deputy, department=said.department, unit=said.unit, on=today)
    key, number = uuid7(now), _number()
    with writing():
        handed = open_receipt(county, key, number, contact=left, now=now)
        Matter.objects.create(
            id=key, county=county, number=number, deputy=deputy, unit=said.unit,
            place=fitting(said.place, "place", PLACE_MOST),
            department=said.department if said.department in desk(county).departments else "", words=words,
            private=said.private, came_by=came_by, reporter=handed.reporter_id, at=now,
        )  # fmt: skip
        payload = {"deputy": deputy.hex, "unit": said.unit, "came_by": str(came_by)}
        _note(county, key, "deputy.matter_received", payload, hat, now)
    return key, handed


def write(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Write to the resident in the matter's thread; refuses what `matter_for` and `write_letter` refuse."""
    found = matter_for(hat, key, on=desk(hat.county).today(now))
    _letter(found, words, hat, now)


def write_back(county: str, key: UUID, words: str, *, now: datetime) -> None:
    """Write to the deputy as the holder of the receipt."""
    _letter(matter(county, key), words, None, now)


def answer(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Answer on the spot: the words go to the resident and the matter leaves. Refuses `deputy.matter_left`."""
    with writing():
        write(key, words, hat=hat, now=now)
        _leave(key, Exit.ANSWERED, hat, now)


def hand_over(key: UUID, category: str, *, hat: Hat, now: datetime) -> UUID:
    """Hand it over as a case of the grids; the resident opens its receipt from the first one. Return the case.

    What the deputy was told of who the resident is stays with the deputy: those words are hidden in the case.

    Refuses `deputy.matter_left`, `deputy.no_place` and what intake refuses.
    """
    found = matter_for(hat, key, on=desk(hat.county).today(now))
    _refuse_left(found)
    if not found.unit:
        raise Refused("deputy.no_place", field="unit")
    report = Report(
        id=uuid7(now), category=category, at=found.at, channel="resident",
        words=hidden(found.words, telltales(found.words)), place=found.place, unit=found.unit,
    )  # fmt: skip
    with writing():
        handed = (
            hand_on(found.reporter, hat.county, report, now=now)
            if found.reporter
            else _refused_without_receipt()
        )
        _leave(
            key, Exit.CASE, hat, now, case=handed.case_id, case_reporter=handed.reporter_id,
            said={"case": handed.case_id.hex},
        )  # fmt: skip
        _note_passed_on(found.deputy, key, hat, now)
    return handed.case_id


def goes_on_as_case(county: str, key: UUID, report: Report, *, now: datetime) -> UUID:
    """Make a case of a matter whose suggestion was not registered; its receipt opens the case. Return the case."""
    with locked(Matter, county=county, key=key) as row:
        handed = (
            hand_on(row.reporter, county, report, now=now) if row.reporter else _refused_without_receipt()
        )
        row.case, row.case_reporter = handed.case_id, handed.reporter_id
        row.save_changes()
        _note(county, key, "deputy.matter_case", {"case": handed.case_id.hex}, None, now)
    return handed.case_id


def pass_on(key: UUID, department: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Pass it to a department, with words to the resident.

    Refuses `deputy.matter_left`, `deputy.unknown_department`.
    """
    if department not in desk(hat.county).departments:
        raise Refused("deputy.unknown_department", field="department", department=department[:40])
    with writing():
        if words.strip():
            write(key, words, hat=hat, now=now)
        row = _leave(key, Exit.UNIT, hat, now, passed_to=department, said={"department": department})
        _note_passed_on(row.deputy, key, hat, now)


def lead_elsewhere(key: UUID, advice: str, *, hat: Hat, now: datetime) -> None:
    """Do not take it: the resident is told the channel that the law has for it.

    Refuses `deputy.matter_left`, `deputy.unknown_advice`.
    """
    rows = {one.code: one for one in advices(hat.county, desk(hat.county).today(now))}
    if advice not in rows:
        raise Refused("deputy.unknown_advice", field="advice", advice=advice[:24])
    with writing():
        matter_for(hat, key, on=desk(hat.county).today(now))
        _leave(key, Exit.REFUSED, hat, now, advice=advice, said={"advice": advice})


def taken_up(county: str, key: UUID, suggestion: UUID, now: datetime, hat: Hat) -> None:
    """Let a matter leave as a suggestion; called when it is drafted. Refuses `deputy.matter_left`."""
    if county != hat.county:
        raise Refused("row.unknown", row=key.hex)
    with writing():
        matter_for(hat, key, on=desk(county).today(now))
        _leave(key, Exit.SUGGESTION, hat, now, suggestion=suggestion, said={"suggestion": suggestion.hex})


def comes_back(county: str, key: UUID, suggestion: UUID, now: datetime, hat: Hat) -> None:
    """Put a matter into the deputy's hands again whose suggestion was dropped or not registered: it waits anew."""
    with locked(Matter, county=county, key=key) as row:
        if row.suggestion != suggestion or row.way_out != Exit.SUGGESTION:
            return
        row.way_out, row.out_at, row.out_post, row.suggestion, row.asked_at = "", None, "", None, None
        row.save_changes()
        told = {"deputy": row.deputy.hex, "suggestion": suggestion.hex}
        _note(county, key, "deputy.matter_back", told, hat, now)


def turn_to(county: str, key: UUID, other: UUID, *, hat: Hat | None = None, now: datetime) -> None:
    """Give an open matter to another deputy of the place, as the holder of its receipt wishes.

    The congress office (`hat`) does so with what it may read, where the deputy cannot take it.

    Refuses `deputy.matter_left`, `deputy.unknown` for whoever is not offered, and to the office `row.unknown`,
    `deputy.not_the_office`, `deputy.still_takes_it`.
    """
    today = desk(county).today(now)
    if hat is not None:
        refuse_not_office(hat)
        matter_for(hat, key, on=today)
    found = matter(county, key)
    if hat is not None and away(found, today) is None:
        raise Refused("deputy.still_takes_it", field="deputy")
    if other not in {seat.deputy for seat in offered_for(found, today)}:
        raise Refused("deputy.unknown", field="deputy")
    with locked(Matter, county=county, key=key) as row:
        if row.way_out:
            raise Refused("deputy.matter_left", way=row.way_out)
        before, row.deputy = row.deputy, other
        row.save_changes()
        _note(county, key, "deputy.matter_turned", {"before": before.hex, "deputy": other.hex}, hat, now)


def withdraw(county: str, key: UUID, *, asked_by: AskedBy = AskedBy.REPORTER, now: datetime) -> None:
    """Remove the words, the letters and the contact of a matter, as whoever brought it wishes.

    That there was a matter, and by which exit it left, stays; a case that it became has a receipt of its own.
    """
    with locked(Matter, county=county, key=key) as row:
        row.words, row.place = "", ""
        row.save_changes()
        if row.reporter:
            forget_receipt(county, row.reporter, asked_by=asked_by, now=now)
        _note(county, key, "deputy.matter_withdrawn", {"deputy": row.deputy.hex}, None, now)


def withdraw_on_paper(number: str, *, now: datetime) -> bool:
    """Do the same at the machine itself, for whoever asked on paper; say whether a matter has that number."""
    row = Matter.objects.filter(number=number.strip().upper()).first()
    if row is not None:
        withdraw(row.county, row.pk, asked_by=AskedBy.OFFICE, now=now)
    return row is not None


def note_erased(county: str, batch: Sequence[Placed]) -> None:
    """Remove a matter's words, too, where its holder withdrew by the receipt of the case that it became."""
    gone = [event.subject for event in batch if event.kind == "case.erased"]
    for row in Matter.objects.filter(county=county, case__in=gone).exclude(words="", place=""):
        withdraw(county, row.pk, now=max(event.at for event in batch))


def expire_contacts(*, now: datetime) -> int:
    """Remove the contacts of matters that left longer ago than their county keeps them; return how many."""
    dropped = 0
    for county in Matter.objects.exclude(way_out="").values_list("county", flat=True).distinct():
        before = now - timedelta(days=terms_of(county, now).contact_days)
        due = Matter.objects.filter(county=county, out_at__lt=before).exclude(way_out="")
        dropped += drop_contacts(county, due.values_list("reporter", flat=True), now=now)
    return dropped


def ask_due(*, now: datetime) -> int:
    """Ask, once, whether there was an answer to what left a deputy so many days ago; return how many."""
    asked = 0
    for county in (
        Matter.objects.exclude(way_out="").filter(asked_at=None).values_list("county", flat=True).distinct()
    ):
        today = desk(county).today(now)
        before = now - timedelta(days=ask_after_days(county, today))
        rows = Matter.objects.filter(county=county, asked_at=None, out_at__lte=before).exclude(way_out="")
        for key in rows.values_list("pk", flat=True)[:500]:
            with locked(Matter, county=county, key=key) as row:
                row.asked_at = now
                row.save_changes()
                _note(county, key, "deputy.matter_asked", {"deputy": row.deputy.hex}, None, now)
            asked += 1
    return asked


def say_got(county: str, key: UUID, got: Got, *, now: datetime) -> None:
    """Take the resident's word on whether there was an answer, once. Refuses `deputy.said_already`."""
    with locked(Matter, county=county, key=key) as row:
        if not row.way_out or row.got:
            raise Refused("deputy.said_already")
        row.got, row.asked_at = got, row.asked_at or now
        row.save_changes()
        _note(county, key, "deputy.matter_got", {"got": str(got)}, None, now)


def _leave(
    key: UUID, way: Exit, hat: Hat, now: datetime, *, said: dict[str, str] | None = None, **kept: object
) -> Matter:  # fmt: skip
    matter_for(hat, key, on=desk(hat.county).today(now))
    with locked(Matter, county=hat.county, key=key) as row:
        if row.way_out:
            raise Refused("deputy.matter_left", way=row.way_out)
        row.way_out, row.out_at, row.out_post = way, now, hat.kind
        for name, value in kept.items():
            setattr(row, name, value)
        row.save_changes()
        _note(hat.county, key, f"deputy.matter_{way}", {"deputy": row.deputy.hex, **(said or {})}, hat, now)
    return row


def _note_passed_on(deputy: UUID, key: UUID, hat: Hat, now: datetime) -> None:
    # What the office passes on is no act of the deputy.
    if hat.kind is PostKind.DEPUTY:
        note_act(hat.county, deputy, DutyKind.OPINION, desk(hat.county).today(now), Origin.MATTER, key, now)


def _refuse_left(found: MatterRow) -> None:
    if not found.is_open:
        raise Refused("deputy.matter_left", way=str(found.way_out))


def _refused_without_receipt() -> Handed:
    raise Refused("reporters.no_such_receipt", field="secret")


def _letter(found: MatterRow, words: str, hat: Hat | None, now: datetime) -> None:
    if found.reporter is None:
        _refused_without_receipt()
        return
    write_letter(
        Sealed(found.county, found.id, found.reporter), Thread.DEPUTY, words, unit=hat.unit if hat else found.unit,
        by=hat, now=now,
    )  # fmt: skip


def _number() -> str:
    # Random: whoever knows one receipt's number learns nothing of how many others there are.
    return "DB-" + "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LETTERS))


def _note(county: str, key: UUID, kind: str, payload: dict[str, str], hat: Hat | None, now: datetime) -> None:
    told: dict[str, object] = {**payload, "post": hat.post_id.hex if hat else ""}
    record(
        county=county, subject=key, kind=kind, at=now, payload=told, actor=hat.account_id.hex if hat else ""
    )
