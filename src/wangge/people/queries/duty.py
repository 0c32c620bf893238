"""Who is on duty where, who is left in peace, and is an emergency in force?"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.people.hats import POST_WORDS, Hat
from wangge.people.models import DutyRule, Emergency, Shift
from wangge.people.queries import posts_by_id, unit_names, working_calendar
from wangge.rules.duty import USUAL, DutyRules
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.quiet import Quiet
from wangge.territory.queries import units

FRESH_SECONDS = 5.0
_in_mind: "dict[str, tuple[float, list[EmergencyRow]]]" = {}


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One post on duty for a unit; never who holds it, never where that person is."""

    post_id: UUID
    kind: PostKind
    unit: str
    name_of_post: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """An emergency as its unit's people see it."""

    id: UUID
    unit: str
    reason: str
    declared_by: UUID  # post
    since: datetime
    until: datetime
    extensions: int
    ended_at: datetime | None
    ended_by: UUID | None

    def holds(self, now: datetime) -> bool:
        """Say whether it is in force at a moment."""
        return self.since <= now < self.until and self.ended_at is None

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be."""
        return self.ended_at or self.until


def duty_rules(county: str, *, on: date) -> DutyRules:
    """Return what a county says about duty on a day; the usual where it said nothing. One statement."""
    row = DutyRule.objects.filter(county=county, from_on__lte=on).order_by("-from_on").first()
    if row is None:
        return USUAL
    return DutyRules(
        quiet=Quiet.read(row.quiet), drawn_by=_kinds(row.drawn_by), approved_by=_kinds(row.approved_by),
        declared_by=_kinds(row.declared_by), emergency_hours=row.emergency_hours, source=row.source,
    )  # fmt: skip


def on_duty(county: str, unit: str, now: datetime) -> list[OnDuty]:
    """Return which posts are on duty now for a unit or any below it, by unit and begin. Two statements at most."""
    rows = Shift.objects.filter(county=county, from_at__lte=now, until_at__gt=now)
    found = [row for row in rows.order_by("unit", "from_at", "id") if unit in path_of(county, row.unit)]
    return as_on_duty(county, found)


def as_on_duty(county: str, rows: Iterable[Shift]) -> list[OnDuty]:
    """Return shifts with what their posts are called."""
    rows = list(rows)
    posts = posts_by_id(county, [row.post_id for row in rows]) if rows else {}
    return [
        OnDuty(
            row.post_id, posts[row.post_id].kind, row.unit, label_of(posts[row.post_id]), row.from_at,
            row.until_at,
        )
        for row in rows
    ]  # fmt: skip


def label_of(hat: Hat) -> str:
    """Return a post as duty pages call it: unit and kind, in the language of the page."""
    return f"{unit_names([hat])[hat]} · {POST_WORDS[hat.kind]}"


def quiet_until(
    county: str, unit: str, now: datetime, *, post: UUID | None = None, hours: Quiet | None = None
) -> datetime | None:
    """Return until when a unit, or one post of it, is left in peace; None where it may be told now.

    Quiet follows the roster: whoever has a shift now is told, and the next shift's begin ends the quiet. Without a
    post the unit counts as awake while anybody is on duty for it. An emergency lifts the quiet. `hours` are the
    caller's own quiet hours where it keeps some.
    """
    zone = working_calendar(county).zone
    quiet = hours or duty_rules(county, on=now.astimezone(zone).date()).quiet
    ends = quiet.tell_at(now, zone, danger=False)
    if ends <= now or emergency(county, unit, now) is not None:
        return None
    turns = Shift.objects.filter(county=county, from_at__lt=ends, until_at__gt=now)
    turns = turns.filter(post_id=post) if post else turns.filter(unit=unit)
    begins = turns.order_by("from_at").values_list("from_at", flat=True).first()
    if begins is None:
        return ends
    return begins if begins > now else None


def emergency(county: str, unit: str, now: datetime) -> EmergencyRow | None:
    """Return the emergency in force for a unit or one above it; None once its time is over. One statement."""
    rows = Emergency.objects.filter(
        county=county, ended_at=None, since__lte=now, until_at__gt=now, unit__in=path_of(county, unit)
    )
    return next(iter(as_emergencies(rows.order_by("since", "id"))), None)


def emergency_shown(county: str, unit: str, now: datetime) -> EmergencyRow | None:
    """Return what `emergency` does, from what this process has in mind of the county; at most five seconds old.

    Every page shows it, and an emergency is declared twice a year.
    """
    looked_at, rows = _in_mind.get(county, (float("-inf"), []))
    if time.monotonic() - looked_at > FRESH_SECONDS:
        rows = as_emergencies(Emergency.objects.filter(county=county, ended_at=None).order_by("since", "id"))
        _in_mind[county] = (time.monotonic(), rows)
    held = [row for row in rows if row.holds(now)]
    return next((row for row in held if row.unit in path_of(county, unit)), None)


def forget_emergencies() -> None:
    """Let the next question read them anew; for the process that has just changed one."""
    _in_mind.clear()


def emergencies_of(county: str, unit: str, *, since: datetime | None = None) -> list[EmergencyRow]:
    """Return every emergency that was ever declared for a unit, those above and below it, newest first."""
    rows = Emergency.objects.filter(county=county).order_by("-since", "-id")
    rows = rows.filter(until_at__gt=since) if since else rows
    path = path_of(county, unit)
    return [row for row in as_emergencies(rows) if row.unit in path or unit in path_of(county, row.unit)]


def as_emergencies(rows: Iterable[Emergency]) -> list[EmergencyRow]:
    """Return rows as others may read them."""
    return [
        EmergencyRow(
            row.id, row.unit, row.reason, row.declared_by, row.since, row.until_at, row.extensions, row.ended_at,
            row.ended_by,
        )
        for row in rows
    ]  # fmt: skip


def path_of(county: str, unit: str) -> tuple[str, ...]:
    """Return the county and the units from its top down to this one."""
    try:
        row = units(county).get(unit)
    except Refused:  # territory.no_plan
        row = None
    return (county, *row.path) if row else (county, unit)


def _kinds(text: str) -> frozenset[PostKind]:
    return frozenset(PostKind(word) for word in text.split())
