"""What are the three headline figures of a unit, and who found first: the grids or those who live there?

Sources: rulings.md, "Found before told" (主动发现率, 前端服务占比, 人员沉下来, 权力放下来, 问题减下来).
"""

from dataclasses import dataclass
from datetime import datetime

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import KIND, MONTH, UNIT, Slice, read_counts
from wangge.evaluation.queries.inputs import last_moment, staffing
from wangge.rules.figures import ANY_KIND, Dimension, Figure
from wangge.rules.periods import MONTH as MONTH_SIZE
from wangge.rules.periods import Period

GRID, RESIDENT, HOTLINE = "grid", "resident", "hotline"  # who found it
_FLOWS = (
    Figure.FOUND, Figure.SOLVED, Figure.ENDED, Figure.IN_GRID, Figure.IN_STREET, Figure.REOPENED_30, Figure.ADVISED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headline:
    """Counts only; who shows them divides, and says "no cases" where there are none."""

    county: str
    unit: str
    period: str
    as_of: int
    provisional: bool
    grids: int
    grids_staffed: int  # 人员沉下来
    solved: int
    in_grid: int  # 权力放下来: never above the basic grid; an aim to watch
    in_street: int
    kinds_solved: int
    kinds_in_grid: int  # kinds of which at least one was settled in a grid
    kinds_in_street: int
    found_before: int
    ended_before: int
    found: int
    ended: int
    reopened_30: int
    found_grid: int  # 主动发现率 = found_grid / (found_grid + found_resident + found_hotline)
    found_resident: int
    found_hotline: int
    advised: int  # 前端服务占比: ended by service or advice

    @property
    def opening(self) -> int:
        """What was open at the period's beginning (问题减下来)."""
        return self.found_before - self.ended_before

    @property
    def closing(self) -> int:
        """What is open at the period's end."""
        return self.opening + self.found - self.ended


def headline(county: str, unit: str, period: Period, *, now: datetime) -> Headline:
    """Return the headline figures of a unit for a month, a quarter or a year; three statements at most."""
    counts = read_counts(
        county,
        [
            Slice(_FLOWS, (unit,), ANY_KIND, period, UNIT),
            Slice((Figure.FOUND, Figure.ENDED), (unit,), ANY_KIND, Period(), MONTH),
            Slice((Figure.SOLVED, Figure.IN_GRID, Figure.IN_STREET), (unit,), None, period, KIND),
            Slice((Figure.FOUND,), (unit,), None, period, KIND, Dimension.SOURCE),
        ],
    )
    n = {figure: counts.total(0, figure) for figure in _FLOWS}
    kinds = {
        figure: _kinds(counts.sums[2], figure) for figure in (Figure.SOLVED, Figure.IN_GRID, Figure.IN_STREET)
    }
    before = f"{period.days()[0]:%Y-%m}"[:MONTH_SIZE]
    so_far = {
        figure: sum(by for (one, month), by in counts.sums[1].items() if one == figure and month < before)
        for figure in (Figure.FOUND, Figure.ENDED)
    }
    by_source = {source: by for (_, source), by in counts.sums[3].items()}
    staffed = staffing(county, unit, last_moment(county, period, now))
    return Headline(
        county=county, unit=unit, period=period.text, as_of=counts.as_of,
        provisional=period.bounds(desk(county).calendar.zone)[1] > now,
        grids=staffed["grids"], grids_staffed=staffed["grids_staffed"], solved=n[Figure.SOLVED],
        in_grid=n[Figure.IN_GRID], in_street=n[Figure.IN_STREET], kinds_solved=kinds[Figure.SOLVED],
        kinds_in_grid=kinds[Figure.IN_GRID], kinds_in_street=kinds[Figure.IN_STREET],
        found_before=so_far[Figure.FOUND], ended_before=so_far[Figure.ENDED],
        found=n[Figure.FOUND], ended=n[Figure.ENDED], reopened_30=n[Figure.REOPENED_30],
        found_grid=by_source.get(GRID, 0), found_resident=by_source.get(RESIDENT, 0),
        found_hotline=by_source.get(HOTLINE, 0), advised=n[Figure.ADVISED],
    )  # fmt: skip


def _kinds(sums: dict[tuple[str, str], int], figure: Figure) -> int:
    return len({kind for (name, kind), n in sums.items() if name == figure and n > 0})
