"""What are the parts of a bulletin called, and what does each number mean? Frozen in both languages."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.bulletins import BulletinState, Cadence
from wangge.rules.figures import Figure
from wangge.rules.marks import MarkKind

CADENCES: Mapping[Cadence, "str | Promise"] = {
    Cadence.WEEK: _("Weekly bulletin"),
    Cadence.MONTH: _("Monthly bulletin"),
}
STATES: Mapping[BulletinState, "str | Promise"] = {
    BulletinState.DRAFT: _("drafted"), BulletinState.ISSUED: _("issued"),
}  # fmt: skip
# code: what it is called, what it counts
NUMBERS: Mapping[str, tuple["str | Promise", "str | Promise"]] = {
    "found": (_("Found"), _("By the moment of the report; trial work is left out, a part counts with its whole.")),
    "solved": (_("Solved"), _("First closed as done, or settled on the spot, in the period.")),
    "ended": (_("Ended"), _("Ended in the period in whatever way, and not opened again since.")),
    "overdue": (_("Fell overdue"), _("The limit passed in the period, before the case had ended.")),
    "open_at_end": (
        _("Open at the end"),
        _("Found up to the last day less ended up to the last day."),
    ),
    "found_solved": (
        _("Found then, solved since"),
        _("Of those found in the period, solved up to the moment that the figures are as of."),
    ),
    "found_in_street": (
        _("Solved without leaving the street"),
        _("Of those found in the period, solved and never above grid, community and street."),
    ),
    "on_time_rate": (
        _("Closed in time"),
        _("Closed within the limit, of those closed within it or fallen overdue in the period."),
    ),
    "reopen_rate": (
        _("Reopened within 30 days"),
        _("Of those solved in the period, opened again within 30 days."),
    ),
    "handled_in_time": (
        _("Handled in time"),
        _("Acts of handling before their wait ended, of dispatches in the period."),
    ),
    "rework_rate": (_("Sent back after a check"), _("Sent back to be done again, of acts of handling in the period.")),
}  # fmt: skip
SECTIONS: Mapping[str, tuple["str | Promise", "str | Promise"]] = {
    "numbers": (
        _("The numbers"),
        _("A rate stands with both its numbers; where nothing is below the line it says: no cases."),
    ),
    "kinds": (
        _("By kind"),
        _("The ten kinds found most; matters that point at people stand only among all others."),
    ),
    "departments": (_("By department"), _("By name. A case counts for the department that has it, or had it last.")),
    "sources": (_("By source"), _("Who told of it first.")),
    "steps": (
        _("Steps by department"),
        _("Acts of the period, by name of the department; one case may be dispatched more than once."),
    ),
    "recurring": (
        _("Places where it comes back"),
        _("The same kind at least three times in one grid in 30 days up to the last day; our assumption."),
    ),
    "warnings": (
        _("Above the usual"),
        _("Kinds found more often this week than chance explains beside their usual; early warnings, never verdicts."),
    ),
    "alarms": (_("Alarms judged"), _("What things noticed and a person judged in the period; a storm counts once.")),
    "sheets": (_("Score sheets frozen"), _("Results of this unit for the period or a longer one that ended with it.")),
}  # fmt: skip
COLUMNS: Mapping[str, "str | Promise"] = {
    "this": _("This period"), "last": _("Period before"), "year": _("Same period last year"), "times": _("Times"),
    "usual": _("Usual in a week"),
    "alarms": _("Groups of alarms"), "points": _("Points"), "on_time": _("Closed in time"),
}  # fmt: skip
FIGURES: Mapping[Figure, "str | Promise"] = {
    Figure.FOUND: _("Found"), Figure.SOLVED: _("Solved"), Figure.OVERDUE: _("Fell overdue"),
}  # fmt: skip
ACTS: Mapping[MarkKind, "str | Promise"] = {
    MarkKind.DISPATCHED: _("Dispatched"), MarkKind.HANDLED: _("Handled"), MarkKind.RETURN_ASKED: _("Return asked for"),
    MarkKind.WRONG_DISPATCH: _("Wrongly dispatched"), MarkKind.REWORKED: _("Reworked"),
    MarkKind.DEFERRED: _("Deferred"), MarkKind.HUNG: _("Problem library"),
}  # fmt: skip
OTHERS, NOBODY = _("All other kinds"), _("no department")
VERDICTS: Mapping[str, "str | Promise"] = {
    "case": _("judged a case"), "nothing": _("judged to be nothing"),
}  # fmt: skip
NO_CASES, NO_RECORDS, NO_WEEK = _("no cases"), _("no records yet"), _("no such week")
FACTS: Mapping[str, "str | Promise"] = {
    "period": _("Period"), "as_of": _("Figures as of"), "position": _("Position in the county's record"),
    "version": _("Version"), "corrects": _("Corrects"), "remark": _("Remark"), "issued": _("Issued by"),
    "provisional": _("This period still runs: its figures are provisional."), "digest": _("Digest"),
    "draft": _("A draft: nothing of it is issued."), "means": _("What the numbers mean"),
    "verify": _("Whoever holds the JSON file can check the digest by SHA-256: wangge bulletins verify."),
}  # fmt: skip


def both(words: "str | Promise") -> dict[str, str]:
    """Return words as a document keeps them: in Chinese and in English."""
    found = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            found[key] = str(words)
    return found


def plain(name: str) -> dict[str, str]:
    """Return a name that is the same in both languages."""
    return {"zh": name, "en": name}
