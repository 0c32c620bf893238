"""How do staff say what is wrong with the work, and who answers in public, by when?"""

import secrets
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.services.wording import word_digest
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused
from wangge.workload.models import Suggestion, SuggestionTerm, Task
from wangge.workload.policies import may_decide

WORDS_MOST = 2000
# Until a county sets its own term: our assumption.
ASSUMED_DAYS = 10
DAYS_MOST = 60


def suggest(
    words: str, *, hat: Hat, now: datetime, is_anonymous: bool = False, task: UUID | None = None
) -> UUID:
    """Take in what somebody suggests or complains of; an anonymous one keeps neither account, post nor unit.

    Refuses `speaking.no_words`, `speaking.too_long`, `row.unknown` for a task that is not there.
    """
    said, salt = words.strip(), secrets.token_hex(16)
    _check(said)
    if task is not None and not Task.objects.filter(county=hat.county, pk=task).exists():
        raise Refused("row.unknown", row=task.hex)
    known = desk(hat.county)
    due = known.due(now, Limit(days_on(hat.county, known.today(now)), Unit.WORKING_DAYS))
    with writing():
        row = Suggestion.objects.create(
            county=hat.county, account=None if is_anonymous else hat.account_id, post="" if is_anonymous else hat.kind,
            unit="" if is_anonymous else hat.unit, task=task, words=said, salt=salt, at=now, due_at=due,
        )  # fmt: skip
        record(
            county=hat.county, subject=row.id, kind="suggestion.made", at=now,
            actor="" if is_anonymous else hat.account_id.hex,
            payload={"words": word_digest(salt, said), "due_at": due.isoformat()},
        )  # fmt: skip
    return row.id


def answer(suggestion_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Answer in public, once. Refuses `speaking.not_yours`, `speaking.own`, `speaking.answered`."""
    if not may_decide(hat):
        raise Refused("speaking.not_yours", post=hat.kind)
    said = words.strip()
    _check(said)
    with locked(Suggestion, county=hat.county, key=suggestion_id) as row:
        if row.answered_at is not None:
            raise Refused("speaking.answered")
        if row.account == hat.account_id:
            raise Refused("speaking.own")
        row.answer, row.answered_at, row.answered_post, row.answered_unit = said, now, hat.kind, hat.unit
        row.save_changes()
        record(
            county=row.county, subject=row.id, kind="suggestion.answered", at=now, actor=hat.account_id.hex,
            payload={"hat": hat.post_id.hex, "post": hat.kind, "words": word_digest(row.salt, said)},
        )  # fmt: skip


def set_term(county: str, working_days: int, *, from_on: date, source: str) -> None:
    """Set within how many working days a county answers, from a day on. Refuses `speaking.bad_term`."""
    if not 1 <= working_days <= DAYS_MOST or not source.strip():
        raise Refused("speaking.bad_term", field="working_days", limit=DAYS_MOST)
    with writing():
        SuggestionTerm.objects.update_or_create(
            county=county, from_on=from_on, defaults={"working_days": working_days, "source": source.strip()}
        )


def days_on(county: str, day: date) -> int:
    """Return the term in force on a day, in working days."""
    rows = SuggestionTerm.objects.filter(county=county, from_on__lte=day).order_by("-from_on")
    return rows.values_list("working_days", flat=True).first() or ASSUMED_DAYS


def _check(said: str) -> None:
    if not said:
        raise Refused("speaking.no_words", field="words")
    if len(said) > WORDS_MOST:
        raise Refused("speaking.too_long", field="words", length=len(said), limit=WORDS_MOST)
