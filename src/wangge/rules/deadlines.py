"""Until when must this be done, and how much time is left?

One clock engine for every limit. It counts in whole microseconds of UTC, so sums are
exact: two limits spent one after the other end where their sum ends.

- 紧急工作时 (EMERGENCY_HOURS): hours on the wall clock, through nights and holidays.
- 工作时 (OFFICE_HOURS): hours inside office hours of working days.
- 工作日 (WORKING_DAYS): n working days later at the same working position, that is: n times
  the office time of one day is spent (8 hours where a day has 8; standards.md 1.6). The end is
  the earliest such moment: what starts at opening on Monday with one working day ends at
  closing on Monday, and what is reported on Sunday ends with Monday too.
- 自然日 (CALENDAR_DAYS), also written 紧急工作日: the same time of day on the local clock
  n days later, whatever those days are. Where a clock change skips that time, the moment
  after the gap.

A limit bound to a season (种植季节15工作日) spends office time of that season's days only, on the
season's own calendar: before its first day the clock waits, after its last day the rest waits
for the next year.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from wangge.rules.errors import Refused
from wangge.rules.seasons import SEASON_WORDS, Season

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_HOUR = 3_600_000_000  # microseconds
_SATURDAY = 5


class Unit(StrEnum):
    """What a limit is counted in."""

    EMERGENCY_HOURS = "emergency_hours"  # 紧急工作时
    OFFICE_HOURS = "office_hours"  # 工作时
    WORKING_DAYS = "working_days"  # 工作日
    CALENDAR_DAYS = "calendar_days"  # 自然日


class Light(StrEnum):
    """How a running clock looks."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


# As cities' tables write them (standards.md 1.6: forms seen in one whole city's table).
UNIT_WORDS: Mapping[str, Unit] = {
    "紧急工作时": Unit.EMERGENCY_HOURS,
    "紧急小时": Unit.EMERGENCY_HOURS,
    "工作时": Unit.OFFICE_HOURS,
    "工作小时": Unit.OFFICE_HOURS,
    "小时": Unit.OFFICE_HOURS,
    "工作日": Unit.WORKING_DAYS,
    "天": Unit.WORKING_DAYS,
    "自然日": Unit.CALENDAR_DAYS,
    "日历日": Unit.CALENDAR_DAYS,
    "紧急工作日": Unit.CALENDAR_DAYS,
    **{unit.value: unit for unit in Unit},
}

OFFICE_UNITS = frozenset({Unit.OFFICE_HOURS, Unit.WORKING_DAYS})

# Longest words first, so that 紧急工作日 is not read as 紧急 and 工作日.
LIMIT_WORDS = "|".join(sorted(UNIT_WORDS, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?P<before>\D*季节?)?(?P<amount>\d+)(?P<unit>{LIMIT_WORDS})(?:\((?P<note>[^()]+)\))?"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """An allowance of time; one bound to a season runs on the days of that season only."""

    amount: int
    unit: Unit
    season: str = ""

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise Refused("deadline.amount", amount=self.amount)
        if self.season and self.unit not in OFFICE_UNITS:
            raise Refused("deadline.season_unit", season=self.season, unit=self.unit)

    @property
    def code(self) -> str:
        """How a running clock keeps its limit: `15 working_days planting`."""
        return f"{self.amount} {self.unit} {self.season}".rstrip()

    @classmethod
    def read(cls, code: str) -> Self:
        """Read what `code` wrote."""
        amount, unit, season = [*code.split(" ", 2), ""][:3]
        return cls(int(amount), Unit(unit), season)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a limit as city tables write it: `2紧急工作时`, `4小时`, `种植季节15工作日`.

        Raises Refused `deadline.unreadable` for other words, also for a limit of one stage only
        (`1紧急工作时制止`), since that is more than one limit; `deadline.amount` for zero.
        """
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        found = _WRITTEN.fullmatch(plain)
        if found is None:
            raise Refused("deadline.unreadable", text=text[:40])
        unit, note = UNIT_WORDS[found["unit"]], found["note"] or ""
        if note and "季" not in note and UNIT_WORDS.get(note) is not unit:
            raise Refused("deadline.unreadable", text=text[:40])
        season = found["before"] or (note if "季" in note else "")
        return cls(int(found["amount"]), unit, SEASON_WORDS.get(season, season))


@dataclass(frozen=True, slots=True)
class DayList:
    """The published list of one year, over a week of Monday to Friday.

    `off_days` are holidays, `work_days` the weekend days that are worked instead (调休). Days
    outside `year` are refused: put them in the list of their own year.
    """

    year: int
    off_days: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        for day in self.off_days | self.work_days:
            if day.year != self.year:
                raise Refused("calendar.day_of_other_year", day=day.isoformat(), year=self.year)
        for day in self.off_days & self.work_days:
            raise Refused("calendar.day_both", day=day.isoformat())

    def works(self, day: date) -> bool:
        """Is this a working day?"""
        return day in self.work_days or (day.weekday() < _SATURDAY and day not in self.off_days)


class _Run(NamedTuple):
    """Office time of consecutive known years, in microseconds since 1970 UTC."""

    first_year: int
    last_year: int
    begins: int
    ends: int
    starts: list[int]  # of each stretch of office time
    before: list[int]  # office time spent before that stretch
    after: list[int]  # office time spent at its end

    def position(self, at: int) -> int:
        """Office time from the beginning of the run until `at`."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return min(self.before[place] + at - self.starts[place], self.after[place])

    def moment(self, position: int) -> int:
        """Return the earliest moment at which this much office time is spent."""
        if not self.after or position > self.after[-1]:
            raise Refused("calendar.unknown_year", year=self.last_year + 1)
        place = bisect_left(self.after, position)
        return self.starts[place] + position - self.before[place]


@dataclass(frozen=True)
class WorkingCalendar:
    """Which hours of which days count as office time, on one local clock.

    `days` by year; a year that is absent is unknown, and any question that touches it raises
    Refused `calendar.unknown_year`. `office_hours` are (from, to) of one day, ascending, apart.
    With a `season`, only its days have office hours.
    """

    zone: ZoneInfo
    office_hours: tuple[tuple[time, time], ...]
    days: Mapping[int, DayList]
    season: Season | None = None

    def __post_init__(self) -> None:
        edges = [edge for span in self.office_hours for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise Refused("calendar.office_hours", hours=str(self.office_hours))
        if any(year != listed.year for year, listed in self.days.items()):
            raise Refused("calendar.year_mismatch", years=sorted(self.days))

    def in_season(self, season: Season) -> "WorkingCalendar":
        """Return the same calendar with the days of one season only."""
        return replace(self, season=season)

    def works(self, day: date) -> bool:
        """Say whether a day has office hours; its year must be known."""
        return self.days[day.year].works(day) and (self.season is None or self.season.holds(day))

    @cached_property
    def day_length(self) -> int:
        """Office time of one day, in microseconds."""
        return sum(_since_midnight(to) - _since_midnight(start) for start, to in self.office_hours)

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        years = sorted(self.days)
        breaks = [place for place in range(1, len(years)) if years[place] != years[place - 1] + 1]
        bounds = [0, *breaks, len(years)] if years else []
        return tuple(self._run(years[start:end]) for start, end in pairwise(bounds))

    def _run(self, years: list[int]) -> _Run:
        begins = reached = self._ticks(date(years[0], 1, 1), time.min)
        starts: list[int] = []
        lengths: list[int] = []
        for day in _days_of(years):
            if not self.works(day):
                continue
            for opens, closes in self.office_hours:
                # Where a clock change skips an hour, stretches may meet; they never overlap.
                start = max(self._ticks(day, opens), reached)
                reached = max(self._ticks(day, closes), start)
                starts.append(start)
                lengths.append(reached - start)
        after = list(accumulate(lengths))
        before = [0, *after[:-1]]
        ends = self._ticks(date(years[-1] + 1, 1, 1), time.min)
        return _Run(years[0], years[-1], begins, ends, starts, before, after)

    def _ticks(self, day: date, clock: time) -> int:
        return _ticks(datetime.combine(day, clock, self.zone))

    def _run_at(self, at: int) -> _Run:
        for run in self._runs:
            if run.begins <= at < run.ends:
                return run
        raise Refused("calendar.unknown_year", year=_moment(at).astimezone(self.zone).year)

    def office_time_later(self, start: datetime, office_time: int) -> datetime:
        """Return the earliest moment at which `office_time` (microseconds) is spent, counted from `start`."""
        at = _ticks(start)
        run = self._run_at(at)
        return _moment(run.moment(run.position(at) + office_time))

    def office_time_between(self, start: datetime, end: datetime) -> int:
        """Return the office time from `start` to `end`, in microseconds; negative when `end` is earlier."""
        first, last = _ticks(start), _ticks(end)
        run = self._run_at(first)
        if last >= run.ends or last < run.begins:
            raise Refused(
                "calendar.unknown_year", year=run.last_year + 1 if last > first else run.first_year - 1
            )
        return run.position(last) - run.position(first)


def due_at(start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """Spend `limit` from the aware moment `start`; return, in UTC, when it runs out.

    Raises Refused `calendar.unknown_year` where office time of a year without a list would be
    needed, `deadline.season_bound` for a limit of a season that is not the calendar's.
    """
    if limit.season and (calendar.season is None or calendar.season.name != limit.season):
        raise Refused("deadline.season_bound", season=limit.season)
    if limit.unit is Unit.EMERGENCY_HOURS:
        return start.astimezone(UTC) + timedelta(hours=limit.amount)
    if limit.unit is Unit.CALENDAR_DAYS:
        local = start.astimezone(calendar.zone)
        # Arithmetic inside one zone moves the local clock, which is what a day means here.
        return (local + timedelta(days=limit.amount)).astimezone(UTC)
    one = _HOUR if limit.unit is Unit.OFFICE_HOURS else calendar.day_length
    return calendar.office_time_later(start, limit.amount * one)


def runs_from(start: datetime, calendar: WorkingCalendar) -> datetime:
    """Return from when a limit that starts now is spent: now, or when the calendar's season begins."""
    local = start.astimezone(calendar.zone)
    if calendar.season is None or calendar.season.holds(local.date()):
        return start
    opens = datetime.combine(calendar.season.next_day(local.date()), time.min, calendar.zone)
    return opens.astimezone(UTC)


def extended(due: datetime, amount: int, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """Return the due moment after an extension (延期) by an amount of the limit's own unit and season.

    Raises Refused as `due_at` does.
    """
    return due_at(due, replace(limit, amount=amount), calendar)


def moved_by_pause(
    paused_at: datetime, due: datetime, resumed_at: datetime, unit: Unit, calendar: WorkingCalendar
) -> datetime:
    """Return the due moment after a pause (缓办): what was left when it began is spent from its end on.

    A clock that had run out before the pause stays where it is. Raises Refused
    `calendar.unknown_year` where office time of a year without a list would be needed.
    """
    left = time_left(paused_at, due, unit, calendar)
    if left <= timedelta(0):
        return due
    if unit in OFFICE_UNITS:
        return calendar.office_time_later(resumed_at, left // _TICK)
    return resumed_at.astimezone(UTC) + left


def working_between(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """Return the office time between two aware moments; negative when `end` is the earlier one.

    Raises Refused `calendar.unknown_year` where a year between them has no list.
    """
    return timedelta(microseconds=calendar.office_time_between(start, end))


def time_left(now: datetime, due: datetime, unit: Unit, calendar: WorkingCalendar) -> timedelta:
    """Return the time until `due` as its unit counts it; negative is how long it is overdue.

    Raises Refused `calendar.unknown_year` as `working_between` does.
    """
    if unit in OFFICE_UNITS:
        return working_between(now, due, calendar)
    return due - now


def light(
    now: datetime, start: datetime, due: datetime, unit: Unit, calendar: WorkingCalendar, *,
    yellow_from: float,
) -> Light:  # fmt: skip
    """Return red after `due`, yellow once the share `yellow_from` (0 to 1) of the limit is spent.

    Spent time is counted in the limit's own unit, so a night does not turn an office-hours
    clock yellow. Red needs no calendar and so never refuses.
    """
    if now > due:
        return Light.RED
    whole = time_left(start, due, unit, calendar)
    spent = whole - time_left(now, due, unit, calendar)
    return Light.YELLOW if spent >= whole * yellow_from else Light.GREEN


def _ticks(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _moment(ticks: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ticks)


def _since_midnight(clock: time) -> int:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) * 1_000_000 + clock.microsecond


def _days_of(years: list[int]) -> list[date]:
    first = date(years[0], 1, 1).toordinal()
    return [date.fromordinal(day) for day in range(first, date(years[-1] + 1, 1, 1).toordinal())]
