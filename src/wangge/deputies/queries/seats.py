"""Who represents a place on a day, by which seat, and which places does a deputy stand for?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import Congress, Constituency, ConstituencyUnit, Deputy, Seat, Station, Term
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.seats import Basis, CongressLevel
from wangge.territory.queries import UnitRow, children, units


@dataclass(frozen=True, slots=True)
class CongressRow:
    """One congress."""

    id: UUID
    area: str
    level: CongressLevel
    name: str


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """One deputy; whoever has no account cannot log in."""

    id: UUID
    name: str
    account: UUID | None
    relay: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat with whatever its page says of it."""

    id: UUID
    deputy: UUID
    name: str
    congress: UUID
    congress_name: str
    level: CongressLevel
    constituency: UUID
    constituency_name: str
    basis: Basis
    station: UUID | None
    station_name: str
    in_committee: bool
    part_time: bool
    from_on: date
    until_on: date | None


def congresses(county: str, on: date) -> list[CongressRow]:
    """Return the congresses that have a term on a day, the highest first."""
    sitting = Term.objects.filter(_in_force(on), county=county).values_list("congress", flat=True)
    rows = Congress.objects.filter(county=county, pk__in=list(sitting)).order_by("area")
    return [CongressRow(row.pk, row.area, CongressLevel(row.level), row.name) for row in rows]


def standing_congresses(county: str, on: date) -> list[CongressRow]:
    """Return the congresses that have a standing committee (常委会) on a day; a township's has none."""
    return [row for row in congresses(county, on) if row.level is not CongressLevel.TOWNSHIP]


def deputies_in_force(county: str, on: date) -> list[DeputyRow]:
    """Return everybody who has a seat on a day, by name."""
    sitting = Seat.objects.filter(_in_force(on), county=county).values_list("deputy", flat=True)
    rows = Deputy.objects.filter(county=county, pk__in=list(sitting)).order_by("name", "id")
    return [DeputyRow(row.pk, row.name, row.account, row.relay) for row in rows]


def deputy(county: str, key: UUID) -> DeputyRow:
    """Return one deputy, sitting or former; refuse `deputy.unknown`."""
    row = Deputy.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("deputy.unknown", field="deputy")
    return DeputyRow(row.pk, row.name, row.account, row.relay)


def accounts_of(county: str, keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the accounts of these deputies; none for whoever cannot log in. One statement."""
    rows = Deputy.objects.filter(county=county, pk__in=set(keys), account__isnull=False)
    return {key: account for key, account in rows.values_list("pk", "account") if account}


def deputy_of(hat: Hat) -> DeputyRow | None:
    """Return the deputy whose account a hat belongs to, or None."""
    row = Deputy.objects.filter(county=hat.county, account=hat.account_id).first()
    return DeputyRow(row.pk, row.name, row.account, row.relay) if row else None


def deputy_names(county: str, keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these deputies are called. One statement."""
    return dict(Deputy.objects.filter(county=county, pk__in=set(keys)).values_list("pk", "name"))


def deputy_name(county: str, key: UUID) -> str:
    """Return what a deputy is called; empty where there is none."""
    return deputy_names(county, [key]).get(key, "")


def seats_of(county: str, deputy: UUID, on: date | None = None) -> list[SeatRow]:
    """Return a deputy's seats on a day, or all there ever were, the highest congress first."""
    rows = Seat.objects.filter(county=county, deputy=deputy)
    return _told(county, list(rows.filter(_in_force(on)) if on else rows))


def seats_at(county: str, unit: str, on: date) -> list[SeatRow]:
    """Return who represents a unit of territory on a day.

    By residence: the 选区 that hold it. Of upper congresses: whoever serves at a station of it (rulings.md, Deputies).
    """
    row = units(county, on).get(unit)
    path = list(row.path) if row else [county]
    held = ConstituencyUnit.objects.filter(_in_force(on), county=county, unit__in=path)
    stations = Station.objects.filter(_in_force(on), county=county, unit__in=path)
    residential = list(held.values_list("constituency", flat=True))
    electing = Constituency.objects.filter(county=county, basis=Basis.ELECTING).values_list("pk", flat=True)
    found = Seat.objects.filter(_in_force(on), county=county).filter(
        Q(constituency__in=residential)
        | Q(station__in=list(stations.values_list("pk", flat=True)), constituency__in=list(electing))
    )
    return _told(county, list(found))


def parts_of(county: str, unit: str, on: date) -> list[UnitRow]:
    """Return the units just below one where constituencies hold some of them apart: each has its own deputies."""
    below = children(county, unit, on) if unit in units(county, on) else []
    held = ConstituencyUnit.objects.filter(_in_force(on), county=county, unit__in=[row.code for row in below])
    return below if held.exists() else []


def by_work_unit(county: str, words: str, on: date) -> list[SeatRow]:
    """Return who represents a work unit (单位选区 have no outline); none for fewer than two characters."""
    if len(words.strip()) < 2:
        return []
    held = ConstituencyUnit.objects.filter(_in_force(on), county=county, work_unit__contains=words.strip())
    keys = list(held.values_list("constituency", flat=True))
    return _told(county, list(Seat.objects.filter(_in_force(on), county=county, constituency__in=keys)))


def seats_at_station(county: str, station: UUID, on: date) -> list[SeatRow]:
    """Return who serves at a station on a day."""
    return _told(county, list(Seat.objects.filter(_in_force(on), county=county, station=station)))


def units_of(county: str, deputy: UUID, on: date) -> tuple[str, ...]:
    """Return the units of territory that a deputy stands for on a day, none of them inside another.

    Those of residential 选区; for a seat without an outline the unit that its station serves. Without either, who was
    elected by the congress below stands for the whole county, and who sits for a work unit (单位选区) for no place.
    """
    seats = list(Seat.objects.filter(_in_force(on), county=county, deputy=deputy))
    held = ConstituencyUnit.objects.filter(
        _in_force(on), county=county, constituency__in=[seat.constituency for seat in seats]
    ).exclude(unit="")
    by_seat: dict[UUID, list[str]] = {}
    for constituency, unit in held.values_list("constituency", "unit"):
        by_seat.setdefault(constituency, []).append(unit)
    served = dict(
        Station.objects.filter(
            county=county, pk__in=[seat.station for seat in seats if seat.station]
        ).values_list("pk", "unit")
    )
    codes = {unit for seat in seats for unit in by_seat.get(seat.constituency, [])}
    codes |= {
        served[seat.station] for seat in seats if seat.constituency not in by_seat and seat.station in served
    }
    seated = {seat.constituency for seat in seats}
    if not codes and Constituency.objects.filter(county=county, pk__in=seated, basis=Basis.ELECTING).exists():
        return (county,)
    known = units(county, on)
    return tuple(
        sorted(
            code for code in codes if not (codes - {code}) & set(known[code].path if code in known else ())
        )
    )


def sitting(county: str, on: date) -> list[SeatRow]:
    """Return every seat that somebody holds on a day, the highest congress first."""
    return _told(county, list(Seat.objects.filter(_in_force(on), county=county)))


def constituency_units(county: str, keys: Iterable[UUID], on: date) -> dict[UUID, tuple[str, ...]]:
    """Return the units of territory of each of these constituencies; none where it has no outline. One statement."""
    found: dict[UUID, tuple[str, ...]] = {}
    held = ConstituencyUnit.objects.filter(_in_force(on), county=county, constituency__in=set(keys))
    for constituency, unit in held.exclude(unit="").order_by("unit").values_list("constituency", "unit"):
        found[constituency] = (*found.get(constituency, ()), unit)
    return found


def _in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))


def _told(county: str, rows: list[Seat]) -> list[SeatRow]:
    kept = {
        row.pk: row
        for row in Constituency.objects.filter(county=county, pk__in={row.constituency for row in rows})
    }
    bodies = {row.pk: row for row in Congress.objects.filter(county=county)} if rows else {}
    named = deputy_names(county, {row.deputy for row in rows})
    places = dict(
        Station.objects.filter(
            county=county, pk__in={row.station for row in rows if row.station}
        ).values_list("pk", "name")
    )
    found = []
    for row in rows:
        of, body = kept[row.constituency], bodies[kept[row.constituency].congress]
        found.append(
            SeatRow(
                row.pk, row.deputy, named[row.deputy], body.pk, body.name, CongressLevel(body.level), of.pk, of.name,
                Basis(of.basis), row.station, places.get(row.station, "") if row.station else "", row.in_committee,
                row.part_time, row.from_on, row.until_on,
            )
        )  # fmt: skip
    order = list(CongressLevel)
    return sorted(found, key=lambda one: (order.index(one.level), one.constituency_name, one.name))
