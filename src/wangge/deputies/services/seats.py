"""How do congresses, constituencies, deputies and seats come into the register?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import Congress, Constituency, ConstituencyUnit, Deputy, Seat, Station, Term
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.rules.errors import Refused
from wangge.rules.seats import (
    OVERLAP_LAW,
    SEATS_MOST,
    Basis,
    CongressLevel,
    level_of,
    overlaps,
    refuse_basis,
    refuse_unrelated,
)
from wangge.territory.queries import units


@dataclass(frozen=True, slots=True)
class ConstituencyWish:
    """A constituency as it is to be: by units of territory, by work units, or a congress below that elects."""

    code: str
    name: str
    basis: Basis
    seats: int
    units: Sequence[str] = ()
    work_units: Sequence[str] = ()


def found_congress(
    county: str,
    area: str,
    name: str,
    *,
    term: int,
    from_on: date,
    until_on: date | None = None,
    now: datetime,
) -> tuple[UUID, UUID]:
    """Keep a congress and one of its terms; return (congress, term). Refuses `deputy.bad_area`."""
    level = level_of(area)
    with writing():
        body, _ = Congress.objects.get_or_create(
            county=county, area=area, defaults={"level": level, "name": name}
        )
        kept, is_new = Term.objects.get_or_create(
            county=county, congress=body.pk, number=term, defaults={"from_on": from_on, "until_on": until_on}
        )
        if is_new:
            payload = {"area": area, "term": term, "from": from_on.isoformat()}
            record(county=county, subject=body.pk, kind="deputies.term_kept", at=now, payload=payload)
    return body.pk, kept.pk


def draw_constituency(county: str, term: UUID, wish: ConstituencyWish, *, now: datetime) -> UUID:
    """Keep a constituency of a term.

    Refuses `deputy.bad_basis`, `deputy.bad_seats`, `deputy.unknown_unit` and, where another residential 选区 of the
    same term holds a part of it, `deputy.constituency_overlap`.
    """
    with locked(Term, county=county, key=term) as held:
        body = Congress.objects.get(county=county, pk=held.congress)
        refuse_basis(CongressLevel(body.level), wish.basis)
        if wish.basis is not Basis.ELECTING and not 1 <= wish.seats <= SEATS_MOST:
            raise Refused("deputy.bad_seats", field="seats", n=wish.seats, most=SEATS_MOST)
        _refuse_overlap(county, held, wish)
        row = Constituency.objects.create(
            county=county, congress=body.pk, term=term, code=wish.code, name=wish.name, basis=wish.basis,
            seats=wish.seats,
        )  # fmt: skip
        told = [{"unit": unit} for unit in wish.units] + [{"work_unit": name} for name in wish.work_units]
        ConstituencyUnit.objects.bulk_create(
            ConstituencyUnit(
                county=county, constituency=row.pk, from_on=held.from_on, until_on=held.until_on, **one
            )
            for one in told
        )
        payload = {"term": term.hex, "code": wish.code, "basis": str(wish.basis), "units": list(wish.units)}
        record(county=county, subject=row.pk, kind="deputies.constituency_kept", at=now, payload=payload)
    return row.pk


def keep_deputy(
    county: str, name: str, *, account: UUID | None = None, relay: str = "", now: datetime
) -> UUID:
    """Keep a deputy and return the key."""
    with writing():
        row = Deputy.objects.create(county=county, name=name.strip(), account=account, relay=relay.strip())
        record(county=county, subject=row.pk, kind="deputies.deputy_kept", at=now, payload={})
    return row.pk


def give_seat(
    county: str, deputy: UUID, constituency: UUID, *, from_on: date, station: UUID | None = None,
    in_committee: bool = False, part_time: bool = False, now: datetime,
) -> UUID:  # fmt: skip
    """Give a deputy a seat; refuse `deputy.unrelated_seats`, `deputy.seat_taken` and `deputy.held_already`."""
    with locked(Deputy, county=county, key=deputy):
        of = Constituency.objects.get(county=county, pk=constituency)
        term = Term.objects.get(county=county, pk=of.term)
        held = Seat.objects.filter(Q(until_on=None) | Q(until_on__gt=from_on), county=county)
        mine = list(held.filter(deputy=deputy).values_list("constituency", flat=True))
        if constituency in mine:
            raise Refused("deputy.held_already", field="constituency", name=of.name)
        if held.filter(constituency=constituency).count() >= of.seats:
            raise Refused("deputy.seat_taken", field="constituency", name=of.name, n=of.seats)
        bodies = Constituency.objects.filter(county=county, pk__in=[*mine, constituency]).values_list(
            "congress"
        )
        refuse_unrelated(Congress.objects.filter(county=county, pk__in=bodies).values_list("area", flat=True))
        row = Seat.objects.create(
            county=county, deputy=deputy, constituency=constituency, station=station, in_committee=in_committee,
            part_time=part_time, from_on=from_on, until_on=term.until_on,
        )  # fmt: skip
        payload = {"seat": row.pk.hex, "constituency": constituency.hex, "from": from_on.isoformat()}
        record(county=county, subject=deputy, kind="deputies.seat_given", at=now, payload=payload)
    return row.pk


def end_seat(county: str, seat: UUID, *, until_on: date, now: datetime) -> None:
    """End a seat; the deputy's record stays and is not offered any more."""
    with locked(Seat, county=county, key=seat) as row:
        row.until_on = until_on
        row.save_changes()
        payload = {"seat": seat.hex, "until": until_on.isoformat()}
        record(county=county, subject=row.deputy, kind="deputies.seat_ended", at=now, payload=payload)


def end_term(county: str, term: UUID, *, until_on: date, now: datetime) -> int:
    """End a term on a day, with its seats and what its constituencies hold; return how many seats ended."""
    with locked(Term, county=county, key=term) as row:
        row.until_on = until_on
        row.save_changes()
        later = Q(until_on=None) | Q(until_on__gt=until_on)
        of = list(Constituency.objects.filter(county=county, term=term).values_list("pk", flat=True))
        ConstituencyUnit.objects.filter(later, county=county, constituency__in=of).update(until_on=until_on)
        ended = Seat.objects.filter(later, county=county, constituency__in=of).update(until_on=until_on)
        payload = {"until": until_on.isoformat(), "seats": ended}
        record(county=county, subject=term, kind="deputies.term_ended", at=now, payload=payload)
    return ended


def open_station(
    county: str, unit: str, name: str, *, address: str = "", phone: str = "", from_on: date, now: datetime
) -> UUID:
    """Keep a 代表之家 or contact station; refuse `deputy.unknown_unit`."""
    if unit not in units(county):
        raise Refused("deputy.unknown_unit", field="unit", unit=unit[:24])
    with writing():
        row = Station.objects.create(
            county=county, unit=unit, name=name, address=address, phone=phone, from_on=from_on
        )
        record(county=county, subject=row.pk, kind="deputies.station_opened", at=now, payload={"unit": unit})
    return row.pk


def _refuse_overlap(county: str, term: Term, wish: ConstituencyWish) -> None:
    known = units(county, term.from_on)
    for unit in wish.units:
        if unit not in known:
            raise Refused("deputy.unknown_unit", field="units", unit=unit[:24])
    rows = dict(
        Constituency.objects.filter(county=county, term=term.pk, basis=Basis.RESIDENTIAL).values_list(
            "pk", "name"
        )
    )
    others: dict[str, list[str]] = {}
    held = ConstituencyUnit.objects.filter(county=county, constituency__in=list(rows))
    for constituency, unit in held.exclude(unit="").values_list("constituency", "unit"):
        others.setdefault(rows[constituency], []).append(unit)
    found = overlaps(wish.units, others, {code: row.path for code, row in known.items()})
    if found:
        raise Refused(
            "deputy.constituency_overlap", field="units", other=found[0][0], unit=known[found[0][1]].name,
            source=OVERLAP_LAW,
        )  # fmt: skip
