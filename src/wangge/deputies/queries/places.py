"""Which unit of territory does somebody mean by a code, a name or a point?"""

from collections.abc import Sequence
from datetime import date

from wangge.rules.geometry.locating import Verdict
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, locator, units


def named(county: str, words: str, on: date) -> Sequence[UnitRow]:
    """Return the units that a code or names mean, the widest first; none for fewer than two characters.

    Several words, parted by blanks, are looked for on the way down to one unit: "甲院社区 第6网格".
    """
    asked = words.strip()
    known = units(county, on)
    if asked in known:
        return [known[asked]]
    if len(asked) < 2:
        return []
    *above, last = asked.split()

    def is_meant(row: UnitRow) -> bool:
        ways = [known[code].name for code in row.path if code in known]
        return last in row.name and all(any(word in name for name in ways) for word in above)

    found = [row for row in known.values() if row.level >= Level.STREET and is_meant(row)]
    return sorted(found, key=lambda row: (row.level, row.code))


def at_point(county: str, lon: float, lat: float, on: date) -> str:
    """Return the basic grid at a point (WGS-84), or "" outside of them all."""
    place = locator(county, on).place(lon, lat, 0)
    if place.verdict is Verdict.OUTSIDE:
        return ""
    return place.unit or next(iter(place.candidates), "")


def uncovered(county: str, held: Sequence[str], on: date) -> list[UnitRow]:
    """Return the communities of which no 选区 holds the whole or a part: a gap is a warning."""
    known = units(county, on)
    covered = {code for unit in held if unit in known for code in known[unit].path} | set(held)
    return sorted(
        (
            row for row in known.values()
            if row.level is Level.COMMUNITY and row.code not in covered and not set(row.path) & set(held)
        ),
        key=lambda row: row.code,
    )  # fmt: skip
