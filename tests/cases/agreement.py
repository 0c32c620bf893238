"""Do a county's figures say what their second definition says: every figure, unit, kind, month and day?"""

from calendar import monthrange
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from tests.second_definition import Cell, second_cells, second_counts, second_counts_by_day, second_seconds
from wangge.cases.queries.figures import BUCKET, KIND, MONTH, UNIT, Counts, Slice, median_and_p90, read_counts
from wangge.foundation.sequencing import head_position
from wangge.rules.figures import (
    BY_DEPARTMENT,
    BY_SOURCE,
    CELL_ZOOMS,
    DAILY,
    FLOWS,
    STOCKS,
    STOCKS_APART,
    TOOK,
    Dimension,
    Figure,
    apart,
    cell_place,
)
from wangge.rules.periods import Period
from wangge.territory.queries import units

ALL = Period()
AT_ONCE = 100  # questions in one statement


def assert_figures_agree(county: str, zone: str, *, never: Iterable[Figure] = ()) -> None:
    """Compare every cell that either side knows; `never` names the figures that this county has none of."""
    let_rows_be_counted()
    counted = second_counts(county, zone)
    assert {cell.figure for cell in counted} == set(Figure) - set(never)
    assert all_counts(county) == counted
    months = sorted({cell.period for cell in counted if cell.period})
    assert_days_agree(county, zone, [day for month in months for day in _first_and_last(month)])
    assert_map_agrees(county)
    assert_durations_agree(county, zone, ["", *months])


def let_rows_be_counted() -> None:
    """Let PostgreSQL plan with the rows of this transaction: nobody else sees them, nor counts them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def all_counts(county: str) -> dict[Cell, int]:
    """Ask the figures for every unit, in whatever kinds and months they have something."""
    found: dict[Cell, int] = {}
    for place, figure, _, n in _by_place(county, STOCKS, "", ALL, UNIT):
        found[Cell(figure, place, "", "")] = n
    for place, figure, kind, n in _by_place(county, STOCKS, None, ALL, KIND):
        found[Cell(figure, place, kind, "")] = n
    for place, figure, month, n in _by_place(county, FLOWS, "", ALL, MONTH):
        found[Cell(figure, place, "", month)] = n
    for by, flows in ((Dimension.DEPARTMENT, BY_DEPARTMENT), (Dimension.SOURCE, BY_SOURCE)):
        for place, figure, code, n in _by_place(county, STOCKS_APART, None, ALL, KIND, by):
            found[Cell(figure, place, apart(by, code), "")] = n
        for month in {month for _, _, month, _ in _by_place(county, FLOWS, "", ALL, MONTH)}:
            for place, figure, code, n in _by_place(county, flows, None, Period(month), KIND, by):
                found[Cell(figure, place, apart(by, code), month)] = n
    for month in {month for _, _, month, _ in _by_place(county, FLOWS, None, ALL, MONTH)}:
        for place, figure, kind, n in _by_place(county, FLOWS, None, Period(month), KIND):
            found[Cell(figure, place, kind, month)] = n
    return found


def assert_days_agree(county: str, zone: str, days: Iterable[str]) -> None:
    """Compare what is counted by day: on each of the days, and up to it."""
    counted = {figure: second_counts_by_day(county, zone, figure) for figure in DAILY}
    periods = [Period(f"{dots}{day}") for day in days for dots in ("", "..")]
    places = tuple(_places(county))
    found = _sums(county, [Slice(tuple(DAILY), places, "", period, UNIT) for period in periods])
    for period, sums in zip(periods, found, strict=True):
        day = period.text.removeprefix("..")
        expected: Tally[tuple[str, str]] = Tally()
        for figure, cells in counted.items():
            for cell, n in cells.items():
                if cell.period == day or (period.is_until and cell.period < day):
                    expected[figure, cell.place] += n
        assert +sums == expected, period


def assert_map_agrees(county: str) -> None:
    """Compare the open cases of every map cell, at every zoom."""
    expected = [
        {cell_place(cell.place): n for cell, n in second_cells(county, zoom).items()} for zoom in CELL_ZOOMS
    ]
    asked = [Slice((Figure.OPEN,), tuple(cells) or ("@",), "", ALL, UNIT) for cells in expected]
    sums = _sums(county, asked)
    assert [{place: n for (_, place), n in one.items() if n} for one in sums] == expected


def assert_durations_agree(county: str, zone: str, months: Iterable[str]) -> None:
    """Compare how long solving took, by unit and month and for the county by kind: at most 2 % off."""
    exact = second_seconds(county, zone)
    rows = [(place, "") for place in _places(county)]
    rows += [(county, kind) for kind in sorted({cell.kind for cell in exact if cell.kind})]
    cells = [Cell(TOOK, place, kind, month) for month in months for place, kind in rows]
    asked = [Slice((TOOK,), (cell.place,), cell.kind, Period(cell.period), BUCKET) for cell in cells]
    for cell, (counts, number) in zip(cells, _answers(county, asked), strict=True):
        took = exact.get(cell, [])
        assert counts.total(number, TOOK) == len(took), cell
        for tenths, said in zip((5, 9), median_and_p90(counts, number), strict=True):
            if not took:
                assert said is None, cell
                continue
            true = took[-(-len(took) * tenths // 10) - 1]
            assert said is not None, cell
            assert abs(said - true) * 100 <= 2 * true, cell


def _places(county: str) -> list[str]:
    return sorted({county, *units(county)})


def _first_and_last(month: str) -> tuple[str, str]:
    return f"{month}-01", f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def _by_place(
    county: str,
    figures: Iterable[str],
    kind: str | None,
    period: Period,
    by: str,
    dimension: Dimension = Dimension.KIND,
) -> Iterator[tuple[str, str, str, int]]:
    asked = [Slice(tuple(figures), (place,), kind, period, by, dimension) for place in _places(county)]
    for one, sums in zip(asked, _sums(county, asked), strict=True):
        for (figure, told), n in sums.items():
            if n:
                yield one.places[0], figure, told, n


def _sums(county: str, asked: Sequence[Slice]) -> Iterator[Tally[tuple[str, str]]]:
    return (counts.sums[number] for counts, number in _answers(county, asked))


def _answers(county: str, asked: Sequence[Slice]) -> Iterator[tuple[Counts, int]]:
    """Yield for each question the counts that hold its answer, and its number there."""
    for begin in range(0, len(asked), AT_ONCE):
        some = asked[begin : begin + AT_ONCE]
        counts = read_counts(county, some)
        assert counts.as_of == head_position(county)
        yield from ((counts, number) for number in range(len(some)))
