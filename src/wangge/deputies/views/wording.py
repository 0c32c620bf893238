"""What are acts, exits, grades and outcomes of a deputy's work called on a page?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.answering import Grade
from wangge.rules.ballots import Outcome
from wangge.rules.duties import ActState, DutyKind, Every, Origin
from wangge.rules.matters import Away, CameBy, Exit, Got

DUTY_KINDS: Mapping[DutyKind, "str | Promise"] = {
    DutyKind.FIRM: _("Contact with an enterprise"), DutyKind.VISIT: _("Visit to voters"),
    DutyKind.OPINION: _("Opinion passed on"),
}  # fmt: skip
PERIODS: Mapping[Every, "str | Promise"] = {
    Every.MONTH: _("each month"), Every.QUARTER: _("each quarter"), Every.YEAR: _("each year"),
}  # fmt: skip
ORIGINS: Mapping[Origin, "str | Promise"] = {
    Origin.VISIT: _("from a visit"), Origin.MATTER: _("from a resident's matter"),
    Origin.RECEPTION: _("from a reception day"), Origin.SUGGESTION: _("from a suggestion"),
}  # fmt: skip
ACT_STATES: Mapping[ActState, "str | Promise"] = {
    ActState.DECLARED: _("waits for the second person"), ActState.ACCEPTED: _("accepted by the second person"),
    ActState.SENT_BACK: _("asked back"),
}  # fmt: skip
EXITS: Mapping[Exit, "str | Promise"] = {
    Exit.ANSWERED: _("Answered by the deputy"), Exit.CASE: _("Handed over to the grids as a case"),
    Exit.UNIT: _("Passed on to a unit"), Exit.SUGGESTION: _("Taken up as a suggestion"),
    Exit.REFUSED: _("Led to its legal channel instead"),
}  # fmt: skip
DOORS: Mapping[CameBy, "str | Promise"] = {
    CameBy.PUBLIC: _("from the deputy's page"), CameBy.DESK: _("by letter or visit to the congress office"),
    CameBy.RECEPTION: _("on a reception day"),
}  # fmt: skip
AWAY: Mapping[Away, "str | Promise"] = {
    Away.RECUSED: _("The deputy holds a post in the unit concerned and keeps away from it."),
    Away.FORMER: _("The deputy has no seat any more and cannot take it further."),
}  # fmt: skip
GOT: Mapping[Got, "str | Promise"] = {
    Got.YES: _("Yes, there was an answer"), Got.NO: _("No answer yet"), Got.OTHER: _("Not what I asked"),
}  # fmt: skip
GRADES: Mapping[Grade, "str | Promise"] = {
    Grade.CONTENT: _("Satisfied with the report"), Grade.FAIR: _("Fairly satisfied with the report"),
    Grade.DISCONTENT: _("Not satisfied with the report"),
}  # fmt: skip
OUTCOMES: Mapping[Outcome, "str | Promise"] = {
    Outcome.COMPETENT: _("competent"), Outcome.BASICALLY: _("basically competent"),
    Outcome.NOT: _("not competent"),
}  # fmt: skip
