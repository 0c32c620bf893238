"""Where are deputies needed? Constituencies by areas of the catalogue: load, acts, papers; blank cells stay visible."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from wangge.cases.queries.board import Load, Places, board
from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import waiting_by_kind
from wangge.deputies.queries.acts import ActRow, acts_of
from wangge.suggestions.queries.board import District, by_area, constituencies
from wangge.suggestions.queries.outcome import kinds_of_papers
from wangge.suggestions.queries.papers import PaperRow, papers

WITHOUT = ""  # papers that name no kind


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One constituency: open cases by area, all of them, acts since the year began, papers by area."""

    district: District
    waiting: Mapping[str, int]
    total: int
    as_of: int
    acts: Sequence[ActRow]
    papers: Mapping[str, Sequence[PaperRow]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole, with the areas that anything lies in."""

    areas: Sequence[str]
    rows: Sequence[MatrixRow]
    since: date


def matrix(county: str, *, today: date) -> Matrix:
    """Return the matrix of a day; the sum of a row is the public count of its places."""
    since = date(today.year, 1, 1)
    known = desk(county).categories
    led: dict[tuple[UUID, UUID], list[PaperRow]] = {}
    every = papers(county, shown=True)
    for row in every:
        led.setdefault((row.congress, row.deputy), []).append(row)
    kinds = kinds_of_papers(county, [row.id for row in every])
    rows = []
    for district in constituencies(county, today):
        waiting: Mapping[str, int] = Tally[str]()
        total = as_of = 0
        if district.units:
            waiting = by_area(county, waiting_by_kind(county, district.units))
            told = board(Places(county, district.units))
            total, as_of = told.counts[Load.WAITING], told.as_of
        acts = [
            act for one in district.deputies for act in acts_of(county, one, since, today + timedelta(days=1))
        ]
        found: dict[str, list[PaperRow]] = {}
        # Whoever sits in two congresses leads each paper in one of them.
        for row in (one for deputy in district.deputies for one in led.get((district.body, deputy), [])):
            for area in {known[kind].area for kind in kinds.get(row.id, ()) if kind in known} or {WITHOUT}:
                found.setdefault(area, []).append(row)
        rows.append(MatrixRow(district, waiting, total, as_of, acts, found))
    areas = sorted({area for row in rows for area in (*row.waiting, *row.papers) if area})
    return Matrix(areas, rows, since)
