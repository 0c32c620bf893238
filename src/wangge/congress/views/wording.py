"""What are kinds of work, steps, findings and conclusions called on a page?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.oversight import Finding, Kind, Step, Verdict

KINDS: Mapping[Kind, "str | Promise"] = {
    Kind.SPECIAL_REPORT: _("Special report heard"), Kind.LAW_INSPECTION: _("Law enforcement inspected"),
    Kind.APPRAISAL: _("Work appraised"), Kind.SITE_VISIT: _("Visit of deputies"),
    Kind.INVESTIGATION: _("Investigation of a subject"),
}  # fmt: skip
STEPS: Mapping[Step, "str | Promise"] = {
    Step.SURVEY: _("Survey before the meeting"), Step.COLLECTED: _("Opinions collected for the government"),
    Step.NOTIFY: _("Unit told of the plan"), Step.DRAFT: _("Draft report handed in"),
    Step.FINAL: _("Final report handed in"), Step.SEND: _("Papers sent to members"), Step.LOOK: _("Looked on site"),
    Step.REPORT: _("Report of the team"), Step.MEETING: _("Meeting of the committee"),
    Step.OPINION: _("Opinion handed over"), Step.ANSWER: _("Answer to the opinion"),
    Step.FOLLOW_UP: _("Follow-up concluded"),
}  # fmt: skip
FINDINGS: Mapping[Finding, "str | Promise"] = {
    Finding.SETTLED: _("settled, in order"), Finding.NOT_SETTLED: _("not settled, something is wrong"),
    Finding.NOT_FOUND: _("could not be looked at"),
}  # fmt: skip
VERDICTS: Mapping[Verdict, "str | Promise"] = {
    Verdict.CARRIED_OUT: _("carried out in full"), Verdict.PARTLY: _("carried out in part"),
    Verdict.NOT_CARRIED_OUT: _("opinion not carried out"),
}  # fmt: skip
