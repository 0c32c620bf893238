"""Who may see and change what about people?"""

from collections.abc import Collection

from wangge.people.hats import Hat, Scope
from wangge.rules.posts import PostKind


def sees(hat: Hat) -> Scope:
    """Return what a hat may see.

    A department's handler sees the matters handed to that department, an administrator the
    county, everybody else their own unit of territory and all below it.
    """
    if hat.kind is PostKind.HANDLER:
        return Scope(hat.county, department=hat.department)
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
