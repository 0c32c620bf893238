"""Which local days does a period cover: a day, a week, a month, a quarter, a year, all up to a day, or all?"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from wangge.rules.errors import Refused

_WRITTEN = re.compile(r"(\.\.)?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
MONTH, DAY = len("2015-03"), len("2015-03-09")


class Span(NamedTuple):
    """Counted periods of one size, from the first to the last as they are written."""

    size: int  # MONTH or DAY
    first: str
    last: str

    def holds(self, period: str) -> bool:
        """Say whether a counted period lies in the span."""
        return len(period) == self.size and self.first <= period <= self.last


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it is written: "" all time, "2015", "2015-03", "2015-03-09", "..2015-03-09" up to that day.

    "2015-W11" is a week by ISO 8601, Monday to Sunday; "2015-Q1" are three months from January on.
    """

    text: str = ""

    def __post_init__(self) -> None:
        if self.text:
            self._first_day()

    @property
    def is_all(self) -> bool:
        """Say whether it is all time."""
        return not self.text

    @property
    def is_until(self) -> bool:
        """Say whether it is everything up to a day."""
        return self.text.startswith("..")

    @property
    def is_week(self) -> bool:
        """Say whether it is a week, Monday to Sunday."""
        return "W" in self.text

    @property
    def is_quarter(self) -> bool:
        """Say whether it is three months from January, April, July or October on."""
        return "Q" in self.text

    def days(self) -> list[date]:
        """Return the days of a day, a week, a month or a year."""
        first = self._first_day()
        return [date.fromordinal(day) for day in range(first.toordinal(), self._next_day(first).toordinal())]

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment of the period and the first after it, as aware moments."""
        first = self._first_day()
        end = datetime.combine(self._next_day(first), time.min, zone)
        return (_FIRST if self.is_until else datetime.combine(first, time.min, zone)), end

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        """Say whether a moment falls into the period."""
        day = f"{moment.astimezone(zone):%Y-%m-%d}"
        if self.is_week or self.is_quarter:
            return self._first_day().isoformat() <= day < self._next_day(self._first_day()).isoformat()
        return day <= self.text[2:] if self.is_until else day.startswith(self.text)

    def spans(self) -> tuple[Span, ...]:
        """Return the counted periods that make it up: months where months suffice, days for the rest."""
        if self.is_all:
            return (Span(MONTH, "0001-01", "9999-12"),)
        if self.is_until:
            day = self.text[2:]
            before = f"{int(day[:4]) - 1:04}-12" if day[5:7] == "01" else f"{day[:5]}{int(day[5:7]) - 1:02}"
            return Span(MONTH, "0001-01", before), Span(DAY, f"{day[:MONTH]}-01", day)
        if self.is_week:
            days = self.days()
            return (Span(DAY, str(days[0]), str(days[-1])),)
        if self.is_quarter:
            first = self._first_day()
            return (Span(MONTH, f"{first:%Y-%m}", f"{first.replace(month=first.month + 2):%Y-%m}"),)
        if len(self.text) == len("2015"):
            return (Span(MONTH, f"{self.text}-01", f"{self.text}-12"),)
        return (Span(len(self.text), self.text, self.text),)

    def _first_day(self) -> date:
        found = _WRITTEN.fullmatch(self.text)
        until, year, month, day = found.groups(default="") if found else ("", "0", "", "")
        # A month is no day to stop at; the first and the last year have no moment before or after them.
        if (until and not day) or int(year) in {1, date.max.year}:
            year = "0"
        week, quarter = _WEEK.fullmatch(self.text), _QUARTER.fullmatch(self.text)
        try:
            if quarter and int(quarter[1]) not in {1, date.max.year}:
                return date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
            if week and int(week[1]) not in {1, date.max.year}:
                return date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return date(int(year), int(month or 1), int(day or 1))
        except ValueError as fault:
            raise Refused("period.unreadable", field="period", period=self.text[:20]) from fault

    def _next_day(self, first: date) -> date:
        if self.is_week:
            return date.fromordinal(first.toordinal() + 7)
        if self.is_quarter:
            return first.replace(year=first.year + first.month // 10, month=(first.month + 2) % 12 + 1)
        parts = self.text.removeprefix("..").count("-")
        if parts == 0:
            return first.replace(year=first.year + 1)
        if parts == 1:
            return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return date.fromordinal(first.toordinal() + 1)


def local_bounds(first: date, until: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first moment of a local day and the first moment of the local day that it goes until."""
    return datetime.combine(first, time.min, zone), datetime.combine(until, time.min, zone)
