"""Every figure once more, as plain SQL over cases and their acts; shares nothing with the fold but the words.

Where a figure's own definition and this one differ, one of them is wrong.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

# A set of cases: the acts (by event) whose moments date it, and what must hold of the case `c`.
FIRST = "e.kind IN ('case.reported', 'case.settled')"
ENDS = (
    "('case.closed', 'case.refused', 'case.settled', 'case.not_solved', 'case.voided', 'case.merged',"
    " 'case.advised')"
)
_SAME_CASE = "SELECT 1 FROM foundation_event d WHERE d.county = c.county AND d.subject = c.id AND"
_AN_ACT = f"EXISTS ({_SAME_CASE} d.kind IN"


def said(name: str, event: str = "e") -> str:
    """What an event's payload says under a name."""
    if connection.vendor == "sqlite":
        return f"JSON_EXTRACT({event}.payload, '$.{name}')"
    path = ",".join(name.split("."))
    return f"({event}.payload::jsonb #>> '{{{path}}}')"


def _done(event: str) -> str:
    return (
        f"({event}.kind IN ('case.closed', 'case.settled') AND {said('end', event)} IN ('solved', 'settled'))"
    )


def _first_done(event: str, level: int = 0) -> str:
    earlier = (
        "NOT EXISTS (SELECT 1 FROM foundation_event x WHERE x.county = c.county AND x.subject = c.id"
        f" AND {_done('x')} AND x.seq < {event}.seq)"
    )
    high = f" AND CAST({said('level', event)} AS integer) >= {level}" if level else ""
    return f"{_done(event)} AND {earlier}{high}"


# An end counts unless the case was opened again after it.
_STANDS = f"NOT EXISTS ({_SAME_CASE} d.kind = 'case.reopened' AND d.seq > e.seq)"
LAST = f"e.kind IN {ENDS} AND {_STANDS}"
DONE = _first_done("e")
IS_DONE = f"EXISTS ({_SAME_CASE} {_first_done('d')})"
HAS_ENDED = (
    f"EXISTS ({_SAME_CASE} d.kind IN {ENDS} AND NOT EXISTS (SELECT 1 FROM foundation_event x"
    " WHERE x.county = c.county AND x.subject = c.id AND x.kind = 'case.reopened' AND x.seq > d.seq))"
)
FELL_OVERDUE = f"{_AN_ACT} ('case.overdue'))"


def _ended_as(end: str) -> str:
    return f"{LAST} AND {said('end')} = '{end}'"


def _is_done_within(level: int) -> str:
    return f"EXISTS ({_SAME_CASE} {_first_done('d', level)})"


UP = (
    "e.kind IN ('case.reported_up', 'case.submitted') AND NOT EXISTS (SELECT 1 FROM foundation_event x WHERE x.county ="
    " c.county AND x.subject = c.id AND x.kind IN ('case.reported_up', 'case.submitted') AND x.seq < e.seq)"
)
FIRST_REOPENED = (
    "e.kind = 'case.reopened' AND NOT EXISTS (SELECT 1 FROM foundation_event x WHERE x.county = c.county"
    " AND x.subject = c.id AND x.kind = 'case.reopened' AND x.seq < e.seq)"
)

# On file: its first act that led to the state "filed", or its report where it came from elsewhere, filed there.
_FILED = (
    "(({e}.kind <> 'case.reported' AND {state} = 'filed') OR ({e}.kind = 'case.reported' AND {stream} IS NOT NULL"
    " AND {state} <> 'refused'))"
)


def _filed(event: str) -> str:
    return _FILED.format(e=event, state=said("state", event), stream=said("stream", event))


def _first_filed() -> str:
    return (
        f"{_filed('e')} AND NOT EXISTS (SELECT 1 FROM foundation_event x WHERE x.county = c.county"
        f" AND x.subject = c.id AND x.seq < e.seq AND {_filed('x')})"
    )


FLOWS = {
    "found": FIRST,
    "filed": _first_filed(),
    "solved": DONE,
    "settled": _ended_as("settled").replace(f"e.kind IN {ENDS}", "e.kind = 'case.settled'"),
    "ended": LAST,
    **{end: _ended_as(end) for end in ("refused", "not_solved", "void", "duplicate", "advised")},
    "reopened": FIRST_REOPENED,
    "reopened_30": f"{DONE} AND c.reopened_at IS NOT NULL AND c.reopened_in_days < 30",
    "went_up": UP,
    **{
        f"up_{cause}": f"{UP} AND {said('cause')} = '{cause}'"
        for cause in ("no_power", "no_money", "no_people", "no_means", "across")
    },
    "on_time": (
        # In time at its first end, and never late since, in no round.
        f"{DONE} AND NOT EXISTS ({_SAME_CASE} d.kind = 'case.overdue')"
    ),
    "overdue": "e.kind = 'case.overdue'",
    "in_grid": _first_done("e", 5),
    "in_community": _first_done("e", 4),
    "in_street": _first_done("e", 3),
    "found_solved": f"{FIRST} AND {IS_DONE}",
    "found_in_grid": f"{FIRST} AND {_is_done_within(5)}",
    "found_in_community": f"{FIRST} AND {_is_done_within(4)}",
    "found_in_street": f"{FIRST} AND {_is_done_within(3)}",
    "trial": FIRST,
}
STOCKS = {
    "open": f"{FIRST} AND NOT {HAS_ENDED}",
    "late": f"{FIRST} AND NOT {HAS_ENDED} AND {FELL_OVERDUE}",
    "no_point": f"{FIRST} AND NOT {HAS_ENDED} AND c.lon_e7 IS NULL",
}
# What the rows say of department and source, for the figures that are told apart by them.
BY_DEPARTMENT = {"found", "filed", "solved", "on_time", "overdue", "reopened", "reopened_30", "open", "late"}
BY_SOURCE = {"found", "filed", "solved", "on_time", "overdue", "refused", "ended", "open", "late"}
PLACES = ("c.county", "c.street", "c.community", "c.grid")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a number is told apart by; kind empty = every kind, period empty = all time."""

    figure: str
    place: str
    kind: str
    period: str


def second_counts(county: str, zone: str) -> dict[Cell, int]:
    """Count every figure by unit, with and without kind, by month; stocks without a period."""
    found: dict[Cell, int] = {}
    for figure, holds in {**FLOWS, **STOCKS}.items():
        kinds = ["''", "c.category"]
        kinds += ["'~department:' || NULLIF(c.department, '')"] if figure in BY_DEPARTMENT else []
        kinds += ["'~source:' || NULLIF(c.channel, '')"] if figure in BY_SOURCE else []
        apart = [(place, kind) for place in PLACES for kind in kinds]
        period = "''" if figure in STOCKS else local_text("e.at", 7, zone)
        found |= _counted(county, figure, holds, apart, period)
    return found


def second_counts_by_day(county: str, zone: str, figure: str) -> dict[Cell, int]:
    """Count one figure by unit and local day."""
    return _counted(
        county, figure, FLOWS[figure], [(place, "''") for place in PLACES], local_text("e.at", 10, zone)
    )


def second_cells(county: str, zoom: int) -> dict[Cell, int]:
    """Count the open cases that have a point by map cell."""
    return _counted(county, "open", STOCKS["open"], [(f"SUBSTR(c.cell, 1, {zoom})", "''")], "''")


def second_seconds(county: str, zone: str) -> dict[Cell, list[int]]:
    """Return how long each solved case took, in whole seconds, shortest first: by unit, kind and month.

    With and without kind, and with and without month.
    """
    if connection.vendor == "sqlite":
        seconds = "CAST(ROUND((JULIANDAY(e.at) - JULIANDAY(c.reported_at)) * 86400.0, 3) AS INTEGER)"
    else:
        seconds = "CAST(FLOOR(EXTRACT(EPOCH FROM e.at - c.reported_at)) AS bigint)"
    sql = (
        f"SELECT {seconds}, {local_text('e.at', 7, zone)}, c.category, {', '.join(PLACES)} {_ACTS}"
        f" WHERE c.county = %s AND {DONE} AND NOT c.trial ORDER BY 1"
    )
    found: dict[Cell, list[int]] = defaultdict(list)
    for took, month, category, *places in _rows(sql, [county]):
        for place in filter(None, places):
            for kind, period in product(("", category), ("", month)):
                found[Cell("took", place, kind, period)].append(took)
    return dict(found)


_ACTS = "FROM cases_case c JOIN foundation_event e ON e.county = c.county AND e.subject = c.id"


def _counted(
    county: str, figure: str, holds: str, apart: list[tuple[str, str]], period: str
) -> dict[Cell, int]:
    trial = "c.trial" if figure == "trial" else "NOT c.trial"
    sql = " UNION ALL ".join(
        f"SELECT {place}, {kind} AS kind, {period} AS period, COUNT(DISTINCT c.id) {_ACTS}"
        f" WHERE c.county = %s AND {trial} AND {place} <> '' AND {holds} GROUP BY {place}, 2, 3"
        for place, kind in apart
    )
    rows = _rows(sql, [county] * len(apart))
    return {Cell(figure, unit, kind, period): n for unit, kind, period, n in rows if kind is not None}


def _rows(sql: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            connection.connection.create_function("LOCAL_DAY", 2, _local_day, deterministic=True)
        cursor.execute(sql, values)
        return cursor.fetchall()


def local_text(moment: str, length: int, zone: str) -> str:
    """The local day (10) or month (7) of a moment; SQLite knows no zones, so there Python says it."""
    if connection.vendor == "sqlite":
        return f"SUBSTR(LOCAL_DAY({moment}, '{zone}'), 1, {length})"
    return f"SUBSTR(TO_CHAR({moment} AT TIME ZONE '{zone}', 'YYYY-MM-DD'), 1, {length})"


@lru_cache(maxsize=65_536)
def _local_day(moment: str, zone: str) -> str:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()
