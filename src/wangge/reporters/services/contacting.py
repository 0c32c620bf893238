"""How does an official reach a reporter: by passing words on, or, where that does not do, by opening the contact?"""

import secrets
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.chain import concerned
from wangge.cases.queries.desk import desk
from wangge.cases.services.brought import WORDS_MOST
from wangge.cases.services.wording import word_digest
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.reporters.models import Letter, Opening, Reporter
from wangge.reporters.policies import OPENERS, reads_pleas, refuse_concerned, refuse_strangers
from wangge.reporters.services.lettering import Sealed, write_letter
from wangge.reporters.services.sealing import unseal
from wangge.rules.answering import Thread
from wangge.rules.errors import Refused
from wangge.rules.words import fitting

REASON_LEAST = 6  # letters of a reason that says something; our assumption


def pass_on(case_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Pass words on to the reporter, who reads them with the receipt; nobody learns an address by it.

    Refuses `reporters.not_the_desk`, `reporters.recused`, `reporters.no_reporter`, `reporters.words_missing`.
    """
    reporter = _reporter(hat, case_id)
    refuse_strangers(hat, concerned(hat, case_id), on=desk(hat.county).today(now))
    write_letter(_thread(reporter), Thread.DESK, words, unit=hat.unit, by=hat, now=now)


def answer_plea(letter_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Answer a reporter who wrote of pressure; the chain below reads nothing of it."""
    plea = plea_for(letter_id, hat=hat, now=now)
    write_letter(_thread(_reporter(hat, plea.case)), Thread.SUPERVISOR, words, unit=hat.unit, by=hat, now=now)


def plea_for(letter_id: UUID, *, hat: Hat, now: datetime) -> Letter:
    """Return a plea that reaches this hat, read from now on; refuse `row.unknown` to everybody else."""
    on = desk(hat.county).today(now)
    with locked(Letter, county=hat.county, key=letter_id) as plea:
        if plea.thread != Thread.SUPERVISOR or plea.unit != hat.unit or not reads_pleas(hat, on=on):
            raise Refused("row.unknown", row=letter_id.hex)
        refuse_concerned(hat, concerned(hat, plea.case), on=on)
        if plea.read_at is None:
            plea.read_at = now
            plea.save(update_fields=["read_at"])
    return plea


def open_contact(case_id: UUID, reason: str, *, hat: Hat, now: datetime) -> str:
    """Open a sealed contact for a reason that the reporter will read, with post and moment.

    Refuses `reporters.not_the_desk`, `reporters.recused`, `reporters.no_contact`, `reporters.reason_missing`.
    """
    known = _reporter(hat, case_id)
    refuse_strangers(hat, concerned(hat, case_id), on=desk(hat.county).today(now), posts=OPENERS)
    why, salt = fitting(reason, "words", WORDS_MOST), secrets.token_hex(16)
    if len(why) < REASON_LEAST:
        raise Refused("reporters.reason_missing", field="reason", least=REASON_LEAST)
    with locked(Reporter, county=hat.county, key=known.id) as reporter:
        if not reporter.contact:
            raise Refused("reporters.no_contact")
        contact = unseal(reporter.contact)
        Opening.objects.create(
            county=hat.county, case=case_id, at=now, post=hat.kind, unit=hat.unit, words=why, salt=salt
        )
        record(
            county=hat.county, subject=reporter.id, kind="reporter.contact_opened", at=now,
            actor=hat.account_id.hex,
            payload={"hat": hat.post_id.hex, "post": hat.kind, "words": word_digest(salt, why)},
        )  # fmt: skip
    return contact


def _reporter(hat: Hat, case_id: UUID) -> Reporter:
    row = Reporter.objects.filter(county=hat.county, case=case_id).first()
    if row is None:
        raise Refused("reporters.no_reporter")
    return row


def _thread(reporter: Reporter) -> Sealed:
    return Sealed(reporter.county, reporter.case, reporter.id)
