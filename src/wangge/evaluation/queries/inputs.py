"""How many are in each set that a sheet reads, for one unit and period, and as of which position?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import UNIT, Slice, read_counts
from wangge.cases.queries.marks import post_counts, step_counts_of
from wangge.people.hats import Hat
from wangge.people.queries import holders, kinds_held
from wangge.reporters.queries.hotline_rates import Asked, set_counts
from wangge.rules.callbacks import CallSet
from wangge.rules.comparing import POSTS_LEAST, may_compare
from wangge.rules.errors import Refused
from wangge.rules.figures import ANY_KIND, STOCKS, Dimension, Figure
from wangge.rules.levels import Level
from wangge.rules.marks import MarkKind
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.scoring import Scope, Span
from wangge.territory.queries import units

# Stocks have no period, so a past period cannot be scored by them.
CASE_SETS: Mapping[str, Figure] = {str(figure): figure for figure in Figure if figure not in STOCKS}
CALL_SETS: Mapping[str, CallSet] = {
    "called": CallSet.EFFECTIVE, "called_responded": CallSet.RESPONDED, "called_solved": CallSet.SOLVED,
    "called_satisfied": CallSet.SATISFIED, "called_unreachable": CallSet.UNREACHABLE,
}  # fmt: skip
POST_SETS = ("grids", "grids_staffed", "units", "units_led")
# Which posts a grid, or a unit from the street down, must have filled to count as staffed or led.
POSTS_OF: Mapping[str, tuple[PostKind, ...]] = {
    "grids": (PostKind.GRID_HEAD, PostKind.GRID_WORKER), "units": (PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER)
}  # fmt: skip
ACT_SETS = ("acts", "acts_in_time")  # steps done by all who hold a kind of post
# Acts, not cases: counted from the rows of steps, of a unit of territory or of a department in the whole county.
STEP_SETS: Mapping[str, MarkKind] = {
    str(kind): kind
    for kind in (
        MarkKind.DISPATCHED, MarkKind.HANDLED, MarkKind.REWORKED, MarkKind.EXTENDED, MarkKind.DEFERRED, MarkKind.HUNG,
        MarkKind.WRONG_DISPATCH,
    )
}  # fmt: skip
SETS = frozenset({*CASE_SETS, *CALL_SETS, *POST_SETS, *ACT_SETS, *STEP_SETS})
LEVEL_OF: Mapping[Scope, Level] = {
    Scope.DISTRICT: Level.DISTRICT, Scope.STREET: Level.STREET, Scope.COMMUNITY: Level.COMMUNITY,
    Scope.GRID: Level.GRID,
}  # fmt: skip
_LENGTHS = {Span.YEAR: 4, Span.MONTH: 7}


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the lines of a sheet are computed from."""

    counts: Mapping[str, int]
    as_of: int
    at: datetime
    is_live: bool


def period_of(text: str, span: Span) -> Period:
    """Read a period of a sheet's length; refuse `evaluation.other_span`, `period.unreadable`."""
    period = Period(text)
    fits = (
        period.is_quarter if span is Span.QUARTER else len(text) == _LENGTHS[span] and not period.is_quarter
    )
    if not fits or period.is_all or period.is_until:
        raise Refused("evaluation.other_span", field="period", period=text[:20], span=span)
    return period


def is_over(county: str, period: Period, now: datetime) -> bool:
    """Say whether a period lies wholly in the past."""
    return period.bounds(desk(county).calendar.zone)[1] <= now


def check_unit(county: str, scope: Scope, unit: str) -> None:
    """Refuse `evaluation.other_scope` for a unit of another level and for a kind of post that is none."""
    if scope is Scope.DEPARTMENT and unit in desk(county).departments:
        return
    if scope is Scope.POST and unit in set(PostKind):
        return
    row = units(county).get(unit)
    level = row.level if row else Level.DISTRICT if unit == county else None
    if scope not in LEVEL_OF or level is not LEVEL_OF[scope]:
        raise Refused("evaluation.other_scope", field="unit", unit=unit[:40], scope=scope)


def read_inputs(
    hat: Hat, names: Sequence[str], scope: Scope, unit: str, period: Period, *, now: datetime
) -> Inputs:
    """Count every named set for a unit, a department or a kind of post, and a period; five statements at most.

    Refuses `evaluation.no_margin` for what is not counted by department or by post, `figure.no_margin`, and
    `case.too_few_posts` for a kind of post that fewer hold than may be compared.
    """
    if (scope is Scope.POST) != bool({*names} & {*ACT_SETS}) or (
        scope is Scope.POST and {*names} - {*ACT_SETS}
    ):
        raise Refused("evaluation.no_margin", field="scope", scope=scope)
    if scope is Scope.POST:
        return _acts(hat.county, PostKind(unit), period, now)
    figures = tuple(CASE_SETS[name] for name in names if name in CASE_SETS)
    slices = [_slice(hat.county, figures, scope, unit, period)] if figures else []
    if scope is Scope.DEPARTMENT and not {*CASE_SETS, *STEP_SETS} >= set(names):
        raise Refused("evaluation.no_margin", field="scope", scope=scope)
    read = read_counts(hat.county, slices)
    counts = {str(figure): read.total(0, figure) for figure in figures}
    if any(name in CALL_SETS for name in names):
        # As somebody sees it who watches over this unit alone.
        watching = replace(hat, kind=PostKind.OVERSEER, unit=unit, department="")
        called = set_counts(watching, Asked(period), now=now)
        counts |= {name: called[CALL_SETS[name]] for name in names if name in CALL_SETS}
    if any(name in POST_SETS for name in names):
        staffed = staffing(hat.county, unit, last_moment(hat.county, period, now))
        counts |= {name: staffed[name] for name in names if name in POST_SETS}
    if steps := [name for name in names if name in STEP_SETS]:
        done = _steps(hat.county, scope, unit, period)
        counts |= {name: done.get(name, 0) for name in steps}
    return Inputs(counts, read.as_of, read.at, read.is_live)


def _steps(county: str, scope: Scope, unit: str, period: Period) -> Mapping[str, int]:
    place = county if scope is Scope.DEPARTMENT else unit
    counted: dict[str, int] = {}
    for (department, kind), (n, _) in step_counts_of(
        county, place, period, desk(county).calendar.zone
    ).items():
        if scope is not Scope.DEPARTMENT or department == unit:
            counted[kind] = counted.get(kind, 0) + n
    return counted


def _acts(county: str, post: PostKind, period: Period, now: datetime) -> Inputs:
    known = desk(county)
    held = kinds_held(county, on=known.today(last_moment(county, period, now))).get(post, 0)
    if not may_compare(held):
        raise Refused("case.too_few_posts", field="unit", post=post, least=POSTS_LEAST)
    counted, read = post_counts(county, post, period, known.calendar.zone), read_counts(county, [])
    return Inputs({"acts": counted.n, "acts_in_time": counted.in_time}, read.as_of, now, read.is_live)


def _slice(county: str, figures: tuple[Figure, ...], scope: Scope, unit: str, period: Period) -> Slice:
    if scope is Scope.DEPARTMENT:
        return Slice(figures, (county,), unit, period, UNIT, Dimension.DEPARTMENT)
    return Slice(figures, (unit,), ANY_KIND, period, UNIT)


def last_moment(county: str, period: Period, now: datetime) -> datetime:
    """Return the end of a period, or now where it still runs."""
    end = period.bounds(desk(county).calendar.zone)[1]
    return min(end - timedelta(seconds=1), now)


@dataclass(frozen=True, slots=True)
class Staffed:
    """Which grids and units lie in a unit on a day, and who holds a post in it."""

    sets: Mapping[str, tuple[str, ...]]  # of each of POST_SETS the codes
    holders: Sequence[Hat]


def staffed_on(county: str, unit: str, at: datetime) -> Staffed:
    """Return the grids and units in a unit and those of them with their posts filled. One statement."""
    on = desk(county).today(at)
    below = {code: row for code, row in units(county, on).items() if unit in {county, *row.path}}
    held = holders(county, below, on=on)

    def filled(codes: Sequence[str], name: str) -> tuple[str, ...]:
        manned = {hat.unit for hat in held if hat.kind in POSTS_OF[name]}
        return tuple(code for code in codes if code in manned)

    grids = tuple(sorted(code for code, row in below.items() if row.level is Level.GRID))
    whole = tuple(sorted(code for code, row in below.items() if row.level >= Level.STREET))
    sets = {
        "grids": grids, "grids_staffed": filled(grids, "grids"), "units": whole, "units_led": filled(whole, "units")
    }  # fmt: skip
    return Staffed(sets, held)


def staffing(county: str, unit: str, at: datetime) -> dict[str, int]:
    """Return how many are in each of POST_SETS, and the posts filled. One statement."""
    found = staffed_on(county, unit, at)
    return {**{name: len(codes) for name, codes in found.sets.items()}, "posts": len(found.holders)}
