"""Whose is this, answered on the spot: keepers of the thing, past rulings, dated rules, and who answers now.

A 部件 goes to its owner first and the territory after that, an event the other way round; the ladder itself
stands in `rules.ownership`. A unit of the register answers through the department that stands for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.cases.models import Case, Category, RoutingRow
from wangge.cases.policies import may_see
from wangge.cases.queries.desk import Desk, desk, route_key
from wangge.cases.queries.listing import in_sight, texts
from wangge.cases.queries.rows import CaseRow, case_rows
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.ownership import (
    PART,
    Answer,
    Owned,
    Rung,
    answer_for,
    goes_to_owner_first,
    keepers,
    thing_kind,
)
from wangge.territory.queries import locator, units
from wangge.territory.queries.assets import AssetRow, UnitStanding, asset_by_id, unit_standings

CASES_SHOWN = 20
_BY_ROW = {Rung.RULING, Rung.TERRITORY}


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a matter, by which rung, and the routing row where one decided."""

    asset: AssetRow | None
    owned: Owned | None
    answer: Answer
    route: UUID | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One dated row: a rule of the routing table, or a ruling and the case in which it was given."""

    key: str
    department: str
    unit: str
    category: str
    source: str
    from_on: date | None
    until_on: date | None
    case: UUID | None = None
    number: str = ""  # empty where the hat may not see the case
    about_thing: bool = False

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class Ownership:
    """The whole answer to "who owns this": keepers, who answers now, past rulings and dated rules."""

    category: str
    path: tuple[str, ...]
    asset: AssetRow | None
    owned: Owned | None
    standings: Mapping[str, UnitStanding]
    answer: Answer
    rulings: Sequence[RuleRow]
    rules: Sequence[RuleRow]
    decided_by: str  # key of the row that decides, or empty


def who_answers(known: Desk, category: str, asset: UUID | None, path: Sequence[str], on: date) -> Answering:
    """Return who answers for a matter of a category at a place (the codes from county down), about a thing or none.

    Refuses `case.unknown_asset`, and `case.asset_of_other_kind` for a thing that the category does not speak of.
    """
    county = known.setup.county
    thing = _thing(county, category, asset)
    standings = unit_standings(county, thing.named_units, on=on) if thing else {}
    return _answering(known, category, thing, standings, path, on)


def who_owns(
    county: str,
    hat: Hat | None,
    *,
    category: str,
    asset: UUID | None,
    lon: float | None,
    lat: float | None,
    on: date,
) -> Ownership:
    """Return everything on record about who answers for a kind of matter at a thing, or at a place without one.

    Numbers of cases stand only beside those that the hat may see; without a hat (the command line) beside all.
    Refuses `case.unknown_category` and what `who_answers` refuses.
    """
    known = desk(county)
    thing = _thing(county, category, asset) if asset else None
    category = category or (thing.category if thing else "")
    # A thing of another catalogue than the county's own may still be asked for.
    if not thing and category not in known.categories:
        raise Refused("case.unknown_category", field="category", category=category[:80])
    if thing:
        lon, lat = thing.lon, thing.lat
    path = _path(county, lon, lat, on)
    standings = unit_standings(county, thing.named_units, on=on) if thing else {}
    found = _answering(known, category, thing, standings, path, on)
    rulings, rules = _rows_about(county, hat, known, category, thing, path)
    return Ownership(
        category, path, thing, found.owned, standings, found.answer, rulings, rules,
        found.route.hex if found.route else "",
    )  # fmt: skip


def cases_of_asset(hat: Hat, asset: UUID, *, now: datetime) -> list[CaseRow]:
    """Return the cases about one thing that this hat may see, newest first."""
    rows = list(Case.objects.filter(in_sight(hat), asset=asset).order_by("-reported_at", "-id")[:CASES_SHOWN])
    return case_rows(hat.county, rows, texts(hat.county, rows), now=now)


def loaded_kinds() -> set[str]:
    """Return the categories of things that are loaded, of every catalogue."""
    return set(Category.objects.filter(kind=PART).values_list("key", flat=True))


def _thing(county: str, category: str, asset: UUID | None) -> AssetRow | None:
    if asset is None:
        return None
    thing = asset_by_id(county, asset)
    if thing is None:
        raise Refused("case.unknown_asset", field="asset", asset=asset.hex)
    # An event may have its cause in any thing; a matter of things is about one of its own kind.
    kind = thing_kind(category)
    if kind and thing.category != kind:
        raise Refused("case.asset_of_other_kind", field="asset", asset=thing.code, category=category)
    return thing


def _answering(
    known: Desk, category: str, thing: AssetRow | None, standings: Mapping[str, UnitStanding],
    path: Sequence[str], on: date,
) -> Answering:  # fmt: skip
    route = known.routing.decide(category, path, on)
    ruling = _ruling_about(known.setup.county, thing, on) if thing else None
    owned = _owned(known, thing, standings) if thing else None
    answer = answer_for(
        owner_first=goes_to_owner_first(category), owned=owned, ruled=ruling.department if ruling else "",
        territory=route.department if route else "",
    )  # fmt: skip
    decided = ruling.id if ruling else route_key(route)
    return Answering(thing, owned, answer, decided if answer.rung in _BY_ROW else None)


def _owned(known: Desk, thing: AssetRow, standings: Mapping[str, UnitStanding]) -> Owned:
    said = {unit: standings[unit].department if unit in standings else "" for unit in thing.named_units}
    # A register that uses our own codes needs no list.
    ours = {unit: code or unit for unit, code in said.items() if (code or unit) in known.departments}
    return keepers(
        thing.owner_state, maintainer=thing.maintainer, owner=thing.owner, duty=thing.duty,
        authority=thing.authority, departments=ours,
    )  # fmt: skip


def _ruling_about(county: str, thing: AssetRow, on: date) -> RoutingRow | None:
    rows = _rulings_about(county, thing).order_by("-from_on", "-id")
    return next((row for row in rows if row.until_on is None or on < row.until_on), None)


def _rulings_about(county: str, thing: AssetRow) -> QuerySet[RoutingRow]:
    about = Case.objects.filter(county=county, asset=thing.id).values("id")
    return RoutingRow.objects.filter(county=county, ruling__in=about)


def _path(county: str, lon: float | None, lat: float | None, on: date) -> tuple[str, ...]:
    if lon is None or lat is None:
        return (county,)
    place = locator(county, on).place(lon, lat, 0.0)
    unit = place.unit or next(iter(place.candidates), "")
    known = units(county, on)
    return (county, *(code for code in known[unit].path if code != county)) if unit in known else (county,)


def _rows_about(
    county: str, hat: Hat | None, known: Desk, category: str, thing: AssetRow | None, path: Sequence[str]
) -> tuple[list[RuleRow], list[RuleRow]]:
    about = {row.id for row in _rulings_about(county, thing)} if thing else set()
    spoken = {UUID(known.routing.routes[rank].key) for rank in known.routing.speaking_of(category)}
    rows = RoutingRow.objects.filter(Q(id__in=about) | Q(id__in=spoken, unit__in=("", *path)), county=county)
    found = sorted(rows, key=lambda row: (row.order, row.from_on or date.min))
    numbers = _numbers(county, hat, (row.ruling for row in found if row.ruling))
    told = [
        RuleRow(
            row.id.hex, row.department, row.unit, row.category, row.source, row.from_on, row.until_on, row.ruling,
            numbers.get(row.ruling, "") if row.ruling else "", about_thing=row.id in about,
        )
        for row in found
    ]  # fmt: skip
    newest_first = sorted(
        (row for row in told if row.case), key=lambda row: row.from_on or date.min, reverse=True
    )
    return newest_first, [row for row in told if not row.case]


def _numbers(county: str, hat: Hat | None, cases: Iterable[UUID]) -> dict[UUID, str]:
    rows = Case.objects.filter(county=county, id__in=set(cases))
    return {case.id: case.number for case in rows if hat is None or may_see(hat, case)}
