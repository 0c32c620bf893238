"""Which seats may one person hold, and may these constituencies stand side by side?

Source: 选举法 (one to three deputies in a constituency; art. 48: not two congresses without 隶属关系) and rulings.md,
Deputies.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from wangge.rules.errors import Refused

SEATS_MOST = 3  # 选举法: one to three deputies in a constituency
ONE_PERSON_LAW = "选举法第四十八条"
OVERLAP_LAW = "选举法第二十五条"


class CongressLevel(StrEnum):
    """At which level a congress stands. A street has none."""

    CITY = "city"
    DISTRICT = "district"
    TOWNSHIP = "township"


class Basis(StrEnum):
    """Whom a seat was given by (rulings.md, Deputies)."""

    RESIDENTIAL = "residential"  # 选区 by residence
    WORK_UNIT = "work_unit"  # 选区 by work unit: no outline
    ELECTING = "electing"  # 选举单位: elected by the congress below


_DIGITS = {4: CongressLevel.CITY, 6: CongressLevel.DISTRICT, 9: CongressLevel.TOWNSHIP}


def level_of(area: str) -> CongressLevel:
    """Return the level of a congress from the code of its area: 4, 6 or 9 digits; refuse `deputy.bad_area`."""
    if not area.isascii() or not area.isdigit() or len(area) not in _DIGITS:
        raise Refused("deputy.bad_area", field="area", area=area[:20])
    return _DIGITS[len(area)]


def refuse_unrelated(areas: Iterable[str]) -> None:
    """Refuse `deputy.unrelated_seats` for two congresses of which neither lies within the other."""
    held = sorted(set(areas))
    for number, one in enumerate(held):
        for other in held[number + 1 :]:
            if not (one.startswith(other) or other.startswith(one)):
                raise Refused(
                    "deputy.unrelated_seats",
                    field="constituency",
                    one=one,
                    other=other,
                    source=ONE_PERSON_LAW,
                )


def refuse_basis(level: CongressLevel, basis: Basis) -> None:
    """Refuse `deputy.bad_basis`: voters elect district and township deputies, the congress below upper ones."""
    if (level is CongressLevel.CITY) != (basis is Basis.ELECTING):
        raise Refused("deputy.bad_basis", field="basis", basis=basis, level=level)


def overlaps(
    mine: Collection[str], others: Mapping[str, Collection[str]], paths: Mapping[str, Collection[str]]
) -> list[tuple[str, str]]:
    """Return (constituency, unit) of each other constituency that holds a unit of mine, or a part or a whole of it.

    `paths` gives each unit's codes from the county down to itself; a unit that is not there stands for itself alone.
    """
    found = []
    for code, units in others.items():
        for unit in units:
            path = paths.get(unit, (unit,))
            if any(one in path or unit in paths.get(one, (one,)) for one in mine):
                found.append((code, unit))
    return found


def rest_of(held: str, path: Sequence[str], below: Callable[[str], Sequence[str]]) -> list[str]:
    """Return what is left of a held unit when one inside it is taken out; nothing where it is taken out whole.

    `path` leads from the county down to the unit that is taken out.
    """
    if held not in path:
        return []
    inside = path[path.index(held) :]
    return [code for above, taken in pairwise(inside) for code in below(above) if code != taken]
