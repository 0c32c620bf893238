"""Who would be told now if such an event happened in a unit, by which channels and when?

Asked of the sender's own rules (queries/telling.py), row by row of the table in force.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.notifications.queries.telling import Matter, Telling
from wangge.people.hats import Hat
from wangge.people.queries import unit_names
from wangge.rules.errors import Refused
from wangge.rules.notices import Means, NoticeRule, Occasion

NO_MATTER = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who would be told, as on the public board: unit, post and name."""

    unit: str
    hat: Hat


@dataclass(frozen=True, slots=True)
class Out:
    """One message that would go out, and when; `is_held` where it would wait."""

    channel: str
    means: Means
    at: datetime
    is_held: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What one row of the table would do now."""

    rule: NoticeRule
    at: datetime | None  # when the page shows it; None where no working hours are known to count
    people: tuple[Person, ...]
    out: tuple[Out, ...]


def previews(county: str, unit: str, department: str, *, now: datetime) -> list[Preview]:
    """Return what each row in force today would do of an event in a unit, where need be of a department's.

    A row for nobody's signature is asked as of the moment at which it would speak, with the posts and shifts known now.
    """
    at_once = Telling(county, now)
    later: dict[int, Telling | None] = {}
    return [_preview(rule, at_once, later, unit, department) for rule in at_once.book.rules]


def _preview(
    rule: NoticeRule, at_once: Telling, later: dict[int, Telling | None], unit: str, department: str
) -> Preview:
    telling: Telling | None = at_once
    if rule.occasion == Occasion.UNSIGNED:
        if rule.after_hours not in later:
            later[rule.after_hours] = _later(at_once, rule.after_hours)
        telling = later[rule.after_hours]
    if telling is None:
        return Preview(rule, None, (), ())
    kind = rule.kinds[0].removesuffix("*") if rule.kinds else ""
    matter = Matter(
        NO_MATTER, rule.event, kind, telling.now, "", telling.path(unit), department, {},
        danger=rule.occasion == Occasion.DANGER,
    )  # fmt: skip
    hats = telling.told(rule, matter)
    names = unit_names(hats)
    return Preview(
        rule, telling.now, tuple(Person(names[hat], hat) for hat in hats),
        tuple(
            Out(channel.name, Means(channel.means), due, is_held=due > telling.now)
            for channel, due in telling.channels(rule, matter)
        ),
    )  # fmt: skip


def _later(telling: Telling, hours: int) -> Telling | None:
    try:
        return Telling(telling.county, telling.unsigned_at(hours))
    except Refused:  # a year whose day list is not loaded
        return None
