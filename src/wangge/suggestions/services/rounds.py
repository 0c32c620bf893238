"""When does a round of handling begin, how long may it take, and when is a paper at its end?"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.grades import OWES_COMMITMENT
from wangge.rules.suggestions import (
    ANSWERING,
    Act,
    Cause,
    Clock,
    Hold,
    Party,
    Stage,
    reminders_due,
)
from wangge.suggestions.models import Assignment, Round
from wangge.suggestions.policies import parties_of
from wangge.suggestions.queries.promises import missed_promises, open_promises
from wangge.suggestions.queries.rules import last_day, rule_on
from wangge.suggestions.queries.waiting import unheard
from wangge.suggestions.services.acting import Acting, acting, needed


def begin_round(one: Acting, cause: Cause, due_on: date | None) -> Round:
    """Begin the next round of a locked paper with its own clock."""
    row = one.row
    row.round_no += 1
    row.due_on = due_on
    return Round.objects.create(
        county=row.county, suggestion=row.pk, number=row.round_no, cause=cause, from_at=one.now, due_on=due_on,
        first_due_on=due_on,
    )  # fmt: skip


def open_second_round(
    county: str, suggestion: UUID, cause: Cause | str, cases: Collection[UUID], hat: Hat, now: datetime,
    *, words: str = "",
) -> int:  # fmt: skip
    """Have a paper handled again: a new clock, a new reply, a new rating; return the round's number.

    The deputies who signed and the congress office may ask; after an evaluation only the office, with words.

    Refuses `suggestion.not_yours`, `suggestion.not_now`, `suggestion.no_words`, and `suggestion.no_missed_promise`
    where none is open past its date.
    """
    why = Cause(cause)
    with acting(suggestion, Act.AGAIN, hat=hat, now=now) as one:
        parties = parties_of(hat, deputy=one.row.deputy, key=suggestion)
        asked = {Party.CONGRESS} if why is Cause.EVALUATION else {Party.CONGRESS, Party.SIGNER}
        if one.row.county != county or not parties & asked:
            raise Refused("suggestion.not_yours", post=hat.kind)
        if why is Cause.COMMITMENT and not missed_promises(county, suggestion):
            raise Refused("suggestion.no_missed_promise")
        return again(one, why, cases, needed(words, "words") if why is Cause.EVALUATION else words)


def again(one: Acting, cause: Cause, cases: Collection[UUID] = (), words: str = "") -> int:
    """Begin another round of a locked, answered paper."""
    rule = rule_on(one.row.county, one.row.congress, Clock.REDO, one.today)
    clock = Clock.REDO if rule else Clock.REPLY
    one.row.state, one.row.closed_at = Stage.HANDLING, None
    begin_round(one, cause, last_day(one.row.county, one.row.congress, clock, one.today))
    told = {"round": one.row.round_no, "cause": cause, "cases": " ".join(case.hex for case in cases)}
    one.tell("suggestion.second_round", told, words)
    return one.row.round_no


def ask_extension(key: UUID, until: date, words: str, *, hat: Hat, now: datetime) -> None:
    """Ask for more time in the first round; refuse `suggestion.past_most`, `suggestion.no_extension`,
    `suggestion.not_accepted`, `suggestion.no_words`.
    """
    with acting(key, Act.ASK_EXTENSION, hat=hat, now=now) as one:
        rows = Assignment.objects.filter(
            county=hat.county, suggestion=key, department=hat.department, state=Hold.ACCEPTED
        )
        if not rows.filter(role__in=list(ANSWERING)).exists():
            raise Refused("suggestion.not_accepted")
        row = _running(one)
        if row.due_on and one.today > row.due_on:
            raise Refused("suggestion.no_extension")
        _refuse_beyond(one, row, until)
        row.asked_until, row.asked_reason, row.asked_by = until, needed(words, "words"), hat.department
        row.save(update_fields=["asked_until", "asked_reason", "asked_by"])
        one.tell("suggestion.extension_asked", {"until": until.isoformat(), "department": hat.department})


def decide_extension(key: UUID, *, grant: bool, words: str, hat: Hat, now: datetime) -> None:
    """Grant or deny more time; refuse `suggestion.no_extension`, `suggestion.past_most`."""
    with acting(key, Act.DECIDE_EXTENSION, hat=hat, now=now) as one:
        row = _running(one)
        if row.asked_until is None:
            raise Refused("suggestion.no_extension")
        if grant:
            _refuse_beyond(one, row, row.asked_until)
            row.due_on = one.row.due_on = row.asked_until
            row.extended_at, row.reminded = now, ""
        else:
            row.asked_until = None
        row.save(update_fields=["due_on", "extended_at", "reminded", "asked_until"])
        told = {"granted": int(grant), "until": row.due_on.isoformat() if row.due_on else ""}
        one.tell("suggestion.extended", told, words)


def follow(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Follow what a reply promised to its end; refuse `suggestion.waits_for_ratings`, `suggestion.owes_nothing`."""
    with acting(key, Act.FOLLOW, hat=hat, now=now) as one:
        refuse_unrated(one)
        if _last(one).meaning not in OWES_COMMITMENT:
            raise Refused("suggestion.owes_nothing")
        one.go_on()
        one.tell("suggestion.followed")


def close(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """End a paper; refuse `suggestion.waits_for_ratings`, `suggestion.owes_commitment` while a promise is open."""
    with acting(key, Act.CLOSE, hat=hat, now=now) as one:
        refuse_unrated(one)
        if _last(one).meaning in OWES_COMMITMENT and owed(one.row.county, key):
            raise Refused("suggestion.owes_commitment")
        one.go_on()
        one.row.closed_at = now
        one.tell("suggestion.closed", {"round": one.row.round_no, "meaning": _last(one).meaning}, words)


def refuse_unrated(one: Acting) -> None:
    """Refuse `suggestion.waits_for_ratings` while deputies may still be heard and not all were."""
    last = _last(one)
    if last.feedback_by is None or one.today > last.feedback_by:
        return
    if unheard(one.row.county, one.row.pk, last.number, one.today):
        raise Refused("suggestion.waits_for_ratings", day=last.feedback_by)


def owed(county: str, key: UUID) -> bool:
    """Say whether a commitment of a paper is still open."""
    return bool(open_promises(county, key))


def remind_all(*, now: datetime) -> int:
    """Record the reminders that are due 30 and 7 days before the end of a round, and on its day; return how many."""
    counties = sorted(set(Round.objects.filter(replied_at=None).values_list("county", flat=True)))
    return sum(_remind(county, now) for county in counties)


def _remind(county: str, now: datetime) -> int:
    today, given = desk(county).today(now), 0
    open_rounds = Round.objects.filter(county=county, replied_at=None, due_on__isnull=False)
    for key, suggestion in list(open_rounds.values_list("pk", "suggestion")):
        with writing(), locked(Round, county=county, key=key) as row:
            told = [int(word) for word in row.reminded.split()]
            if row.due_on is None or row.replied_at:
                continue
            days = reminders_due(row.due_on, today, told)
            if days is None:
                continue
            row.reminded = " ".join(map(str, [*told, days]))
            row.save_changes()
            payload = {"days": days, "round": row.number, "due": row.due_on.isoformat()}
            record(county=county, subject=suggestion, kind="suggestion.reminded", at=now, payload=payload)
            given += 1
    return given


def _last(one: Acting) -> Round:
    return Round.objects.get(county=one.row.county, suggestion=one.row.pk, number=one.row.round_no)


def _running(one: Acting) -> Round:
    row = _last(one)
    if row.number != 1 or row.extended_at:
        raise Refused("suggestion.no_extension")
    return row


def _refuse_beyond(one: Acting, row: Round, until: date) -> None:
    handed = desk(one.row.county).today(one.row.handed_at or one.now)
    most, rule = (
        last_day(one.row.county, one.row.congress, Clock.REPLY_MOST, handed),
        rule_on(one.row.county, one.row.congress, Clock.REPLY_MOST, handed),
    )
    if (most and until > most) or (row.due_on and until <= row.due_on):
        raise Refused(
            "suggestion.past_most", field="until", day=most or "", source=rule.source if rule else ""
        )
