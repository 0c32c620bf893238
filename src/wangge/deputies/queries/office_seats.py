"""Which constituencies does each congress have in its term, who sits for them, and what does none of them cover?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.deputies.models import Congress, Constituency, ConstituencyUnit, Term
from wangge.deputies.queries.places import uncovered
from wangge.deputies.queries.seats import SeatRow, sitting
from wangge.foundation.ids import Keyed
from wangge.rules.seats import Basis, CongressLevel
from wangge.territory.queries import UnitRow


@dataclass(frozen=True, slots=True)
class ConstituencyRow(Keyed):
    """One constituency with what it covers and who sits for it."""

    id: UUID
    code: str
    name: str
    basis: Basis
    seats: int
    units: tuple[str, ...]
    work_units: tuple[str, ...]
    held: tuple[SeatRow, ...]

    @property
    def vacant(self) -> int:
        """How many seats nobody holds; of an electing congress only those who serve here are kept."""
        return 0 if self.basis is Basis.ELECTING else max(0, self.seats - len(self.held))


@dataclass(frozen=True, slots=True)
class Change:
    """That a constituency began or ceased to hold a unit within the term."""

    on: date
    unit: str
    constituency: str
    begins: bool


@dataclass(frozen=True, slots=True)
class TermRow(Keyed):
    """A congress in its term; `gaps` are communities without a residential 选区, where voters elect it."""

    id: UUID
    congress: UUID
    name: str
    level: CongressLevel
    number: int
    from_on: date
    constituencies: tuple[ConstituencyRow, ...]
    gaps: tuple[UnitRow, ...]
    changes: tuple[Change, ...]


def terms_on(county: str, on: date) -> list[TermRow]:
    """Return every congress that sits on a day, the highest first. A few statements and the territory."""
    bodies = {row.pk: row for row in Congress.objects.filter(county=county)}
    terms = [
        row for row in Term.objects.filter(county=county, from_on__lte=on)
        if row.until_on is None or row.until_on > on
    ]  # fmt: skip
    kept = list(
        Constituency.objects.filter(county=county, term__in=[row.pk for row in terms]).order_by("code")
    )
    covered, works = _covered(county, [row.pk for row in kept], on)
    held: dict[UUID, list[SeatRow]] = defaultdict(list)
    for seat in sitting(county, on):
        held[seat.constituency].append(seat)
    found = []
    for term in terms:
        body = bodies[term.congress]
        mine = tuple(
            ConstituencyRow(
                row.pk, row.code, row.name, Basis(row.basis), row.seats, tuple(covered[row.pk]),
                tuple(works[row.pk]), tuple(held[row.pk]),
            )
            for row in kept if row.term == term.pk
        )  # fmt: skip
        units = [unit for row in mine for unit in row.units]
        gaps = tuple(uncovered(county, units, on)) if units else ()
        found.append(
            TermRow(
                term.pk, body.pk, body.name, CongressLevel(body.level), term.number, term.from_on, mine, gaps,
                _changes(county, term, {row.id: row.name for row in mine}),
            )
        )  # fmt: skip
    order = list(CongressLevel)
    return sorted(found, key=lambda one: (order.index(one.level), one.name))


def _changes(county: str, term: Term, names: dict[UUID, str]) -> tuple[Change, ...]:
    rows = ConstituencyUnit.objects.filter(county=county, constituency__in=list(names)).exclude(unit="")
    found = [
        Change(row.from_on, row.unit, names[row.constituency], begins=True)
        for row in rows
        if row.from_on != term.from_on
    ]
    found += [
        Change(row.until_on, row.unit, names[row.constituency], begins=False)
        for row in rows
        if row.until_on and row.until_on != term.until_on
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.begins, one.unit), reverse=True))


def _covered(county: str, keys: list[UUID], on: date) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    units: dict[UUID, list[str]] = defaultdict(list)
    works: dict[UUID, list[str]] = defaultdict(list)
    rows = ConstituencyUnit.objects.filter(county=county, constituency__in=keys, from_on__lte=on)
    for row in rows.order_by("unit", "work_unit"):
        if row.until_on is None or row.until_on > on:
            (units if row.unit else works)[row.constituency].append(row.unit or row.work_unit)
    return units, works
