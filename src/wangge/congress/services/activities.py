"""How does a piece of the standing committee's work begin, and how is each step of it written down?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.congress.models import Activity, StepDone, TeamMember
from wangge.congress.policies import refuse_not_doing, refuse_not_keeping
from wangge.congress.queries.activities import activity, clocks_of, planned_days
from wangge.congress.services.files import Place, add_file
from wangge.deputies.policies import refuse_recused
from wangge.deputies.queries.seats import deputies_in_force, standing_congresses
from wangge.foundation.files.papers import keep_file
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.oversight import (
    LINES,
    OF_UNIT,
    Kind,
    Step,
    Verdict,
    refuse_out_of_turn,
    refuse_too_soon,
    standings,
)
from wangge.rules.words import fitting

TITLE_MOST, WORDS_MOST, PAPER_MOST = 120, 8000, 60
# What says nothing without words: reports, opinions, answers, conclusions.
WITH_WORDS = frozenset({Step.COLLECTED, Step.FINAL, Step.REPORT, Step.OPINION, Step.ANSWER, Step.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wished: a kind of work on a matter at a unit, with the days that are fixed."""

    congress: str
    kind: str
    title: str
    about: str
    department: str
    begins_on: date | None = None
    meeting_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What belongs to a step: its words, the number of the paper, the day, the follow-up's conclusion, maybe a file."""

    words: str = ""
    paper: str = ""
    on: date | None = None
    verdict: str = ""
    file: bytes = b""


def open_activity(plan: Plan, *, hat: Hat, now: datetime) -> UUID:
    """Begin a piece of work and return its key.

    Refuses `congress.not_yours`, `congress.unknown_kind`, `congress.no_title`, `congress.no_committee`,
    `congress.unknown_unit`, `congress.no_meeting` and, where the planned day leaves less time than a rule asks,
    `congress.too_soon`.
    """
    refuse_not_keeping(hat)
    known = desk(hat.county)
    kind, today = _kind(plan.kind), known.today(now)
    if not plan.title.strip():
        raise Refused("congress.no_title", field="title")
    if plan.congress not in {row.area for row in standing_congresses(hat.county, today)}:
        raise Refused("congress.no_committee", field="congress")
    if plan.department not in known.departments:
        raise Refused("congress.unknown_unit", field="department", department=plan.department[:40])
    if Step.MEETING in LINES[kind] and plan.meeting_on is None:
        raise Refused("congress.no_meeting", field="meeting_on")
    clocks = clocks_of(hat.county, kind, today)
    planned = planned_days(kind, plan.begins_on, plan.meeting_on)
    refuse_too_soon(standings(kind, planned, {}, clocks, known.calendar.works), today)
    with writing():
        row = Activity.objects.create(
            county=hat.county, congress=plan.congress, kind=kind, title=fitting(plan.title, "title", TITLE_MOST),
            about=fitting(plan.about, "about", WORDS_MOST), department=plan.department, begins_on=plan.begins_on,
            meeting_on=plan.meeting_on, opened_at=now,
        )  # fmt: skip
        payload = {"kind": str(kind), "department": plan.department, "congress": plan.congress}
        _record(hat, row.pk, "congress.opened", now, payload)
    return row.pk


def do_step(key: UUID, step: str, said: Said, *, hat: Hat, now: datetime) -> None:
    """Write down that a step was done on a day; late is written down too.

    Refuses `congress.not_now` out of turn, `congress.not_yours`, `congress.no_words`, `congress.no_verdict`,
    `congress.day_ahead` for a day to come, `congress.day_before` for one before the last step, and what
    `foundation.files.papers` refuses of a file.
    """
    today = desk(hat.county).today(now)
    on = said.on or today
    if on > today:
        raise Refused("congress.day_ahead", field="on", on=on)
    kept = keep_file(said.file) if said.file else None
    with locked(Activity, county=hat.county, key=key) as row:
        done = _step(step)
        refuse_not_doing(hat, done, row.department)
        standing = activity(hat.county, key)
        refuse_out_of_turn(standing.steps, done)
        last = max((one.done_on for one in standing.steps if one.done_on), default=on)
        if on < last:
            raise Refused("congress.day_before", field="on", on=on, last=last)
        if done in OF_UNIT and not standing.is_public:
            raise Refused("congress.not_now", step=done, next=Step.NOTIFY)
        if done in WITH_WORDS and not said.words.strip():
            raise Refused("congress.no_words", field="words")
        if done is Step.FOLLOW_UP:
            row.verdict = _verdict(said.verdict)
            row.save_changes()
        StepDone.objects.create(
            county=hat.county, activity=key, step=done, on=on, words=fitting(said.words, "words", WORDS_MOST),
            paper=fitting(said.paper, "paper", PAPER_MOST), post=hat.post_id, post_kind=hat.kind, at=now,
        )  # fmt: skip
        payload = {"step": str(done), "on": on.isoformat(), "department": row.department}
        _record(hat, key, "congress.stepped", now, payload)
        if kept:
            add_file(key, Place(step=done), kept, hat=hat, now=now)


def join_team(key: UUID, deputy: UUID, *, leads: bool, hat: Hat, now: datetime) -> None:
    """Put a deputy on a team.

    Refuses `deputy.unknown` without a seat today, and `deputy.recused` to one with a post in the unit concerned.
    """
    refuse_not_keeping(hat)
    today = desk(hat.county).today(now)
    if deputy not in {one.id for one in deputies_in_force(hat.county, today)}:
        raise Refused("deputy.unknown", field="deputy")
    with locked(Activity, county=hat.county, key=key) as row:
        refuse_recused(hat.county, deputy, department=row.department, on=today)
        if leads:
            TeamMember.objects.filter(county=hat.county, activity=key, leads=True).update(leads=False)
        TeamMember.objects.update_or_create(
            county=hat.county, activity=key, deputy=deputy, defaults={"leads": leads}
        )
        _record(hat, key, "congress.joined", now, {"deputy": deputy.hex, "leads": leads})


def leave_team(key: UUID, deputy: UUID, *, hat: Hat, now: datetime) -> None:
    """Take a deputy off a team again."""
    refuse_not_keeping(hat)
    with locked(Activity, county=hat.county, key=key):
        gone, _ = TeamMember.objects.filter(county=hat.county, activity=key, deputy=deputy).delete()
        if gone:
            _record(hat, key, "congress.left", now, {"deputy": deputy.hex})


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Refused("congress.unknown_kind", field="kind", kind=text[:20]) from None


def _step(text: str) -> Step:
    try:
        return Step(text)
    except ValueError:
        raise Refused("congress.not_now", step=text[:20], next="") from None


def _verdict(text: str) -> Verdict:
    try:
        return Verdict(text)
    except ValueError:
        raise Refused("congress.no_verdict", field="verdict") from None


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
