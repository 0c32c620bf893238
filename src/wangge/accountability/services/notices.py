"""How does a fact become a notice, and how do people take it on from there?

Facts of cases are looked up; that a promise was missed is heard of, since its ledger is a stranger to this package.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from wangge.accountability.models import BreachRule, Measure, Notice, NoticeWords
from wangge.accountability.policies import refuse_act
from wangge.cases.queries.breaches import BreachFact, breach_facts
from wangge.cases.queries.desk import Desk, desk
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import Placed
from wangge.foundation.worker import each_apart
from wangge.people.hats import Hat
from wangge.rules.accountability import WAITS, Act, Breach, Clock, Outcome, Stage, held_by, move_for
from wangge.rules.deadlines import Limit, Unit, due_at
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.validity import in_force
from wangge.rules.words import fitting
from wangge.territory.queries import units

MISSED = "promise.missed"
LOOK_BACK = timedelta(days=60)  # ours: facts older than this bring no notice any more
WORDS_MOST = 2000
_EVENTS = {
    Act.STATE: "accountability.stated", Act.GRANT_TIME: "accountability.extended",
    Act.DECIDE: "accountability.decided", Act.APPEAL: "accountability.appealed",
    Act.DECIDE_APPEAL: "accountability.ended", Act.END: "accountability.ended",
}  # fmt: skip


def notice_all(*, now: datetime) -> int:
    """Give the notices that are due in every county with rules; return how many were new."""
    counties = BreachRule.objects.order_by("county").values_list("county", flat=True).distinct()
    return each_apart(counties, lambda county: notice_breaches(county, now=now))


def notice_breaches(county: str, *, now: datetime) -> int:
    """Give a notice for each fact that a rule names and that has none yet; nothing else ever happens by itself."""
    rules = _rules(county, now)
    return _give_once(county, rules, breach_facts(county, now - LOOK_BACK, now=now), now=now) if rules else 0


def note_missed(county: str, events: Sequence[Placed]) -> None:
    """Give a notice for each promise that a batch of events says was missed. A consumer of the county's order."""
    now = timezone.now()
    facts = [
        BreachFact(Breach.PROMISE_MISSED, event.subject, "", "", str(event.payload["department"]), event.at)
        for event in events
        if event.kind == MISSED and now - event.at < LOOK_BACK
    ]
    if facts:
        _give_once(county, _rules(county, now), facts, now=now)


def act_on(
    notice_id: UUID, act: Act, *, hat: Hat, now: datetime, words: str, outcome: str = "", measure: str = ""
) -> None:
    """Do one act about a notice, with its words.

    Refuses `accountability.not_now`, `accountability.clock_runs`, `accountability.too_late`,
    `accountability.not_yours`, `accountability.party`, `accountability.same_body`, `accountability.no_words`,
    `accountability.no_outcome`, `accountability.no_measure`.
    """
    if not words.strip():
        raise Refused("accountability.no_words", field="words")
    with locked(Notice, county=hat.county, key=notice_id) as notice:
        is_late = notice.due_at is not None and now > notice.due_at
        move = move_for(Stage(notice.stage), act, is_late=is_late)
        said = NoticeWords.objects.filter(county=hat.county, notice=notice.pk, act=Act.STATE).first()
        today = desk(hat.county).today(now)
        refuse_act(
            (notice.addressed, notice.is_department), move.owner, hat, said_by=said.post if said else None,
            decided_by=notice.decided_post, on=today,
        )  # fmt: skip
        if act in {Act.DECIDE, Act.DECIDE_APPEAL}:
            _decide(notice, outcome, measure, hat, now)
        notice.stage = move.target
        notice.due_at = _clock(notice, now)
        notice.save_changes()
        NoticeWords.objects.create(
            county=hat.county, notice=notice.pk, act=act, words=fitting(words, "words", WORDS_MOST), post=hat.post_id,
            post_kind=hat.kind, at=now,
        )  # fmt: skip
        payload = {
            "addressed": notice.addressed, "stage": notice.stage, "outcome": notice.outcome, "post": hat.post_id.hex,
        }  # fmt: skip
        record(
            county=hat.county, subject=notice.pk, kind=_EVENTS[act], at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip


def _rules(county: str, now: datetime) -> list[BreachRule]:
    today = desk(county).today(now)
    rows = BreachRule.objects.filter(county=county)
    return [row for row in rows if in_force(row.from_on, row.until_on, today)]


def _give_once(
    county: str, rules: Sequence[BreachRule], facts: Iterable[BreachFact], *, now: datetime
) -> int:
    known = set(Notice.objects.filter(county=county).values_list("rule", "subject"))
    due = [
        (rule, fact)
        for fact in facts
        for rule in rules
        if (rule.pk, fact.subject) not in known and _is_about(rule, fact, desk(county))
    ]
    first = {(rule.pk, fact.subject): (rule, fact) for rule, fact in reversed(due)}
    for rule, fact in first.values():
        _give(rule, fact, now=now)
    return len(first)


def _is_about(rule: BreachRule, fact: BreachFact, at_desk: Desk) -> bool:
    if rule.breach != fact.breach or at_desk.today(fact.at) < rule.from_on:
        return False
    return fact.breach is not Breach.OVERDUE_TIMES or fact.over > rule.times * fact.limit


def _give(rule: BreachRule, fact: BreachFact, *, now: datetime) -> None:
    county, own = rule.county, desk(rule.county)
    addressed = _unit_addressed(rule, fact, own)
    with writing():
        notice = Notice.objects.create(
            county=county, rule=rule.pk, subject=fact.subject, addressed=addressed,
            is_department=addressed == fact.department,
            stage=Stage.NOTICED, noticed_at=now,
            due_at=due_at(now, Limit(rule.statement_days, Unit.WORKING_DAYS), own.calendar),
        )  # fmt: skip
        about = "promise" if fact.breach is Breach.PROMISE_MISSED else "case"
        payload = {
            "addressed": addressed,
            about: fact.subject.hex,
            "breach": fact.breach,
            "rule": rule.pk.hex,
        }
        record(county=county, subject=notice.pk, kind="accountability.noticed", at=now, payload=payload)


def _unit_addressed(rule: BreachRule, fact: BreachFact, own: Desk) -> str:
    # 追究 may not be addressed below the level that held the power (rulings.md), nor below the rule's level.
    known, on = units(rule.county), own.today(fact.at)
    department = own.departments.get(fact.department)
    unit = department.unit if department else fact.unit
    path = known[unit].path if unit in known else (rule.county,)

    def may_settle(unit: str) -> bool:
        level = known[unit].level if unit in known else Level.DISTRICT
        row = own.powers.decide(fact.category, level, on)
        return level <= rule.level and (row is None or row.power == "settle")

    held = held_by(path, may_settle)
    return fact.department if department and held == path[-1] else held


def _clock(notice: Notice, now: datetime) -> datetime | None:
    wait = WAITS.get(Stage(notice.stage))
    if wait is None:
        return None
    rule = BreachRule.objects.get(county=notice.county, pk=notice.rule)
    days = {
        Clock.STATEMENT: rule.statement_days, Clock.DECISION: rule.decision_days, Clock.APPEAL: rule.appeal_days,
    }[wait.clock]  # fmt: skip
    return due_at(now, Limit(days, Unit.WORKING_DAYS), desk(notice.county).calendar)


def _decide(notice: Notice, outcome: str, measure: str, hat: Hat, now: datetime) -> None:
    if outcome not in set(Outcome):
        raise Refused("accountability.no_outcome", field="outcome")
    today = desk(hat.county).today(now)
    notice.outcome, notice.decided_post = outcome, hat.post_id
    notice.measure = notice.counts_from = notice.counts_until = None
    if outcome != Outcome.FOUNDED:
        return
    rows = Measure.objects.filter(county=hat.county, code=measure, from_on__lte=today).order_by("-from_on")
    row = next((one for one in rows if in_force(one.from_on, one.until_on, today)), None)
    if row is None:
        raise Refused("accountability.no_measure", field="measure")
    notice.measure, notice.counts_from = row.pk, today
    notice.counts_until = today + timedelta(days=row.days)
