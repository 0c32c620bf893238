"""Do a city's published figures come out of its cases again?

Tianmen, December 2016 (standards.md 1.7): 1,054 taken in, 996 filed, 972 to be closed, 911 closed (93.72 %), 737 of
them in time (75.82 %); events 902 of 956 (94.35 %), parts 9 of 16 (56.25 %); sources 953 (95.68 %) and 43 (4.32 %).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

import pytest

from tests.builders import COUNTY, COVER, NOW, make_office
from tests.pasts import a_past
from wangge.cases.queries.figures import KIND, UNIT, Slice, read_counts
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off
from wangge.rules.figures import ANY_KIND, RATES, Dimension, Figure
from wangge.rules.periods import Period

pytestmark = pytest.mark.django_db
EVENT, PART = "CJ/T 214-2007:event:0101", COVER
MONTH = Period("2024-02")  # the small street's plan is not as old as the table
REPORTED, DUE = datetime(2024, 2, 5, 2, tzinfo=UTC), datetime(2024, 2, 20, 2, tzinfo=UTC)
IN_TIME, TOO_LATE = DUE - timedelta(days=2), DUE + timedelta(days=2)
RATE = {rate.code: rate for rate in RATES}


def tianmen() -> Iterator[HistoricCase]:
    """The table's month, case by case."""
    kinds = {
        "in time": chain(repeat(PART, 7), repeat(EVENT)), "late": chain(repeat(PART, 2), repeat(EVENT)),
        "overdue": chain(repeat(PART, 7), repeat(EVENT)), "running": repeat(EVENT), "refused": repeat(EVENT),
    }  # fmt: skip
    told = chain(
        repeat(("in time", "solved", IN_TIME, DUE), 737), repeat(("late", "solved", TOO_LATE, DUE), 911 - 737),
        repeat(("overdue", "", None, DUE), 972 - 911),
        repeat(("running", "", None, NOW + timedelta(days=9)), 996 - 972),
        repeat(("refused", "refused", IN_TIME, None), 1054 - 996),
    )  # fmt: skip
    for number, (group, outcome, closed, due) in enumerate(told):
        channel = "hotline" if number < 43 else "grid"
        yield a_past(
            str(number), category=next(kinds[group]), outcome=outcome, closed_at=closed, due_at=due,
            reported_at=REPORTED, channel=channel,
        )  # fmt: skip


def share(counts: dict[str, int], code: str) -> tuple[int, int, float]:
    over, under = (
        sum(counts[figure] for figure in figures) for figures in (RATE[code].over, RATE[code].under)
    )
    return over, under, round(100 * over / under, 2)


def test_the_table_of_tianmen_comes_out_of_its_cases_again() -> None:
    make_office()
    take_in_history(COUNTY, list(tianmen()), now=NOW)
    work_off(CONSUMERS)
    figures = (Figure.FOUND, Figure.FILED, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE)

    counts = read_counts(COUNTY, [
        Slice(figures, (COUNTY,), ANY_KIND, MONTH, UNIT),
        Slice(figures, (COUNTY,), PART, MONTH, UNIT), Slice(figures, (COUNTY,), EVENT, MONTH, UNIT),
        Slice((Figure.FILED,), (COUNTY,), None, MONTH, KIND, Dimension.SOURCE),
    ])  # fmt: skip
    everything, parts, events = (
        {str(figure): counts.total(number, figure) for figure in figures} for number in range(3)
    )

    assert (everything["found"], everything["filed"]) == (1054, 996)
    assert share(everything, "close_rate") == (911, 972, 93.72)
    assert share(everything, "on_time_rate") == (737, 972, 75.82)
    assert share(events, "close_rate") == (902, 956, 94.35)
    assert share(parts, "close_rate") == (9, 16, 56.25)
    sources = {source: counts.n(3, Figure.FILED, source) for source in ("grid", "hotline")}
    assert sources == {"grid": 953, "hotline": 43}
    assert [round(100 * n / everything["filed"], 2) for n in sources.values()] == [95.68, 4.32]
