"""Does a figure open exactly the cases that it counts, while others report, act, move and fold?"""

import csv
import io
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Event as Signal
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, Office, a_report
from tests.cases.histories import ACTS, KINDS, NUMBERS, PLACES, act, close_it, make_busy_office, take_in
from tests.cases.walking import Walk
from tests.crowds import PATIENCE_SECONDS, crowd
from wangge.cases.models import Case
from wangge.cases.queries.figures import count
from wangge.cases.queries.listing import FIRST, Filters, Key, page_of
from wangge.cases.services.intake import report_case
from wangge.cases.views.figures import Asked
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import run_worker, work_off
from wangge.people.hats import Hat
from wangge.rules.figures import BY_DEPARTMENT, BY_SOURCE, DAILY, STOCKS, Figure
from wangge.rules.periods import Period

LINKS = 300
MONTHS = ("", "2023", "2024", "2023-12", "2024-01", "2024-02", "2024-03")
DAYS = ("2024-02-29", "..2024-02-29", "..2024-03-04", "2024-03-05")


def rows_behind(hat: Hat, filters: Filters, *, size: int) -> list[UUID]:
    """Page through a whole list, as a reader who goes from page to page."""
    found: list[UUID] = []
    key: Key | None = FIRST
    while key is not None:
        page = page_of(hat, filters, key, size=size)
        found += [case.id for case in page.rows]
        key = page.after
    return found


@contextmanager
def town_at_work(office: Office, seed: int) -> Iterator[Signal]:
    """People report, act, close and move cases without pause while a worker places and folds; ends with the block.

    The signal given is set when the first act has been done.
    """
    stop, began = Signal(), Signal()

    def write() -> int:
        number, drawn = 0, Random(seed)
        while not stop.is_set():
            act(office, drawn.randrange(ACTS))
            number += 1
            began.set()
        return number

    with crowd(2) as begin:
        working = [begin(write), begin(lambda: run_worker(CONSUMERS, stop))]
        try:
            yield began
        finally:
            stop.set()
        for one in working:
            one.result(PATIENCE_SECONDS)


def a_question(drawn: Random) -> Filters:
    """Draw a figure, a unit, a kind and a period of a margin that is declared."""
    figure = drawn.choice(list(Figure))
    unit = drawn.choice(PLACES)
    kind, told = drawn.choice(("", "", *KINDS)), {}
    if not kind and figure in BY_DEPARTMENT & BY_SOURCE:
        told = drawn.choice(({}, {"department": drawn.choice(("water", "parks"))}, {"source": "grid"}))
    days = DAYS if figure in DAILY and not kind and not told else ()
    period = Period("" if figure in STOCKS else drawn.choice((*MONTHS, *days)))
    return Filters(figure=figure, unit="" if unit == COUNTY else unit, kind=kind, period=period, **told)


def counted_by(asked: Filters) -> tuple[int, int]:
    """Count what a link asks for, and say as of which position."""
    return count(
        COUNTY, asked.figure, unit=asked.unit or COUNTY, kind=asked.kind, period=asked.period,
        department=asked.department, source=asked.source,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_300_random_figures_each_equals_the_rows_behind_its_link_while_a_town_is_at_work() -> None:
    office, drawn = make_busy_office(), Random(20240305)
    take_in([drawn.randrange(NUMBERS) for _ in range(300)])
    work_off(CONSUMERS)
    before = Case.objects.count()
    counted, unequal = Tally[str](), []

    with town_at_work(office, seed=7) as began:
        assert began.wait(PATIENCE_SECONDS)
        for _ in range(LINKS):
            asked = a_question(drawn)
            n, as_of = counted_by(asked)
            rows = rows_behind(office.administrator, replace(asked, as_of=as_of), size=drawn.choice((7, 50)))
            counted["rows"] += n
            if n != len(rows) or len(set(rows)) != len(rows):
                unequal.append((asked, as_of, n, len(rows), len(set(rows))))

    assert unequal == []
    assert counted["rows"] > LINKS
    assert Case.objects.count() > before + 20  # the town was at work indeed


@pytest.mark.django_db(transaction=True)
def test_the_page_and_the_file_behind_a_figure_show_its_rows_while_a_town_is_at_work() -> None:
    office, drawn = make_busy_office(password=PASSWORD), Random(5)
    take_in([drawn.randrange(NUMBERS) for _ in range(120)])
    work_off(CONSUMERS)
    client = Client()
    assert client.post("/login/", {"login": "administrator", "password": PASSWORD}).status_code == 302
    unequal = []

    with town_at_work(office, seed=11) as began:
        assert began.wait(PATIENCE_SECONDS)
        for _ in range(20):
            asked = a_question(drawn)
            unit = asked.unit or COUNTY
            n, as_of = counted_by(asked)
            url = Asked(COUNTY, unit, asked.kind, asked.period, as_of, NOW.date()).url(
                asked.figure, department=asked.department, source=asked.source
            )
            total = client.get(url).context["total"]
            lines = lines_of(client.get(url.replace("/cases/?", "/cases/export.csv?")))
            if not n == total == lines:
                unequal.append((url, n, total, lines))

    assert unequal == []


def lines_of(answer: object) -> int:
    text = answer.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    return len(list(csv.reader(io.StringIO(text)))) - 1


@pytest.mark.django_db
def test_what_was_open_when_it_was_counted_is_still_listed_when_it_has_ended_since() -> None:
    office = make_busy_office()
    cases = [report_case(office.worker, a_report(grid), now=NOW).case_id for grid in GRIDS]
    work_off(CONSUMERS)
    n, as_of = count(COUNTY, Figure.OPEN, unit=COUNTY, kind="", period=Period())
    asked = Filters(figure=Figure.OPEN, as_of=as_of)
    then = rows_behind(office.administrator, asked, size=1)

    for case in cases[:3]:
        close_it(office, case, timedelta(hours=1))
    report_case(office.worker, a_report(), now=NOW)
    unplaced = rows_behind(office.administrator, asked, size=1)
    work_off(CONSUMERS)
    placed = rows_behind(office.administrator, asked, size=1)

    assert n == len(then) == 4
    assert unplaced == placed == then
    assert count(COUNTY, Figure.OPEN, unit=COUNTY, kind="", period=Period())[0] == 2


@pytest.mark.django_db
def test_a_case_opened_again_between_two_pages_stays_in_the_list_of_the_figure_that_counted_it() -> None:
    office = make_busy_office()
    ends = [Walk(office) for _ in range(3)]
    for one in ends:
        one.act("refuse")
    work_off(CONSUMERS)
    asked = Filters(figure=Figure.REFUSED)
    n, as_of = counted_by(asked)
    last = rows_behind(office.administrator, replace(asked, as_of=as_of), size=50)[-1]

    next(one for one in ends if one.id == last).act("reopen")

    rows = rows_behind(office.administrator, replace(asked, as_of=as_of), size=1)
    assert len(rows) == len(set(rows)) == n == 3


@pytest.mark.django_db
def test_a_case_opened_again_and_then_moved_is_open_once_in_its_new_place_and_nowhere_else() -> None:
    office = make_busy_office()
    take_in([2088])  # it had ended before it was taken in
    for number in (927261, 426):  # opened again; found to lie in another grid
        act(office, number)
    work_off(CONSUMERS)

    told = {
        unit: counted_by(Filters(figure=Figure.OPEN, unit="" if unit == COUNTY else unit))[0]
        for unit in PLACES
    }
    rows = {
        unit: len(
            rows_behind(
                office.administrator,
                Filters(figure=Figure.OPEN, unit="" if unit == COUNTY else unit),
                size=50,
            )
        )
        for unit in PLACES
    }

    assert told == rows
    assert told[COUNTY] == 1
