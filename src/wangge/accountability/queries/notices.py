"""Which notices and questions may a hat see, and what was said about each?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.accountability.models import BreachRule, Measure, Notice, NoticeWords, Question
from wangge.accountability.policies import SPEAKERS, may_see, speaks_for
from wangge.cases.queries.breaches import numbers_of
from wangge.cases.queries.desk import desk
from wangge.foundation.history import first_events
from wangge.foundation.ids import Keyed
from wangge.people.hats import Hat
from wangge.rules.accountability import WAITS, Breach, Stage
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT
from wangge.rules.validity import in_force

LIST_MOST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What a post said with an act."""

    act: str
    words: str
    post_kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRow(Keyed):
    """One notice as both sides see it."""

    id: UUID
    breach: str
    times: int
    source: str
    subject: UUID
    number: str  # of its case; the first date of its promise
    addressed: str
    is_department: bool
    stage: str
    owner: str  # who is awaited; empty once it is final
    noticed_at: datetime
    due_at: datetime | None
    is_late: bool
    outcome: str
    measure_zh: str
    measure_en: str
    counts_from: date | None
    counts_until: date | None
    counts_now: bool


@dataclass(frozen=True, slots=True)
class QuestionRow(Keyed):
    """One question with the counts that it was asked from."""

    id: UUID
    unit: str
    month: str
    pattern: str
    n: int
    hits: int
    usual_n: int
    usual_hits: int
    own_history: bool
    cases: Mapping[UUID, str]
    shown_from: date
    answer: str
    answered_at: datetime | None


def notices_for(hat: Hat, *, now: datetime) -> list[NoticeRow]:
    """Return the notices that a hat may see, the newest first."""
    asked = Notice.objects.filter(county=hat.county).order_by("addressed", "is_department")
    seen = Q(pk__in=[])
    for code, is_department in asked.values_list("addressed", "is_department").distinct():
        if may_see(hat, code, is_department=is_department):
            seen |= Q(addressed=code, is_department=is_department)
    rows = Notice.objects.filter(seen, county=hat.county).order_by("-noticed_at", "-id")
    return _shown(list(rows[:LIST_MOST]), now)


def waiting_for(hat: Hat) -> tuple[int, int]:
    """Return how many notices and questions wait for a word of the unit that a hat speaks for. Two statements."""
    code = hat.department if hat.kind in OF_DEPARTMENT else hat.unit if hat.kind in SPEAKERS else ""
    if not code:
        return 0, 0
    own = Notice.objects.filter(
        county=hat.county, addressed=code, is_department=hat.kind in OF_DEPARTMENT, stage=Stage.NOTICED
    )
    asked = Question.objects.filter(county=hat.county, unit=code, answered_at=None)
    return own.count(), 0 if hat.kind in OF_DEPARTMENT else asked.count()


def notice_by_id(hat: Hat, key: UUID, *, now: datetime) -> NoticeRow:
    """Return one notice, or refuse `row.unknown`."""
    rows = Notice.objects.filter(county=hat.county, pk=key)
    found = _shown([row for row in rows if may_see(hat, row.addressed, is_department=row.is_department)], now)
    if not found:
        raise Refused("row.unknown", row=key.hex)
    return found[0]


def said_about(county: str, key: UUID) -> list[Said]:
    """Return what was said about a notice, in order."""
    rows = NoticeWords.objects.filter(county=county, notice=key).order_by("at", "id")
    return [Said(row.act, row.words, row.post_kind, row.at) for row in rows]


def measures_on(county: str, day: date) -> list[tuple[str, str, str]]:
    """Return (code, zh, en) of the measures in force."""
    rows = Measure.objects.filter(county=county).order_by("code")
    return [(row.code, row.zh, row.en) for row in rows if in_force(row.from_on, row.until_on, day)]


def questions_for(hat: Hat, *, now: datetime) -> list[QuestionRow]:
    """Return the questions to a hat's own unit; those above see one after its days or with the unit's answer."""
    today = desk(hat.county).today(now)
    asked = Question.objects.filter(county=hat.county)
    units = list(asked.order_by("unit").values_list("unit", flat=True).distinct())
    own = [unit for unit in units if speaks_for(hat, unit, is_department=False)]
    above = [unit for unit in units if may_see(hat, unit, is_department=False)]
    is_told = Q(answered_at__isnull=False) | Q(shown_from__lte=today)
    rows = asked.filter(Q(unit__in=own) | (Q(unit__in=above) & is_told))
    shown = list(rows.order_by("-month", "unit", "pattern")[:LIST_MOST])
    keys = {row.pk: [UUID(one) for one in row.cases.split()] for row in shown}
    numbers = numbers_of(hat.county, [key for some in keys.values() for key in some])
    return [
        QuestionRow(
            row.pk, row.unit, row.month, row.pattern, row.n, row.hits, row.usual_n, row.usual_hits, row.own_history,
            {key: numbers.get(key, "") for key in keys[row.pk]}, row.shown_from, row.answer, row.answered_at,
        )
        for row in shown
    ]  # fmt: skip


def _shown(rows: list[Notice], now: datetime) -> list[NoticeRow]:
    if not rows:
        return []
    county = rows[0].county
    rules = {row.pk: row for row in BreachRule.objects.filter(county=county)}
    measures = {row.pk: row for row in Measure.objects.filter(county=county)}
    subjects, today = [row.subject for row in rows], desk(county).today(now)
    promised = [row.subject for row in rows if rules[row.rule].breach == Breach.PROMISE_MISSED]
    numbers = numbers_of(county, subjects) | {
        key: str(made.payload["due"]) for key, made in first_events(county, promised).items()
    }
    found = []
    for row in rows:
        rule, wait = rules[row.rule], WAITS.get(Stage(row.stage))
        measure = measures.get(row.measure) if row.measure else None
        counts = in_force(row.counts_from, row.counts_until, today) if row.counts_from else False
        found.append(
            NoticeRow(
                row.pk, rule.breach, rule.times, rule.source, row.subject, numbers.get(row.subject, ""), row.addressed,
                row.is_department, row.stage, wait.owner if wait else "", row.noticed_at, row.due_at,
                bool(row.due_at and now > row.due_at), row.outcome, measure.zh if measure else "",
                measure.en if measure else "", row.counts_from, row.counts_until, counts,
            )
        )  # fmt: skip
    return found
