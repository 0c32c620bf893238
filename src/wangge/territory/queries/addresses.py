"""Which entry of a county's address list does somebody mean?"""

from dataclasses import dataclass
from uuid import UUID

from wangge.rules.addresses import LEAST_ASKED, beginnings, by_nearness, folded, is_meant
from wangge.rules.errors import Refused
from wangge.territory.models import Address

_LOOKED_AT = 500  # entries that hold the words; whoever means another one writes more


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One entry with its point, WGS-84 degrees."""

    id: UUID
    name: str
    lon: float
    lat: float


def addresses_named(county: str, words: str) -> list[AddressRow]:
    """Return the entries that hold the words, else the one door that the words begin with; nearest meaning first.

    None for fewer than two characters. One statement, or two.
    """
    asked = folded(words)
    if len(asked) < LEAST_ASKED:
        return []
    known = Address.objects.filter(county=county)
    found = [row for row in known.filter(folded__contains=asked)[:_LOOKED_AT] if is_meant(asked, row.folded)]
    if not found and (shorter := beginnings(asked)):
        held = list(known.filter(folded__in=shorter))
        longest = max((len(row.folded) for row in held), default=0)
        found = [row for row in held if len(row.folded) == longest]
    places = {
        folding: place for place, folding in enumerate(by_nearness(asked, {row.folded for row in found}))
    }
    return [_row(row) for row in sorted(found, key=lambda row: (places[row.folded], row.id))]


def address(county: str, key: UUID) -> AddressRow:
    """Return one entry; refuse `row.unknown`."""
    row = Address.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def _row(row: Address) -> AddressRow:
    return AddressRow(row.id, row.name, row.lon_e7 / 1e7, row.lat_e7 / 1e7)
