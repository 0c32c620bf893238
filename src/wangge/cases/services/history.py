"""Cases that happened before this system, taken in with their own times."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID

from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import NO_LIMIT, Desk, desk
from wangge.cases.services.counting import counting_payload
from wangge.cases.services.drafting import case_number
from wangge.cases.services.spotting import path_of, quadkey
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.bulk import insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import Happening, record_many
from wangge.rules.figures import FIRST_FILED
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, plan_version, units

OPEN, SOLVED, SETTLED, REFUSED = "", "solved", "settled", "refused"


@dataclass(frozen=True, slots=True)
class HistoricCase:
    """One past request as its source tells it, already located."""

    stream: str
    source_ref: str
    category: str
    unit: str  # the lowest unit known, empty = none
    located: str
    provisional: bool
    candidates: tuple[str, ...]
    lon_e7: int | None
    lat_e7: int | None
    accuracy_m: int
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None  # as the source promised; None = no limit is known
    outcome: str  # "" open, else an end: solved, settled, not_solved, refused, duplicate
    words: str
    place: str
    channel: str
    department: str  # empty = let the routing rows decide
    level: int = 0  # the highest level it is known to have reached; 0 = its unit's


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a chunk."""

    taken: int
    already: int


@dataclass(slots=True)
class _Draft:
    """A case row in the making; plain, because a model instance per row would cost more than the row."""

    id: UUID
    county: str
    number: str
    category: str
    unit: str
    located: str
    candidates: str
    provisional: bool
    lon_e7: int | None
    lat_e7: int | None
    accuracy_m: int
    cell: str
    preset: str
    preset_version: int
    plan: str
    plan_version: int
    channel: str
    stream: str
    source_ref: str | None
    reported_at: datetime
    due_at: datetime | None
    level: int
    unit_due_at: datetime | None = None
    solved_level: int | None = None
    state: str = ""
    street: str = ""
    community: str = ""
    grid: str = ""
    department: str = ""
    route: UUID | None = None
    condition: int | None = None
    wait_until: datetime | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    solved_at: datetime | None = None
    ended_at: datetime | None = None
    overdue_at: datetime | None = None
    end: str = ""
    on_time: bool = False
    bounces: int = 0
    reworks: int = 0
    trial: bool = False
    is_part: bool = False
    seq: int = 0
    chain: str = ""
    salt: str = field(default_factory=lambda: secrets.token_hex(16))


COLUMNS = tuple(name for name in _Draft.__slots__ if name != "salt")


def take_in_history(county: str, past: Sequence[HistoricCase], *, now: datetime) -> Taken:
    """Take in a chunk in one transaction; what its stream sent before is left alone.

    Each case gets the events that its source proves: reported, fell overdue, ended, with the
    source's own moments as `at` and `now` as the moment we wrote them down.
    """
    known, on = desk(county), now.date()
    territory, (plan, version) = units(county, on), plan_version(county, on)
    maker = _Maker(county, known, territory, plan=plan, version=version, now=now)
    with writing():
        there = _already(county, past)
        fresh: dict[tuple[str, str | None], HistoricCase] = {}
        for one in past:
            if (one.stream, one.source_ref) not in there:
                fresh.setdefault((one.stream, one.source_ref), one)
        drafts = [(maker.draft(one), one) for one in fresh.values()]
        ends = record_many(county, _happenings(drafts), recorded_at=now, ends={})
        for draft, _ in drafts:
            draft.seq, draft.chain = ends[draft.id]
        insert_rows(Case, COLUMNS, ([getattr(draft, name) for name in COLUMNS] for draft, _ in drafts))
        insert_rows(
            CaseText,
            ("county", "case", "words", "place", "salt", "tokens"),
            _texts(drafts, known.calendar.zone),
        )
    return Taken(len(drafts), len(past) - len(drafts))


class _Maker:
    """Turns what a source says into a case row, remembering what many rows share."""

    def __init__(
        self,
        county: str,
        known: Desk,
        territory: Mapping[str, UnitRow],
        *,
        plan: str,
        version: int,
        now: datetime,
    ) -> None:
        self.county, self.known, self.plan, self.version, self.now = county, known, plan, version, now
        self.territory = territory
        self.paths: dict[str, tuple[tuple[str, ...], dict[Level, str]]] = {}

    def draft(self, one: HistoricCase) -> _Draft:
        path, levels = self._path(one.unit)
        case_id = uuid7(one.reported_at)
        loop = self.known.workflow_on(self.known.today(one.reported_at))
        draft = _Draft(
            id=case_id, county=self.county, number=case_number(case_id, one.reported_at, self.known),
            category=one.category, unit=path[-1], located=one.located, candidates=";".join(one.candidates[:5]),
            provisional=one.provisional, lon_e7=one.lon_e7, lat_e7=one.lat_e7, accuracy_m=one.accuracy_m,
            cell=quadkey(one.lon_e7, one.lat_e7), preset=loop.preset,
            preset_version=loop.version, plan=self.plan, plan_version=self.version,
            channel=one.channel, stream=one.stream, source_ref=one.source_ref, reported_at=one.reported_at,
            due_at=one.due_at, level=one.level or max(levels, default=Level.DISTRICT),
        )  # fmt: skip
        draft.street, draft.community = levels.get(Level.STREET, ""), levels.get(Level.COMMUNITY, "")
        draft.grid = levels.get(Level.GRID, "")
        self._hand_over(draft, one, path)
        self._finish(draft, one)
        return draft

    def _path(self, unit: str) -> tuple[tuple[str, ...], dict[Level, str]]:
        if unit not in self.paths:
            self.paths[unit] = path_of(self.county, self.territory.get(unit), self.territory)
        return self.paths[unit]

    def _hand_over(self, draft: _Draft, one: HistoricCase, path: tuple[str, ...]) -> None:
        draft.department = one.department
        if not draft.department and one.outcome != SETTLED:
            route = self.known.routing.decide(one.category, path, self.known.today(one.reported_at))
            if route is not None:
                draft.department, draft.route = route.department, UUID(route.key)
        if draft.department:
            draft.dispatched_at = one.reported_at
            row = self.known.departments.get(draft.department)
            draft.level = min(draft.level, row.level) if row else draft.level

    def _finish(self, draft: _Draft, one: HistoricCase) -> None:
        due = draft.unit_due_at = one.due_at
        if one.outcome not in {SETTLED, REFUSED}:
            draft.filed_at = one.reported_at  # what its source took on counts as on file from its report
        if one.outcome == OPEN:
            draft.state = "handling" if draft.department else "filed"
            draft.wait_until = due or NO_LIMIT
            if due is not None and due < self.now:
                draft.overdue_at = due
            return
        ended_at = one.reported_at if one.outcome == SETTLED or one.closed_at is None else one.closed_at
        draft.state = {SETTLED: "settled", REFUSED: "refused"}.get(one.outcome, "closed")
        draft.end, draft.ended_at = one.outcome, ended_at
        # What is settled on the spot is never open, and what is not filed has no limit: neither can be late.
        if due is not None and due < ended_at and one.outcome not in {SETTLED, REFUSED}:
            draft.overdue_at = due
        if one.outcome in {SOLVED, SETTLED}:
            draft.solved_at, draft.on_time = ended_at, draft.overdue_at is None
            draft.solved_level = draft.level


def _already(county: str, past: Sequence[HistoricCase]) -> set[tuple[str, str | None]]:
    refs = [one.source_ref for one in past]
    streams = {one.stream for one in past}
    rows = Case.objects.filter(county=county, stream__in=streams, source_ref__in=refs)
    return set(rows.values_list("stream", "source_ref"))


def _happenings(drafts: Sequence[tuple[_Draft, HistoricCase]]) -> Iterator[Happening]:
    for draft, one in drafts:
        counted = counting_payload(draft)
        begun = {
            **counted, "stream": draft.stream, "source_ref": draft.source_ref, "located": draft.located,
            "provisional": draft.provisional, "state": draft.state, "department": draft.department,
            "route": draft.route.hex if draft.route else "", "channel": draft.channel, "plan": draft.plan,
            "plan_version": draft.plan_version, "lon_e7": draft.lon_e7, "lat_e7": draft.lat_e7,
            "accuracy_m": draft.accuracy_m, "preset": draft.preset, "preset_version": draft.preset_version,
            "words": word_digest(draft.salt, one.words, one.place), FIRST_FILED: draft.filed_at is not None,
        }  # fmt: skip
        kind = "case.settled" if draft.end == SETTLED else "case.reported"
        yield Happening(draft.id, kind, draft.reported_at, begun)
        if draft.overdue_at is not None:
            yield Happening(draft.id, "case.overdue", draft.overdue_at, counted)
        if draft.ended_at is not None and draft.end != SETTLED:
            kind = "case.refused" if draft.end == REFUSED else "case.closed"
            yield Happening(draft.id, kind, draft.ended_at, counted)


def _texts(drafts: Sequence[tuple[_Draft, HistoricCase]], zone: tzinfo) -> Iterator[tuple[object, ...]]:
    for draft, one in drafts:
        tokens = search_document(draft, zone, one.words, one.place)
        yield draft.county, draft.id, one.words, one.place, draft.salt, tokens
