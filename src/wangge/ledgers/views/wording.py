"""How are sheets, areas and templates called on pages?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.errors import Refused
from wangge.rules.sheets import Sheet

SHEETS: Mapping[Sheet, "str | Promise"] = {
    Sheet.LEDGER: _("Ledger"),
    Sheet.MONTHLY: _("Monthly table"),
    Sheet.WEEKLY: _("Weekly sheet"),
    Sheet.REPLY: _("12345 reply"),
    Sheet.CASE_FILE: _("Case file"),
}
# The eight areas of the founding article, by their code in the community ledger; seven of them are ledgers.
AREAS: Mapping[str, "str | Promise"] = {
    "01": _("Unlawful production"),
    "02": _("Unlawful trading"),
    "03": _("Unlawful building"),
    "04": _("Safety at work"),
    "05": _("Petitions and disputes"),
    "06": _("Grassroots organisation"),
    "07": _("Public service"),
    "08": _("Better city management"),
}


def sheet_called(text: str) -> Sheet:
    """Return a sheet by its code; refuse `ledger.unknown_sheet`."""
    if text not in set(Sheet):
        raise Refused("ledger.unknown_sheet", sheet=text[:20], known=", ".join(Sheet))
    return Sheet(text)
