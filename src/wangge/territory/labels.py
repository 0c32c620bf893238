"""What are levels, faults and states of plans called on a page?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.geometry.coverage import FaultKind
from wangge.rules.levels import Level

LEVEL_NAMES: Mapping[Level, "str | Promise"] = {
    Level.CITY: _("City"),
    Level.DISTRICT: _("District"),
    Level.STREET: _("Street"),
    Level.COMMUNITY: _("Community"),
    Level.GRID: _("Basic grid"),
}
FAULT_NAMES: Mapping[FaultKind, "str | Promise"] = {
    FaultKind.GAP: _("Gap: ground of nobody"),
    FaultKind.OVERLAP: _("Overlap: ground of two"),
    FaultKind.OUTSIDE_PARENT: _("Part outside the unit above"),
    FaultKind.INVALID: _("Ring that crosses itself"),
    FaultKind.ORPHAN: _("Unit above is missing"),
    FaultKind.DUPLICATE_CODE: _("Code given twice"),
    FaultKind.BAD_CODE: _("Code does not fit the unit above"),
}
STATE_NAMES: Mapping[str, "str | Promise"] = {"draft": _("Draft"), "published": _("Published")}
