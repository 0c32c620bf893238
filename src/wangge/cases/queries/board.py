"""How many cases of some places wait, are overdue, were sent back or opened again; and exactly which are they?

Both answers are as of one position of the county's order: rows are read in one state of the database, and what was
committed after the position is taken back. Matters that point at people are never among them (exposure.py); of a
basic grid only kinds in public space, since others are named by their community.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wangge.cases.models import Case
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.exposure import exposure_of
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.sets import TAIL_MOST
from wangge.foundation.locking import reading
from wangge.foundation.sequencing import Placed, committed_after, head_position
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure, Spot, facts
from wangge.rules.levels import Level
from wangge.territory.queries import units

PAGE = 50


class Load(StrEnum):
    """What a case is counted as on a board; the last three are among the first."""

    WAITING = "waiting"  # 在办
    OVERDUE = "overdue"  # 超期
    SENT_BACK = "sent_back"  # 被退回过
    OPENED_AGAIN = "opened_again"  # 重新打开过


@dataclass(frozen=True, slots=True)
class Places:
    """Some units of territory with the kinds that may be shown of them; of one kind or area only where it is named."""

    county: str
    codes: tuple[str, ...]
    category: str = ""
    area: str = ""  # of the catalogue

    @property
    def rows(self) -> Q:
        """Return the condition that a case lies in one of the units and is of a kind that may be shown there."""
        known, found = desk(self.county), Q(pk__in=[])
        for column, codes in self._by_column().items():
            kinds = known.matter_only if column != "grid" else _unshown_in_grids(known)
            inside = Q() if column == "county" else Q(**{f"{column}__in": codes})
            found |= inside & ~Q(category__in=kinds)
        if self.area:
            found &= Q(category__in=[key for key, row in known.categories.items() if row.area == self.area])
        return found & (Q(category=self.category) if self.category else Q())

    def holds(self, spot: Spot) -> bool:
        """Say whether an event's spot is one of these places and kinds."""
        known = desk(self.county)
        if self.category and spot.kind != self.category:
            return False
        if self.area and (spot.kind not in known.categories or known.categories[spot.kind].area != self.area):
            return False
        for column, codes in self._by_column().items():
            if (column == "county" or set(codes) & set(spot.units)) and spot.kind not in (
                known.matter_only if column != "grid" else _unshown_in_grids(known)
            ):
                return True
        return False

    def _by_column(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in self.codes:
            found.setdefault(column_of(self.county, code), []).append(code)
        return found


@dataclass(slots=True)
class Board:
    """The four numbers of some places, as of one position."""

    as_of: int
    at: datetime
    is_exact: bool  # False: more happened since than is taken back, so this is as of now
    counts: dict[Load, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A case as anybody may see it in a list: never its words, never who is in it."""

    id: UUID
    number: str
    category: str
    unit: str  # the finest that may be named
    reported_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list with the position that it is as of; `after` is the key of the next page."""

    as_of: int
    at: datetime
    is_exact: bool
    total: int
    lines: Sequence[Line]
    after: str


@dataclass(frozen=True, slots=True)
class _Stood:
    # How a case stood at the position, if it was among those asked for.
    case: Case
    is_open: bool
    is_late: bool
    sent_back: bool
    opened_again: bool

    def counts_as(self, load: Load) -> bool:
        return self.is_open and {
            Load.WAITING: True, Load.OVERDUE: self.is_late, Load.SENT_BACK: self.sent_back,
            Load.OPENED_AGAIN: self.opened_again,
        }[load]  # fmt: skip


_NOW = {
    Load.WAITING: Q(), Load.OVERDUE: Q(overdue_at__isnull=False), Load.SENT_BACK: Q(bounces__gt=0),
    Load.OPENED_AGAIN: Q(reopens__gt=0),
}  # fmt: skip
_SHOWN = ("id", "county", "number", "category", "unit", "community", "street", "reported_at", "ended_at")
_OPEN = Q(ended_at__isnull=True, trial=False, is_part=False)


def board(places: Places) -> Board:
    """Return the four numbers of some places as of the county's newest position."""
    with reading():
        position = head_position(places.county)
        stood, is_exact = _stood_at(places, position)
        rows = Case.objects.filter(_OPEN, places.rows, county=places.county)
        counted = rows.exclude(pk__in=[one.case.id for one in stood]).aggregate(
            **{str(load): Count("id", filter=_NOW[load]) if _NOW[load] else Count("id") for load in Load}
        )
    told = Board(position, timezone.now(), is_exact, {load: counted[load] for load in Load})
    for one in stood:
        for load in Load:
            told.counts[load] += one.counts_as(load)
    return told


def listed(
    places: Places, load: Load, *, as_of: int | None = None, after: str = "", size: int = PAGE
) -> Listed:
    """Return the cases that `board` counts under a load at a position, newest first, page by page."""
    key = page_key(after)
    with reading():
        head = head_position(places.county)
        position = head if as_of is None else min(as_of, head)
        stood, is_exact = _stood_at(places, position)
        rows = Case.objects.filter(_OPEN & _NOW[load], places.rows, county=places.county)
        rows = rows.exclude(pk__in=[one.case.id for one in stood])
        total, found = rows.count(), list(older(rows, key).only(*_SHOWN)[: size + 1])
    added = [one.case for one in stood if one.counts_as(load)]
    found += [case for case in added if key is None or _place(case) < key]
    page = sorted(found, key=_place, reverse=True)[: size + 1]
    return Listed(
        position if is_exact else head, timezone.now(), is_exact, total + len(added),
        lines_of(places.county, page[:size]), key_after(page, size),
    )  # fmt: skip


def page_key(after: str) -> tuple[datetime, UUID] | None:
    """Read the key after which a page goes on; None from the first on. Refuses `case.bad_filter`."""
    if not after:
        return None
    moment, _, key = after.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        raise Refused("case.bad_filter", field="after", value=after[:60]) from None


def key_after(page: Sequence[Case], size: int) -> str:
    """Write the key after which the next page goes on; empty where `page` holds no more than one page."""
    return f"{page[size - 1].reported_at.isoformat()}~{page[size - 1].id.hex}" if len(page) > size else ""


def older(rows: QuerySet[Case], key: tuple[datetime, UUID] | None) -> QuerySet[Case]:
    """Return cases newest first, those after a key only."""
    if key:
        rows = rows.filter(Q(reported_at__lt=key[0]) | Q(reported_at=key[0], id__lt=key[1]))
    return rows.order_by("-reported_at", "-id")


def _place(case: Case) -> tuple[datetime, UUID]:
    return case.reported_at, case.id


def lines_of(county: str, cases: Iterable[Case]) -> list[Line]:
    """Return cases as anybody may see them; those that may not be listed at all are left out."""
    territory, found = units(county), []
    for case in cases:
        shown = exposure_of(county, case.category)
        if not shown.is_listed:
            continue
        row = territory.get(case.unit)
        is_too_fine = row is not None and row.level > shown.finest
        unit = (case.community or case.street or county) if is_too_fine else case.unit
        found.append(Line(case.id, case.number, case.category, unit, case.reported_at, case.ended_at is None))
    return found


def known_cases(county: str, numbers: Collection[str]) -> dict[str, UUID]:
    """Return the cases that have these numbers and may be listed, by number."""
    rows = Case.objects.filter(county=county, number__in=list(numbers))
    return {
        number: key for key, number, category in rows.values_list("id", "number", "category")
        if exposure_of(county, category).is_listed
    }  # fmt: skip


def _unshown_in_grids(known: Desk) -> frozenset[str]:
    county = known.setup.county
    return frozenset(
        key for key in known.categories
        if not exposure_of(county, key).is_listed or exposure_of(county, key).finest < Level.GRID
    )  # fmt: skip


def _stood_at(places: Places, position: int) -> tuple[list[_Stood], bool]:
    # Every case that something happened to since the position, as it stood there.
    events = list(committed_after(places.county, position, TAIL_MOST + 1))
    if len(events) > TAIL_MOST:
        return [], False
    by_case: dict[UUID, list[Placed]] = {}
    for event in events:
        if event.kind.startswith("case."):
            by_case.setdefault(event.subject, []).append(event)
    if not by_case:
        return [], True
    inside = places.rows
    rows = {case.id: case for case in Case.objects.filter(county=places.county, pk__in=list(by_case))}
    now_in = set(
        Case.objects.filter(inside, county=places.county, pk__in=list(by_case)).values_list("id", flat=True)
    )
    counters = _counters(desk(places.county))
    return [
        _set_back(rows[key], happened, places, counters, is_in=key in now_in)
        for key, happened in by_case.items() if key in rows
    ], True  # fmt: skip


def _set_back(
    case: Case, happened: Sequence[Placed], places: Places, counters: dict[str, str], *, is_in: bool
) -> _Stood:  # fmt: skip
    counted = is_in and not case.trial and not case.is_part
    is_open = int(counted and case.ended_at is None)
    is_late = int(counted and case.ended_at is None and case.overdue_at is not None)
    back = {"bounces": case.bounces, "reopens": case.reopens}
    for event in happened:
        for spot, fact in facts(event.kind, event.at, event.payload):
            if places.holds(spot):
                is_open -= fact.by if fact.figure == Figure.OPEN else 0
                is_late -= fact.by if fact.figure == Figure.LATE else 0
        counter = counters.get(str(event.payload.get("act", "")), "")
        if counter in back:
            back[counter] -= 1
    return _Stood(case, is_open > 0, is_late > 0, back["bounces"] > 0, back["reopens"] > 0)


def _counters(known: Desk) -> dict[str, str]:
    return {move.act: move.counter for loop in known.loops for move in loop.moves.values() if move.counter}
