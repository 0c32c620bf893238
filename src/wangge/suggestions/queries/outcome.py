"""What did a unit say would change, did it, beside places nobody touched, and what was seen on site?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import first_found, found_between
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.grades import Meaning
from wangge.rules.outcome import (
    ASSUMED_FACTS,
    CheckCause,
    CheckStage,
    Compared,
    Conclusion,
    Course,
    FactsCode,
    Seen,
    Span,
    compared,
    course,
    disagree,
)
from wangge.rules.suggestions import ReplyStage
from wangge.rules.validity import in_force
from wangge.suggestions.models import (
    CheckMember,
    CheckPlace,
    Exhibit,
    FactsRule,
    Reply,
    ReturnOffer,
    Scope,
    SiteCheck,
)
from wangge.suggestions.queries.clusters import exhibit_of
from wangge.suggestions.queries.papers import PaperRow
from wangge.territory.queries import children, units
from wangge.territory.queries.carried import units_beside

CONTROLS_MOST = 12


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """Where a measure should be felt."""

    id: UUID
    suggestion: UUID
    department: str
    units: tuple[str, ...]
    categories: tuple[str, ...]
    target: int
    due_on: date
    days: int
    named_at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """What was found in one span: all, and of these what grids found themselves; with every kind as the effort."""

    span: Span
    n: int
    by_grid: int
    effort: int  # cases of any kind that grids found there: how much was looked


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """Before and after in the scope, beside untouched places."""

    scope: ScopeRow
    days: Compared | None  # None: the due date has not passed
    controls: tuple[str, ...]
    earlier: tuple[ScopeRow, ...] = ()  # what the unit had named before, oldest first
    before: Count | None = None
    after: Count | None = None
    control_before: Count | None = None
    control_after: Count | None = None
    meaning: Meaning | None = None

    @property
    def course(self) -> Course | None:
        """How the count went."""
        return course(self.before.n, self.after.n) if self.before and self.after else None

    @property
    def control_course(self) -> Course | None:
        """How it went where nothing was done."""
        return (
            course(self.control_before.n, self.control_after.n)
            if self.control_before and self.control_after else None
        )  # fmt: skip

    @property
    def is_met(self) -> bool:
        """Is the count within the target?"""
        return self.after is not None and self.after.n <= self.scope.target

    @property
    def disagrees(self) -> bool:
        """Does a grade of "solved" stand beside a rising count?"""
        return bool(self.before and self.after and disagree(self.meaning, self.before.n, self.after.n))

    @property
    def looked_less(self) -> bool:
        """Did grids find fewer cases of any kind there than before, so that a fall may mean less looking?"""
        return bool(self.before and self.after and self.after.effort < self.before.effort)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A drawn place and what was seen there."""

    case: UUID
    finding: Seen | None
    words: str
    deputy: UUID | None
    found_at: datetime | None


@dataclass(frozen=True, slots=True)
class CheckRow(Keyed):
    """One check on site."""

    id: UUID
    suggestion: UUID
    round_no: int
    cause: CheckCause
    state: CheckStage
    before: int
    after: int
    opened_at: datetime
    seed: str
    frame: tuple[UUID, ...]
    people: tuple[UUID, ...]
    drawn_at: datetime | None
    members: tuple[UUID, ...]
    places: Sequence[PlaceRow]
    said: str
    said_by: str
    said_at: datetime | None
    conclusion: Conclusion | None
    concluded: str
    concluded_at: datetime | None
    deputy: UUID | None


@dataclass(frozen=True, slots=True)
class OfferRow(Keyed):
    """The same kind came back."""

    id: UUID
    suggestion: UUID
    round_no: int
    cases: tuple[UUID, ...]
    days: int
    offered_at: datetime
    decided_at: datetime | None
    is_taken: bool
    new_round: int | None


def facts_rule(county: str, code: FactsCode, on: date) -> tuple[int, str]:
    """Return one number with its source on a day; ours, and no source, where no row says it."""
    told = (ASSUMED_FACTS[code], "")
    rows = FactsRule.objects.filter(county=county, code=code)
    for row in sorted(rows, key=lambda one: one.from_on or date.min):
        if in_force(row.from_on, row.until_on, on):
            told = (row.n, row.source)
    return told


def scopes_of(county: str, suggestion: UUID) -> dict[str, list[ScopeRow]]:
    """Return what each unit named for a paper, oldest first; the last one of each holds. One statement."""
    found: dict[str, list[ScopeRow]] = {}
    for row in Scope.objects.filter(county=county, suggestion=suggestion).order_by("named_at", "pk"):
        told = ScopeRow(
            row.pk, row.suggestion, row.department, tuple(row.units.split()), tuple(row.categories.splitlines()),
            row.target, row.due_on, row.days, row.named_at,
        )  # fmt: skip
        found.setdefault(row.department, []).append(told)
    return found


def place_of(county: str, suggestion: UUID) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units and kinds that a paper is about: its scopes and what it is founded on."""
    held = [named[-1] for named in scopes_of(county, suggestion).values()]
    codes = {code for one in held for code in one.units}
    kinds = {key for one in held for key in one.categories}
    if exhibit := exhibit_of(county, suggestion):
        codes, kinds = codes | {exhibit.unit}, kinds | {exhibit.category}
    return tuple(sorted(codes)), tuple(sorted(kinds))


def kinds_of_papers(county: str, keys: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the kinds that papers are about, as `place_of` names them for one; none for the others. Two statements."""
    founded = Exhibit.objects.filter(county=county, suggestion__in=keys).values_list("suggestion", "category")
    kinds = {key: {category} for key, category in founded}
    newest: dict[UUID, dict[str, str]] = {}
    rows = Scope.objects.filter(county=county, suggestion__in=keys).order_by("named_at", "pk")
    for key, department, categories in rows.values_list("suggestion", "department", "categories"):
        newest.setdefault(key, {})[department] = categories
    named = {
        key: {kind for text in held.values() for kind in text.splitlines()} for key, held in newest.items()
    }
    return {key: kinds.get(key, set()) | named.get(key, set()) for key in {*kinds, *named}}


def controls_of(county: str, codes: Sequence[str], touched: Collection[str] = ()) -> tuple[str, ...]:
    """Return untouched places of the same level: those beside the named ones, else those of the same parent.

    What other units named for the same paper (`touched`) is not untouched.
    """
    known, chosen = units(county), {*codes, *touched}
    near = {row.code for code in codes for row in units_beside(county, code)} - chosen
    if not near:
        near = {
            row.code for code in codes if code in known for row in children(county, known[code].parent)
        } - chosen
    return tuple(sorted(near)[:CONTROLS_MOST])


def outcomes_of(county: str, row: PaperRow, *, today: date) -> list[OutcomeRow]:
    """Return the comparison of what each unit named for a paper, each beside the grade of that unit's own reply."""
    sent = Reply.objects.filter(county=county, suggestion=row.id, stage=ReplyStage.SENT).order_by("round_no")
    grades = dict(sent.values_list("department", "meaning"))
    scopes = scopes_of(county, row.id)
    touched = {code for named in scopes.values() for code in named[-1].units}
    return [
        _outcome(county, row, named, grades.get(department, ""), touched, today)
        for department, named in scopes.items()
    ]


def _outcome(
    county: str, row: PaperRow, named: Sequence[ScopeRow], meaning: str, touched: Collection[str], today: date
) -> OutcomeRow:
    *earlier, scope = named
    zone_day = desk(county).today
    days = compared(
        zone_day(row.handed_at or row.drafted_at), scope.due_on, scope.days, today, begins=first_found(county)
    )
    controls = controls_of(county, scope.units, touched)
    if days is None:
        return OutcomeRow(scope, None, controls, tuple(earlier))
    return OutcomeRow(
        scope, days, controls, tuple(earlier), _count(county, scope.units, scope, days.before),
        _count(county, scope.units, scope, days.after), _count(county, controls, scope, days.before),
        _count(county, controls, scope, days.after), Meaning(meaning) if meaning else None,
    )  # fmt: skip


def checks_of(county: str, suggestion: UUID) -> list[CheckRow]:
    """Return the checks of a paper, oldest first."""
    return [
        _check(row)
        for row in SiteCheck.objects.filter(county=county, suggestion=suggestion).order_by("opened_at")
    ]


def check_by_id(county: str, key: UUID) -> CheckRow:
    """Return one check; refuse `row.unknown`."""
    row = SiteCheck.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _check(row)


def checks_passed(county: str, suggestions: Sequence[UUID]) -> set[UUID]:
    """Return the papers whose newest concluded check says that the problem is solved."""
    rows = SiteCheck.objects.filter(
        county=county, suggestion__in=list(suggestions), state=CheckStage.CONCLUDED
    )
    last = {row.suggestion: row.conclusion for row in rows.order_by("concluded_at")}
    return {key for key, told in last.items() if told == Conclusion.SOLVED}


def offers_of(county: str, suggestion: UUID) -> list[OfferRow]:
    """Return what came back after replies to a paper, oldest first."""
    rows = ReturnOffer.objects.filter(county=county, suggestion=suggestion).order_by("offered_at")
    return [
        OfferRow(
            row.pk, row.suggestion, row.round_no, tuple(UUID(one) for one in row.cases.split()), row.days,
            row.offered_at, row.decided_at, row.is_taken, row.new_round,
        )
        for row in rows
    ]  # fmt: skip


def _count(county: str, codes: Sequence[str], scope: ScopeRow, span: Span) -> Count:
    if not codes:
        return Count(span, 0, 0, 0)
    named = found_between(county, codes, scope.categories, span.first, span.until)
    every = found_between(county, codes, (), span.first, span.until)
    return Count(
        span, len(named), sum(channel == "grid" for _key, channel, _on in named),
        sum(channel == "grid" for _key, channel, _on in every),
    )  # fmt: skip


def _check(row: SiteCheck) -> CheckRow:
    members = CheckMember.objects.filter(county=row.county, check_id=row.pk).values_list("deputy", flat=True)
    places = CheckPlace.objects.filter(county=row.county, check_id=row.pk).order_by("pk")
    return CheckRow(
        row.pk, row.suggestion, row.round_no, CheckCause(row.cause), CheckStage(row.state), row.before, row.after,
        row.opened_at, row.seed, tuple(UUID(one) for one in row.frame.split()),
        tuple(UUID(one) for one in row.people.split()), row.drawn_at, tuple(members),
        [
            PlaceRow(one.case, Seen(one.finding) if one.finding else None, one.words, one.deputy, one.found_at)
            for one in places
        ],
        row.said, row.said_by, row.said_at, Conclusion(row.conclusion) if row.conclusion else None, row.concluded,
        row.concluded_at, row.deputy,
    )  # fmt: skip
