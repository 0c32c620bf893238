"""The six special routes, who leads, who decides an appeal: rulings.md, 12345."""

from dataclasses import replace

import pytest

from wangge.rules.errors import Refused
from wangge.rules.hotline import (
    ROUTES,
    DeskAct,
    Given,
    LegalChannel,
    OrderFacts,
    Rework,
    Ruling,
    SpecialRoute,
    check_route,
    may_act,
    open_acts,
)
from wangge.rules.posts import PostKind

FACTS = OrderFacts(lead="water", departments=frozenset({"water", "parks"}), has_contact=True)
ACCOUNT = "a" * 32


def refusal(
    act: DeskAct, kind: PostKind, facts: OrderFacts, *, department: str = "", account: str = ACCOUNT
) -> str:
    with pytest.raises(Refused) as refused:
        may_act(act, kind, department, account, facts)
    return refused.value.code


def test_there_are_six_special_routes_and_each_says_what_must_be_written_down() -> None:
    assert set(ROUTES) == set(SpecialRoute)
    assert len(ROUTES) == 6
    assert all(rule.needs for rule in ROUTES.values())


@pytest.mark.parametrize("route", SpecialRoute)
def test_a_special_route_without_what_it_needs_is_refused(route: SpecialRoute) -> None:
    needed = ROUTES[route].needs

    for missing in needed:
        with pytest.raises(Refused) as refused:
            check_route(route, needed - {missing}, case_open=False)
        assert refused.value.facts["field"] == missing
    assert check_route(route, needed, case_open=False) == ROUTES[route]


def test_a_petition_leaves_with_its_receipt() -> None:
    given = ROUTES[SpecialRoute.LEGAL_CHANNEL].needs

    with pytest.raises(Refused, match=r"hotline\.route_lacks") as refused:
        check_route(SpecialRoute.LEGAL_CHANNEL, given, case_open=False, channel=LegalChannel.PETITION)
    assert refused.value.facts["field"] == Given.RECEIPT
    check_route(SpecialRoute.LEGAL_CHANNEL, given, case_open=False, channel=LegalChannel.REVIEW)


@pytest.mark.parametrize("route", SpecialRoute)
def test_only_an_emergency_goes_on_as_a_case_beside_its_route(route: SpecialRoute) -> None:
    given = frozenset(Given)

    if route is SpecialRoute.EMERGENCY:
        assert check_route(route, given, case_open=True).beside_case
    else:
        with pytest.raises(Refused, match=r"hotline\.case_open"):
            check_route(route, given, case_open=True)


def test_the_first_receiver_replies_and_the_others_report_to_it() -> None:
    may_act(DeskAct.REPLY, PostKind.HANDLER, "water", ACCOUNT, FACTS)
    may_act(DeskAct.REPORT, PostKind.HANDLER, "parks", ACCOUNT, FACTS)

    assert refusal(DeskAct.REPLY, PostKind.HANDLER, FACTS, department="parks") == "hotline.not_lead"
    assert refusal(DeskAct.REPLY, PostKind.INTAKE_CLERK, FACTS) == "hotline.not_lead"
    assert refusal(DeskAct.REPORT, PostKind.HANDLER, FACTS, department="water") == "hotline.not_helping"
    assert refusal(DeskAct.REPORT, PostKind.HANDLER, FACTS, department="roads") == "hotline.not_helping"


def test_the_desk_itself_replies_where_no_department_received_the_order() -> None:
    may_act(
        DeskAct.REPLY, PostKind.INTAKE_CLERK, "", ACCOUNT, replace(FACTS, lead="", departments=frozenset())
    )


def test_an_unreasonable_demand_is_ruled_once_and_never_by_the_unit_or_the_clerk() -> None:
    may_act(DeskAct.RULE, PostKind.SHIFT_LEADER, "", ACCOUNT, FACTS)

    assert refusal(DeskAct.RULE, PostKind.HANDLER, FACTS, department="water") == "hotline.not_your_act"
    assert refusal(DeskAct.RULE, PostKind.INTAKE_CLERK, FACTS) == "hotline.not_your_act"
    assert (
        refusal(DeskAct.RULE, PostKind.OVERSEER, replace(FACTS, ruling=Ruling.LIFTED))
        == "hotline.ruled_already"
    )


def test_whoever_ruled_does_not_decide_the_appeal() -> None:
    appealed = replace(FACTS, ruling=Ruling.APPEALED, ruled_by=ACCOUNT)

    assert refusal(DeskAct.DECIDE_RULING, PostKind.OVERSEER, appealed) == "hotline.own_decision"
    may_act(DeskAct.DECIDE_RULING, PostKind.OVERSEER, "", "b" * 32, appealed)


def test_an_appeal_wants_a_decision_and_comes_in_its_time() -> None:
    ruled = replace(FACTS, ruling=Ruling.RULED)

    may_act(DeskAct.APPEAL_RULING, PostKind.INTAKE_CLERK, "", ACCOUNT, ruled)
    assert refusal(DeskAct.APPEAL_RULING, PostKind.INTAKE_CLERK, FACTS) == "hotline.nothing_to_appeal"
    late = replace(ruled, ruling_appealable=False)
    assert refusal(DeskAct.APPEAL_RULING, PostKind.INTAKE_CLERK, late) == "hotline.appeal_late"
    assert refusal(DeskAct.DECIDE_RULING, PostKind.OVERSEER, ruled) == "hotline.no_appeal"


def test_a_send_back_follows_a_call_back_and_the_unit_may_appeal_it() -> None:
    sent = replace(FACTS, rework=Rework.SENT_BACK, may_send_back=True)

    assert refusal(DeskAct.SEND_BACK, PostKind.INTAKE_CLERK, FACTS) == "hotline.nothing_to_redo"
    may_act(DeskAct.SEND_BACK, PostKind.INTAKE_CLERK, "", ACCOUNT, replace(FACTS, may_send_back=True))
    assert refusal(DeskAct.SEND_BACK, PostKind.INTAKE_CLERK, sent) == "hotline.nothing_to_redo"
    may_act(DeskAct.APPEAL_REWORK, PostKind.HANDLER, "water", ACCOUNT, sent)
    assert (
        refusal(DeskAct.APPEAL_REWORK, PostKind.HANDLER, sent, department="roads") == "hotline.not_your_act"
    )
    appealed = replace(sent, rework=Rework.APPEALED, sent_back_by=ACCOUNT)
    assert refusal(DeskAct.DECIDE_REWORK, PostKind.OVERSEER, appealed) == "hotline.own_decision"
    assert refusal(DeskAct.DECIDE_REWORK, PostKind.OVERSEER, sent) == "hotline.no_appeal"


def test_more_time_is_given_once_and_before_the_limit_passes() -> None:
    may_act(DeskAct.EXTEND, PostKind.SHIFT_LEADER, "", ACCOUNT, FACTS)

    assert (
        refusal(DeskAct.EXTEND, PostKind.SHIFT_LEADER, replace(FACTS, is_over=True)) == "hotline.limit_over"
    )
    twice = replace(FACTS, is_extended=True)
    assert refusal(DeskAct.EXTEND, PostKind.SHIFT_LEADER, twice) == "hotline.extended_already"


def test_an_order_that_was_told_a_route_is_not_told_again() -> None:
    assert (
        refusal(DeskAct.ROUTE, PostKind.INTAKE_CLERK, replace(FACTS, is_told=True)) == "hotline.told_already"
    )


def test_the_unit_never_opens_the_callers_number() -> None:
    assert (
        refusal(DeskAct.OPEN_CONTACT, PostKind.HANDLER, FACTS, department="water") == "hotline.not_your_act"
    )
    nothing_left = replace(FACTS, has_contact=False)
    assert refusal(DeskAct.OPEN_CONTACT, PostKind.INTAKE_CLERK, nothing_left) == "hotline.no_contact"


def test_the_buttons_of_a_page_are_the_acts_that_the_rule_lets_through() -> None:
    acts = open_acts(PostKind.HANDLER, "water", ACCOUNT, replace(FACTS, rework=Rework.SENT_BACK))

    assert acts == [DeskAct.REPLY, DeskAct.APPEAL_REWORK]
