"""Does every figure count what its other definition counts, and find again exactly its rows?"""

import json
from collections.abc import Callable
from itertools import takewhile

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.builders import COUNTY, Office
from tests.cases.agreement import (
    assert_days_agree,
    assert_durations_agree,
    assert_map_agrees,
    let_rows_be_counted,
)
from tests.cases.histories import ACTS, KINDS, NUMBERS, PLACES, act, fold, make_busy_office, take_in
from tests.second_definition import Cell, second_counts
from wangge.cases.models import CounterRow, DurationCounter
from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import MONTH, UNIT, Slice, read_counts
from wangge.cases.queries.summing import FIGURES, Sums
from wangge.cases.services.folding import check_figures, fold_batch, rebuild_figures
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.sequencing import (
    Placed,
    consume,
    cursor_position,
    head_position,
    placed_after,
    sequence,
    set_cursor,
)
from wangge.foundation.worker import work_off
from wangge.rules.errors import Refused
from wangge.rules.figures import (
    BY_DEPARTMENT,
    BY_SOURCE,
    CONSUMER,
    FLOWS,
    STOCKS,
    STOCKS_APART,
    TOOK,
    CellKey,
    Dimension,
    Figure,
    apart,
)  # fmt: skip
from wangge.rules.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("long-transactions")]
EXAMPLES, CASES = 40, 250  # 10,000 histories in all
ALL = Period()
ZONE = "Asia/Shanghai"


@pytest.fixture
def office() -> Office:
    return make_busy_office()


def first_counts() -> dict[Cell, int]:
    """Ask the figures for every declared margin of units: with and without kind, by month, and the stocks."""
    asked = [(place, kind) for place in PLACES for kind in ("", *KINDS)]
    flows = [Slice(tuple(FLOWS), (place,), kind, ALL, MONTH) for place, kind in asked]
    stocks = [Slice(tuple(STOCKS), (place,), kind, ALL, UNIT) for place, kind in asked]
    counts = read_counts(COUNTY, [*flows, *stocks])
    assert counts.as_of == head_position(COUNTY)
    found = told_apart()
    for (place, kind), sums in zip([*asked, *asked], counts.sums, strict=True):
        for (figure, told), n in sums.items():
            found[Cell(figure, place, kind, "" if figure in STOCKS else told)] = n
    return {cell: n for cell, n in found.items() if n}


def told_apart() -> dict[Cell, int]:
    """Ask the figures for every unit by department and by source, by month, and the stocks."""
    codes = {Dimension.DEPARTMENT: list(desk(COUNTY).departments), Dimension.SOURCE: ["hotline", "grid"]}
    figures = {Dimension.DEPARTMENT: BY_DEPARTMENT, Dimension.SOURCE: BY_SOURCE}
    asked = [(place, by, code) for place in PLACES for by in codes for code in codes[by]]
    flows = [Slice(tuple(figures[by]), (place,), code, ALL, MONTH, by) for place, by, code in asked]
    stocks = [Slice(tuple(STOCKS_APART), (place,), code, ALL, UNIT, by) for place, by, code in asked]
    counts = read_counts(COUNTY, [*flows, *stocks])
    return {
        Cell(figure, place, apart(by, code), "" if figure in STOCKS else told): n
        for (place, by, code), sums in zip([*asked, *asked], counts.sums, strict=True)
        for (figure, told), n in sums.items() if n
    }  # fmt: skip


# A failure shows the cells that differ; to shrink a hundred cases would take minutes.
@settings(
    max_examples=EXAMPLES, phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    past=st.lists(st.integers(0, NUMBERS - 1), min_size=CASES, max_size=CASES),
    acts=st.lists(st.integers(0, ACTS - 1), max_size=12),
    batches=st.lists(st.tuples(st.integers(1, 150), st.integers(1, 150)), max_size=6),
    tail=st.integers(0, 80),
)
def test_every_figure_equals_its_second_definition_however_far_it_is_folded(
    office: Office, past: list[int], acts: list[int], batches: list[tuple[int, int]], tail: int
) -> None:
    with transaction.atomic():
        take_in(past)
        for placed, folded in batches:
            fold(placed, folded)
        for number in acts:
            act(office, number)
        while sequence(COUNTY, 1000):
            pass
        while (lag := head_position(COUNTY) - cursor_position(COUNTY, CONSUMER)) > tail:
            consume(COUNTY, CONSUMERS[0], min(lag - tail, 150))
        let_rows_be_counted()

        assert first_counts() == second_counts(COUNTY, ZONE)
        assert_days_agree(COUNTY, ZONE, ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-05"])
        assert_map_agrees(COUNTY)
        assert_durations_agree(COUNTY, ZONE, ["2024-03"])
        transaction.set_rollback(True)


@pytest.fixture
def busy(office: Office) -> Office:
    """A street with 150 past cases and every kind of act, all folded in small batches."""
    take_in([number * 104_729 % NUMBERS for number in range(150)])
    for number in range(45):
        act(office, number * 7919 % ACTS)
        fold(40, 17)
    while fold(100, 13):
        pass
    return office


def stored() -> dict[CellKey, int]:
    rows = CounterRow.objects.filter(county=COUNTY)
    took = DurationCounter.objects.filter(county=COUNTY).exclude(n=0)
    return {
        CellKey(figure, row.place, row.kind, row.period): getattr(row, figure)
        for row in rows for figure in FIGURES if getattr(row, figure)
    } | {CellKey(TOOK, row.place, row.kind, row.period, row.bucket): row.n for row in took}  # fmt: skip


def forget() -> None:
    CounterRow.objects.all().delete()
    DurationCounter.objects.all().delete()


def test_small_batches_one_large_one_and_a_rebuild_fold_to_the_same_counters(busy: Office) -> None:
    in_small_batches = stored()

    rebuild_figures(COUNTY)
    rebuilt = stored()
    forget()
    fold_batch(COUNTY, list(placed_after(COUNTY, 0, 100_000)))

    assert in_small_batches == rebuilt == stored()
    assert min(in_small_batches.values()) > 0
    assert first_counts() == second_counts(COUNTY, ZONE)


def test_a_rebuild_and_its_check_agree_while_a_tail_is_not_yet_folded(
    busy: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(20):
        act(busy, number)
    fold(1000, 5)
    counted = first_counts()

    checked = main(["figures", "rebuild", "--check", "--json"]), json.loads(capsys.readouterr().out)
    rebuilt = main(["figures", "rebuild", "--json"]), json.loads(capsys.readouterr().out)

    assert checked == (0, {"equal": True, "differences": []})
    assert rebuilt == (0, {"counters": len(stored())})
    assert main(["figures", "rebuild", "--check", "--json"]) == 0
    assert first_counts() == counted == second_counts(COUNTY, ZONE)


def fold_twice(position: int) -> int:
    fold_batch(COUNTY, [next(iter(placed_after(COUNTY, position - 1, 1)))])
    return 1


def skip(position: int) -> int:
    assert cursor_position(COUNTY, CONSUMER) == position - 1
    set_cursor(COUNTY, CONSUMER, position)
    return -1


@pytest.mark.parametrize("fault", [fold_twice, skip])
@pytest.mark.parametrize("kind", ["case.reported", "case.closed", "case.overdue", "case.moved_place"])
def test_an_event_folded_twice_or_skipped_is_reported_with_every_counter_that_it_put_wrong(
    busy: Office, kind: str, fault: Callable[[int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    events = list(placed_after(COUNTY, 0, 100_000))
    event = next(one for one in reversed(events) if one.kind == kind and changes_of(one))
    if fault is skip:
        forget()
        fold_batch(COUNTY, list(takewhile(lambda one: one is not event, events)))
        set_cursor(COUNTY, CONSUMER, event.position - 1)
    by = fault(event.position)
    work_off(CONSUMERS)

    found = {one.key: one.stored - one.folded for one in check_figures(COUNTY)}

    assert found == {key: by * n for key, n in changes_of(event).items()}
    assert main(["figures", "rebuild", "--check", "--json"]) == 1
    cells = json.loads(capsys.readouterr().out)["differences"]
    assert {CellKey(*(one[name] for name in CellKey._fields)) for one in cells} == set(found)


def changes_of(event: Placed) -> dict[CellKey, int]:
    """Return what one event adds to which counters; nothing where a case moved to where it was."""
    sums = Sums(desk(COUNTY).calendar.zone)
    sums.add([event])
    return sums.changes()


def test_a_counter_that_was_written_over_is_reported_with_its_address(busy: Office) -> None:
    key = next(key for key in stored() if key.figure == Figure.SOLVED and key.kind)
    row = CounterRow.objects.filter(county=COUNTY, place=key.place, kind=key.kind, period=key.period)
    true = row.get().solved
    row.update(solved=true + 5)

    (found,) = check_figures(COUNTY)

    assert (found.county, found.key, found.stored, found.folded) == (COUNTY, key, true + 5, true)


@pytest.mark.parametrize(("figure", "places", "kind", "period"), [
    (Figure.REFUSED, PLACES[:1], "", Period("2024-03-05")),
    (Figure.ON_TIME, PLACES[:1], "", Period("..2024-03-05")),
    (Figure.FOUND, PLACES[:1], KINDS[0], Period("2024-03-05")),
    (Figure.FOUND, PLACES[:1], None, Period("..2024-03-05")),
    (TOOK, PLACES[:1], "", Period("2024-03-05")),
    (TOOK, PLACES, KINDS[0], Period("2024-03")),
])  # fmt: skip
def test_a_margin_that_is_not_declared_is_refused_and_nothing_is_read(
    figure: str, places: tuple[str, ...], kind: str | None, period: Period,
) -> None:  # fmt: skip
    with pytest.raises(Refused, match=r"figure\.no_margin"):
        Slice((figure,), places, kind, period, UNIT)
