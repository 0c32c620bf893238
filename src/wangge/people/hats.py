"""As whom does a person act?

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
    PostKind.DEPARTMENT_HEAD: _("Head of department"),
    PostKind.DEPUTY: _("Deputy"),
    PostKind.CONGRESS_CLERK: _("Congress office clerk"),
    PostKind.GOVERNMENT_CLERK: _("Government office clerk"),
    PostKind.RESIDENT: _("Resident"),
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
