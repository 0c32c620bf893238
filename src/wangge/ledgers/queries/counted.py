"""What do the ledger, the monthly table and the weekly sheet of a place and a period say?

Counts are those of the figures page, as of one position of the county's order, and the rows of a
ledger are exactly the rows that its count counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from wangge.cases.policies import may_see_finder
from wangge.cases.queries.desk import CategoryRow, Desk, desk
from wangge.cases.queries.figures import KIND, Counts, Slice, read_counts
from wangge.cases.queries.listing import Filters, all_of, texts
from wangge.foundation.locking import reading
from wangge.foundation.sequencing import head_position, placed_at
from wangge.ledgers.queries.wishes import Wish, unit_words, written
from wangge.people.hats import Hat
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.rules.periods import Period
from wangge.rules.sheets import SCHEME, Area, Entry, Record
from wangge.territory.queries import units

Cases = list[Any]  # rows of cases as its lists hand them out: their class is private to their room
SHOWN = (Figure.FOUND, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE, Figure.OPEN)
WEEKLY = (Figure.FOUND, Figure.SOLVED, Figure.OVERDUE)
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # before anything happened
ROWS_MOST, LATE_MOST = 5000, 50  # lines on one sheet; ours
LEVELS = {
    Level.GRID: "网格",
    Level.COMMUNITY: "社区",
    Level.STREET: "街道",
    Level.DISTRICT: "区",
    Level.CITY: "市",
}
CHANNELS = {"grid": "网格巡查", "resident": "群众上报", "hotline": "12345"}


@dataclass(frozen=True, slots=True)
class Table:
    """The twenty kinds of a place and a period, and the moment they are as of."""

    kinds: Mapping[str, CategoryRow]
    counts: Counts

    def n(self, figure: Figure, kinds: Iterable[str]) -> int:
        """Return a figure of some kinds together."""
        return sum(self.counts.n(0, figure, kind) for kind in kinds)

    def kinds_of(self, area: str) -> list[str]:
        """Return the kinds of an area; of every area for the empty code."""
        return [key for key, row in self.kinds.items() if not area or area_of(row) == area]


def ledger_kinds(known: Desk) -> dict[str, CategoryRow]:
    """Return the kinds of the community ledger, by key, in their order."""
    found = {key: row for key, row in known.categories.items() if row.scheme == SCHEME}
    return dict(sorted(found.items()))


def area_of(row: CategoryRow) -> str:
    """Return the code of the area that a kind of the community ledger belongs to."""
    return row.code[:2]


def area_name(known: Desk, area: str, language: str = "zh") -> str:
    """Return what an area is called."""
    rows = (row for row in ledger_kinds(known).values() if area_of(row) == area)
    return next((row.area for row in rows), area) if language == "zh" else area


def table(county: str, unit: str, period: Period) -> Table:
    """Count the twenty kinds of a place and a period, as the figures page does."""
    counts = read_counts(county, [Slice(SHOWN, (unit,), None, period, KIND)])
    return Table(ledger_kinds(desk(county)), counts)


def ledger_cases(
    hat: Hat, unit: str, period: Period, kinds: Iterable[str], as_of: int, *, figure: Figure = Figure.FOUND
) -> Cases:
    """Return the matters behind a count of some kinds, the newest first, as of its position.

    Refuses `case.export_too_long` above 5,000.
    """
    place = "" if unit == hat.county else unit
    found: Cases = []
    for kind in kinds:
        asked = Filters(figure=figure, unit=place, kind=kind, period=period, as_of=as_of)
        found += all_of(hat, asked, most=ROWS_MOST - len(found))
    return sorted(found, key=lambda case: (case.reported_at, case.number), reverse=True)


def ledger(hat: Hat, wish: Wish, unit: str) -> tuple[Record, datetime]:
    """Return the ledger of one area, one line for each matter, and the moment of the record."""
    known, found = desk(hat.county), table(hat.county, unit, wish.period)
    area = wish.area or Area.CITY
    cases = ledger_cases(hat, unit, wish.period, found.kinds_of(area), found.counts.as_of)
    rows = ledger_rows(hat, cases)
    head = _head(hat.county, unit, wish.period, found.counts)
    return {**head, "area": area_name(known, area), "n": len(rows), "rows": rows}, _moment(
        hat.county, found.counts.as_of
    )


def ledger_rows(hat: Hat, cases: Cases) -> list[Entry]:
    """Return matters as lines of a ledger.

    A matter that points at people stands there without words and without a place below its community;
    a department does not read through which door a matter came.
    """
    known, territory, words = desk(hat.county), units(hat.county), texts(hat.county, cases)
    zone, shows_door = known.calendar.zone, may_see_finder(hat)

    def name(code: str) -> str:
        return territory[code].name if code in territory else ""

    def line(number: int, case: Any) -> Entry:
        kind = known.categories.get(case.category)
        is_sealed = kind is None or kind.matter_only
        said, place = ("", "") if is_sealed else words.get(case.id, ("", ""))
        state = known.states.get(case.state)
        department = known.departments.get(case.department)
        return {
            "no": number, "number": case.number, "kind": kind.zh if kind else case.category,
            "reported_at": written(case.reported_at, zone), "community": name(case.community),
            "grid": "" if is_sealed else name(case.grid), "place": place, "words": said,
            "channel": CHANNELS.get(case.channel, case.channel) if shows_door else "",
            "department": department.name if department else case.department,
            "level": LEVELS[Level(case.level)], "state": state.zh if state else case.state,
            "due_at": written(case.due_at, zone), "solved_at": written(case.solved_at, zone),
            "ended_at": written(case.ended_at, zone),
            "on_time": "" if case.solved_at is None else "是" if case.on_time else "否",
        }  # fmt: skip

    return [line(number, case) for number, case in enumerate(cases, 1)]


def monthly(hat: Hat, wish: Wish, unit: str) -> tuple[Record, datetime]:
    """Return the monthly table of the twenty kinds, and the moment of the record."""
    found = table(hat.county, unit, wish.period)

    def counted(kinds: list[str]) -> dict[str, int | str]:
        numbers = {str(figure): found.n(figure, kinds) for figure in SHOWN}
        due = numbers["on_time"] + numbers["overdue"]
        return {
            **numbers, "solve_rate": _percent(numbers["solved"], numbers["found"]),
            "on_time_rate": _percent(numbers["on_time"], due),
        }  # fmt: skip

    rows = [
        {"no": number, "area": row.area, "kind": row.zh, **counted([key])}
        for number, (key, row) in enumerate(found.kinds.items(), 1)
    ]
    head = _head(hat.county, unit, wish.period, found.counts)
    return {**head, **counted(list(found.kinds)), "rows": rows}, _moment(hat.county, found.counts.as_of)


def weekly(hat: Hat, wish: Wish, unit: str) -> tuple[Record, datetime]:
    """Return the weekly sheet: every kind, day by day, and what is late; as of the county's last event."""
    known, place = desk(hat.county), "" if unit == hat.county else unit
    zone, days = known.calendar.zone, wish.period.days()
    with reading():
        asked = Filters(unit=place, period=wish.period)
        sets = {figure: all_of(hat, replace(asked, figure=figure), most=ROWS_MOST) for figure in WEEKLY}
        late = all_of(hat, Filters(figure=Figure.LATE, unit=place), most=ROWS_MOST * 4)[:LATE_MOST]
        late_rows = ledger_rows(hat, late)
        position = head_position(hat.county)
    moments = {Figure.FOUND: "reported_at", Figure.SOLVED: "solved_at", Figure.OVERDUE: "overdue_at"}
    day_of = {
        figure: [getattr(case, moments[figure]).astimezone(zone).date() for case in cases]
        for figure, cases in sets.items()
    }
    kinds = sorted({case.category for cases in sets.values() for case in cases})
    by_kind = {figure: [case.category for case in cases] for figure, cases in sets.items()}
    moment = _moment(hat.county, position)
    record: Record = {
        "county": known.setup.zh, "unit": unit_words(hat.county, unit), "period": wish.period.text,
        "first_day": str(days[0]), "last_day": str(days[-1]), "as_of": written(moment, zone), "position": position,
        **{str(figure): len(cases) for figure, cases in sets.items()},
        "days": [{"day": str(day), **{str(figure): day_of[figure].count(day) for figure in WEEKLY}} for day in days],
        "kinds": [
            {"no": number, "kind": known.categories[kind].zh if kind in known.categories else kind,
             **{str(figure): by_kind[figure].count(kind) for figure in WEEKLY}}
            for number, kind in enumerate(kinds, 1)
        ],
        "late": [{name: row[name] for name in ("no", "number", "kind", "place", "department", "due_at")}
                 for row in late_rows],
    }  # fmt: skip
    return record, moment


def _moment(county: str, position: int) -> datetime:
    # Of the record, not of the clock: the same record prints the same sheet at any time.
    return placed_at(county, position) or EPOCH


def _head(county: str, unit: str, period: Period, counts: Counts) -> dict[str, str | int]:
    known = desk(county)
    return {
        "county": known.setup.zh, "unit": unit_words(county, unit), "period": period.text or "累计",
        "as_of": written(_moment(county, counts.as_of), known.calendar.zone), "position": counts.as_of,
    }  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "–"
