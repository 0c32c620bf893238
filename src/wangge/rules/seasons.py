"""On which days of the year can a season-bound limit run (种植季节15工作日)?

A season is one or more spans of days that come back every year; spring and autumn planting are
two spans of one season. Its dates are rows of a county, never constants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wangge.rules.errors import Refused

# As cities' tables write them (standards.md 1.6); any other season goes by the word that its rows use.
SEASON_WORDS: Mapping[str, str] = {"种植季节": "planting", "种植季": "planting"}

_LEAP_YEAR = 2000  # the 29th of February is a day of a season, too
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a year as (month, day), first and last included; it may reach over the end of the year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            try:
                date(_LEAP_YEAR, month, day)
            except ValueError:
                raise Refused("season.day", month=month, day=day) from None

    def holds(self, day: date) -> bool:
        """Say whether a day belongs to the span."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Season:
    """A named part of the year."""

    name: str
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise Refused("season.empty", season=self.name)

    def holds(self, day: date) -> bool:
        """Say whether a day belongs to the season."""
        return any(span.holds(day) for span in self.spans)

    def next_day(self, day: date) -> date:
        """Return the first day from `day` on that belongs to the season: `day` itself inside it."""
        while not self.holds(day):
            day += _ONE_DAY
        return day
