"""How does a case stand in a list: everything labelled in the reader's language?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language

from wangge.cases.models import Case
from wangge.cases.queries.desk import NO_LIMIT, Desk, desk, workflow_of
from wangge.rules.deadlines import Unit, WorkingCalendar, light, time_left
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, units

# Yellow from two thirds of the limit on. No rule or standard that we know names the share; ours.
YELLOW_FROM = 2 / 3
WORDS_SHOWN = 80


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as a list shows it."""

    id: UUID
    number: str
    state: str
    state_code: str
    is_open: bool
    category: str
    unit: str
    path: str
    words: str
    place: str
    department: str
    channel: str
    reported_at: datetime
    due_at: datetime | None
    wait_until: datetime | None
    ended_at: datetime | None
    light: str
    left: timedelta | None
    left_unit: str
    highest_level: Level
    located: str
    provisional: bool
    trial: bool
    lon: float | None
    lat: float | None

    @property
    def is_ungeocoded(self) -> bool:
        """Say whether nobody knows where it is."""
        return self.located == "ungeocoded"


def case_rows(
    county: str, cases: Sequence[Case], words: Mapping[UUID, tuple[str, str]], *, now: datetime
) -> list[CaseRow]:
    """Return cases as rows; no statement of its own but what desk and territory keep in mind."""
    known, territory = desk(county), units(county)
    language = language_now()
    return [_row(case, words.get(case.id, ("", "")), known, territory, language, now) for case in cases]


def language_now() -> str:
    """Return the language of the page: en or zh."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def clock(case: Case, known: Desk, now: datetime) -> tuple[str, timedelta | None, str]:
    """Return (light, time left, its unit) of a case's present wait; an ended case has none."""
    if case.ended_at is not None or case.wait_until is None or case.wait_until >= NO_LIMIT:
        return "", None, ""
    state = workflow_of(case.preset, case.preset_version).states[case.state]
    unit, calendar = known.counted_by(state, case)
    start = min(case.dispatched_at or case.reported_at, case.wait_until)
    return colour_and_left(now, start, case.wait_until, unit, calendar)


def colour_and_left(
    now: datetime, start: datetime, due: datetime, unit: Unit, calendar: WorkingCalendar
) -> tuple[str, timedelta, str]:
    """Return (light, time left, its unit) of a clock that runs from start to due."""
    try:
        left = time_left(now, due, unit, calendar)
        colour = light(now, start, due, unit, calendar, yellow_from=YELLOW_FROM)
    except Refused:
        # A year without a day list: what was promised stands, it can only be told by the wall clock.
        left, unit = due - now, Unit.EMERGENCY_HOURS
        colour = light(now, start, due, unit, calendar, yellow_from=YELLOW_FROM)
    return str(colour), left, str(unit)


def _row(
    case: Case,
    words: tuple[str, str],
    known: Desk,
    territory: Mapping[str, UnitRow],
    language: str,
    now: datetime,
) -> CaseRow:
    colour, left, left_unit = clock(case, known, now)
    state = workflow_of(case.preset, case.preset_version).states[case.state]
    category = known.categories.get(case.category)
    unit = territory.get(case.unit)
    names = [territory[code].name for code in (case.street, case.community, case.grid) if code in territory]
    department = known.departments.get(case.department)
    return CaseRow(
        id=case.id, number=case.number, state=state.en if language == "en" else state.zh, state_code=state.code,
        is_open=case.ended_at is None, category=category.name(language) if category else case.category,
        unit=unit.name if unit else "", path=" › ".join(names), words=words[0][:WORDS_SHOWN], place=words[1],
        department=department.name if department else case.department, channel=case.channel,
        reported_at=case.reported_at, due_at=case.due_at, wait_until=case.wait_until, ended_at=case.ended_at,
        light=colour, left=left, left_unit=left_unit, highest_level=Level(case.level), located=case.located,
        provisional=case.provisional, trial=case.trial, lon=_degrees(case.lon_e7), lat=_degrees(case.lat_e7),
    )  # fmt: skip


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else e7 / 1e7
