"""How do a reporter's words, contact and files go, and how is it made sure that no trace stays in the database?"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from wangge.cases.queries.chain import concerned, ended_before, number_to_id
from wangge.cases.queries.desk import counties, desk
from wangge.cases.services.erasing import erase_words, settle_search
from wangge.foundation.history import events_of
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.foundation.scrubbing import scrub
from wangge.people.hats import Hat
from wangge.reporters.identity import public_hat
from wangge.reporters.models import Erasure, Letter, Opening, Reporter
from wangge.reporters.policies import OPENERS, refuse_strangers
from wangge.reporters.queries.receipts import Held
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.hotline_erasing import erase_order_words
from wangge.rules.answering import AskedBy
from wangge.rules.errors import Refused

# Rewriting a large file holds up writers, so the ticker gathers withdrawals for the night; our assumption.
NIGHT, LONGEST_WAIT = range(1, 5), timedelta(hours=24)


def withdraw(held: Held, *, now: datetime) -> None:
    """Remove everything that the holder of a receipt said, showed and left; the matter itself goes on."""
    _erase(held.case_id, public_hat(held.county), AskedBy.REPORTER, now)


def withdraw_for(case_id: UUID, *, hat: Hat, now: datetime) -> None:
    """Do the same for a reporter who asked at the desk. Refuses `reporters.not_the_desk`, `reporters.recused`."""
    refuse_strangers(hat, concerned(hat, case_id), on=desk(hat.county).today(now), posts=OPENERS)
    _erase(case_id, hat, AskedBy.OFFICE, now)


def drop_contact(held: Held, *, now: datetime) -> None:
    """Remove only the contact; words and receipt stay."""
    with writing():
        row = Reporter.objects.select_for_update().get(county=held.county, pk=held.reporter_id)
        _drop(row, AskedBy.REPORTER, now)


def expire_contacts(*, now: datetime) -> int:
    """Remove the contacts of matters that ended longer ago than their county keeps them; return how many."""
    dropped = 0
    for county in Reporter.objects.exclude(contact="").values_list("county", flat=True).distinct():
        rows = Reporter.objects.filter(county=county).exclude(contact="")
        before = now - timedelta(days=terms_of(county, now).contact_days)
        due = ended_before(county, rows.values_list("case", flat=True), before)
        for row in rows.filter(case__in=due):
            with writing():
                _drop(row, AskedBy.TERM, now)
                dropped += 1
    return dropped


def drop_contacts(county: str, reporters: Iterable[UUID | None], *, now: datetime) -> int:
    """Remove the contacts of receipts whose matters a package above says have ended; return how many."""
    keys = [key for key in reporters if key]
    dropped = 0
    for row in Reporter.objects.filter(county=county, pk__in=keys).exclude(contact=""):
        with writing():
            _drop(row, AskedBy.TERM, now)
            dropped += 1
    return dropped


def forget_receipt(county: str, reporter: UUID, *, asked_by: AskedBy, now: datetime) -> None:
    """Remove the letters and the contact of a receipt that is of no case; its last traces go with the others."""
    with writing():
        row = Reporter.objects.select_for_update().get(county=county, pk=reporter)
        mine: dict[str, object] = {"county": county, "case": row.case}
        Letter.objects.filter(**mine).update(words="", salt="")
        Opening.objects.filter(**mine).update(words="", salt="")
        _drop(row, asked_by, now)
        Erasure.objects.update_or_create(
            county=county, case=row.case, asked_by=asked_by,
            defaults={"post": "", "at": now, "scrubbed_at": None},
        )  # fmt: skip


def withdraw_on_paper(number: str, *, now: datetime) -> None:
    """Do the same at the machine itself, for whoever asked on paper, with a receipt or told through a clerk.

    Refuses `reporters.no_such_receipt` where no case has that number.
    """
    for county in counties():
        if case_id := number_to_id(county, number.strip().upper()):
            _erase(case_id, public_hat(county), AskedBy.OFFICE, now)
            return
    raise Refused("reporters.no_such_receipt", field="number")


def scrub_traces(*, now: datetime) -> tuple[int, int]:
    """Overwrite what removed words left in the database's pages, logs and index; return (withdrawals done, waiting).

    Must not run inside a transaction. On a large SQLite file it takes as long as copying the file.
    """
    waiting = list(Erasure.objects.filter(scrubbed_at=None, at__lte=now).values_list("id", flat=True))
    if not waiting:
        return 0, 0
    settle_search()
    if not scrub():
        return 0, len(waiting)
    with writing():
        return Erasure.objects.filter(id__in=waiting).update(scrubbed_at=now), 0


def scrub_when_due(*, now: datetime) -> int:
    """Do the same at night, or once a withdrawal has waited a day; return how many are done. For the ticker."""
    oldest = Erasure.objects.filter(scrubbed_at=None).order_by("at").values_list("at", flat=True).first()
    if oldest is None or (now - oldest < LONGEST_WAIT and timezone.localtime(now).hour not in NIGHT):
        return 0
    return scrub_traces(now=now)[0]


def _erase(case_id: UUID, hat: Hat, asked_by: AskedBy, now: datetime) -> None:
    county = hat.county
    mine: dict[str, object] = {"county": county, "case": case_id}
    with writing():
        reporter = Reporter.objects.select_for_update().filter(**mine).first()
        erase_words(case_id, hat=hat, asked_by=asked_by, now=now, later=_said_elsewhere(reporter))
        erase_order_words(county, case_id=case_id, now=now, actor=hat.account_id.hex)
        # Replies and reasons may repeat what the reporter said: their words go, too, the fact of each stays.
        Letter.objects.filter(**mine).update(words="", salt="")
        Opening.objects.filter(**mine).update(words="", salt="")
        if reporter is not None:
            _drop(reporter, asked_by, now)
        Erasure.objects.update_or_create(
            county=county, case=case_id, asked_by=asked_by,
            defaults={"post": "" if asked_by is AskedBy.REPORTER else hat.kind, "at": now, "scrubbed_at": None},
        )  # fmt: skip


def _drop(row: Reporter, asked_by: AskedBy, now: datetime) -> None:
    if not row.contact:
        return
    row.contact, row.contact_kind = "", ""
    row.save(update_fields=["contact", "contact_kind"])
    record(
        county=row.county,
        subject=row.id,
        kind="reporter.contact_removed",
        at=now,
        payload={"asked_by": asked_by},
    )


def _said_elsewhere(reporter: Reporter | None) -> list[tuple[UUID, int]]:
    # What was said on the case that this one was merged into.
    if reporter is None:
        return []
    said = [one.payload for one in events_of(reporter.county, reporter.id) if one.kind == "reporter.said"]
    return [(UUID(str(one["case"])), int(str(one["seq"]))) for one in said]
