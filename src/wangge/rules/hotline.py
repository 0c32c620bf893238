"""How does the 12345 desk treat an order: which kind, which special route, which act by whom?

Kinds and routes are those of the Beijing ordinance on 接诉即办 (2021), articles 2 and 11; who
leads and who reports to the lead, article 14. The desk's acts stand beside the case loop: the
loop gets the matter settled, the desk owes the caller an answer.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind


class OrderKind(StrEnum):
    """What a caller wants (article 2)."""

    CONSULT = "consult"  # 咨询
    HELP = "help"  # 求助
    COMPLAINT = "complaint"  # 投诉
    TIP = "tip"  # 举报
    SUGGESTION = "suggestion"  # 建议


class SpecialRoute(StrEnum):
    """The six kinds of call that are not handled as an ordinary order (article 11)."""

    EMERGENCY = "emergency"  # passed on at once to 110, 119, 120 or 122
    LEGAL_CHANNEL = "legal_channel"  # told the channel that the law has for it
    REPEATED = "repeated"  # the same matter without a new fact: told how it stands
    CONFIDENTIAL = "confidential"  # secrets, trade secrets, privacy: explained
    BEYOND_DUTY = "beyond_duty"  # not a government's matter: told another channel
    UNLAWFUL = "unlawful"  # against law or decency: persuaded


class LegalChannel(StrEnum):
    """The channels that the law has (article 11, item 2)."""

    LITIGATION = "litigation"  # 诉讼
    ARBITRATION = "arbitration"  # 仲裁
    DISCIPLINE = "discipline"  # 纪检监察
    REVIEW = "review"  # 行政复议
    DISCLOSURE = "disclosure"  # 政府信息公开
    PETITION = "petition"  # 信访


class Emergency(StrEnum):
    """Who is called at once (article 11, item 1)."""

    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"
    TRAFFIC = "122"


class Given(StrEnum):
    """What must be written down when an order goes a special route."""

    WORDS = "words"  # what the caller was told
    EMERGENCY = "emergency"  # whom it was passed on to
    CHANNEL = "channel"  # which legal channel was named
    EARLIER = "earlier"  # the order that it repeats
    RECEIPT = "receipt"  # the receipt of the petition office


@dataclass(frozen=True, slots=True)
class RouteRule:
    """One special route: what it needs, and whether the matter goes on as a case beside it."""

    needs: frozenset[Given]
    beside_case: bool


ROUTES: Mapping[SpecialRoute, RouteRule] = MappingProxyType({
    # Whoever is in danger is helped first; what made the danger stays a matter for the loop.
    SpecialRoute.EMERGENCY: RouteRule(frozenset({Given.EMERGENCY}), beside_case=True),
    SpecialRoute.LEGAL_CHANNEL: RouteRule(frozenset({Given.CHANNEL, Given.WORDS}), beside_case=False),
    SpecialRoute.REPEATED: RouteRule(frozenset({Given.EARLIER, Given.WORDS}), beside_case=False),
    SpecialRoute.CONFIDENTIAL: RouteRule(frozenset({Given.WORDS}), beside_case=False),
    SpecialRoute.BEYOND_DUTY: RouteRule(frozenset({Given.WORDS}), beside_case=False),
    SpecialRoute.UNLAWFUL: RouteRule(frozenset({Given.WORDS}), beside_case=False),
})  # fmt: skip


def check_route(
    route: SpecialRoute, given: AbstractSet[Given], *, case_open: bool, channel: LegalChannel | None = None
) -> RouteRule:
    """Return a route's rule, or refuse what is missing (`hotline.route_lacks`, `hotline.case_open`).

    A petition leaves with the receipt of its office (rulings.md, Matters that point at people).
    """
    rule = ROUTES[route]
    if case_open and not rule.beside_case:
        raise Refused("hotline.case_open", route=route)
    needs = rule.needs | {Given.RECEIPT} if channel is LegalChannel.PETITION else rule.needs
    if missing := needs - given:
        raise Refused("hotline.route_lacks", field=min(missing), route=route)
    return rule


class DeskAct(StrEnum):
    """What is done to an order at the desk."""

    ROUTE = "route"  # told a special route
    REPORT = "report"  # another unit reports to the lead (首接负责)
    REPLY = "reply"  # the lead's words to the caller
    EXTEND = "extend"  # more time, with its reason, before the limit passes
    OPEN_CONTACT = "open_contact"  # the sealed number is looked at
    CALL = "call"  # 回访
    SEND_BACK = "send_back"  # 返工
    APPEAL_REWORK = "appeal_rework"  # the unit says the send-back is wrong
    DECIDE_REWORK = "decide_rework"
    RULE = "rule"  # 不合理诉求
    APPEAL_RULING = "appeal_ruling"  # the caller says that ruling is wrong
    DECIDE_RULING = "decide_ruling"


_DESK = frozenset({PostKind.INTAKE_CLERK, PostKind.DUTY_OFFICER})
_JUDGES = frozenset({PostKind.SHIFT_LEADER, PostKind.OVERSEER})
_UNIT = frozenset({PostKind.HANDLER})

ACTS: Mapping[DeskAct, frozenset[PostKind]] = MappingProxyType({
    DeskAct.ROUTE: _DESK, DeskAct.REPORT: _UNIT, DeskAct.REPLY: _UNIT | _DESK, DeskAct.EXTEND: _JUDGES,
    DeskAct.OPEN_CONTACT: _DESK, DeskAct.CALL: _DESK, DeskAct.SEND_BACK: _DESK, DeskAct.APPEAL_REWORK: _UNIT,
    DeskAct.DECIDE_REWORK: _JUDGES, DeskAct.RULE: _JUDGES, DeskAct.APPEAL_RULING: _DESK,
    DeskAct.DECIDE_RULING: _JUDGES,
})  # fmt: skip


class Ruling(StrEnum):
    """How a ruling that a demand is unreasonable (不合理诉求) stands."""

    NONE = "none"
    RULED = "ruled"
    APPEALED = "appealed"  # counted as an ordinary order again until it is decided
    UPHELD = "upheld"
    LIFTED = "lifted"


IN_FORCE = frozenset({Ruling.RULED, Ruling.UPHELD})  # only these leave the denominators


class Rework(StrEnum):
    """How a send-back (返工) stands."""

    NONE = "none"
    SENT_BACK = "sent_back"
    APPEALED = "appealed"
    UPHELD = "upheld"
    STRUCK = "struck"  # the unit was right: the send-back does not count


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of one order when somebody wants to act on it."""

    lead: str  # department of the first receiver; empty while the desk itself answers
    departments: frozenset[str]  # every department that has or had the case, the lead among them
    is_told: bool = False
    has_contact: bool = False
    is_over: bool = False  # its limit has passed
    is_extended: bool = False
    may_send_back: bool = False  # the caller says that it is not solved, or is not content
    ruling: Ruling = Ruling.NONE
    ruled_by: str = ""
    rework: Rework = Rework.NONE
    sent_back_by: str = ""
    ruling_appealable: bool = True  # the days for an appeal have not passed
    rework_appealable: bool = True


def may_act(act: DeskAct, kind: PostKind, department: str, account: str, facts: OrderFacts) -> None:
    """Refuse an act that this post, department or person may not do now, with the reason."""
    if kind not in ACTS[act]:
        raise Refused("hotline.not_your_act", act=act, post=kind)
    check = _CHECKS.get(act)
    if check:
        check(department, account, facts)


def open_acts(kind: PostKind, department: str, account: str, facts: OrderFacts) -> list[DeskAct]:
    """Return what this post and person may do with an order now; the pages draw their buttons by it."""
    found = []
    for act in DeskAct:
        try:
            may_act(act, kind, department, account, facts)
        except Refused:
            continue
        found.append(act)
    return found


def _reports(department: str, _account: str, facts: OrderFacts) -> None:
    if department == facts.lead or department not in facts.departments:
        raise Refused("hotline.not_helping", lead=facts.lead)


def _replies(department: str, _account: str, facts: OrderFacts) -> None:
    # Who received it first answers for all (article 14); the others report to them.
    if facts.is_told:
        raise Refused("hotline.told_already")
    if department != facts.lead:
        raise Refused("hotline.not_lead", lead=facts.lead)


def _routes(_department: str, _account: str, facts: OrderFacts) -> None:
    if facts.is_told:
        raise Refused("hotline.told_already")


def _extends(_department: str, _account: str, facts: OrderFacts) -> None:
    if facts.is_over:
        raise Refused("hotline.limit_over")
    if facts.is_extended:
        raise Refused("hotline.extended_already")


def _opens(_department: str, _account: str, facts: OrderFacts) -> None:
    if not facts.has_contact:
        raise Refused("hotline.no_contact")


def _sends_back(_department: str, _account: str, facts: OrderFacts) -> None:
    if not facts.may_send_back or facts.rework is not Rework.NONE:
        raise Refused("hotline.nothing_to_redo")


def _appeals_rework(department: str, _account: str, facts: OrderFacts) -> None:
    if department not in facts.departments:
        raise Refused("hotline.not_your_act", act=DeskAct.APPEAL_REWORK, post=PostKind.HANDLER)
    _appealable(was_decided=facts.rework is not Rework.SENT_BACK, in_time=facts.rework_appealable)


def _decides_rework(_department: str, account: str, facts: OrderFacts) -> None:
    if facts.rework is not Rework.APPEALED:
        raise Refused("hotline.no_appeal")
    if account == facts.sent_back_by:
        raise Refused("hotline.own_decision")


def _rules(_department: str, _account: str, facts: OrderFacts) -> None:
    if facts.ruling is not Ruling.NONE:
        raise Refused("hotline.ruled_already")


def _appeals_ruling(_department: str, _account: str, facts: OrderFacts) -> None:
    _appealable(was_decided=facts.ruling is not Ruling.RULED, in_time=facts.ruling_appealable)


def _decides_ruling(_department: str, account: str, facts: OrderFacts) -> None:
    if facts.ruling is not Ruling.APPEALED:
        raise Refused("hotline.no_appeal")
    if account == facts.ruled_by:
        raise Refused("hotline.own_decision")


def _appealable(*, was_decided: bool, in_time: bool) -> None:
    if was_decided:
        raise Refused("hotline.nothing_to_appeal")
    if not in_time:
        raise Refused("hotline.appeal_late")


_CHECKS = {
    DeskAct.ROUTE: _routes, DeskAct.REPORT: _reports, DeskAct.REPLY: _replies, DeskAct.EXTEND: _extends,
    DeskAct.OPEN_CONTACT: _opens, DeskAct.SEND_BACK: _sends_back, DeskAct.APPEAL_REWORK: _appeals_rework,
    DeskAct.DECIDE_REWORK: _decides_rework, DeskAct.RULE: _rules, DeskAct.APPEAL_RULING: _appeals_ruling,
    DeskAct.DECIDE_RULING: _decides_ruling,
}  # fmt: skip
