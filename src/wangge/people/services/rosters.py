"""Who is put on duty when: by hand, from a file, or from the weekly pattern?"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.models import DutyRule, Post, Shift, ShiftPattern, Swap
from wangge.people.queries import posts_by_id, working_calendar
from wangge.people.queries.duty import duty_rules, path_of
from wangge.rules.days import day_said, moment_said
from wangge.rules.duty import SHIFT_HOURS_MOST, DutyRules
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.quiet import Quiet
from wangge.territory.queries import units

ROSTER_COLUMNS = ("unit", "login", "post", "from", "until")
PATTERN_COLUMNS = ("unit", "login", "post", "weekday", "from", "until", "first_day", "last_day")
DAYS_MOST = 92  # our assumption: nobody draws up a roster for more than a quarter


@dataclass(frozen=True, slots=True)
class Wish:
    """One turn as it was asked for."""

    unit: str
    post: UUID
    from_at: datetime
    until_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class RosterReport:
    """What became of a file: nothing is written while one row is at fault."""

    taken: int
    already: int
    faults: tuple[Refused, ...]


def set_duty_rules(county: str, rules: DutyRules, *, from_on: date) -> None:
    """Say what holds about duty in a county from a day on."""
    with writing():
        DutyRule.objects.update_or_create(
            county=county, from_on=from_on,
            defaults={
                "quiet": f"{rules.quiet.since:%H:%M}-{rules.quiet.until:%H:%M}", "drawn_by": _words(rules.drawn_by),
                "approved_by": _words(rules.approved_by), "declared_by": _words(rules.declared_by),
                "emergency_hours": rules.emergency_hours, "source": rules.source[:200],
            },
        )  # fmt: skip


def read_duty_rules(row: Mapping[str, str]) -> DutyRules:
    """Read one row of a table of duty rules; refuse `quiet.unreadable`, `people.post_unknown`, `roster.unreadable`."""
    hours = row.get("emergency_hours", "")
    if not hours.isdecimal():
        raise Refused("roster.unreadable", field="emergency_hours", value=hours[:40])
    return DutyRules(
        Quiet.read(row.get("quiet", "")), _kinds(row.get("drawn_by", "")), _kinds(row.get("approved_by", "")),
        _kinds(row.get("declared_by", "")), int(hours), row.get("source", ""),
    )  # fmt: skip


def draw_up(hat: Hat, wish: Wish, *, now: datetime) -> bool:
    """Put a post on duty; return False where it was already.

    Refuses `roster.not_yours`, `roster.ends_before`, `roster.too_long`, `roster.no_such_post`, `people.unit_unknown`.
    """
    rules = duty_rules(hat.county, on=now.astimezone(working_calendar(hat.county).zone).date())
    if hat.kind not in rules.drawn_by or hat.unit not in path_of(hat.county, wish.unit):
        raise Refused("roster.not_yours", post=hat.kind)
    _check(hat.county, wish)
    return _write(hat.county, [wish], actor=hat, now=now)[0] == 1


def import_roster(county: str, lines: Iterable[str], *, source: str, now: datetime) -> RosterReport:
    """Take a roster from CSV (unit, login, post, from, until by the local clock), whole or not at all."""
    wishes, faults = [], []
    for number, row in _rows(lines, ROSTER_COLUMNS):
        try:
            wish = Wish(
                row["unit"],
                _post(county, row),
                _moment(county, row, "from"),
                _moment(county, row, "until"),
                source,
            )
            _check(county, wish)
            wishes.append(wish)
        except Refused as refused:
            faults.append(Refused(refused.code, **{**refused.facts, "row": number}))
    if faults:
        return RosterReport(0, 0, tuple(faults))
    taken, already = _write(county, wishes, actor=None, now=now)
    return RosterReport(taken, already, ())


def set_patterns(county: str, lines: Iterable[str], *, source: str) -> RosterReport:
    """Take weekly turns from CSV in place of those the county had, whole or not at all."""
    found, faults = [], []
    for number, row in _rows(lines, PATTERN_COLUMNS):
        try:
            found.append(_pattern(county, row, source))
        except Refused as refused:
            faults.append(Refused(refused.code, **{**refused.facts, "row": number}))
    if faults:
        return RosterReport(0, 0, tuple(faults))
    with writing():
        ShiftPattern.objects.filter(county=county).delete()
        ShiftPattern.objects.bulk_create(found)
    return RosterReport(len(found), 0, ())


def generate(county: str, unit: str, first: date, last: date, *, now: datetime) -> int:
    """Make dated shifts of a unit from its weekly pattern, first and last day included; return how many are new.

    What was put on duty by hand or swapped stays. Refuses `roster.ends_before`, `roster.too_long`.
    """
    if last < first:
        raise Refused("roster.ends_before", field="until")
    if (last - first).days > DAYS_MOST:
        raise Refused("roster.too_long", field="until", hours=DAYS_MOST * 24)
    zone = working_calendar(county).zone
    rows = list(ShiftPattern.objects.filter(county=county, unit=unit).order_by("weekday", "since", "id"))
    wishes = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        for row in rows:
            if row.weekday != day.weekday() or day < row.from_on or (row.until_on and day >= row.until_on):
                continue
            end = day if row.until > row.since else day + timedelta(days=1)
            wishes.append(
                Wish(
                    unit, row.post_id, datetime.combine(day, row.since, zone),
                    datetime.combine(end, row.until, zone), row.source,
                )
            )  # fmt: skip
    return _write(county, wishes, actor=None, now=now, stays=True)[0]


def _write(
    county: str, wishes: list[Wish], *, actor: Hat | None, now: datetime, stays: bool = False
) -> tuple[int, int]:
    taken = 0
    with writing():
        for wish in wishes:
            same = Shift.objects.filter(county=county, unit=wish.unit, from_at=wish.from_at)
            # A turn that was swapped away stays with whoever took it, though the pattern names another.
            is_there = same.filter(post_id=wish.post).exists() or (stays and _was_swapped(same, wish))
            if is_there:
                continue
            row = Shift.objects.create(
                county=county, unit=wish.unit, post_id=wish.post, from_at=wish.from_at, until_at=wish.until_at,
                source=wish.source[:200],
            )  # fmt: skip
            taken += 1
            record(
                county=county, subject=row.id, kind="duty.drawn_up", at=now,
                actor=actor.account_id.hex if actor else "",
                payload={"unit": row.unit, "post": row.post_id.hex, "from": row.from_at.isoformat(),
                         "until": row.until_at.isoformat()},
            )  # fmt: skip
    return taken, len(wishes) - taken


def _was_swapped(same: QuerySet[Shift], wish: Wish) -> bool:
    return Swap.objects.filter(shift__in=same, asked_by=wish.post, state="done").exists()


def _check(county: str, wish: Wish) -> None:
    if wish.unit != county and wish.unit not in units(county):
        raise Refused("people.unit_unknown", field="unit", unit=wish.unit[:32])
    if wish.until_at <= wish.from_at:
        raise Refused("roster.ends_before", field="until")
    if wish.until_at - wish.from_at > timedelta(hours=SHIFT_HOURS_MOST):
        raise Refused("roster.too_long", field="until", hours=SHIFT_HOURS_MOST)
    if wish.post not in posts_by_id(county, [wish.post]):
        raise Refused("roster.no_such_post", field="post")


def _pattern(county: str, row: Mapping[str, str], source: str) -> ShiftPattern:
    if row["weekday"] not in set("1234567"):
        raise Refused("roster.unreadable", field="weekday", value=row["weekday"][:40])
    last = row["last_day"]
    pattern = ShiftPattern(
        county=county, unit=row["unit"], post_id=_post(county, row), weekday=int(row["weekday"]) - 1,
        since=_clock(row, "from"), until=_clock(row, "until"), from_on=_day(row, "first_day"),
        until_on=_day(row, "last_day") + timedelta(days=1) if last else None, source=source[:200],
    )  # fmt: skip
    if pattern.unit not in units(county):
        raise Refused("people.unit_unknown", field="unit", unit=pattern.unit[:32])
    return pattern


def _post(county: str, row: Mapping[str, str]) -> UUID:
    found = Post.objects.filter(county=county, account__login=row["login"], kind=row["post"]).order_by(
        "-from_on"
    )
    key = found.values_list("id", flat=True).first()
    if key is None:
        raise Refused("roster.no_such_post", field="login", login=row["login"][:64])
    return key


def _rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterable[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines)
    if missing := [name for name in columns if name not in (reader.fieldnames or [])]:
        raise Refused("people.column_missing", field=missing[0], columns=", ".join(columns))
    for number, row in enumerate(reader, 2):
        yield number, {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}


def _moment(county: str, row: Mapping[str, str], field: str) -> datetime:
    try:
        read = moment_said(row[field])
    except ValueError:
        raise Refused("roster.unreadable", field=field, value=row[field][:40]) from None
    return read if read.tzinfo else read.replace(tzinfo=working_calendar(county).zone)


def _clock(row: Mapping[str, str], field: str) -> time:
    try:
        return time.fromisoformat(row[field])
    except ValueError:
        raise Refused("roster.unreadable", field=field, value=row[field][:40]) from None


def _day(row: Mapping[str, str], field: str) -> date:
    try:
        return day_said(row[field])
    except ValueError:
        raise Refused("roster.unreadable", field=field, value=row[field][:40]) from None


def _kinds(text: str) -> frozenset[PostKind]:
    for word in text.split():
        if word not in set(PostKind):
            raise Refused("people.post_unknown", field="post", value=word[:24])
    return frozenset(PostKind(word) for word in text.split())


def _words(kinds: Iterable[PostKind]) -> str:
    return " ".join(sorted(kinds))
