"""Which figures does an event change, and which cases does each figure count?

A figure is a named set of cases, defined over acts with their moments ("first closed in
March"), so a counter folded from events and a list of rows must give the same cases.
Source of names and formulas: standards.md 1.7 and rulings.md (Solved in the grid).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from wangge.rules.levels import Level


class Figure(StrEnum):
    """A set of cases that is counted; the moment that puts a case into a period stands beside it."""

    FOUND = "found"  # 发现数: first reported
    FILED = "filed"  # 立案数: first filed; of a matter taken in from elsewhere, when it was reported
    SOLVED = "solved"  # 解决数: first closed as done, or settled on the spot
    SETTLED = "settled"  # 自行处置数: settled on the spot by the finder
    ENDED = "ended"  # every end, whatever it was
    REFUSED = "refused"  # 不予立案数
    NOT_SOLVED = "not_solved"  # ended honestly: it could not be done, and why
    VOID = "void"  # 作废数
    DUPLICATE = "duplicate"  # ended as the same matter as another case
    ADVISED = "advised"  # led to the channel that the law has for it
    REOPENED = "reopened"  # first opened again
    REOPENED_30 = "reopened_30"  # solved in the period and opened again within 30 days
    WENT_UP = "went_up"  # 上报: first left the level that found it
    UP_NO_POWER = "up_no_power"  # 无权
    UP_NO_MONEY = "up_no_money"  # 无钱
    UP_NO_PEOPLE = "up_no_people"  # 无人
    UP_NO_MEANS = "up_no_means"  # 无技术
    UP_ACROSS = "up_across"  # 跨界
    ON_TIME = "on_time"  # 按期结案数: closed as done within its limit
    OVERDUE = "overdue"  # 超期数: the limit passed before the end; the moment is the limit
    IN_GRID = "in_grid"  # solved, never above the basic grid
    IN_COMMUNITY = "in_community"  # solved, never above the community
    IN_STREET = "in_street"  # solved, never above the three-level grid
    FOUND_SOLVED = "found_solved"  # found in the period and solved since
    FOUND_IN_GRID = "found_in_grid"
    FOUND_IN_COMMUNITY = "found_in_community"
    FOUND_IN_STREET = "found_in_street"
    OPEN = "open"  # found and not ended: a stock, without a period
    LATE = "late"  # open and past its limit: a stock
    NO_POINT = "no_point"  # open, and nobody knows the point: a stock
    TRIAL = "trial"  # found in trial mode (试运行), left out of all others


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate names its numerator and its denominator sets."""

    code: str
    over: tuple[Figure, ...]
    under: tuple[Figure, ...]


REOPEN_DAYS = 30  # rulings.md, Solved in the grid: "beside the 30-day reopen rate"

RATES = (
    Rate("solve_rate", (Figure.SOLVED,), (Figure.FOUND,)),
    # 按期结案率 = 按期结案数 / 应结案数; what should be closed is what was closed in time or fell overdue.
    Rate("on_time_rate", (Figure.ON_TIME,), (Figure.ON_TIME, Figure.OVERDUE)),
    Rate("close_rate", (Figure.SOLVED,), (Figure.ON_TIME, Figure.OVERDUE)),  # 结案率 = 结案数 / 应结案数
    Rate("file_rate", (Figure.FILED,), (Figure.FOUND,)),  # 立案率, over what was reported
    Rate("in_grid_rate", (Figure.IN_GRID,), (Figure.SOLVED,)),
    Rate("in_community_rate", (Figure.IN_COMMUNITY,), (Figure.SOLVED,)),
    Rate("in_street_rate", (Figure.IN_STREET,), (Figure.SOLVED,)),
    Rate("reopen_rate", (Figure.REOPENED_30,), (Figure.SOLVED,)),
    Rate("found_in_grid_rate", (Figure.FOUND_IN_GRID,), (Figure.FOUND,)),
    Rate("found_in_community_rate", (Figure.FOUND_IN_COMMUNITY,), (Figure.FOUND,)),
    Rate("found_in_street_rate", (Figure.FOUND_IN_STREET,), (Figure.FOUND,)),
)

WITHIN = (
    (Level.GRID, Figure.IN_GRID, Figure.FOUND_IN_GRID),
    (Level.COMMUNITY, Figure.IN_COMMUNITY, Figure.FOUND_IN_COMMUNITY),
    (Level.STREET, Figure.IN_STREET, Figure.FOUND_IN_STREET),
)

# Zoom levels of the quadkey cells by which open cases are drawn; a key's length is its zoom.
CELL_ZOOMS = (8, 10, 12, 14, 16)
CELL_KEY = 18
CONSUMER = "figures"  # the name under which the fold reads the order of events
ALL_TIME = ""
ANY_KIND = ""
APART = "~"  # no category begins so
NO_BUCKET = -1


class Dimension(StrEnum):
    """By what figures are told apart beside place and period; a counter knows one of them at most."""

    KIND = "kind"  # category
    DEPARTMENT = "department"  # the one that has the matter, or had it last
    SOURCE = "source"  # who found it: grid, resident, hotline, ...


def apart(dimension: Dimension, code: str) -> str:
    """Return how a counter writes down a value of a dimension; a category goes by its own key."""
    return begin_of(dimension) + code if code else ""


def begin_of(dimension: Dimension) -> str:
    """Return what every value of a dimension begins with as it is written down; empty for categories."""
    return "" if dimension is Dimension.KIND else f"{APART}{dimension}:"


def code_of(written: str) -> str:
    """Return the code of a value as counters write it down."""
    return written.partition(":")[2] if written.startswith(APART) else written


@dataclass(frozen=True, slots=True)
class Margin:
    """One declared way of counting: by which places, told apart by what, by which period."""

    place: str  # "unit" (every level), "county" (the top unit alone) or "cell" (map cells)
    by: Dimension | None
    period: str  # "month", "day" or "all"
    figures: frozenset[str]


TOOK = "took"  # how long solving took, by logarithmic bucket; its cases are those of SOLVED
STOCKS = frozenset({Figure.OPEN, Figure.LATE, Figure.NO_POINT})
FLOWS = frozenset(Figure) - STOCKS
COHORTS = frozenset({
    Figure.FOUND, Figure.FOUND_SOLVED, Figure.FOUND_IN_GRID, Figure.FOUND_IN_COMMUNITY, Figure.FOUND_IN_STREET,
})  # fmt: skip
DAILY = COHORTS | {Figure.SOLVED, Figure.ENDED, Figure.OVERDUE}
# What stands for work by department and by source; each figure more here is folded for every event.
BY_DEPARTMENT = frozenset({
    Figure.FOUND, Figure.FILED, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE, Figure.REOPENED, Figure.REOPENED_30,
})  # fmt: skip
BY_SOURCE = frozenset({
    Figure.FOUND, Figure.FILED, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE, Figure.REFUSED, Figure.ENDED,
})  # fmt: skip
STOCKS_APART = frozenset({Figure.OPEN, Figure.LATE})
MARGINS = (
    Margin("unit", by=None, period="month", figures=FLOWS),
    Margin("unit", by=Dimension.KIND, period="month", figures=FLOWS),
    Margin("unit", by=None, period="day", figures=DAILY),
    Margin("unit", by=None, period="all", figures=STOCKS),
    Margin("unit", by=Dimension.KIND, period="all", figures=STOCKS),
    Margin("unit", by=Dimension.DEPARTMENT, period="month", figures=BY_DEPARTMENT),
    Margin("unit", by=Dimension.DEPARTMENT, period="all", figures=STOCKS_APART),
    Margin("unit", by=Dimension.SOURCE, period="month", figures=BY_SOURCE),
    Margin("unit", by=Dimension.SOURCE, period="all", figures=STOCKS_APART),
    Margin("cell", by=None, period="all", figures=frozenset({Figure.OPEN})),
    Margin("unit", by=None, period="month", figures=frozenset({TOOK})),
    Margin("county", by=Dimension.KIND, period="month", figures=frozenset({TOOK})),
)


def margins_of(figure: str) -> tuple[Margin, ...]:
    """Return the margins that count a figure; what is not declared here is refused, not scanned for."""
    return _MARGINS_OF[figure]


_MARGINS_OF: dict[str, tuple[Margin, ...]] = {
    figure: tuple(margin for margin in MARGINS if figure in margin.figures) for figure in (*Figure, TOOK)
}


class Fact(NamedTuple):
    """One case enters (by=+1) or leaves (by=-1) one set, at the moment that dates it."""

    figure: Figure
    at: datetime
    by: int = 1
    seconds: int | None = None  # how long solving took, where the set is SOLVED


class Spot(NamedTuple):
    """Where and what a case is, as its events say it: codes from county down, category, map cell."""

    units: tuple[str, ...]
    kind: str
    cell: str
    department: str = ""
    source: str = ""

    def told_by(self, dimension: Dimension) -> str:
        """Return how counters tell it apart in a dimension; empty where its events do not say."""
        code = {
            Dimension.KIND: self.kind,
            Dimension.DEPARTMENT: self.department,
            Dimension.SOURCE: self.source,
        }
        return apart(dimension, code[dimension])


class CellKey(NamedTuple):
    """The address of one counter."""

    figure: str
    place: str
    kind: str
    period: str
    bucket: int = NO_BUCKET


def facts(event: str, at: datetime, payload: Mapping[str, object]) -> list[tuple[Spot, Fact]]:
    """Return what an event changes in which sets, at which spot; nothing for events that count nowhere.

    Raises KeyError when a counting event lacks what it must say: such an event is a fault.
    """
    if event == MOVED:
        return _moved(payload)
    if event not in COUNTING and FIRST_FILED not in payload and HANDED_OVER not in payload:
        return []
    spot = spot_of(payload)
    if payload.get("trial"):
        return [(spot, Fact(Figure.TRIAL, at))] if event in {"case.reported", "case.settled"} else []
    if payload.get("part"):
        return []  # a part counts with its whole
    found = _plain_facts(event, at, payload) if event in COUNTING else []
    if payload.get(FIRST_FILED):
        found.append(Fact(Figure.FILED, at))
    if not spot.cell:
        found += [fact._replace(figure=Figure.NO_POINT) for fact in found if fact.figure == Figure.OPEN]
    return _handed_over(spot, payload) + [(spot, fact) for fact in found]


def changes_figures(event: str, payload: str) -> bool:
    """Say, from an event's kind and its payload as it is written, whether it may change a figure."""
    return event in COUNTING or event == MOVED or FIRST_FILED in payload or HANDED_OVER in payload


MOVED = "case.moved_place"
FIRST_FILED, HANDED_OVER = "first_filed", "handed_over"  # what an event of any kind may say
ENDING = frozenset({
    "case.closed", "case.refused", "case.not_solved", "case.voided", "case.merged", "case.advised",
})  # fmt: skip
GOING_UP = frozenset({"case.reported_up", "case.submitted"})
COUNTING = ENDING | GOING_UP | {"case.reported", "case.settled", "case.overdue", "case.reopened"}
# An end that is a set of its own; being solved is one by its first moment.
BY_END: Mapping[str, Figure] = {
    "settled": Figure.SETTLED, "refused": Figure.REFUSED, "not_solved": Figure.NOT_SOLVED, "void": Figure.VOID,
    "duplicate": Figure.DUPLICATE, "advised": Figure.ADVISED,
}  # fmt: skip
BY_CAUSE: Mapping[str, Figure] = {
    "no_power": Figure.UP_NO_POWER, "no_money": Figure.UP_NO_MONEY, "no_people": Figure.UP_NO_PEOPLE,
    "no_means": Figure.UP_NO_MEANS, "across": Figure.UP_ACROSS,
}  # fmt: skip


def _plain_facts(event: str, at: datetime, payload: Mapping[str, object]) -> list[Fact]:
    if event == "case.reported":
        return [Fact(Figure.FOUND, at), Fact(Figure.OPEN, at)]
    if event == "case.overdue":
        found = [Fact(Figure.OVERDUE, at), Fact(Figure.LATE, at)]
        if was_on_time := payload.get("was_on_time"):
            found.append(Fact(Figure.ON_TIME, _moment(was_on_time), by=-1))
        return found
    if event in GOING_UP:
        return (
            [Fact(Figure.WENT_UP, at), Fact(BY_CAUSE[str(payload["cause"])], at)]
            if payload.get("first_up")
            else []
        )
    if event == "case.reopened":
        return _reopened(at, payload)
    if event == "case.settled":
        found = [Fact(Figure.FOUND, at), Fact(Figure.SETTLED, at), Fact(Figure.ENDED, at)]
        return found + solved_facts(at, at, int(str(payload["level"])), on_time=True)
    found = [Fact(Figure.ENDED, at), Fact(Figure.OPEN, at, by=-1)]
    if payload["late"]:
        found.append(Fact(Figure.LATE, at, by=-1))
    end = str(payload["end"])
    if end in BY_END:
        found.append(Fact(BY_END[end], at))
    elif end == "solved" and payload.get("first", True):
        reported_at = _moment(payload["reported_at"])
        found += solved_facts(at, reported_at, int(str(payload["level"])), on_time=bool(payload["on_time"]))
    return found


def _reopened(at: datetime, payload: Mapping[str, object]) -> list[Fact]:
    # It leaves the sets of its end, dated by that end, and is open again.
    was = payload["was"]
    if not isinstance(was, dict):
        raise KeyError("was")
    ended_at = _moment(was["ended_at"])
    found = [Fact(Figure.ENDED, ended_at, by=-1), Fact(Figure.OPEN, at)]
    if was["end"] in BY_END:
        found.append(Fact(BY_END[was["end"]], ended_at, by=-1))
    if was["late"]:
        found.append(Fact(Figure.LATE, at))
    if payload.get("first_reopened"):
        found.append(Fact(Figure.REOPENED, at))
        if payload.get("solved_at") and int(str(payload["in_days"])) < REOPEN_DAYS:
            found.append(Fact(Figure.REOPENED_30, _moment(payload["solved_at"])))
    return found


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


def solved_facts(at: datetime, reported_at: datetime, level: int, *, on_time: bool) -> list[Fact]:
    """Return the sets that a case enters when it is solved at `at`, with the highest level it reached."""
    seconds = max(0, int((at - reported_at).total_seconds()))
    found = [Fact(Figure.SOLVED, at, seconds=seconds), Fact(Figure.FOUND_SOLVED, reported_at)]
    if on_time:
        found.append(Fact(Figure.ON_TIME, at))
    for within, by_end, by_start in WITHIN:
        if level >= within:
            found += [Fact(by_end, at), Fact(by_start, reported_at)]
    return found


def spot_of(payload: Mapping[str, object]) -> Spot:
    """Read the spot that every counting event carries; department and source only where it says them."""
    units = payload["units"]
    if not isinstance(units, list):
        raise KeyError("units")
    department, source = payload.get("department", ""), payload.get("channel", "")
    return Spot(tuple(units), str(payload["category"]), str(payload["cell"]), str(department), str(source))


def _handed_over(spot: Spot, payload: Mapping[str, object]) -> list[tuple[Spot, Fact]]:
    # Another department has it from now on: the case leaves every set it is in with the one, and enters them
    # with the other.
    before = payload.get(HANDED_OVER)
    if before is None:
        return []
    if not isinstance(before, dict):
        raise KeyError(HANDED_OVER)
    changes = []
    for figure, at in before["sets"]:
        fact = Fact(Figure(figure), _moment(at))
        changes += [(spot._replace(department=before["department"]), fact._replace(by=-1)), (spot, fact)]
    return changes


def _moved(payload: Mapping[str, object]) -> list[tuple[Spot, Fact]]:
    # The case leaves every set it is in at the old spot and enters the same sets at the new one.
    before, after, sets = payload["before"], payload["after"], payload["sets"]
    if not isinstance(before, dict) or not isinstance(after, dict) or not isinstance(sets, list):
        raise KeyError("sets")
    changes = []
    for figure, at, seconds in sets:
        moment = datetime.fromisoformat(at)
        changes.append((spot_of(before), Fact(Figure(figure), moment, by=-1, seconds=seconds)))
        changes.append((spot_of(after), Fact(Figure(figure), moment, seconds=seconds)))
    return changes


def cell_place(quadkey: str) -> str:
    """Return the place name of a map cell, which no unit code can be."""
    return f"@{quadkey}"
