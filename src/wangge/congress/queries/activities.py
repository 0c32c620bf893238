"""What does the standing committee work on, how far is each piece, and what is due?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.congress.models import Activity, ClockRow, StepDone, TeamMember
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Rank, Sense, Term, TermUnit, nominal_days
from wangge.rules.oversight import LINES, Clock, Kind, Standing, Step, standings
from wangge.rules.validity import in_force


@dataclass(frozen=True, slots=True)
class StepWords:
    """What was said with a step, and by which kind of post."""

    step: Step
    on: date
    words: str
    paper: str
    post_kind: str


@dataclass(frozen=True, slots=True)
class ActivityRow(Keyed):
    """One piece of work as pages show it."""

    id: UUID
    congress: str
    kind: Kind
    title: str
    about: str
    department: str
    begins_on: date | None
    meeting_on: date | None
    opened_at: datetime
    verdict: str
    steps: tuple[Standing, ...]
    said: tuple[StepWords, ...]

    @property
    def coming(self) -> Standing | None:
        """The next step that is not done, or None when all are."""
        return next((one for one in self.steps if one.done_on is None), None)

    @property
    def is_public(self) -> bool:
        """Whether the public sees it: from the day on which it was made known to the unit."""
        return any(one.step is Step.NOTIFY and one.done_on for one in self.steps)


@dataclass(frozen=True, slots=True)
class Member:
    """One deputy of a team."""

    deputy: UUID
    leads: bool


def activities(county: str, *, department: str = "", public: bool = False) -> list[ActivityRow]:
    """Return the pieces of work, the newest first; of one unit, or what the public sees. Three statements."""
    rows = Activity.objects.filter(county=county).order_by("-opened_at", "-id")
    if department:
        rows = rows.filter(department=department)
    found = _rows(county, list(rows))
    return [one for one in found if one.is_public] if public else found


def activity(county: str, key: UUID) -> ActivityRow:
    """Return one piece of work, or refuse `congress.unknown_activity`."""
    row = Activity.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("congress.unknown_activity", field="activity")
    return _rows(county, [row])[0]


def team_of(county: str, key: UUID) -> list[Member]:
    """Return the deputies of a team, who leads first."""
    rows = TeamMember.objects.filter(county=county, activity=key).order_by("-leads", "id")
    return [Member(row.deputy, row.leads) for row in rows]


def teams_with(county: str, deputy: UUID) -> list[ActivityRow]:
    """Return the pieces of work that a deputy is on the team of and whose on-site part is not closed."""
    keys = TeamMember.objects.filter(county=county, deputy=deputy).values_list("activity", flat=True)
    found = _rows(
        county, list(Activity.objects.filter(county=county, pk__in=list(keys)).order_by("-opened_at"))
    )
    return [one for one in found if one.coming is not None]


def rules_on(county: str, on: date) -> list[tuple[Kind, Rank, Clock]]:
    """Return every clock in force on a day with its rank, by kind of work and in the order of its steps."""
    rows = [row for row in ClockRow.objects.filter(county=county) if in_force(row.from_on, row.until_on, on)]
    found = [(Kind(row.kind), Rank(row.rank), _clock(row)) for row in rows]
    kinds, ranks = list(LINES), list(Rank)
    return sorted(
        found, key=lambda one: (kinds.index(one[0]), LINES[one[0]].index(one[2].step), ranks.index(one[1]))
    )


def clocks_of(county: str, kind: Kind, on: date) -> list[Clock]:
    """Return the clocks in force for a kind of work: of several rows for one step the strictest."""
    rows = ClockRow.objects.filter(county=county, kind=kind)
    found: dict[Step, ClockRow] = {}
    for row in rows:
        if in_force(row.from_on, row.until_on, on):
            step = Step(row.step)
            held = found.get(step)
            if held is None or _is_stricter(row, held):
                found[step] = row
    return [_clock(row) for row in found.values()]


def _clock(row: ClockRow) -> Clock:
    return Clock(Step(row.step), Step(row.hangs_on), Term(row.n, TermUnit(row.unit)), row.source)


def _is_stricter(row: ClockRow, held: ClockRow) -> bool:
    mine, theirs = (nominal_days(Term(one.n, TermUnit(one.unit))) for one in (row, held))
    sense = Sense.AT_LEAST if row.n < 0 else Sense.AT_MOST
    return mine > theirs if sense is Sense.AT_LEAST else mine < theirs


def _rows(county: str, rows: list[Activity]) -> list[ActivityRow]:
    known = desk(county)
    said: dict[UUID, list[StepDone]] = {row.pk: [] for row in rows}
    for done in StepDone.objects.filter(county=county, activity__in=list(said)).order_by("at"):
        said[done.activity].append(done)
    clocks: dict[tuple[Kind, date], list[Clock]] = {}
    found = []
    for row in rows:
        kind, opened_on = Kind(row.kind), known.today(row.opened_at)
        if (kind, opened_on) not in clocks:
            clocks[kind, opened_on] = clocks_of(county, kind, opened_on)
        steps = standings(
            kind, planned_days(kind, row.begins_on, row.meeting_on), {Step(one.step): one.on for one in said[row.pk]},
            clocks[kind, opened_on], known.calendar.works,
        )  # fmt: skip
        found.append(_told(row, kind, steps, said[row.pk]))
    return found


def planned_days(kind: Kind, begins_on: date | None, meeting_on: date | None) -> Mapping[Step, date]:
    """Return the days that were planned beforehand, by step."""
    planned = {Step.LOOK: begins_on, Step.MEETING: meeting_on}
    return {step: on for step, on in planned.items() if on and step in LINES[kind]}


def _told(row: Activity, kind: Kind, steps: list[Standing], said: list[StepDone]) -> ActivityRow:
    return ActivityRow(
        id=row.pk, congress=row.congress, kind=kind, title=row.title, about=row.about, department=row.department,
        begins_on=row.begins_on, meeting_on=row.meeting_on, opened_at=row.opened_at, verdict=row.verdict,
        steps=tuple(steps),
        said=tuple(StepWords(Step(one.step), one.on, one.words, one.paper, one.post_kind) for one in said),
    )  # fmt: skip
