"""Which terms hold for a county's 12345 desk, and how does its centre write its files?"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from wangge.cases.queries.desk import desk
from wangge.reporters.models import HotlineMap, HotlineTerm
from wangge.rules.deadlines import Unit, WorkingCalendar, due_at
from wangge.rules.desk_terms import Term, TermRow, read_terms, term_on
from wangge.rules.errors import Refused
from wangge.rules.order_mapping import OrderMap, read_order_map

DAYS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class TermBook:
    """Every term of a county's desk with the calendar that counts it; read once for a page or a file."""

    rows: tuple[TermRow, ...]
    calendar: WorkingCalendar

    def row(self, which: Term, at: datetime) -> TermRow:
        """Return the row that decides a term at a moment; refuse `hotline.no_term`."""
        return term_on(self.rows, which, at.astimezone(self.calendar.zone).date())

    def runs_out(self, which: Term, since: datetime) -> datetime:
        """Return when a term that begins at a moment runs out."""
        return due_at(since, self.row(which, since).limit, self.calendar)

    def about(self, which: Term, since: datetime) -> datetime:
        """Return the same; by the clock on the wall where the year has no day list yet.

        For what was promised long ago and what pages show: a page never fails for a missing list.
        """
        try:
            return self.runs_out(which, since)
        except Refused:
            row = self.row(which, since)
            return since + (timedelta(days=row.amount) if row.unit in DAYS else timedelta(hours=row.amount))


def term_book(county: str) -> TermBook:
    """Return a county's terms: the packaged rows and its own. One statement."""
    own = [
        TermRow(Term(row.term), row.amount, row.unit, row.source, row.from_on, row.until_on, is_own=True)
        for row in HotlineTerm.objects.filter(county=county).order_by("term", "from_on")
    ]
    return TermBook((*packaged_terms(), *own), desk(county).calendar)


@cache
def packaged_terms() -> tuple[TermRow, ...]:
    """Return the terms that the program brings along."""
    with files("wangge.reporters").joinpath("data", "hotline_terms.csv").open(encoding="utf-8") as file:
        return tuple(read_terms(list(csv.DictReader(file))))


def order_map(county: str) -> OrderMap:
    """Return how the county's centre writes its files; refuse `hotline.no_map` before the first one was loaded."""
    row = HotlineMap.objects.filter(county=county).first()
    if row is None:
        raise Refused("hotline.no_map", county=county)
    table: Mapping[str, object] = json.loads(row.table)
    return read_order_map(table)


def has_order_map(county: str) -> bool:
    """Say whether a mapping was loaded."""
    return HotlineMap.objects.filter(county=county).exists()
