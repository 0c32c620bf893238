"""Whom to call at once, what was passed on when, and what was not passed on yet?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from wangge.cases.models import Case, PassedOn
from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import in_sight
from wangge.cases.queries.rows import language_now
from wangge.people.hats import Hat
from wangge.rules.emergencies import EmergencyMatter, EmergencyRule, called_for
from wangge.rules.validity import in_force, speaks_of

UNPASSED_MOST = 20


@dataclass(frozen=True, slots=True)
class Route:
    """A number to call at once, in the language of the page."""

    number: str
    label: str
    instruction: str
    matter: EmergencyMatter
    source: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A case was passed on: to which number, when, from which kind of post, how long after it was reported."""

    number: str
    at: datetime
    post: str
    took: timedelta


@dataclass(frozen=True, slots=True)
class Unpassed:
    """A case that has a number to call and was not passed on."""

    id: UUID
    number: str
    category: str
    reported_at: datetime
    routes: tuple[Route, ...]


def routes(county: str, category: str, *, now: datetime | None = None, general: bool = False) -> list[Route]:
    """Return whom to call at once about a category; empty for what is no emergency.

    `general` adds the numbers that are there for everything.
    """
    on = desk(county).today(now or timezone.now())
    found = called_for(desk(county).emergencies, category, on)
    return [_shown(rule) for rule in found if general or not rule.is_general]


def passed(county: str, case_id: UUID) -> list[Passed]:
    """Return to whom a case was passed on, first things first. One statement."""
    rows = PassedOn.objects.filter(county=county, case=case_id).order_by("at", "id")
    return [
        Passed(number, at, post, timedelta(seconds=seconds))
        for number, at, post, seconds in rows.values_list("number", "at", "post", "seconds")
    ]


def unpassed(hat: Hat, *, now: datetime) -> list[Unpassed]:
    """Return open cases in sight that nobody has passed on, the longest waiting first. One statement.

    What came in by an import of history was another system's to pass on.
    """
    own, on = _own_rules(hat.county, now), desk(hat.county).today(now)
    keys = _named_by(own, hat.county)
    if not keys:
        return []
    told = PassedOn.objects.filter(county=hat.county, case=OuterRef("id"))
    rows = Case.objects.filter(in_sight(hat), category__in=keys, ended_at=None, stream="").exclude(
        Exists(told)
    )
    fields = ("id", "number", "category", "reported_at")
    return [
        Unpassed(key, number, category, at, tuple(_shown(rule) for rule in called_for(own, category, on)))
        for key, number, category, at in rows.order_by("reported_at", "id").values_list(*fields)[
            :UNPASSED_MOST
        ]
    ]


def emergency_keys(county: str, now: datetime) -> list[str]:
    """Return the categories that have a number of their own to call."""
    return _named_by(_own_rules(county, now), county)


def _own_rules(county: str, now: datetime) -> list[EmergencyRule]:
    on = desk(county).today(now)
    rules = desk(county).emergencies
    return [rule for rule in rules if not rule.is_general and in_force(rule.from_on, rule.until_on, on)]


def _named_by(own: list[EmergencyRule], county: str) -> list[str]:
    return [key for key in desk(county).categories if any(speaks_of(rule.category, key) for rule in own)]


def _shown(rule: EmergencyRule) -> Route:
    is_english = language_now() == "en"
    return Route(
        rule.number, rule.en if is_english else rule.zh,
        rule.instruction_en if is_english else rule.instruction_zh, rule.matter, rule.source,
    )  # fmt: skip
