"""As whom does a person act, and who may see and change what about people?

A person may hold several posts; the one acted from is the hat. It is chosen, shown and logged.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.posts import PostKind

POST_WORDS: Mapping[PostKind, "str | Promise"] = {
    PostKind.ACCOUNTABLE: _("Accountable person"),
    PostKind.DIRECT_OWNER: _("Direct owner"),
    PostKind.GRID_HEAD: _("Grid head"),
    PostKind.GRID_WORKER: _("Grid worker"),
    PostKind.INTAKE_CLERK: _("Intake clerk"),
    PostKind.SHIFT_LEADER: _("Shift leader"),
    PostKind.DUTY_OFFICER: _("Duty officer"),
    PostKind.DISPATCHER: _("Dispatcher"),
    PostKind.HANDLER: _("Department handler"),
    PostKind.CHECKER: _("Checker"),
    PostKind.OVERSEER: _("Overseer"),
    PostKind.ADMINISTRATOR: _("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Hat:
    """One post in force and the person who holds it."""

    post_id: UUID
    account_id: UUID
    county: str
    kind: PostKind
    unit: str  # code of the unit of territory (块)
    department: str  # code of the department (条), or empty
    name: str
    login: str

    @property
    def title(self) -> str:
        """What the post is called, in the language of the page."""
        return str(POST_WORDS[self.kind])


@dataclass(frozen=True, slots=True)
class Scope:
    """What a hat may see: one department's matters, else one unit and all below, else a whole county."""

    county: str
    unit: str = ""
    department: str = ""

    def holds(self, county: str, path: Collection[str], department: str) -> bool:
        """Is a matter of this county, on this path of units and with this department, in sight?"""
        if county != self.county:
            return False
        if self.department:
            return department == self.department
        return not self.unit or self.unit in path


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
