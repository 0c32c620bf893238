"""Which days are known to be worked, and in which hours?"""

from collections.abc import Iterable
from datetime import date, datetime
from importlib.resources import files
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from wangge.foundation.locking import writing
from wangge.people.models import CalendarDay, CalendarYear, OfficeHours
from wangge.people.office_hours import ListedDay, read_day_list, read_office_hours
from wangge.people.queries import forget_calendars
from wangge.rules.deadlines import WorkingCalendar
from wangge.rules.errors import Refused

# Calendar, file of this package, source; see data/NOTICE.md.
PACKAGED = (
    ("cn", "cn.csv", "State Council notices 2007-2026, by holiday-cn d4e53bf2 (MIT)"),
    ("us-federal", "us-federal.csv", "5 U.S.C. 6103, our list for the demo"),
)


def load_packaged_calendars() -> int:
    """Load the day lists that come with the package; return how many years are known by them.

    A year that is already loaded, perhaps by a later correction, is left as it is.
    """
    whole = 0
    for calendar, file, source in PACKAGED:
        text = files("wangge.people").joinpath("data", file).read_text(encoding="utf-8")
        days = read_day_list(text.splitlines())
        known = set(CalendarYear.objects.filter(calendar=calendar).values_list("year", flat=True))
        load_calendar(calendar, [day for day in days if day.year not in known], source=source)
        whole += len({day.year for day in days})
    return whole


def load_calendar(
    calendar: str, days: Iterable[ListedDay], *, source: str, now: datetime | None = None
) -> list[int]:
    """Take published day lists and return the years they make known.

    A year that was known before is replaced whole. Deadlines already given are never moved.
    """
    listed = {day.day: day for day in days}
    years = sorted({day.year for day in listed.values()})
    moment = now or timezone.now()
    with writing():
        CalendarDay.objects.filter(calendar=calendar, notice_year__in=years).delete()
        CalendarDay.objects.filter(calendar=calendar, day__in=listed).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(
                calendar=calendar, day=day.day, is_off=day.is_off, name=day.name, notice_year=day.year
            )
            for day in listed.values()
        )
        CalendarYear.objects.filter(calendar=calendar, year__in=years).delete()
        CalendarYear.objects.bulk_create(
            CalendarYear(calendar=calendar, year=year, source=source[:200], loaded_at=moment)
            for year in years
        )
    forget_calendars()
    return years


def set_office_hours(
    *, county: str, calendar: str, zone: str, hours: str, from_on: date, source: str
) -> UUID:
    """Set a county's office hours from a day on, replacing those that began on the same day.

    `hours` as `08:00-12:00,14:00-18:00`; `calendar` names a loaded day list. Returns the row's id.
    Raises Refused `calendar.office_hours`, `calendar.zone`, `calendar.unknown`.
    """
    try:
        clock = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused("calendar.zone", zone=zone[:40]) from None
    WorkingCalendar(clock, read_office_hours(hours), {})  # refuses hours that cannot be
    if not CalendarYear.objects.filter(calendar=calendar).exists():
        raise Refused("calendar.unknown", calendar=calendar[:32])
    row = OfficeHours(
        county=county, calendar=calendar, zone=zone, hours=hours, from_on=from_on, source=source[:200]
    )
    with writing():
        OfficeHours.objects.filter(county=county, from_on=from_on).delete()
        row.save(force_insert=True)
    forget_calendars()
    return row.id
