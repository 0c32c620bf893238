"""Special routes, the first receiver, rulings and their appeals, seen from several chairs."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import COUNTY, NOW, Office, make_office
from tests.reporters.orders import a_file, an_order, order_of, take, taken_order
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.history import events_of
from wangge.foundation.worker import work_off
from wangge.reporters.models import HotlineOrder
from wangge.reporters.queries.hotline import order_page, orders_of, to_pass_on
from wangge.reporters.services.hotline_acts import (
    Told,
    appeal_ruling,
    decide_ruling,
    extend,
    reply,
    report_to_lead,
    rule_unreasonable,
    tell_route,
)
from wangge.rules.desk_terms import Term
from wangge.rules.errors import Refused
from wangge.rules.hotline import Emergency, LegalChannel, Ruling, SpecialRoute

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def dispatched(office: Office, order_id: UUID, department: str = "water") -> UUID:
    """Take an order's case to a department and return the case's id."""
    case = HotlineOrder.objects.get(pk=order_id).case
    assert case
    move_case(case, "file", hat=office.leader, now=NOW + HOUR)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW + HOUR, brought=Brought(department=department))
    return case


def test_an_emergency_stands_first_until_it_is_written_down_to_whom_and_when_it_was_passed_on(
    tmp_path: Path,
) -> None:
    office = make_office()
    take(
        office.clerk,
        a_file(tmp_path, [an_order("A1", 特殊渠道="紧急"), an_order("A2", 来电时间="2024-03-05 10:30")]),
        now=NOW + HOUR,
    )
    before = [row.number for row in to_pass_on(office.clerk, now=NOW + HOUR)]

    told = Told(SpecialRoute.EMERGENCY, emergency=Emergency.FIRE)
    tell_route(order_of("A1").id, told, hat=office.clerk, now=NOW + HOUR)

    assert (before, to_pass_on(office.clerk, now=NOW + HOUR)) == (["A1"], [])
    assert (order_of("A1").told_at, order_of("A1").emergency) == (NOW + HOUR, "119")
    assert events_of(COUNTY, order_of("A1").id)[-1].payload["emergency"] == "119"


def test_whoever_was_told_the_legal_channel_makes_no_case_and_no_call_back(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path, 特殊渠道="法定")

    told = Told(SpecialRoute.LEGAL_CHANNEL, "可依法申请行政复议", channel=LegalChannel.REVIEW)
    tell_route(order_id, told, hat=office.clerk, now=NOW)

    page = order_page(office.clerk, order_id, now=NOW + timedelta(days=30))
    assert (page.row.standing, page.row.case_id, page.row.call_at) == ("advised", None, None)
    assert page.said[2] == "可依法申请行政复议"


def test_a_petition_leaves_with_its_receipt_and_on_its_own_clocks(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path, 特殊渠道="法定")
    told = Told(SpecialRoute.LEGAL_CHANNEL, "请到信访部门登记", channel=LegalChannel.PETITION)
    due_before = HotlineOrder.objects.get(pk=order_id).due_at

    with pytest.raises(Refused, match=r"hotline\.route_lacks"):
        tell_route(order_id, told, hat=office.clerk, now=NOW)
    tell_route(
        order_id, Told(told.route, told.words, told.channel, receipt="信2024-0031"), hat=office.clerk, now=NOW
    )

    clocks = {step.term: step.until for step in order_page(office.clerk, order_id, now=NOW).petition}
    assert clocks[Term.PETITION_REGISTER] == NOW + timedelta(days=15)
    assert clocks[Term.PETITION_FINISH] == NOW + timedelta(days=60)
    assert clocks[Term.PETITION_REVIEW] is None  # it begins with an act of the petition office
    assert HotlineOrder.objects.get(pk=order_id).due_at == due_before


def test_the_same_matter_without_a_new_fact_is_told_how_it_stands(tmp_path: Path) -> None:
    office = make_office()
    take(office.clerk, a_file(tmp_path, [an_order("A1"), an_order("A2", 特殊渠道="法定")]))
    again = order_of("A2").id

    with pytest.raises(Refused, match=r"hotline\.unknown_order"):
        tell_route(again, Told(SpecialRoute.REPEATED, "正在办理", earlier="A9"), hat=office.clerk, now=NOW)
    with pytest.raises(Refused, match=r"hotline\.unknown_order"):
        tell_route(again, Told(SpecialRoute.REPEATED, "正在办理", earlier="A2"), hat=office.clerk, now=NOW)
    tell_route(again, Told(SpecialRoute.REPEATED, "正在办理", earlier="A1"), hat=office.clerk, now=NOW)

    assert (order_of("A2").earlier, order_of("A2").finished_at) == ("A1", NOW)


@pytest.mark.parametrize(
    "route", [SpecialRoute.CONFIDENTIAL, SpecialRoute.BEYOND_DUTY, SpecialRoute.UNLAWFUL]
)
def test_the_other_routes_want_the_words_that_the_caller_was_told(
    tmp_path: Path, route: SpecialRoute
) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path, 特殊渠道="法定")

    with pytest.raises(Refused, match=r"hotline\.route_lacks"):
        tell_route(order_id, Told(route, " "), hat=office.clerk, now=NOW)
    tell_route(order_id, Told(route, "已向来电人解释"), hat=office.clerk, now=NOW)

    assert HotlineOrder.objects.get(pk=order_id).route == route


def test_an_order_with_an_open_case_goes_no_other_route_until_the_case_has_ended(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    case = HotlineOrder.objects.get(pk=order_id).case
    told = Told(SpecialRoute.BEYOND_DUTY, "不属于政府职责")

    with pytest.raises(Refused, match=r"hotline\.case_open"):
        tell_route(order_id, told, hat=office.clerk, now=NOW)
    move_case(case, "refuse", hat=office.leader, now=NOW, brought=Brought(words="不属于政府职责"))  # type: ignore[arg-type]
    tell_route(order_id, told, hat=office.clerk, now=NOW)

    assert HotlineOrder.objects.get(pk=order_id).route == "beyond_duty"


def test_the_first_receiver_replies_and_the_next_department_reports_to_it(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    case = dispatched(office, order_id)
    move_case(
        case,
        "reassign",
        hat=office.dispatcher,
        now=NOW + 2 * HOUR,
        brought=Brought(words="属园林", department="parks"),
    )
    silent = order_page(office.clerk, order_id, now=NOW).silent

    with pytest.raises(Refused, match=r"hotline\.not_lead"):
        reply(order_id, "已修好", hat=office.stranger, now=NOW + 3 * HOUR)
    report_to_lead(order_id, "已更换井盖", hat=office.stranger, now=NOW + 3 * HOUR)
    reply(order_id, "井盖已更换", hat=office.handler, now=NOW + 4 * HOUR)

    page = order_page(office.clerk, order_id, now=NOW + 4 * HOUR)
    assert list(silent) == ["parks"]
    assert (list(page.departments), list(page.silent), page.order.lead) == (["water", "parks"], [], "water")
    assert page.row.standing == "replied"


def test_the_worker_tells_an_order_who_received_it_first(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    dispatched(office, order_id)

    work_off(CONSUMERS)

    assert HotlineOrder.objects.get(pk=order_id).lead == "water"
    assert [row.number for row in orders_of(office.handler, now=NOW).rows] == ["ZZ0001"]


def test_a_department_that_has_no_part_in_it_sees_nothing_of_an_order(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    dispatched(office, order_id)

    acts: list[Callable[[], object]] = [
        lambda: order_page(office.stranger, order_id, now=NOW),
        lambda: reply(order_id, "x", hat=office.stranger, now=NOW),
        lambda: report_to_lead(order_id, "x", hat=office.stranger, now=NOW),
    ]

    for act in acts:
        with pytest.raises(Refused, match=r"row\.unknown"):
            act()


def test_more_time_is_given_once_with_its_reason_and_moves_the_call_back(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    due = HotlineOrder.objects.get(pk=order_id).due_at

    with pytest.raises(Refused, match=r"hotline\.until_earlier"):
        extend(order_id, due, "等配件", hat=office.leader, now=NOW)
    with pytest.raises(Refused, match=r"hotline\.words_missing"):
        extend(order_id, due + HOUR, " ", hat=office.leader, now=NOW)
    extend(order_id, due + timedelta(days=3), "等配件", hat=office.leader, now=NOW)

    assert order_page(office.clerk, order_id, now=NOW).row.call_at == due + timedelta(days=3)


def test_an_unreasonable_demand_is_ruled_appealed_by_the_caller_and_decided_by_another(
    tmp_path: Path,
) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)

    with pytest.raises(Refused, match=r"hotline\.words_missing"):
        rule_unreasonable(order_id, "", hat=office.leader, now=NOW)
    rule_unreasonable(order_id, "要求赔付没有依据的费用", hat=office.leader, now=NOW)
    appeal_ruling(order_id, "来电人称有票据", hat=office.clerk, now=NOW + HOUR)
    with pytest.raises(Refused, match=r"hotline\.own_decision"):
        decide_ruling(order_id, Ruling.UPHELD, "维持", hat=office.leader, now=NOW + 2 * HOUR)
    with pytest.raises(Refused, match=r"hotline\.unknown_word"):
        decide_ruling(order_id, Ruling.RULED, "维持", hat=office.overseer, now=NOW + 2 * HOUR)
    decide_ruling(order_id, Ruling.LIFTED, "票据属实", hat=office.overseer, now=NOW + 2 * HOUR)

    assert HotlineOrder.objects.get(pk=order_id).ruling == "lifted"


def test_an_appeal_after_its_days_is_refused(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    rule_unreasonable(order_id, "没有依据", hat=office.leader, now=NOW)

    with pytest.raises(Refused, match=r"hotline\.appeal_late"):
        appeal_ruling(order_id, "不服", hat=office.clerk, now=NOW + timedelta(days=8))
    appeal_ruling(order_id, "不服", hat=office.clerk, now=NOW + timedelta(days=7))
