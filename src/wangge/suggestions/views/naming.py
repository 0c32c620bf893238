"""What are stages, roles, grades and events of papers called on a page?"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.deputies.queries.seats import CongressRow
from wangge.deputies.views.legal_wording import rule_line
from wangge.rules.grades import Content, Meaning
from wangge.rules.legal_terms import LegalRow
from wangge.rules.motions import MotionStage
from wangge.rules.suggestions import Cause, Clock, Hold, Into, Party, ReplyStage, Role, Stage, Watch, Way
from wangge.suggestions.queries.rules import grades_of

Words = Mapping[Any, "str | Promise"]

STAGES: Words = {
    Stage.DRAFT: _("being written and signed"), Stage.SUBMITTED: _("submitted, waits for screening"),
    Stage.RETURNED: _("returned to the deputy for a change"), Stage.DROPPED: _("withdrawn by the deputy"),
    Stage.TURNED_AWAY: _("not registered"), Stage.REGISTERED: _("registered, waits to be handed over"),
    Stage.HANDED_OVER: _("handed over, waits for the unit"), Stage.HANDLING: _("being handled by its units"),
    Stage.REPLIED: _("replied, waits for ratings"), Stage.FOLLOWED: _("replied, promises are followed"),
    Stage.CLOSED: _("paper closed"),
}  # fmt: skip
PARTIES: Words = {
    Party.LEAD: _("lead deputy"), Party.SIGNER: _("deputies who signed"), Party.CONGRESS: _("congress office"),
    Party.GOVERNMENT: _("government office"), Party.UNIT: _("handling unit"), Party.HEAD: _("head of the unit"),
}  # fmt: skip
ROLES: Words = {Role.LEAD: _("leads"), Role.CO: _("helps"), Role.SEPARATE: _("answers apart")}
HOLDS: Words = {
    Hold.ASSIGNED: _("not signed for yet"), Hold.OBJECTED: _("says it is not its matter"),
    Hold.ACCEPTED: _("signed for"), Hold.TAKEN_OFF: _("handed on to another unit"),
}  # fmt: skip
CAUSES: Words = {
    Cause.FIRST: _("handed over for the first time"), Cause.DISSATISFIED: _("a deputy was not satisfied"),
    Cause.FACTS: _("the same came back"), Cause.COMMITMENT: _("a promise was not kept in time"),
    Cause.EVALUATION: _("after an evaluation"),
}  # fmt: skip
REPLIES: Words = {
    ReplyStage.DRAFTED: _("written, waits for the head's signature"),
    ReplyStage.SIGNED: _("signed by the head, waits for the check"), ReplyStage.SENT_BACK: _("sent back to the unit"),
    ReplyStage.SENT: _("sent to the deputies"),
}  # fmt: skip
CONTENT: Words = {
    Content.SATISFIED: _("satisfied"), Content.FAIR: _("fairly satisfied"), Content.DISSATISFIED: _("not satisfied"),
}  # fmt: skip
MEANINGS: Words = {
    Meaning.SOLVED: _("solved"), Meaning.IN_WORK: _("being solved"), Meaning.PLANNED: _("in a plan"),
    Meaning.DECLINED: _("cannot be solved now"),
}  # fmt: skip
WAYS: Words = {
    Way.MEETING: _("meeting with the deputy"), Way.VISIT: _("visit to the deputy"), Way.ON_SITE: _("together on site"),
    Way.PHONE: _("by phone"),
}  # fmt: skip
WATCHES: Words = {Watch.INSPECTION: _("inspection"), Watch.INTERIM: _("interim report")}
TURNED: Words = {Into.LETTER: _("goes on as a letter"), Into.CASE: _("goes on as a grid case")}
CLOCKS: Words = {
    Clock.REPLY: _("reply"), Clock.REPLY_MOST: _("reply at the latest, complex matters"),
    Clock.OBJECT: _("a unit says that it is not its matter"), Clock.DECIDE: _("another unit is named"),
    Clock.CO_OPINION: _("a co-handler's opinion"), Clock.FEEDBACK: _("deputies rate"),
    Clock.REDO: _("reply of a second round"), Clock.SIGNATURES: _("signatures of a motion, county and up"),
    Clock.SIGNATURES_TOWNSHIP: _("signatures of a motion, township"),
    Clock.COMMITTEE: _("a committee reports on a motion"),
}  # fmt: skip
MOTION_STAGES: Words = {
    MotionStage.DRAFT: _("being written and signed"), MotionStage.SUBMITTED: _("submitted, being examined"),
    MotionStage.LISTED: _("on the agenda"), MotionStage.REFERRED: _("with a committee"),
    MotionStage.REPORTED: _("the committee reported"), MotionStage.AS_SUGGESTION: _("became a suggestion"),
    MotionStage.DROPPED: _("withdrawn by the deputy"),
}  # fmt: skip
SETS: Words = {
    "all": _("registered in the year"), "handed_over": _("handed over to units"),
    "answered": _("answered in the first round"), "in_time": _("answered in time"),
    "late": _("answered late, or late and open"), "again": _("handled a second time or more"),
    "key": _("key suggestions"),
    "grade": _("grade of the last reply"),
}  # fmt: skip
EVENTS: Mapping[str, "str | Promise"] = {
    "drafted": _("begun"), "edited": _("text changed"),
    "signed": _("signed by a deputy"), "unsigned": _("a signature taken back"),
    "submitted": _("submitted with its signatures"), "dropped": _("withdrawn by the deputy"),
    "returned": _("returned to the deputy"), "turned_away": _("not registered"), "registered": _("registered"),
    "merged": _("handled together with another paper"),
    "handed_over": _("handed over to units"), "refused": _("a unit says that it is not its matter"),
    "reassigned": _("decided who handles it"), "accepted": _("signed for by a unit"),
    "unit_added": _("another unit asked to help"), "contacted": _("a unit talked with the deputy"),
    "contact_disputed": _("the deputy disputes the talk"), "opined": _("a co-handler's opinion"),
    "extension_asked": _("more time asked for"),
    "reply_drafted": _("reply written"), "reply_signed": _("reply signed by the head"),
    "reply_returned": _("reply sent back to the unit"), "replied": _("replied to the deputies"),
    "rated": _("rated by a deputy"), "second_round": _("another round begun"), "followed": _("promises followed"),
    "closed": _("paper closed"), "made_key": _("made a key suggestion"), "overseen": _("inspected or reported on"),
    "reminded": _("reminder before the end of the term"), "listed": _("put on the agenda"),
    "referred": _("sent to a committee"), "reported": _("the committee reported"),
    "turned": _("turned into a suggestion"), "founded": _("file of cases attached"),
    "attached": _("a file put with it"), "detached": _("a file taken away"),
    "scoped": _("places and kinds named by which it is measured"), "check_opened": _("check on site opened"),
    "check_drawn": _("check on site: places drawn by lot"), "check_looked": _("check on site: a place looked at"),
    "check_answered": _("check on site: the unit answers"), "checked": _("check on site concluded by the deputy"),
    "return_offered": _("new cases in the places after the reply"),
}  # fmt: skip
# What was decided by an event that can go either way: where its payload says so, what yes and no are called.
DECISIONS: Mapping[str, tuple[str, "str | Promise", "str | Promise"]] = {
    "opened": ("open", _("opened for signing"), _("closed for signing")),
    "published": ("public", _("shown to the public"), _("taken out of the public's sight")),
    "extended": ("granted", _("more time granted"), _("more time denied")),
    "return_decided": (
        "taken", _("handled again because of the new cases"), _("not handled again because of the new cases"),
    ),
}  # fmt: skip


def department(county: str, code: str) -> str:
    """Return what a unit is called."""
    row = desk(county).departments.get(code)
    return row.name if row else code


def event_name(kind: str, payload: Mapping[str, object]) -> str:
    """Return what an event is called on a page; of a decision, which way it went."""
    what = kind.partition(".")[2]
    if what in DECISIONS:
        told, yes, no = DECISIONS[what]
        return str(yes if payload[told] else no)
    return str(EVENTS.get(what, kind))


def grade_words(county: str, scheme: str, letter: str) -> str:
    """Return what a letter says in its scheme, in the language of the page."""
    found = next((grade for grade in grades_of(county, scheme) if grade.letter == letter), None)
    if found is None:
        return ""
    return found.en if language_now() == "en" else found.zh


def choices(words: Words) -> list[tuple[str, str]]:
    """Return codes with what they are called, for a form."""
    return [(str(code), str(name)) for code, name in words.items()]


def rules_told(
    rules: Iterable[tuple[UUID | None, LegalRow]], bodies: Iterable[CongressRow]
) -> list[dict[str, object]]:
    """Return rules of several congresses as a page shows them, each with whose it is."""
    names: dict[UUID | None, str | Promise] = {body.id: body.name for body in bodies}
    every = _("every congress")
    return [rule_words(rule) | {"whose": names.get(whose, every)} for whose, rule in rules]


def rule_words(row: LegalRow) -> dict[str, object]:
    """Return one rule of law as a page shows it."""
    return rule_line(CLOCKS[Clock(row.code)], row.term, row.rank, row.source)
