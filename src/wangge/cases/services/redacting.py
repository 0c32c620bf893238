"""Which words of a report does the unit read, and who is complained of?

The dispatcher redacts before the words go to a unit. From then on the case shows the redacted words to everyone, in
lists, search and exports, too; what was said first lies in SealedWords, and each opening of it is an event.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, CaseText, Complained, SealedWords
from wangge.cases.policies import may_redact, may_see
from wangge.cases.queries.desk import desk
from wangge.cases.services.brought import WORDS_MOST
from wangge.cases.services.counting import chain_end_of
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.words import fitting

PLACE_MOST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and where."""

    words: str
    place: str


def redact_words(case_id: UUID, words: str, place: str, *, hat: Hat, now: datetime) -> None:
    """Put other words in the place of a report's own; the first original is kept sealed, the event has its digest.

    Refuses `case.not_the_desk`, `case.words_missing`, `case.words_too_long`.
    """
    for field, text, most in (("words", words, WORDS_MOST), ("place", place, PLACE_MOST)):
        fitting(text, field, most)
    if not words.strip():
        raise Refused("case.words_missing", field="words")
    with locked(Case, county=hat.county, key=case_id) as case:
        _only_the_desk(hat, case)
        shown = CaseText.objects.get(county=case.county, case=case.id)
        SealedWords.objects.get_or_create(
            county=case.county, case=case.id,
            defaults={"words": shown.words, "place": shown.place, "salt": shown.salt},
        )  # fmt: skip
        shown.words, shown.place, shown.salt = words.strip(), place.strip(), secrets.token_hex(16)
        shown.tokens = search_document(case, desk(case.county).calendar.zone, shown.words, shown.place)
        shown.save(update_fields=["words", "place", "salt", "tokens"])
        _note(case, "case.redacted", hat, now, {"words": word_digest(shown.salt, shown.words, shown.place)})


def open_sealed_words(case_id: UUID, *, hat: Hat, now: datetime) -> Said:
    """Return what was said before redaction, to the desk alone, and write down that it was opened."""
    with locked(Case, county=hat.county, key=case_id) as case:
        _only_the_desk(hat, case)
        sealed = SealedWords.objects.filter(county=case.county, case=case.id).first()
        if sealed is None:
            raise Refused("case.not_redacted")
        _note(case, "case.sealed_words_opened", hat, now, {})
    return Said(sealed.words, sealed.place)


def name_complained(case_id: UUID, department: str, *, hat: Hat, now: datetime) -> None:
    """Write down which department a case complains of; it may then never be the one that handles it.

    An empty department takes the note away. Refuses `case.unknown_department`, and `case.complained_handles`
    while the case is in that department's hands: reassign it first.
    """
    with locked(Case, county=hat.county, key=case_id) as case:
        _only_the_desk(hat, case)
        known = desk(case.county)
        if department and department not in known.departments:
            raise Refused("case.unknown_department", field="department", department=department)
        if department and department == case.department and case.dispatched_at is not None:
            raise Refused("case.complained_handles", department=known.departments[department].name)
        if department:
            Complained.objects.update_or_create(
                county=case.county, case=case.id, defaults={"department": department}
            )
        else:
            Complained.objects.filter(county=case.county, case=case.id).delete()
        if department and department == case.department:
            # The routing row proposed the very unit that is complained of.
            case.department, case.route = "", None
            case.save(update_fields=["department", "route"])
        _note(case, "case.complained_named", hat, now, {"department": department})


def _only_the_desk(hat: Hat, case: Case) -> None:
    if not may_see(hat, case):
        raise Refused("row.unknown", row=case.id.hex)
    if not may_redact(hat):
        raise Refused("case.not_the_desk", post=hat.kind)


def _note(case: Case, kind: str, hat: Hat, now: datetime, payload: dict[str, object]) -> None:
    end = record(
        county=case.county, subject=case.id, kind=kind, at=now, actor=hat.account_id.hex, after=chain_end_of(case),
        payload={**payload, "hat": hat.post_id.hex, "post": hat.kind},
    )  # fmt: skip
    case.seq, case.chain = end
    case.save(update_fields=["seq", "chain"])
