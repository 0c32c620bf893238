"""Who may see and change what about people?"""

from collections.abc import Collection

from wangge.people.hats import Hat, Scope
from wangge.rules.posts import OF_DEPARTMENT, OUTSIDE_CASES, PostKind

# No department has this code: to whom nothing is ever dispatched, nothing is in sight.
NOWHERE = "-"


def sees(hat: Hat) -> Scope:
    """Return what a hat may see.

    Handlers and heads of a department see the matters handed to that department, deputies and
    the offices behind them none, an administrator the county, everybody else their own unit of
    territory and all below it.
    """
    if hat.kind in OF_DEPARTMENT:
        return Scope(hat.county, department=hat.department)
    if hat.kind in OUTSIDE_CASES:
        return Scope(hat.county, department=NOWHERE)
    # A post in the county's own unit sees what has no place yet, too.
    if hat.kind is PostKind.ADMINISTRATOR or hat.unit == hat.county:
        return Scope(hat.county)
    return Scope(hat.county, unit=hat.unit)


def may_see_post(hat: Hat, *, county: str, path: Collection[str], department: str) -> bool:
    """May this hat see who holds a post in the unit at the end of `path`?"""
    return sees(hat).holds(county, path, department)


def may_appoint(hat: Hat, *, county: str) -> bool:
    """May this hat appoint people to posts of a county, or end their posts?"""
    return hat.kind is PostKind.ADMINISTRATOR and hat.county == county
