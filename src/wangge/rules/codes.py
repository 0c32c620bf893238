"""Is this a code that the plan's scheme allows, and under which unit does it belong?"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.levels import GB_CODE_LENGTH, Level


class Scheme(StrEnum):
    """How a plan's codes are made."""

    GB = "gb"  # GB/T 2260, GB/T 10114 and the 15-character grid code: each begins with its parent
    FREE = "free"  # another country's codes, taken as they are


LONGEST_FREE_CODE = 24
LONGEST_NAME = 120
COUNTY_LENGTH = 16

_GB_PATTERN = {
    Level.CITY: re.compile(r"[0-9]{4}"),
    Level.DISTRICT: re.compile(r"[0-9]{6}"),
    Level.STREET: re.compile(r"[0-9]{9}"),
    Level.COMMUNITY: re.compile(r"[0-9]{12}"),
    # GB/T 47678.3 allows capital letters in a grid's code.
    Level.GRID: re.compile(r"[0-9]{6}[0-9A-Z]{9}"),
}


def settled_code(code: str, level: Level, scheme: Scheme, *, row: int, field: str) -> str:
    """Return a code as the plan stores it: trimmed, and a city's 410100 as 4101.

    Raises Refused `territory.code_missing`, `territory.code_length` or `territory.code_pattern`,
    naming the row and the field.
    """
    code = code.strip()
    if not code:
        raise Refused("territory.code_missing", row=row, field=field)
    if scheme is Scheme.FREE:
        if len(code) > LONGEST_FREE_CODE:
            raise Refused(
                "territory.code_length",
                row=row,
                field=field,
                code=code[:LONGEST_FREE_CODE] + "…",
                level=level.name.lower(),
                expected=f"<= {LONGEST_FREE_CODE}",
                length=len(code),
            )
        if not code.isprintable() or ";" in code:
            raise Refused("territory.code_pattern", row=row, field=field, code=code)
        return code
    if level is Level.CITY and re.fullmatch(r"[0-9]{4}00", code):
        code = code[:4]
    if len(code) != GB_CODE_LENGTH[level]:
        raise Refused(
            "territory.code_length",
            row=row,
            field=field,
            code=code[:LONGEST_FREE_CODE],
            level=level.name.lower(),
            expected=str(GB_CODE_LENGTH[level]),
            length=len(code),
        )
    if not _GB_PATTERN[level].fullmatch(code):
        raise Refused("territory.code_pattern", row=row, field=field, code=code)
    return code


def settled_name(name: str, *, row: int, field: str) -> str:
    """Return a name with single spaces; Refused `territory.name` when it is too long or not readable."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("territory.name", row=row, field=field, most=LONGEST_NAME)
    return name


def require_parent(parent: str, *, row: int, field: str) -> None:
    """Refuse `territory.parent` for what can be no unit's code."""
    if len(parent) > LONGEST_FREE_CODE or not parent.isprintable():
        raise Refused("territory.parent", row=row, field=field, parent=repr(parent[:LONGEST_FREE_CODE]))


def is_statistical_zone(code: str) -> bool:
    """Whether a gb code lies in a statistical zone (410171: counted as a county, not one in GB/T 2260).

    The statistics office gives development zones the county digits 71 to 79 of a prefecture city.
    """
    return len(code) >= 6 and code[:6].isdigit() and 71 <= int(code[4:6]) <= 79


def county_of(code: str, scheme: Scheme, plan_county: str) -> str:
    """Return the county, the partition key of a unit: six digits under gb, the plan's own under free."""
    if scheme is Scheme.FREE:
        return plan_county
    return code + "00" if len(code) == GB_CODE_LENGTH[Level.CITY] else code[:6]


def parent_by_prefix(code: str, known: Collection[str]) -> str:
    """Return the longest gb code among `known` that begins this one, or an empty word."""
    lengths = sorted(GB_CODE_LENGTH.values(), reverse=True)
    return next((code[:n] for n in lengths if n < len(code) and code[:n] in known), "")


def settled_parent(parent: str, scheme: Scheme, known: Collection[str]) -> str:
    """Return the parent code as the plan knows it.

    A gb city is known by 4 digits. Under free codes "01" and "1" are one ward when only one of
    them is in the plan, since makers write the same number with and without leading zeros.
    """
    parent = parent.strip()
    if parent in known:
        return parent
    if scheme is Scheme.GB:
        return parent[:4] if re.fullmatch(r"[0-9]{4}00", parent) else parent
    bare = parent.lstrip("0")
    same = [code for code in known if code.isdigit() and code.lstrip("0") == bare] if parent.isdigit() else []
    return same[0] if len(same) == 1 else parent


def is_under(code: str, parent: str, scheme: Scheme) -> bool:
    """Whether the scheme lets this code stand under that parent."""
    return scheme is Scheme.FREE or code.startswith(parent)


def is_above_county(parent: str, county: str) -> bool:
    """Whether a parent is the county itself or, under gb, its city: a plan need not hold either."""
    return bool(parent) and (
        parent == county or (county.isdigit() and len(county) == 6 and parent == county[:4])
    )


def paths(parents: Mapping[str, str], counties: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each code the codes from its county's root to itself.

    A parent of another county, one not in the plan, or one met before (a ring of parents) ends
    the climb; the county itself stands first, or the city whose county it is.
    """
    found: dict[str, tuple[str, ...]] = {}
    for code, county in counties.items():
        climb = [code]
        above = parents.get(code, "")
        while above and above not in climb and counties.get(above) == county and len(climb) <= len(Level):
            climb.append(above)
            above = parents.get(above, "")
        if climb[-1] != county and climb[-1] + "00" != county:  # a gb city is its own root
            climb.append(county)
        found[code] = tuple(reversed(climb))
    return found
