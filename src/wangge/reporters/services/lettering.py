"""A letter between a reporter and an office is kept in its thread, salted, and recorded without its words."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.services.brought import WORDS_MOST
from wangge.cases.services.wording import word_digest
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.reporters.models import Letter
from wangge.rules.answering import Thread
from wangge.rules.errors import Refused
from wangge.rules.words import fitting


@dataclass(frozen=True, slots=True)
class Sealed:
    """Whose thread it is: the case, and the reporter's own row, in whose chain it is recorded."""

    county: str
    case: UUID
    reporter: UUID


def write_letter(
    to: Sealed, thread: Thread, words: str, *, unit: str, by: Hat | None, now: datetime
) -> None:  # fmt: skip
    """Keep one letter; `by` None is the reporter. Refuses `reporters.words_missing`, `case.words_too_long`."""
    said, salt = fitting(words, "words", WORDS_MOST), secrets.token_hex(16)
    if not said:
        raise Refused("reporters.words_missing", field="words")
    digest = word_digest(salt, said)
    payload: dict[str, object] = {"thread": thread, "words": digest}
    payload |= {"hat": by.post_id.hex, "post": by.kind} if by else {"unit": unit}
    with writing():
        Letter.objects.create(
            county=to.county, case=to.case, thread=thread, by_reporter=by is None, unit=unit, words=said,
            post=by.kind if by else "", salt=salt, at=now,
        )  # fmt: skip
        record(
            county=to.county, subject=to.reporter, kind="reporter.written_to" if by else "reporter.wrote",
            at=now, payload=payload, actor=by.account_id.hex if by else "",
        )  # fmt: skip
