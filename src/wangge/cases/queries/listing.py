"""Which cases, in which order, page by page?

Pages are read by key, never by offset: a page begins after the last row of the one before,
so it stays stable while others write, and the thousandth page costs what the first costs.
"""

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.cases.queries.sets import SETS, Asked, Since, changed_since, in_period, in_unit
from wangge.cases.queries.waiting import waiting_rows
from wangge.foundation.locking import reading
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.search import fts5_query, tag, tsquery
from wangge.territory.queries import units

PAGE = 50
LEVEL_COLUMNS = {Level.STREET: "street", Level.COMMUNITY: "community", Level.GRID: "grid"}
ANY_STATE = ""
MOVING = frozenset({"wait_until", "ended_at"})
NOBODY = "-"  # as a department: what none has in hand


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; every field empty means everything that the hat may see."""

    figure: Figure = Figure.FOUND
    unit: str = ""
    kind: str = ""
    period: Period = field(default_factory=Period)
    state: str = ANY_STATE
    department: str = ""
    source: str = ""  # who found it
    q: str = ""
    waits_for: PostKind | None = None  # my work: only what waits for this kind of post
    late_at: datetime | None = None  # only what was to be done before this moment
    as_of: int | None = None
    is_mapped: bool = False  # only what stands on the map: nothing that points at people
    due_hours: int = 0  # only what waits until a moment in the next so many hours


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page begins: the row before it, and the direction of reading."""

    moment: datetime | None = None
    id: UUID | None = None
    number: int | None = None  # in searches, the text's number
    is_backwards: bool = False


FIRST, LAST = Key(), Key(is_backwards=True)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases with the keys of its neighbours; None where there is none."""

    rows: list[Case]
    words: dict[UUID, tuple[str, str]]
    before: Key | None
    after: Key | None
    since: Since | None


NOTHING = Page([], {}, None, None, None)


def page_of(hat: Hat, filters: Filters, key: Key = FIRST, *, size: int = PAGE) -> Page:
    """Return one page of what a hat may see, narrowed, in three statements at most.

    Rows stand by the moment that dates them in their set, newest first; open cases by the end
    of their wait, soonest first; search answers newest first. Rows as of a figure's moment are
    exactly those that the figure counted, whatever is written meanwhile.
    """
    if filters.q:
        return _searched(hat, filters, key, size)
    if filters.as_of is None:
        return _listed(hat, filters, key, size)
    with reading():
        return _listed(hat, filters, key, size)


def _listed(hat: Hat, filters: Filters, key: Key, size: int) -> Page:
    moment = _moment_of(filters)
    zone = desk(hat.county).calendar.zone
    since = _since(hat, filters, zone)
    rows = _rows(hat, filters, zone, since)
    soonest_first = moment == "wait_until"
    forwards = soonest_first == key.is_backwards  # reading towards smaller moments
    if filters.waits_for is None:
        found = _read(rows, moment, key, size + 1, descending=forwards)
    else:
        found = waiting_rows(
            hat,
            rows,
            filters.waits_for,
            lambda one: _ordered(one, moment, key, size + 1, descending=forwards),
        )
        found = sorted(found, key=attrgetter(moment, "id"), reverse=forwards)[: size + 1]
    page, before, after = _cut(found, key, size, lambda case: Key(getattr(case, moment), case.id))
    return Page(page, texts(hat.county, page), before, after, since)


def _moment_of(filters: Filters) -> str:
    # The end of a wait moves with every act and is gone with the last one, that of a case is gone when it is
    # opened again; rows that must be as they were while others write stand by a moment that never moves.
    moment = SETS[filters.figure].moment
    return "reported_at" if moment in MOVING and filters.as_of is not None else moment


def all_of(hat: Hat, filters: Filters, *, most: int, chunk: int = 1000) -> list[Case]:
    """Return a list's cases in its order, for an export, read page by page.

    Refuses `case.export_too_long` above `most` cases, before anything is written.
    """
    cases: list[Case] = []
    key: Key | None = FIRST
    while key is not None:
        page = page_of(hat, filters, key, size=chunk)
        cases += page.rows
        key = page.after
        if len(cases) > most:
            raise Refused("case.export_too_long", field="period", limit=most)
    return cases


def texts(county: str, cases: Sequence[Case]) -> dict[UUID, tuple[str, str]]:
    """Return (words, place) of cases by id, in one statement."""
    rows = CaseText.objects.filter(county=county, case__in=[case.id for case in cases])
    return {case: (words, place) for case, words, place in rows.values_list("case", "words", "place")}


def frequent_categories(hat: Hat, *, most: int = 6, among: int = 300) -> list[str]:
    """Return the categories reported most among the latest cases in a hat's sight, most frequent first."""
    latest = Case.objects.filter(in_sight(hat)).order_by("-reported_at", "-id")[:among]
    return [category for category, _ in Tally(latest.values_list("category", flat=True)).most_common(most)]


def due_within(now: datetime, hours: int) -> Q:
    """Return the condition that a wait ends in the next so many hours; what is past its end is not coming due."""
    return Q(ended_at__isnull=True, wait_until__gte=now, wait_until__lt=now + timedelta(hours=hours))


def in_sight(hat: Hat) -> Q:
    """Return the condition that a hat may see a case."""
    scope = sees(hat)
    if scope.department:
        return Q(county=hat.county, department=scope.department, dispatched_at__isnull=False)
    return Q(county=hat.county) & in_unit(hat.county, scope.unit, column_of(hat.county, scope.unit))


def column_of(county: str, unit: str) -> str:
    """Return the case column that holds units of this unit's level; refuse `case.unknown_unit`."""
    if unit in {"", county}:
        return "county"
    row = units(county).get(unit)
    if row is None or row.level not in LEVEL_COLUMNS:
        raise Refused("case.unknown_unit", field="unit", unit=unit)
    return LEVEL_COLUMNS[row.level]


def _since(hat: Hat, filters: Filters, zone: tzinfo) -> Since | None:
    if filters.as_of is None:
        return None
    unit = filters.unit or sees(hat).unit or hat.county
    asked = Asked(filters.figure, unit, filters.kind, filters.period, filters.department, filters.source)
    return changed_since(hat.county, filters.as_of, asked, zone)


def _rows(hat: Hat, filters: Filters, zone: tzinfo, since: Since | None) -> QuerySet[Case]:
    case_set = SETS[filters.figure]
    # Work in trial mode and parts of a matter are left out of every figure; they still wait for somebody.
    holds = case_set.holds if filters.waits_for is None else Q(ended_at__isnull=True)
    narrowed = (
        holds
        & in_unit(hat.county, filters.unit, column_of(hat.county, filters.unit))
        & in_period(case_set, filters.period, zone)
    )
    narrowed &= _told_apart(filters)
    if since is not None and since.is_whole:
        # The rows as they stood at the figure's moment: without what came in since, with what went out.
        narrowed = (narrowed & ~Q(id__in=since.joined)) if since.joined else narrowed
        narrowed = (narrowed | Q(id__in=since.left)) if since.left else narrowed
    return Case.objects.filter(in_sight(hat) & narrowed & _further(hat, filters))


def _told_apart(filters: Filters) -> Q:
    columns = {"category": filters.kind, "department": filters.department, "channel": filters.source}
    return Q(**{column: "" if value == NOBODY else value for column, value in columns.items() if value})


def _further(hat: Hat, filters: Filters) -> Q:
    further = open_kinds(hat.county) if filters.is_mapped else Q()
    if filters.state:
        further &= Q(state=filters.state)
        states = desk(hat.county).states
        if filters.state in states and states[filters.state].end is None:
            further &= Q(ended_at__isnull=True)  # says what the state says, and lets the small index serve
    if filters.late_at:
        further &= Q(wait_until__lt=filters.late_at)
    if filters.due_hours:
        further &= due_within(timezone.now(), filters.due_hours)
    return further


def _read(rows: QuerySet[Case], moment: str, key: Key, size: int, *, descending: bool) -> list[Case]:
    return list(_ordered(rows, moment, key, size, descending=descending))


def _ordered(rows: QuerySet[Case], moment: str, key: Key, size: int, *, descending: bool) -> QuerySet[Case]:
    sign, side = ("-", "lt") if descending else ("", "gt")
    if key.id is not None:
        # The first bound lets the index begin at the key; the second breaks ties by id.
        rows = rows.filter(
            Q(**{f"{moment}__{side}e": key.moment}),
            Q(**{f"{moment}__{side}": key.moment}) | Q(**{f"id__{side}": key.id}),
        )
    return rows.order_by(f"{sign}{moment}", f"{sign}id")[:size]


def _cut(
    found: list[Case], key: Key, size: int, key_of: Callable[[Case], Key]
) -> tuple[list[Case], Key | None, Key | None]:
    has_more = len(found) > size
    page = found[:size]
    if key.is_backwards:
        page.reverse()
    if not page:
        return page, None, None
    first, last = key_of(page[0]), key_of(page[-1])
    backwards = Key(first.moment, first.id, first.number, is_backwards=True)
    is_start = key == FIRST or (key.is_backwards and not has_more)
    is_end = key == LAST or (not key.is_backwards and not has_more)
    return page, None if is_start else backwards, None if is_end else last


def _searched(hat: Hat, filters: Filters, key: Key, size: int) -> Page:
    numbers = _matching(hat, filters, key, size + 1)
    by_case = dict(numbers)
    rows = Case.objects.filter(in_sight(hat), county=hat.county, id__in=list(by_case))
    found = sorted(rows, key=lambda case: by_case[case.id], reverse=not key.is_backwards)
    page, before, after = _cut(found, key, size, lambda case: Key(number=by_case[case.id]))
    return Page(page, texts(hat.county, page), before, after, None)


def _matching(hat: Hat, filters: Filters, key: Key, size: int) -> list[tuple[UUID, int]]:
    scope = sees(hat)
    tags = [tag("county", hat.county)]
    tags += [tag("unit", unit) for unit in (scope.unit, filters.unit) if unit and unit != hat.county]
    tags += [tag("kind", filters.kind)] if filters.kind else []
    tags += [tag("department", code) for code in (scope.department, filters.department) if code]
    is_month = filters.figure == Figure.FOUND and len(filters.period.text) == len("2015-03")
    tags += [tag("month", filters.period.text)] if is_month else []
    where, values = _beyond_tags(hat, filters, is_month=is_month)
    order, side = ("ASC", ">") if key.is_backwards else ("DESC", "<")
    if key.number is not None:
        where.append(f"t.id {side} %s")
        values.append(key.number)
    if connection.vendor == "sqlite":
        # The index answers in its own order, so a page of a pair found everywhere reads only a page.
        where = [clause.replace("t.id", "i.rowid") for clause in where]
        source, order_by = "cases_textindex i JOIN cases_casetext t ON t.id = i.rowid", "i.rowid"
        where.insert(0, "cases_textindex MATCH %s")
        values.insert(0, fts5_query(filters.q, tags))
    else:
        source, order_by = "cases_casetext t", "t.id"
        where[:0] = ["t.county = %s", "t.found_by @@ %s::tsquery"]
        values[:0] = [hat.county, tsquery(filters.q, tags)]
    sql = f'SELECT t."case", t.id FROM {source} WHERE {" AND ".join(where)}'
    sql += f" ORDER BY {order_by} {order} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, size])
        return [
            (case if isinstance(case, UUID) else UUID(case), number) for case, number in cursor.fetchall()
        ]


def _beyond_tags(hat: Hat, filters: Filters, *, is_month: bool) -> tuple[list[str], list[Any]]:
    # What the index has no word for is asked of the case itself, in the words of its set.
    case_set = SETS[filters.figure]
    beyond = _further(hat, filters) & _told_apart(replace(filters, kind=""))
    if filters.figure != Figure.FOUND:
        beyond &= case_set.holds
    if not is_month:
        beyond &= in_period(case_set, filters.period, desk(hat.county).calendar.zone)
    if not beyond:
        return [], []
    asked = Case.objects.filter(beyond, county=hat.county).order_by().values("id")
    sql, values = asked.query.sql_with_params()
    return [f'EXISTS ({sql} AND "cases_case"."id" = t."case")'], list(values)
