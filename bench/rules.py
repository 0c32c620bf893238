"""How fast do the rules alone say whose work it is and until when, and how long does the check of the rows take?

`python -m bench.rules [--cases 200000]`. No database: a city of 1,000 grids with 570 categories, 2,400 routing rows
(one for each of 400 categories, one for each street, 2,000 rulings of single grids), the published day lists and limits
in all four units and a season. Limit of the issue: routing and clocks for 50,000 cases per second. Seconds are those of
one processor, so that other work on the machine does not count.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bench.harness import Figure, report
from wangge.people.office_hours import read_day_list, read_office_hours
from wangge.rules.deadlines import DayList, Limit, Unit, WorkingCalendar, moved_by_pause
from wangge.rules.limits import Condition, LimitBook, SeasonRule
from wangge.rules.routing import Route, Routing, routing_faults
from wangge.rules.seasons import Span
from wangge.rules.stages import Stage

CATEGORIES, ROWS_BY_CATEGORY, RULINGS = 570, 400, 2000
STREETS, COMMUNITIES, GRIDS = 8, 5, 25  # 1,000 grids
PER_SECOND = 50_000.0
CHECK_SECONDS = 5.0  # our assumption: a command that one waits for
TODAY = date(2026, 6, 1)


class Found(NamedTuple):
    """One case as the rules see it."""

    category: str
    condition: int
    path: tuple[str, ...]
    at: datetime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    args = parser.parse_args()
    chance = random.Random(1)
    routing, book, cases = _routing(chance), _limits(), _cases(chance, args.cases)

    def both() -> int:
        return sum(1 for one in cases if _judge(routing, book, one))

    both()  # the calendar and the memory of the rows are built once a day
    figures = [
        Figure("routing and clock", _per_second(both, len(cases)), "cases/s", PER_SECOND, at_least=True),
        Figure("routing alone", _per_second(lambda: _route(routing, cases), len(cases)), "/s"),
        Figure("clock alone", _per_second(lambda: _clock(book, cases), len(cases)), "/s"),
        Figure("a pause taken back", _per_second(lambda: _pause(book, cases), len(cases)), "/s"),
    ]
    grids = [one.path for one in {case.path: case for case in cases}.values()]
    names = [_category(number) for number in range(CATEGORIES)]
    began = time.process_time()
    faults = routing_faults(routing, names, grids, TODAY)
    figures.append(
        Figure(f"routing check, {len(names)} x {len(grids)}: {len(faults)} faults", time.process_time() - began, "s",
               CHECK_SECONDS)
    )  # fmt: skip
    began = time.process_time()
    faults = routing_faults(Routing([]), names, grids, TODAY)
    figures.append(
        Figure(
            f"the same without rows: {len(faults)} faults", time.process_time() - began, "s", CHECK_SECONDS
        )
    )
    return report(f"Rules alone, {len(cases)} cases, one process, processor time", figures)


def _judge(routing: Routing, book: LimitBook, one: Found) -> bool:
    on = book.day_of(one.at)
    route = routing.decide(one.category, one.path, on)
    return bool(book.due(one.at, book.limit_for(one.category, one.condition, on))) and route is not None


def _route(routing: Routing, cases: list[Found]) -> None:
    for one in cases:
        routing.decide(one.category, one.path, TODAY)


def _clock(book: LimitBook, cases: list[Found]) -> None:
    for one in cases:
        book.due(one.at, book.limit_for(one.category, one.condition, book.day_of(one.at)))


def _pause(book: LimitBook, cases: list[Found]) -> None:
    for one in cases:
        due, later = one.at + timedelta(days=9), one.at + timedelta(days=3)
        moved_by_pause(one.at, due, later, Unit.WORKING_DAYS, book.calendar)


def _per_second(work: Callable[[], object], count: int) -> float:
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def _category(number: int) -> str:
    return f"GB/T 47678.5-2026:{'part' if number < 150 else 'matter'}:{number:05d}"


def _paths() -> list[tuple[str, ...]]:
    return [
        ("410105", street := f"410105{s:03d}", community := f"{street}{c:03d}", f"{community}{g:03d}")
        for s in range(1, STREETS + 1) for c in range(1, COMMUNITIES + 1) for g in range(1, GRIDS + 1)
    ]  # fmt: skip


def _routing(chance: random.Random) -> Routing:
    paths = _paths()
    streets = sorted({path[1] for path in paths})
    rows = [Route(f"c{n}", 10 + n, _category(n), "", f"d{n % 20}") for n in range(ROWS_BY_CATEGORY)]
    rows += [Route(f"s{n}", 9000 + n, "*", street, f"d{n}") for n, street in enumerate(streets)]
    rows += [
        Route(
            f"r{n}",
            0,
            _category(chance.randrange(CATEGORIES)),
            chance.choice(paths)[3],
            "d1",
            date(2024, 1, 1),
        )
        for n in range(RULINGS)
    ]
    return Routing(rows)


def _limits() -> LimitBook:
    text = files("wangge.people").joinpath("data", "cn.csv").read_text(encoding="utf-8")
    listed = read_day_list(text.splitlines())
    days = {
        year: DayList(
            year, frozenset(one.day for one in listed if one.is_off and one.day.year == year),
            frozenset(one.day for one in listed if not one.is_off and one.day.year == year),
        )
        for year in {one.year for one in listed}
    }  # fmt: skip
    calendar = WorkingCalendar(ZoneInfo("Asia/Shanghai"), read_office_hours("08:00-12:00,14:00-18:00"), days)
    limits = [
        Limit(2, Unit.EMERGENCY_HOURS), Limit(4, Unit.OFFICE_HOURS), Limit(1, Unit.WORKING_DAYS),
        Limit(5, Unit.WORKING_DAYS),
        Limit(2, Unit.CALENDAR_DAYS), Limit(15, Unit.WORKING_DAYS, "planting"),
    ]  # fmt: skip
    conditions = {
        _category(number): [
            Condition(n + 1, "", (Stage("", limits[(number + n) % len(limits)], ""),), "bench")
            for n in range(4)
        ]
        for number in range(CATEGORIES)
    }
    seasons = [SeasonRule("planting", Span((3, 1), (5, 31)))]
    return LimitBook(calendar, Limit(5, Unit.WORKING_DAYS), conditions, seasons=seasons)


def _cases(chance: random.Random, count: int) -> list[Found]:
    paths, first = _paths(), datetime(2008, 1, 1, tzinfo=UTC)
    span = int((datetime(2025, 3, 1, tzinfo=UTC) - first).total_seconds())
    return [
        Found(
            _category(chance.randrange(CATEGORIES)), chance.randrange(1, 5), chance.choice(paths),
            first + timedelta(seconds=chance.randrange(span)),
        )
        for _ in range(count)
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
