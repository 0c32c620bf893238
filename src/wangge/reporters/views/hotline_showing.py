"""How are kinds, routes, acts and results of orders worded on pages?"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.views.showing import case_url
from wangge.reporters.queries.hotline import OrderList, OrderRow
from wangge.rules.callbacks import CallMeans, CallResult, CallSet
from wangge.rules.deadlines import Unit
from wangge.rules.desk_terms import Term
from wangge.rules.hotline import DeskAct, LegalChannel, OrderKind, Rework, Ruling, SpecialRoute
from wangge.rules.order_mapping import Standing

Words = Mapping[str, "str | Promise"]

KINDS: Words = {
    OrderKind.CONSULT: _("Enquiry"), OrderKind.HELP: _("Help"), OrderKind.COMPLAINT: _("Complaint"),
    OrderKind.TIP: _("Tip-off"), OrderKind.SUGGESTION: _("Suggestion"),
}  # fmt: skip
ROUTES: Words = {
    SpecialRoute.EMERGENCY: _("Emergency: pass on at once"), SpecialRoute.LEGAL_CHANNEL: _("Tell the legal channel"),
    SpecialRoute.REPEATED: _("Same matter, no new fact: tell how it stands"),
    SpecialRoute.CONFIDENTIAL: _("Secrets or privacy: explain"),
    SpecialRoute.BEYOND_DUTY: _("Beyond duty: tell another channel"),
    SpecialRoute.UNLAWFUL: _("Unlawful or immoral: persuade"),
}  # fmt: skip
CHANNELS: Words = {
    LegalChannel.LITIGATION: _("Litigation"), LegalChannel.ARBITRATION: _("Arbitration"),
    LegalChannel.DISCIPLINE: _("Discipline inspection"), LegalChannel.REVIEW: _("Administrative review"),
    LegalChannel.DISCLOSURE: _("Disclosure of information"), LegalChannel.PETITION: _("Petition office"),
}  # fmt: skip
EMERGENCIES: Words = {
    "110": _("110, police"), "119": _("119, fire"), "120": _("120, ambulance"), "122": _("122, traffic accidents"),
}  # fmt: skip
STANDINGS: Words = {
    Standing.IN_HAND: _("in hand"), Standing.SENT_BACK: _("being done again"), Standing.ADVISED: _("told"),
    Standing.REPLIED: _("replied"),
}  # fmt: skip
RESULTS: Words = {
    CallResult.WAITING: _("call-back waits"), CallResult.REACHED: _("called back"),
    CallResult.UNREACHABLE: _("not reached"), CallResult.NO_CONTACT: _("no contact left"),
}  # fmt: skip
CALLED = {CallResult.REACHED, CallResult.UNREACHABLE}
RULINGS: Words = {
    Ruling.RULED: _("ruled unreasonable"), Ruling.APPEALED: _("ruling under appeal"),
    Ruling.UPHELD: _("unreasonable, upheld"), Ruling.LIFTED: _("ruling lifted"),
}  # fmt: skip
REWORKS: Words = {
    Rework.SENT_BACK: _("sent back"), Rework.APPEALED: _("send-back under appeal"),
    Rework.UPHELD: _("send-back upheld"), Rework.STRUCK: _("send-back struck"),
}  # fmt: skip
ACTS: Words = {
    DeskAct.ROUTE: _("Special route"), DeskAct.REPORT: _("Report to the first receiver"),
    DeskAct.REPLY: _("Reply to the caller"), DeskAct.EXTEND: _("Give more time"),
    DeskAct.OPEN_CONTACT: _("Show the number"), DeskAct.CALL: _("Call back"), DeskAct.SEND_BACK: _("Send back"),
    DeskAct.APPEAL_REWORK: _("Appeal the send-back"), DeskAct.DECIDE_REWORK: _("Decide the unit's appeal"),
    DeskAct.RULE: _("Rule it unreasonable"), DeskAct.APPEAL_RULING: _("The caller appeals"),
    DeskAct.DECIDE_RULING: _("Decide the caller's appeal"),
}  # fmt: skip
EVENTS: Words = {
    "hotline.received": _("Order received"), "hotline.told": _("Told by a special route"),
    "hotline.reported": _("Reported to the first receiver"), "hotline.replied": _("Replied to the caller"),
    "hotline.extended": _("More time given"), "hotline.contact_opened": _("The sealed number was looked at"),
    "hotline.called": _("Called back"), "hotline.sent_back": _("Sent back"),
    "hotline.rework_appealed": _("The unit appealed the send-back"),
    "hotline.rework_decided": _("The unit's appeal was decided"), "hotline.ruled": _("Ruled unreasonable"),
    "hotline.ruling_appealed": _("The caller appealed"),
    "hotline.ruling_decided": _("The caller's appeal was decided"),
    "hotline.erased": _("Words and number erased at the caller's wish"),
}  # fmt: skip
MEANS: Words = {
    CallMeans.PHONE: _("By telephone"), CallMeans.MESSAGE: _("By message"), CallMeans.WEB: _("By web form"),
}  # fmt: skip
SETS: Words = {
    CallSet.EXPIRED: _("Orders whose limit has passed"), CallSet.WAITING: _("call-back waits"),
    CallSet.UNREACHABLE: _("not reached after two attempts"), CallSet.NO_CONTACT: _("no contact left"),
    CallSet.EXCLUDED: _("ruled unreasonable"), CallSet.EFFECTIVE: _("Effective call-backs"),
    CallSet.RESPONDED: _("The unit got in touch"), CallSet.SOLVED: _("Solved, says the caller"),
    CallSet.SATISFIED: _("Content, says the caller"),
}  # fmt: skip
RATES: Words = {
    CallSet.RESPONDED: _("Response rate"), CallSet.SOLVED: _("Solution rate"),
    CallSet.SATISFIED: _("Satisfaction rate"),
}  # fmt: skip
PETITION: Words = {
    Term.PETITION_REGISTER: _("Register and route"), Term.PETITION_OBJECT: _("Objection to a transfer"),
    Term.PETITION_FINISH: _("Finish"), Term.PETITION_EXTEND: _("Extension at most"),
    Term.PETITION_ASK_REVIEW: _("Ask for a review"), Term.PETITION_REVIEW: _("Review decided"),
    Term.PETITION_ASK_RECHECK: _("Ask for a second review"), Term.PETITION_RECHECK: _("Second review decided"),
}  # fmt: skip
UNITS: Words = {
    Unit.EMERGENCY_HOURS: _("hours without pause"), Unit.OFFICE_HOURS: _("office hours"),
    Unit.WORKING_DAYS: _("working days"), Unit.CALENDAR_DAYS: _("calendar days"),
}  # fmt: skip
# Who set the packaged terms (data/hotline_terms.csv); a county's own source is shown as written.
SOURCES: Words = {
    "Jinan 12345 ordinance 2018, article 24": _("Jinan 12345 ordinance 2018, article 24"),
    "Beijing practice: 2 hours where life or property is in danger": _(
        "Beijing practice: 2 hours where life or property is in danger"
    ),
    **{
        f"Regulations on petition work 2022, article {n}": _("Regulations on petition work 2022, article %s")
        % n
        for n in (22, 23, 34, 35, 36)
    },
}


def as_shown(county: str, rows: Iterable[OrderRow]) -> list[dict[str, object]]:
    """Return orders with their address and wording."""
    departments = desk(county).departments
    shown: list[dict[str, object]] = []
    for row in rows:
        lead = departments.get(row.lead)
        passes = row.route == SpecialRoute.EMERGENCY and not row.is_told
        tags = [RULINGS.get(row.ruling), REWORKS.get(row.rework)]
        shown.append({
            "url": reverse("hotline:order", args=[row.id.hex]), "number": row.number,
            "kind": KINDS.get(row.kind, row.kind), "category": row.category,
            "words": row.case.words if row.case else "", "place": row.case.place if row.case else "",
            "lead": lead.name if lead else row.lead, "received_at": row.received_at, "due_at": row.due_at,
            "standing": STANDINGS[row.standing], "route": ROUTES.get(row.route, ""), "passes": passes,
            "call": RESULTS.get(row.call_result, ""), "call_at": row.call_at, "is_late": row.is_late,
            "is_called": row.call_result in CALLED and not row.call_at, "call_by": row.call_by,
            "decide_by": row.decide_by,
            "tags": [tag for tag in tags if tag], "case_number": row.case.number if row.case else "",
            "case_url": case_url(row.case.id.hex) if row.case else "",
            "case_state": row.case.state if row.case else "",
        })  # fmt: skip
    return shown


def next_url(request: HttpRequest, found: OrderList) -> str:
    """Return the address of the page that follows; empty where there is none."""
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"{request.path}?{urlencode({**kept, 'after': found.after})}" if found.after else ""
