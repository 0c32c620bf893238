"""How does a unit of territory go from one 选区 to another within a term? Dated; what was before stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.deputies.models import Constituency, ConstituencyUnit, Term
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.rules.errors import Refused
from wangge.rules.seats import OVERLAP_LAW, Basis, overlaps, rest_of
from wangge.territory.queries import UnitRow, children, units


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to; `gap` and `emptied` are warnings."""

    unit: str
    source: str  # name of the 选区 that held it; empty where none did
    target: str  # name of the 选区 that holds it now; empty where none does
    gap: bool  # nobody represents it from that day on
    emptied: bool  # the old 选区 holds nothing any more


def move_unit(
    county: str, term: UUID, unit: str, target: UUID | None, *, from_on: date, now: datetime
) -> Moved:  # fmt: skip
    """Let a residential 选区 hold a unit from a day on, or none of them; of a wider unit the rest stays where it was.

    Refuses `deputy.unknown_unit`, `deputy.move_day` outside of the term, `deputy.move_target` for what is no
    residential 选区 of it, `deputy.moved_already`, and `deputy.constituency_overlap` where several hold parts of it.
    """
    with locked(Term, county=county, key=term) as held:
        known = units(county, from_on)
        if unit not in known:
            raise Refused("deputy.unknown_unit", field="unit", unit=unit[:24])
        if from_on <= held.from_on or (held.until_on and from_on >= held.until_on):
            raise Refused("deputy.move_day", field="from_on", first=held.from_on, until=held.until_on or "")
        names = dict(
            Constituency.objects.filter(county=county, term=term, basis=Basis.RESIDENTIAL).values_list(
                "pk", "name"
            )
        )
        if target is not None and target not in names:
            raise Refused("deputy.move_target", field="target")
        touched = _touched(county, names, known[unit], from_on)
        source = _source(touched, names, known[unit], target, from_on)
        _take_out(county, touched, known[unit], from_on)
        if target is not None:
            ConstituencyUnit.objects.create(
                county=county, constituency=target, unit=unit, from_on=from_on, until_on=held.until_on
            )
        payload = {
            "unit": unit, "before": source.hex if source else "", "constituency": target.hex if target else "",
            "on": from_on.isoformat(),
        }  # fmt: skip
        record(county=county, subject=term, kind="deputies.unit_moved", at=now, payload=payload)
    return Moved(
        known[unit].name, names[source] if source else "", names[target] if target else "", target is None,
        source is not None and not _in_force(county, [source], from_on).exists(),
    )  # fmt: skip


def _in_force(county: str, keys: Iterable[UUID], on: date) -> QuerySet[ConstituencyUnit]:
    held = ConstituencyUnit.objects.filter(county=county, constituency__in=list(keys)).exclude(unit="")
    return held.filter(Q(until_on=None) | Q(until_on__gt=on))


def _touched(county: str, names: dict[UUID, str], unit: UnitRow, on: date) -> list[ConstituencyUnit]:
    # Also what comes into force later: it may not be overlapped either.
    rows = list(_in_force(county, names, on).order_by("unit", "from_on"))
    paths = {code: row.path for code, row in units(county, on).items()}
    return [row for row in rows if overlaps([unit.code], {"": [row.unit]}, paths)]


def _source(
    touched: list[ConstituencyUnit], names: dict[UUID, str], unit: UnitRow, target: UUID | None, on: date
) -> UUID | None:  # fmt: skip
    holders = list(dict.fromkeys(row.constituency for row in touched))
    later = next((row.constituency for row in touched if row.from_on >= on), None)
    if holders == [target] and later is None:
        raise Refused("deputy.moved_already", field="target", unit=unit.name, name=names[holders[0]])
    if len(holders) > 1 or later:
        other = later or next(one for one in reversed(holders) if one != target)
        raise Refused(
            "deputy.constituency_overlap",
            field="unit",
            other=names[other],
            unit=unit.name,
            source=OVERLAP_LAW,
        )
    if not holders and target is None:
        raise Refused("deputy.moved_already", field="target", unit=unit.name, name="–")
    return holders[0] if holders else None


def _take_out(county: str, touched: list[ConstituencyUnit], unit: UnitRow, on: date) -> None:
    for row in touched:
        ConstituencyUnit.objects.filter(county=county, pk=row.pk).update(until_on=on)
        rest = rest_of(row.unit, unit.path, lambda code: [one.code for one in children(county, code, on)])
        ConstituencyUnit.objects.bulk_create(
            ConstituencyUnit(
                county=county, constituency=row.constituency, unit=code, from_on=on, until_on=row.until_on
            )
            for code in rest
        )
