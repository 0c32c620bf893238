"""How are office hours and day lists written down?"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from wangge.rules.days import day_said
from wangge.rules.errors import Refused

IMPORT_COLUMNS = ("date", "is_off_day", "name", "notice_year")
_OFF_WORDS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class ListedDay:
    """One line of a published day list."""

    day: date
    is_off: bool
    name: str
    year: int  # of the notice that lists it


def read_office_hours(text: str) -> tuple[tuple[time, time], ...]:
    """Read `08:00-12:00,14:00-18:00`, or refuse `calendar.office_hours`."""
    try:
        return tuple(_span(part) for part in text.split(","))
    except ValueError:
        raise Refused("calendar.office_hours", hours=text[:100]) from None


def _span(text: str) -> tuple[time, time]:
    opens, closes = text.strip().split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def read_day_list(lines: Iterable[str], *, year: int | None = None) -> list[ListedDay]:
    """Read a day list: CSV with `date`, `is_off_day` (0 or 1), and if it has them `name`, `notice_year`.

    The notice year says which year becomes known: `year` when given, else the column, else the
    year of the day. A notice may list worked days of the year before it (2011-12-31 is in that of
    2012), never of another year. Raises Refused `calendar.file` naming the row and the field.
    """
    reader = csv.DictReader(lines)
    for column in ("date", "is_off_day"):
        if column not in (reader.fieldnames or []):
            raise Refused("calendar.column_missing", field=column)
    found = [_listed(row, number, year) for number, row in enumerate(reader, start=2)]
    if not found:
        raise Refused("calendar.empty")
    return found


def _listed(row: dict[str, str], number: int, year: int | None) -> ListedDay:
    try:
        day = day_said((row["date"] or "").strip())
    except ValueError:
        raise Refused("calendar.file", row=number, field="date", value=str(row["date"])[:40]) from None
    is_off = _OFF_WORDS.get((row["is_off_day"] or "").strip().lower())
    if is_off is None:
        raise Refused("calendar.file", row=number, field="is_off_day", value=str(row["is_off_day"])[:40])
    told = (row.get("notice_year") or "").strip()
    if told and not told.isdigit():
        raise Refused("calendar.file", row=number, field="notice_year", value=told[:40])
    notice = year or (int(told) if told else day.year)
    if day.year not in {notice, notice - 1}:
        raise Refused("calendar.file", row=number, field="date", value=day.isoformat())
    return ListedDay(day, is_off, (row.get("name") or "").strip()[:64], notice)
