"""Which local days does a period cover: a day, a month, a year, or all of them?"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from wangge.rules.errors import Refused

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it is written: "" for all time, "2015", "2015-03", "2015-03-09"."""

    text: str = ""

    def __post_init__(self) -> None:
        if self.text:
            self._first_day()

    @property
    def is_all(self) -> bool:
        """Say whether it is all time."""
        return not self.text

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment of the period and the first after it, as aware moments."""
        first = self._first_day()
        return (
            datetime.combine(first, time.min, zone),
            datetime.combine(self._next_day(first), time.min, zone),
        )

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        """Say whether a moment falls into the period."""
        return f"{moment.astimezone(zone):%Y-%m-%d}".startswith(self.text)

    def months(self) -> tuple[str, str] | None:
        """Return the first and last month it covers, or None for all time; a day is no month and is refused."""
        if self.is_all:
            return None
        if len(self.text) == len("2015-03-09"):
            raise Refused("period.not_a_month", field="period", period=self.text)
        return (self.text, self.text) if len(self.text) > 4 else (f"{self.text}-01", f"{self.text}-12")

    def _first_day(self) -> date:
        found = _WRITTEN.fullmatch(self.text)
        year, month, day = found.groups(default="1") if found else ("0", "0", "0")
        try:
            return date(int(year), int(month), int(day))
        except ValueError as fault:
            raise Refused("period.unreadable", field="period", period=self.text[:20]) from fault

    def _next_day(self, first: date) -> date:
        parts = self.text.count("-")
        if parts == 0:
            return first.replace(year=first.year + 1)
        if parts == 1:
            return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return date.fromordinal(first.toordinal() + 1)
