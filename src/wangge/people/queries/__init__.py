"""What may other packages ask about people and their calendar?"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from wangge.people.hats import Hat
from wangge.people.models import Account, CalendarDay, CalendarYear, Department, DutyPhone, OfficeHours, Post
from wangge.people.office_hours import read_office_hours
from wangge.rules.deadlines import DayList, WorkingCalendar
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import UnitRow, units

# A calendar loaded by another process is in use after at most this long.
CALENDAR_FRESH_SECONDS = 60

_HAT_FIELDS = ("id", "account_id", "county", "kind", "unit", "department", "account__name", "account__login")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account as pages show it."""

    id: UUID
    county: str
    login: str
    name: str
    language: str
    epoch: int


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One department (条)."""

    code: str
    name: str
    unit: str
    level: Level


def account_by_id(account_id: UUID) -> AccountRow:
    """Return an active account, or refuse `people.not_signed_in`. One statement."""
    fields = ("id", "county", "login", "name", "language", "epoch")
    row = Account.objects.filter(id=account_id, is_active=True).values_list(*fields).first()
    if row is None:
        raise Refused("people.not_signed_in")
    return AccountRow(*row)


def account_by_login(login: str) -> AccountRow | None:
    """Return the account with a login, active or not. One statement."""
    fields = ("id", "county", "login", "name", "language", "epoch")
    row = Account.objects.filter(login=login).values_list(*fields).first()
    return AccountRow(*row) if row else None


def worn_hat(
    post_id: UUID, *, account_id: UUID, epoch: int, on: date, provided: Exists | None = None
) -> Hat | None:
    """Return the post that a session acts from, if the session and the post are in force. One statement.

    `provided` is a condition of the caller's own that must hold, too.
    """
    rows = _in_force(on).filter(
        id=post_id, account_id=account_id, account__epoch=epoch, account__is_active=True
    )
    return next(iter(_as_hats(rows.filter(provided) if provided is not None else rows)), None)


def hats(account_id: UUID, *, on: date) -> list[Hat]:
    """Return a person's posts in force, the longest held first. One statement."""
    return _as_hats(_in_force(on).filter(account_id=account_id).order_by("from_on", "id"))


def posts_by_id(county: str, post_ids: Iterable[UUID]) -> dict[UUID, Hat]:
    """Return posts of a county by id, in force or not. One statement."""
    rows = Post.objects.filter(county=county, id__in=set(post_ids))
    return {hat.post_id: hat for hat in _as_hats(rows)}


def holders(county: str, units: Iterable[str], *, on: date) -> list[Hat]:
    """Return who holds a post in any of these units, by unit and kind. One statement."""
    rows = _in_force(on).filter(county=county, unit__in=list(units)).order_by("unit", "kind", "from_on", "id")
    return _as_hats(rows)


def posts_by_unit(county: str, *, on: date) -> dict[str, int]:
    """Return how many posts are filled in each unit of territory itself, departments apart. One statement."""
    rows = _in_force(on).filter(county=county, department="").values_list("unit").order_by()
    return dict(rows.annotate(filled=Count("id")))


def kinds_held(county: str, *, on: date) -> dict[PostKind, int]:
    """Return how many hold each kind of post in a county. One statement."""
    rows = (
        _in_force(on)
        .filter(county=county)
        .values_list("kind")
        .order_by()
        .annotate(held=Count("account", distinct=True))
    )
    return {PostKind(kind): held for kind, held in rows}


def department_holders(county: str, department: str, *, on: date) -> list[Hat]:
    """Return who holds a post in a department. One statement."""
    rows = _in_force(on).filter(county=county, department=department).order_by("kind", "from_on", "id")
    return _as_hats(rows)


def names_of(account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of accounts by id. One statement."""
    return dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "name"))


def departments(county: str) -> dict[str, DepartmentRow]:
    """Return the departments of a county by code. One statement."""
    rows = Department.objects.filter(county=county).order_by("code")
    return {row.code: DepartmentRow(row.code, row.name, row.unit, Level(row.level)) for row in rows}


def department_count(county: str) -> int:
    """Return how many departments a county has: whether the list kept in mind is still whole. One statement."""
    return Department.objects.filter(county=county).count()


def duty_phones(county: str, *, on: date) -> dict[tuple[str, str], str]:
    """Return the published duty numbers in force by (unit, department), one of which is empty. One statement."""
    rows = DutyPhone.objects.filter(Q(until_on=None) | Q(until_on__gt=on), county=county, from_on__lte=on)
    return {
        (unit, department): number
        for unit, department, number in rows.order_by("from_on").values_list("unit", "department", "number")
    }


def demo_hats(*, on: date) -> list[Hat]:
    """Return the posts of invented accounts, for the log-in page of a demo. One statement."""
    rows = _in_force(on).filter(account__is_demo=True, account__is_active=True)
    return _as_hats(rows.order_by("county", "account__login", "from_on", "id"))


def unit_names(worn: Iterable[Hat]) -> dict[Hat, str]:
    """Return what the unit of each hat is called; its code where no plan in force knows it."""
    worn = list(worn)
    known = {county: _units_or_none(county) for county in {hat.county for hat in worn}}
    return {
        hat: known[hat.county][hat.unit].name if hat.unit in known[hat.county] else hat.unit for hat in worn
    }


def post_label(hat: Hat) -> str:
    """Return a hat's unit and kind of post, in the language of the page."""
    return f"{unit_names([hat])[hat]} · {hat.title}"


def working_calendar(county: str, on: date | None = None) -> WorkingCalendar:
    """Return the calendar of a county with the office hours in force on a day (today).

    Kept in the process and checked again each minute, by one statement.
    Raises Refused `calendar.no_office_hours` for a county without any.
    """
    day = on or timezone.localdate()
    found = _calendar_of(county, day, int(time.monotonic() // CALENDAR_FRESH_SECONDS))
    if found is None:
        raise Refused("calendar.no_office_hours", county=county, day=day.isoformat())
    return found


def forget_calendars() -> None:
    """Let the next question read the calendar anew; for the process that has just changed it."""
    _calendar_of.cache_clear()


def known_years(calendar: str) -> dict[int, str]:
    """Return the years of a day list that are loaded, with the source of each. One statement."""
    rows = CalendarYear.objects.filter(calendar=calendar).order_by("year")
    return dict(rows.values_list("year", "source"))


def _units_or_none(county: str) -> Mapping[str, UnitRow]:
    try:
        return units(county)
    except Refused:  # territory.no_plan: people may be there before the map is
        return {}


@lru_cache(maxsize=64)
def _calendar_of(county: str, on: date, _turn: int) -> WorkingCalendar | None:
    newest = CalendarYear.objects.filter(calendar=OuterRef("calendar")).order_by("-loaded_at")
    row = (
        OfficeHours.objects.filter(county=county, from_on__lte=on)
        .annotate(loaded_at=Subquery(newest.values("loaded_at")[:1]))
        .order_by("-from_on")
        .values_list("calendar", "zone", "hours", "loaded_at")
        .first()
    )
    return _built(*row) if row else None


@lru_cache(maxsize=16)
def _built(calendar: str, zone: str, hours: str, _loaded_at: datetime | None) -> WorkingCalendar:
    off: dict[int, set[date]] = {year: set() for year in known_years(calendar)}
    worked: dict[int, set[date]] = {year: set() for year in off}
    for day, is_off in CalendarDay.objects.filter(calendar=calendar).values_list("day", "is_off"):
        if day.year in off:
            (off if is_off else worked)[day.year].add(day)
    days = {year: DayList(year, frozenset(off[year]), frozenset(worked[year])) for year in off}
    return WorkingCalendar(ZoneInfo(zone), read_office_hours(hours), days)


def _in_force(on: date) -> QuerySet[Post]:
    return Post.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


def _as_hats(rows: QuerySet[Post]) -> list[Hat]:
    return [
        Hat(post_id, account_id, county, PostKind(kind), unit, department, name, login)
        for post_id, account_id, county, kind, unit, department, name, login in rows.values_list(*_HAT_FIELDS)
    ]
