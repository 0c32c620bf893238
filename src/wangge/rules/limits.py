"""Which limit holds for this matter, this condition, this stage or this step, on this day?

A county's rows with their days of validity. A case asks with the day of its own dispatch, so a
rule that changes later is not its rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wangge.rules.deadlines import Limit, Unit, WorkingCalendar, due_at, runs_from
from wangge.rules.errors import Refused
from wangge.rules.seasons import Season, Span
from wangge.rules.stages import Stage, stage_dues
from wangge.rules.validity import ANY, in_force, speaks_of


@dataclass(frozen=True, slots=True)
class Days:
    """From which day on a row holds, and from which day on no longer."""

    from_on: date | None = None
    until_on: date | None = None

    def hold(self, on: date) -> bool:
        """Say whether the row holds on a day."""
        return in_force(self.from_on, self.until_on, on)


ALWAYS = Days()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a category: how long each of its stages may take and when it counts as done."""

    number: int
    condition: str
    stages: tuple[Stage, ...]
    source: str
    days: Days = ALWAYS
    is_own: bool = False  # the county's; it takes the place of the reference rows (standards.md 1.6)

    @property
    def limit(self) -> Limit:
        """The limit of its first stage."""
        return self.stages[0].limit

    @property
    def closing_condition(self) -> str:
        """What must be so when it counts as done."""
        return self.stages[-1].closing_condition


@dataclass(frozen=True, slots=True)
class StepRule:
    """A county's own limit of one step of one loop, for a category, a prefix ending in *, or *."""

    preset: str
    state: str
    category: str
    limit: Limit
    days: Days = ALWAYS

    def covers(self, category: str) -> bool:
        """Say whether the row speaks of this category."""
        return speaks_of(self.category, category)


@dataclass(frozen=True, slots=True)
class SeasonRule:
    """One span of a season."""

    name: str
    span: Span
    days: Days = ALWAYS
    is_own: bool = False


@dataclass
class LimitBook:
    """Every limit of a county, with the calendar that counts it; read once, asked often."""

    calendar: WorkingCalendar
    default: Limit
    conditions: Mapping[str, Sequence[Condition]] = field(default_factory=dict)
    steps: Iterable[StepRule] = ()
    seasons: Sequence[SeasonRule] = ()

    def __post_init__(self) -> None:
        self._steps: dict[tuple[str, str], list[StepRule]] = {}
        # What speaks of fewer categories decides before what speaks of more.
        for rule in sorted(self.steps, key=lambda rule: (rule.category.endswith(ANY), -len(rule.category))):
            self._steps.setdefault((rule.preset, rule.state), []).append(rule)
        self._calendars: dict[Season, WorkingCalendar] = {}

    def conditions_of(self, category: str, on: date) -> list[Condition]:
        """Return the conditions of a category on a day: the county's own, else those of the reference."""
        rows = [row for row in self.conditions.get(category, ()) if row.days.hold(on)]
        own = [row for row in rows if row.is_own]
        return own or rows

    def condition_of(self, category: str, number: int | None, on: date) -> Condition | None:
        """Return the named condition, else the category's first; None for a category without any."""
        rows = self.conditions_of(category, on)
        return next((row for row in rows if row.number == number), rows[0] if rows else None)

    def stages_of(self, category: str, number: int | None, on: date) -> tuple[Stage, ...]:
        """Return the stages of a condition; a category without any has the county's default limit."""
        condition = self.condition_of(category, number, on)
        return condition.stages if condition else (Stage("", self.default, ""),)

    def limit_for(self, category: str, number: int | None, on: date, stage: int = 0) -> Limit:
        """Return the limit of one stage of a condition."""
        stages = self.stages_of(category, number, on)
        return stages[min(stage, len(stages) - 1)].limit

    def is_danger(self, category: str, number: int | None, on: date) -> bool:
        """A limit in 紧急工作时 marks danger: made safe first, whoever answers for it (rulings.md)."""
        return self.limit_for(category, number, on).unit is Unit.EMERGENCY_HOURS

    def step_limit(self, preset: str, state: str, category: str, on: date) -> Limit | None:
        """Return the county's own limit of a step; None where the loop's own table decides."""
        rules = self._steps.get((preset, state), ())
        return next((rule.limit for rule in rules if rule.covers(category) and rule.days.hold(on)), None)

    def has_season(self, limit: Limit, on: date) -> bool:
        """Say whether a limit's season, if it has one, has dates on a day."""
        return not limit.season or any(
            rule.name == limit.season and rule.days.hold(on) for rule in self.seasons
        )

    def calendar_for(self, limit: Limit, on: date) -> WorkingCalendar:
        """Return what counts a limit: the county's calendar, or that of the limit's season.

        Raises Refused `deadline.season_bound` where the season has no dates on that day.
        """
        if not limit.season:
            return self.calendar
        if not self.has_season(limit, on):
            raise Refused("deadline.season_bound", season=limit.season)
        rules = [rule for rule in self.seasons if rule.name == limit.season and rule.days.hold(on)]
        own = [rule.span for rule in rules if rule.is_own]
        season = Season(limit.season, tuple(own or [rule.span for rule in rules]))
        if season not in self._calendars:
            self._calendars[season] = self.calendar.in_season(season)
        return self._calendars[season]

    def due(self, start: datetime, limit: Limit) -> datetime:
        """Return when a limit that starts now runs out. Raises Refused as `due_at` does."""
        return due_at(start, limit, self.calendar_for(limit, self.day_of(start)))

    def end_of(self, start: datetime, stages: Sequence[Stage]) -> datetime:
        """Return when the last of the stages is due, each of them spent after the other."""
        return list(stage_dues(start, stages, self.due))[-1]

    def runs_from(self, start: datetime, limit: Limit) -> datetime:
        """Return from when a limit is spent: at once, or from the first day of its season."""
        return runs_from(start, self.calendar_for(limit, self.day_of(start)))

    def day_of(self, moment: datetime) -> date:
        """Return the local day of a moment."""
        return moment.astimezone(self.calendar.zone).date()
