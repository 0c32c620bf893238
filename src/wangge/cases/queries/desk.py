"""What does a county's desk know by heart: its loop, catalogue, limits, routes, departments, calendar?"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from threading import Lock
from uuid import UUID

from wangge.cases.catalogues import area_names
from wangge.cases.models import (
    Case,
    Category,
    EmergencyRoute,
    PowerRow,
    Preset,
    PresetChoice,
    RoutingRow,
    Setup,
)
from wangge.cases.queries.limits import limit_book
from wangge.people.queries import DepartmentRow, department_count, departments, working_calendar
from wangge.rules.deadlines import Limit, Unit, WorkingCalendar, due_at
from wangge.rules.emergencies import EmergencyMatter, EmergencyRule
from wangge.rules.errors import Refused
from wangge.rules.limits import LimitBook
from wangge.rules.posts import PostKind
from wangge.rules.powers import Power, PowerRule, Powers
from wangge.rules.routing import Route, Routing
from wangge.rules.stages import Stage, is_last
from wangge.rules.workflow import CASE_CLOCK, UNTIL_CLOCK, State, Workflow
from wangge.rules.workflow_table import compile_workflow

# Catalogues change a few times a year and are read at every report. Other processes hear of a
# change within this time; a clock that already runs is never moved by it.
FRESH_SECONDS = 5.0

# Every open case has a moment at which its wait ends, so that one order serves all lists; a wait
# whose limit is not known stands at the far end of it.
NO_LIMIT = datetime(9999, 1, 1, tzinfo=UTC)


def area_name(area: str, language: str) -> str:
    """Return the name of an area (大类) of the catalogue in a language; Chinese where it has no English one."""
    return area_names().get(area) or area if language == "en" else area


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One class as people pick it."""

    key: str
    scheme: str
    kind: str
    code: str
    area: str
    zh: str
    en: str
    matter_only: bool
    in_public: bool = False
    photo_reason: str = ""  # why a photo is required; empty: it is not
    original_days: int | None = None  # how long the unmasked original is kept; None: not at all
    until_on: date | None = None  # from this day on nothing new is taken under it

    def is_open_on(self, day: date) -> bool:
        """Say whether something new may still be reported under it."""
        return self.until_on is None or day < self.until_on

    def name(self, language: str) -> str:
        """Return its name in a language; Chinese where it has no English one."""
        return self.en or self.zh if language == "en" else self.zh

    def area_name(self, language: str) -> str:
        """Return the name of its area (大类) in a language; Chinese where it has no English one."""
        return area_name(self.area, language)


@dataclass(frozen=True, slots=True)
class SetupRow:
    """What a county has chosen."""

    county: str
    zh: str
    en: str
    preset: str
    preset_version: int
    schemes: tuple[str, ...]
    default_limit: Limit
    trial_until: date | None
    notice_zh: str
    notice_en: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A county's rules as they stand; frozen, shared between requests."""

    setup: SetupRow
    choices: tuple[tuple[date, Workflow], ...]  # from which day on which loop, newest first
    categories: Mapping[str, CategoryRow]
    limits: LimitBook
    routing: Routing
    powers: Powers
    departments: Mapping[str, DepartmentRow]
    calendar: WorkingCalendar
    emergencies: tuple[EmergencyRule, ...]  # whom to call at once

    def workflow_on(self, day: date) -> Workflow:
        """Return the loop by which a case that begins on a day goes; the first one chosen, before any."""
        return next((loop for since, loop in self.choices if since <= day), self.choices[-1][1])

    @property
    def matter_only(self) -> frozenset[str]:
        """Return the categories that point at people."""
        return frozenset(key for key, row in self.categories.items() if row.matter_only)

    @property
    def loops(self) -> tuple[Workflow, ...]:
        """Return the loops in use, the newest first."""
        return tuple(loop for _, loop in self.choices)

    @property
    def states(self) -> dict[str, State]:
        """Return the states of all loops in use; where two share a code, the newest names it."""
        return {code: state for loop in reversed(self.loops) for code, state in loop.states.items()}

    def states_for(self, kind: PostKind) -> list[str]:
        """Return the states that wait for a kind of post in any loop in use."""
        codes = (
            code for loop in self.loops for code, state in loop.states.items() if kind in state.waits_for
        )
        return list(dict.fromkeys(codes))

    def today(self, now: datetime) -> date:
        """Return the day that it is at the county's office."""
        return now.astimezone(self.calendar.zone).date()

    def limit_for(self, category: str, condition: int | None, on: date) -> Limit:
        """Return the limit of a category's condition on a day: the named one's, else its first, else the default."""
        return self.limits.limit_for(category, condition, on)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """Return when a limit that starts now runs out; refuses where that cannot be told yet."""
        return self.limits.due(start, limit)

    def stages_of(self, case: Case) -> tuple[Stage, ...]:
        """Return the stages of a case's limit by the rows of the day of its dispatch."""
        return self.limits.stages_of(case.category, case.condition, self.ruled_on(case))

    def has_stage_after(self, case: Case) -> bool:
        """Say whether a stage follows the one that a case is in."""
        return not is_last(case.stage, self.stages_of(case))

    def ruled_on(self, case: Case) -> date:
        """Return the day whose rows hold for a case: that of its dispatch, before it that of its report."""
        return self.today(case.dispatched_at or case.reported_at)

    def wait_until(
        self, state: State, *, entered: datetime, unit_due: datetime | None, until: datetime | None = None,
        preset: str = "", category: str = "",
    ) -> datetime | None:  # fmt: skip
        """Return until when a state may last: the unit's limit, the day named, or the desk's from entering it.

        The county's own limit of the step decides before the preset's, yet never after the unit's limit.
        None for an end; NO_LIMIT where the limit is not known.
        """
        if not state.clock:
            return None
        if state.clock == UNTIL_CLOCK:
            return until or NO_LIMIT
        step = self.limits.step_limit(preset, state.code, category, self.today(entered))
        if state.clock == CASE_CLOCK:
            latest = unit_due or NO_LIMIT
            return min(due_at(entered, step, self.calendar), latest) if step else latest
        return due_at(entered, step or _clock(state.clock), self.calendar)

    def counted_by(self, state: State, case: Case) -> tuple[Unit, WorkingCalendar]:
        """Return what a case's present wait is counted in, and by which calendar."""
        if state.clock == UNTIL_CLOCK:
            return Unit.CALENDAR_DAYS, self.calendar
        step = self.limits.step_limit(case.preset, state.code, case.category, self.ruled_on(case))
        if state.clock in {"", CASE_CLOCK} and (step is None or case.wait_until == case.unit_due_at):
            return self.case_counted_by(case)
        return (step or _clock(state.clock)).unit, self.calendar

    def case_counted_by(self, case: Case) -> tuple[Unit, WorkingCalendar]:
        """Return what a case's own limit is counted in, and by which calendar: as it was given, whatever changed."""
        limit, on = self.limit_of(case), self.ruled_on(case)
        # Where a season's dates are gone its clock goes on, told by the whole year.
        is_known = self.limits.has_season(limit, on)
        return limit.unit, self.limits.calendar_for(limit, on) if is_known else self.calendar

    def limit_of(self, case: Case) -> Limit:
        """Return what a case's running clock was given, before its dispatch what it would be given."""
        if case.limit:
            return Limit.read(case.limit)
        return self.limits.limit_for(case.category, case.condition, self.ruled_on(case), case.stage)


@dataclass(slots=True)
class _Kept:
    desk: Desk
    revision: tuple[int, int, WorkingCalendar]
    looked_at: float


_desks: dict[str, _Kept] = {}
_lock = Lock()


def desk(county: str) -> Desk:
    """Return a county's desk; refuse `case.no_setup` for an unknown county.

    Every five seconds two statements ask whether a rule changed, each minute one more whether the calendar
    did; only then it is read anew.
    """
    now = time.monotonic()
    kept = _desks.get(county)
    if kept and now - kept.looked_at < FRESH_SECONDS:
        return kept.desk
    with _lock:
        revision = _revision(county)
        kept = _desks.get(county)
        if kept is None or kept.revision != revision:
            kept = _desks[county] = _Kept(_read(county), revision, now)
        kept.looked_at = now
        return kept.desk


def forget_desks() -> None:
    """Read every desk anew at the next question; services call it when they change a rule."""
    _desks.clear()
    workflow_of.cache_clear()


def counties() -> dict[str, SetupRow]:
    """Return the counties that are set up."""
    return {row.county: _setup(row) for row in Setup.objects.order_by("county")}


@cache
def workflow_of(preset: str, version: int) -> Workflow:
    """Return a published preset; a case keeps the version it began under."""
    row = Preset.objects.filter(preset=preset, version=version).first()
    if row is None:
        raise Refused("workflow.unknown", preset=preset, version=version)
    return compile_workflow(json.loads(row.table))


def presets() -> list[tuple[str, int]]:
    """Return the published presets."""
    return list(Preset.objects.order_by("preset", "version").values_list("preset", "version"))


def _revision(county: str) -> tuple[int, int, WorkingCalendar]:
    row = Setup.objects.filter(county=county).values_list("revision", flat=True).first()
    if row is None:
        raise Refused("case.no_setup", county=county)
    return row, department_count(county), working_calendar(county)


def _read(county: str) -> Desk:
    row = Setup.objects.filter(county=county).first()
    if row is None:
        raise Refused("case.no_setup", county=county)
    setup, calendar = _setup(row), working_calendar(county)
    categories = {
        one.key: CategoryRow(
            one.key,
            one.scheme,
            one.kind,
            one.code,
            one.area,
            one.zh,
            one.en,
            one.matter_only,
            one.in_public,
            one.photo_reason,
            one.original_days,
            one.until_on,
        )
        for one in Category.objects.filter(scheme__in=setup.schemes).order_by("scheme", "kind", "code")
    }
    return Desk(
        setup=setup,
        choices=_choices(setup),
        categories=categories,
        limits=limit_book(county, setup.default_limit, calendar),
        routing=Routing([
            Route(one.id.hex, one.order, one.category, one.unit, one.department, one.from_on, one.until_on,
                  one.source)
            for one in RoutingRow.objects.filter(county=county)
        ]),
        powers=Powers.of(
            PowerRule(one.order, one.category, one.level, Power(one.power), one.source, one.from_on, one.until_on)
            for one in PowerRow.objects.filter(county=county)
        ),
        departments=departments(county),
        calendar=calendar,
        emergencies=_emergencies(county),
    )  # fmt: skip


def _emergencies(county: str) -> tuple[EmergencyRule, ...]:
    rows = EmergencyRoute.objects.filter(county__in=["", county]).order_by("-county", "order")
    return tuple(
        EmergencyRule(
            one.order, one.category, EmergencyMatter(one.matter), one.number, one.zh, one.en, one.instruction_zh,
            one.instruction_en, one.source, one.from_on, one.until_on,
        )
        for one in rows
    )  # fmt: skip


def _choices(setup: SetupRow) -> tuple[tuple[date, Workflow], ...]:
    # What stands in the setup is the choice from the beginning; dated rows follow it.
    rows = PresetChoice.objects.filter(county=setup.county).order_by("-from_on")
    dated = [(row.from_on, workflow_of(row.preset, row.version)) for row in rows]
    return (*dated, (date.min, workflow_of(setup.preset, setup.preset_version)))


def _setup(row: Setup) -> SetupRow:
    return SetupRow(
        row.county, row.zh, row.en, row.preset, row.preset_version, tuple(row.schemes.split(",")),
        Limit.parse(row.default_limit.replace(" ", "")), row.trial_until, row.notice_zh, row.notice_en,
    )  # fmt: skip


@cache
def _clock(text: str) -> Limit:
    return Limit.parse(text.replace(" ", ""))


def route_key(route: Route | None) -> UUID | None:
    """Return a routing row's id, as the case keeps it."""
    return UUID(route.key) if route else None
