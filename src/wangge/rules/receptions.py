"""On which days does a station receive residents, in which slots, and by when must it be announced?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from wangge.rules.errors import Refused

SLOTS_MOST = 24  # of one reception; our assumption
MONTHS = 12


class Months(StrEnum):
    """In which months a reception comes round."""

    EVERY = "every"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A day of the month, from-to by the local clock, in slots of so many minutes."""

    day: int
    months: Months
    begins: time
    ends: time
    minutes: int

    def __post_init__(self) -> None:
        """Refuse `reception.bad_rhythm` for days that some months lack, or hours that hold no slot or too many."""
        length = (self.ends.hour - self.begins.hour) * 60 + self.ends.minute - self.begins.minute
        if not (
            1 <= self.day <= 28 and self.minutes > 0 and 1 <= length // max(1, self.minutes) <= SLOTS_MOST
        ):
            raise Refused("reception.bad_rhythm", field="day", day=self.day, minutes=self.minutes)

    def days(self, first: date, until: date) -> Iterator[date]:
        """Yield the days of reception from `first` on and before `until`."""
        month = date(first.year, first.month, 1)
        while month < until:
            on = month.replace(day=self.day)
            if first <= on < until and self._has(month.month):
                yield on
            month = (month + timedelta(days=31)).replace(day=1)

    def _has(self, month: int) -> bool:
        return self.months is Months.EVERY or (month % 2 == 1) == (self.months is Months.ODD)


def slots(begins: datetime, ends: datetime, minutes: int) -> list[datetime]:
    """Return when each slot of a reception begins; what does not fill a slot is left over."""
    length = timedelta(minutes=minutes)
    return [begins + number * length for number in range((ends - begins) // length)]


def announce_by(on: date, days_before: int) -> date:
    """Return the last day on which a reception may be announced."""
    return on - timedelta(days=days_before)
