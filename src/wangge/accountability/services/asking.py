"""How do a month's patterns become questions, and how does a unit answer one?"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from wangge.accountability.models import MonthLooked, PatternRule, Question
from wangge.accountability.policies import speaks_for
from wangge.cases.queries.desk import desk
from wangge.cases.queries.patterns import WINDOW, month_patterns, pattern_cases
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.foundation.worker import each_apart
from wangge.people.hats import Hat
from wangge.people.queries import posts_by_unit
from wangge.rules.comparing import may_compare
from wangge.rules.errors import Refused
from wangge.rules.gaming import Count, Pattern, Setting, asks, total
from wangge.rules.periods import Period
from wangge.rules.words import fitting
from wangge.territory.queries import units

ANSWER_MOST = 2000


def ask_all(*, now: datetime) -> int:
    """Look at the last month whose window is over, in every county with rows; return how many questions are new."""
    counties = sorted(set(PatternRule.objects.values_list("county", flat=True)))
    return each_apart(counties, lambda county: ask_month(county, last_whole(county, now), now=now))


def last_whole(county: str, now: datetime) -> str:
    """Return the newest month after whose end the window has passed, so that "reported again" is known."""
    first = desk(county).today(now - WINDOW).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


def ask_month(county: str, month: str, *, now: datetime) -> int:
    """Ask about a month once; a second run finds that it was looked at and changes nothing."""
    if MonthLooked.objects.filter(county=county, month=month).exists():
        return 0
    zone, today = desk(county).calendar.zone, desk(county).today(now)
    start, end = Period(month).bounds(zone)
    year_before = start.replace(year=start.year - 1)
    counts, posts = month_patterns(county, year_before, end), _posts(county, today)
    rows = PatternRule.objects.filter(county=county, from_on__lte=today).order_by("from_on")
    found = [
        (rule, one, pattern_cases(county, Pattern(rule.pattern), one.unit, start, end))
        for rule in {row.pattern: row for row in rows}.values()
        for one in _suspects(rule, counts, month, posts)
    ]
    with writing():  # whatever takes long is done by now
        MonthLooked.objects.create(county=county, month=month, at=now)
        return sum(_ask(rule, month, one, cases, now=now) for rule, one, cases in found)


def answer(question_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Keep a unit's answer; refuse `accountability.not_yours`, `accountability.no_words`, `accountability.answered`."""
    if not words.strip():
        raise Refused("accountability.no_words", field="words")
    with locked(Question, county=hat.county, key=question_id) as row:
        if not speaks_for(hat, row.unit, is_department=False):
            raise Refused("accountability.not_yours", post=hat.kind)
        if row.answered_at:
            raise Refused("accountability.answered")
        row.answer, row.answered_at, row.answered_post = (
            fitting(words, "words", ANSWER_MOST),
            now,
            hat.post_id,
        )
        row.save_changes()
        payload = {"unit": row.unit, "month": row.month, "pattern": row.pattern, "post": hat.post_id.hex}
        record(
            county=hat.county, subject=row.pk, kind="question.answered", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip


class _Suspect(NamedTuple):
    # A unit whose month chance seldom makes; `own`: compared with its own past alone.
    unit: str
    seen: Count
    usual: Count
    own: bool


def _suspects(
    rule: PatternRule, counts: Mapping[tuple[Pattern, str, str], Count], month: str, posts: Mapping[str, int]
) -> list[_Suspect]:
    setting, pasts = Setting(rule.least, rule.least_hits, rule.once_in), defaultdict[str, list[Count]](list)
    seen = dict[str, Count]()
    for (pattern, unit, at), count in counts.items():
        if pattern == rule.pattern and at == month:
            seen[unit] = count
        elif pattern == rule.pattern:
            pasts[unit].append(count)
    everywhere, found = total(count for past in pasts.values() for count in past), []
    for unit, count in sorted(seen.items()):
        own = not may_compare(posts.get(unit, 0))
        usual = total(pasts[unit]) if own else everywhere
        if asks(count, usual, setting):
            found.append(_Suspect(unit, count, usual, own))
    return found


def _ask(rule: PatternRule, month: str, one: _Suspect, cases: list[UUID], *, now: datetime) -> int:
    unit, seen, usual, own = one
    row, is_new = Question.objects.get_or_create(
        county=rule.county, unit=unit, month=month, pattern=rule.pattern,
        defaults={
            "n": seen.n, "hits": seen.hits, "usual_n": usual.n, "usual_hits": usual.hits, "own_history": own,
            "cases": " ".join(case.hex for case in cases), "asked_at": now,
            "shown_from": desk(rule.county).today(now) + timedelta(days=rule.own_days),
        },
    )  # fmt: skip
    if is_new:
        payload = {"unit": unit, "month": month, "pattern": rule.pattern, "n": seen.n, "hits": seen.hits}
        record(county=rule.county, subject=row.pk, kind="question.asked", at=now, payload=payload)
    return int(is_new)


def _posts(county: str, on: date) -> dict[str, int]:
    """Return how many posts each unit has, with all below it."""
    known, posts = units(county), Tally[str]()
    for unit, n in posts_by_unit(county, on=on).items():
        posts.update(dict.fromkeys(known[unit].path if unit in known else (), n))
    return posts
