"""What in the words that somebody is about to send gives their writer away?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.telltales import Tell, telltales

TELLS: Mapping[Tell, "str | Promise"] = {
    Tell.PHONE: _("a telephone number"),
    Tell.IDENTITY: _("a number as on personal papers"),
    Tell.PLATE: _("the number of a vehicle"),
    Tell.OWN_NAME: _("your name"),
    Tell.OWN_HOME: _("where you live"),
    Tell.VIEWPOINT: _("a view that only your home has"),
    Tell.OWN_PART: _("that it was you who spoke to them before"),
}
# A place in words names a place: only a name or a number in it gives anybody away.
_OF_PLACES = frozenset({Tell.PHONE, Tell.IDENTITY, Tell.OWN_NAME})


def given_away(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what in the fields `words` and `place` of a form gives their writer away: [{piece, why}]."""
    found: list[dict[str, str]] = []
    for field, tells in (("words", frozenset(Tell)), ("place", _OF_PLACES)):
        text, reached = values.get(field, ""), 0
        for one in telltales(text):
            if one.tell in tells and one.end > reached:  # a piece within another one says nothing new
                found.append({"piece": text[one.start : one.end], "why": str(TELLS[one.tell])})
                reached = one.end
    return found
