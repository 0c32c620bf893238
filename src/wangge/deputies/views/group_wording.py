"""What are groups, outings, pairs and kept promises called on a page?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.groups import GroupKind, Kept, Outing, TieKind
from wangge.rules.seats import Basis, CongressLevel
from wangge.rules.suggestions import Way

GROUP_KINDS: Mapping[GroupKind, "str | Promise"] = {
    GroupKind.AREA: _("Deputies' group of an area"), GroupKind.TRADE: _("Deputies' group of a trade"),
}  # fmt: skip
OUTINGS: Mapping[Outing, "str | Promise"] = {
    Outing.LOOK: _("Look at how others do it"), Outing.STUDY: _("Study of how things stand"),
}  # fmt: skip
TIES: Mapping[TieKind, "str | Promise"] = {
    TieKind.MEMBER_DEPUTY: _("Committee members and deputies"), TieKind.DEPUTY_VOTERS: _("Deputies and voters"),
}  # fmt: skip
WAYS: Mapping[Way, "str | Promise"] = {
    Way.MEETING: _("talk at a table"), Way.VISIT: _("visit at home or work"), Way.ON_SITE: _("together on site"),
    Way.PHONE: _("by telephone"),
}  # fmt: skip
KEPT: Mapping[Kept, "str | Promise"] = {
    Kept.KEPT: _("put right"), Kept.NOT_KEPT: _("not put right in time"), Kept.RUNNING: _("time is running"),
}  # fmt: skip
BASES: Mapping[Basis, "str | Promise"] = {
    Basis.RESIDENTIAL: _("by residence"), Basis.WORK_UNIT: _("by work unit"),
    Basis.ELECTING: _("elected by the congress below"),
}  # fmt: skip
LEVELS: Mapping[CongressLevel, "str | Promise"] = {
    CongressLevel.CITY: _("city's congress"), CongressLevel.DISTRICT: _("district's congress"),
    CongressLevel.TOWNSHIP: _("township's congress"),
}  # fmt: skip
