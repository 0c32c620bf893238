"""How is a motion written, signed by enough deputies, submitted in time, and examined?

Submission and the taking back of a signature lock the same row, so which of the two was first is decided there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import congresses
from wangge.deputies.services.acts import note_act
from wangge.foundation.locking import claim, locked, writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.motions import (
    MotionAct,
    MotionMove,
    MotionStage,
    Mover,
    motion_move,
    refuse_few,
    refuse_late,
)
from wangge.rules.seats import CongressLevel
from wangge.rules.suggestions import Clock
from wangge.rules.words import fitting
from wangge.suggestions.models import Motion, Session, Signature
from wangge.suggestions.policies import acting_deputy, refuse_congress_office
from wangge.suggestions.queries.rules import last_day, rule_on
from wangge.suggestions.services.acting import TITLE_MOST, keep_words, needed, note
from wangge.suggestions.services.drafting import (
    Origin,
    Text,
    begin,
    names_that_count,
    put_name,
    seat_congress,
    take_name_off,
)

WITHOUT_COMMITTEES = "县乡人大未设专门委员会的，议案只有列入议程或者不列入议程（参照）"


@dataclass(frozen=True, slots=True)
class MotionText:
    """案由、案据、方案."""

    title: str
    grounds: str
    plan: str


@dataclass(frozen=True, slots=True)
class _Moving:
    row: Motion
    move: MotionMove
    hat: Hat
    now: datetime

    def go_on(self) -> None:
        if self.move.target:
            self.row.state = self.move.target

    def tell(self, kind: str, payload: Mapping[str, object] | None = None, words: str = "") -> None:
        note(self.row.pk, kind, hat=self.hat, now=self.now, payload=payload)
        if words.strip():
            keep_words(self.row.county, self.row.pk, self.move.act, words, hat=self.hat, now=self.now)


def open_session(
    hat: Hat, *, congress: UUID, name: str, days: tuple[date, date], motions_until: datetime, source: str,
    now: datetime,
) -> UUID:  # fmt: skip
    """Write down a session and the hour that its presidium fixed; refuse `suggestion.not_yours`, `motion.days`."""
    refuse_congress_office(hat)
    if days[1] < days[0] or desk(hat.county).today(motions_until) > days[1]:
        raise Refused("motion.days", field="motions_until")
    with writing():
        row, _ = Session.objects.update_or_create(
            county=hat.county, congress=congress, opens_on=days[0],
            defaults={
                "name": needed(name, "name", 80), "closes_on": days[1], "motions_until": motions_until,
                "source": needed(source, "source", 200),
            },
        )  # fmt: skip
        told = {"congress": congress.hex, "until": motions_until.isoformat()}
        note(row.pk, "motion.session_opened", hat=hat, now=now, payload=told)
    return row.pk


def draft_motion(hat: Hat, session: UUID, text: MotionText, *, now: datetime) -> UUID:
    """Begin a motion and sign it as its lead; refuse `row.unknown`, `suggestion.no_seat`, `motion.incomplete`."""
    deputy = acting_deputy(hat)
    with locked(Session, county=hat.county, key=session) as to:
        seat_congress(hat, deputy, to.congress, now)
        row = Motion.objects.create(
            county=hat.county, congress=to.congress, session=session, deputy=deputy, state=MotionStage.DRAFT,
            drafted_at=now, **_clean(text),
        )  # fmt: skip
        Signature.objects.create(county=hat.county, paper=row.pk, deputy=deputy, signed_at=now)
        told = {"congress": to.congress.hex, "session": session.hex, "deputy": deputy.hex}
        note(row.pk, "motion.drafted", hat=hat, now=now, payload=told)
    return row.pk


def edit_motion(key: UUID, text: MotionText, *, hat: Hat, now: datetime) -> None:
    """Write a draft anew; signatures under the other text lapse."""
    with _moving(key, MotionAct.EDIT, hat=hat, now=now) as one:
        for name, value in _clean(text).items():
            setattr(one.row, name, value)
        names = Signature.objects.filter(county=hat.county, paper=key, withdrawn_at=None)
        lapsed = names.exclude(deputy=one.row.deputy).update(withdrawn_at=now) if one.row.changes() else 0
        one.tell("motion.edited", {"lapsed": lapsed})


def open_motion(key: UUID, *, is_open: bool, hat: Hat, now: datetime) -> None:
    """Let the other deputies of the congress read a draft and sign it, or no more."""
    with _moving(key, MotionAct.EDIT, hat=hat, now=now) as one:
        one.row.is_open = is_open
        one.tell("motion.opened", {"open": int(is_open)})


def sign_motion(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Sign by the own log-in; refuse `suggestion.not_open`, `suggestion.signed_already`, `suggestion.no_seat`."""
    deputy = acting_deputy(hat)
    with _moving(key, MotionAct.SIGN, hat=hat, now=now) as one:
        if not one.row.is_open:
            raise Refused("suggestion.not_open")
        seat_congress(hat, deputy, one.row.congress, now)
        put_name(hat.county, key, deputy, now)
        one.tell("motion.signed", {"deputy": deputy.hex})


def unsign_motion(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Take the own signature back, until submission; refuse `suggestion.lead_signs`, `suggestion.not_signed`,
    `motion.not_now` once it was submitted.
    """
    deputy = acting_deputy(hat)
    with _moving(key, MotionAct.UNSIGN, hat=hat, now=now) as one:
        if deputy == one.row.deputy:
            raise Refused("suggestion.lead_signs")
        take_name_off(hat.county, key, deputy, now)
        one.tell("motion.unsigned", {"deputy": deputy.hex})


def submit_motion(key: UUID, *, hat: Hat, now: datetime) -> str:
    """Bring a motion to the session and return its number; the signatures are counted and frozen here.

    Refuses `motion.too_few` (nobody may override it), `motion.too_late`, `suggestion.no_seat`.
    """
    with _moving(key, MotionAct.SUBMIT, hat=hat, now=now) as one:
        row, today = one.row, desk(hat.county).today(now)
        session = Session.objects.get(county=hat.county, pk=row.session)
        refuse_late(now, session.motions_until, session.source)
        names = names_that_count(hat.county, key, row.congress, lead=row.deputy, now=now)
        clock = (
            Clock.SIGNATURES_TOWNSHIP if is_township(hat.county, row.congress, today) else Clock.SIGNATURES
        )
        rule = rule_on(hat.county, row.congress, clock, today)
        if rule is None:
            raise Refused("motion.no_rule")
        refuse_few(len(names), rule)
        one.go_on()
        row.number, row.submitted_at, row.signed_by = _next_number(hat.county, session), now, len(names)
        one.tell("motion.submitted", {"signatures": len(names), "number": row.number})
        for name in names:
            note_act(hat.county, name.deputy, "opinion", today, "suggestion", key, now)
        return row.number


def drop_motion(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Take a draft back."""
    with _moving(key, MotionAct.DROP, hat=hat, now=now) as one:
        one.go_on()
        one.tell("motion.dropped", words=words)


def offer_as_suggestion(key: UUID, *, hat: Hat, now: datetime) -> UUID:
    """Make a suggestion of a motion that found too few signatures; the motion ends, the paper is the lead's."""
    with _moving(key, MotionAct.DROP, hat=hat, now=now) as one:
        one.go_on()
        one.row.suggestion = _become(one)
        one.tell("motion.dropped", {"suggestion": one.row.suggestion.hex})
        return one.row.suggestion


def list_motion(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Write down that the presidium put a motion on the agenda."""
    with _moving(key, MotionAct.LIST, hat=hat, now=now) as one:
        one.go_on()
        one.row.decided_at = now
        one.tell("motion.listed", words=needed(words, "words"))


def refer_motion(key: UUID, committee: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Write down to which committee the presidium sent a motion; refuse `motion.no_committee` in a township."""
    with _moving(key, MotionAct.REFER, hat=hat, now=now) as one:
        if is_township(hat.county, one.row.congress, desk(hat.county).today(now)):
            raise Refused("motion.no_committee", field="committee", source=WITHOUT_COMMITTEES)
        one.go_on()
        one.row.decided_at, one.row.committee = now, needed(committee, "committee", 60)
        session = Session.objects.get(county=hat.county, pk=one.row.session)
        one.row.committee_by = last_day(hat.county, one.row.congress, Clock.COMMITTEE, session.closes_on)
        one.tell("motion.referred", words=needed(words, "words"))


def report_motion(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Keep the committee's report on a motion."""
    with _moving(key, MotionAct.REPORT, hat=hat, now=now) as one:
        one.go_on()
        one.row.report = needed(words, "words")
        one.tell("motion.reported")


def turn_motion(key: UUID, words: str, *, hat: Hat, now: datetime) -> UUID:
    """Turn a motion that is not listed into a suggestion: a new paper, drafted for its lead, with its own clock."""
    with _moving(key, MotionAct.TURN, hat=hat, now=now) as one:
        one.go_on()
        one.row.decided_at, one.row.suggestion = now, _become(one)
        one.tell("motion.turned", {"suggestion": one.row.suggestion.hex}, needed(words, "words"))
        return one.row.suggestion


def publish_motion(key: UUID, *, is_public: bool, reason: str, hat: Hat, now: datetime) -> None:
    """Let the public read a motion, or hide it with a reason; refuse `suggestion.no_reason_to_hide`."""
    with _moving(key, MotionAct.PUBLISH, hat=hat, now=now) as one:
        if not is_public and not reason.strip():
            raise Refused("suggestion.no_reason_to_hide", field="reason")
        one.row.is_public = is_public
        one.row.hidden_reason = "" if is_public else fitting(reason, "reason", 200)
        one.tell("motion.published", {"public": int(is_public)})


def is_township(county: str, congress: UUID, on: date) -> bool:
    """Say whether a congress is a township's."""
    return any(row.id == congress and row.level is CongressLevel.TOWNSHIP for row in congresses(county, on))


@contextmanager
def _moving(key: UUID, act: MotionAct, *, hat: Hat, now: datetime) -> Iterator[_Moving]:
    with locked(Motion, county=hat.county, key=key) as row:
        move = motion_move(MotionStage(row.state), act)
        if move.party is Mover.CONGRESS:
            refuse_congress_office(hat)
        elif move.party is Mover.LEAD and acting_deputy(hat) != row.deputy:
            raise Refused("suggestion.not_yours", post=hat.kind)
        yield _Moving(row, move, hat, now)
        row.save_changes()


def _become(one: _Moving) -> UUID:
    row = one.row
    text = Text(title=row.title, facts=row.grounds, proposal=row.plan)
    key = begin(row.county, row.deputy, row.congress, text, Origin(motion=row.pk), hat=one.hat, now=one.now)
    # Whoever signed the motion signs the paper it becomes, each with the moment of the own act.
    names = Signature.objects.filter(county=row.county, paper=row.pk, withdrawn_at=None).exclude(
        deputy=row.deputy
    )
    Signature.objects.bulk_create([
        Signature(county=row.county, paper=key, deputy=name.deputy, signed_at=name.signed_at) for name in names
    ])  # fmt: skip
    return key


def _clean(text: MotionText) -> dict[str, str]:
    told = {"title": text.title.strip(), "grounds": text.grounds.strip(), "plan": text.plan.strip()}
    for field, value in told.items():
        if not value or (field == "title" and len(value) > TITLE_MOST):
            raise Refused("motion.incomplete", field=field)
    return told


def _next_number(county: str, session: Session) -> str:
    claim([uuid5(NAMESPACE_OID, f"motion {county} {session.opens_on.year}")])
    series = f"Y{session.opens_on.year}-"
    return f"{series}{Motion.objects.filter(county=county, number__startswith=series).count() + 1:03d}"
