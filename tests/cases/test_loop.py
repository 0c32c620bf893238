"""The seven steps, walked by the people whose steps they are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import set_routes
from wangge.rules.errors import Refused
from wangge.rules.routing import Route

pytestmark = pytest.mark.django_db


def test_a_report_goes_through_seven_steps_and_is_closed() -> None:
    office = make_office()
    receipt = report_case(office.worker, a_report(), now=NOW)

    closed = walk(office, receipt.case_id)

    assert closed == "closed"
    events = [event.kind for event in dossier(office.overseer, receipt.case_id, now=NOW).history]
    assert events == [
        "case.reported", "case.filed", "case.dispatched", "case.signed", "case.handled", "case.checked",
        "case.closed",
    ]  # fmt: skip


def walk(office: Office, case_id: object) -> str:
    """Take a case from its report to its end, an hour for each step; return the state it ends in."""
    steps = [
        ("file", office.leader, Brought()),
        ("dispatch", office.dispatcher, Brought(department="water")),
        ("sign", office.handler, Brought()),
        ("feed_back", office.handler, Brought(words="已恢复井盖")),
        ("pass", office.worker, Brought()),
        ("close", office.leader, Brought()),
    ]
    state = ""
    for hours, (act, hat, brought) in enumerate(steps, 1):
        moved = move_case(case_id, act, hat=hat, now=NOW + timedelta(hours=hours), brought=brought)  # type: ignore[arg-type]
        state = moved.state
    return state


def test_an_act_out_of_turn_is_refused_and_leaves_no_trace() -> None:
    office = make_office()
    case_id = report_case(office.worker, a_report(), now=NOW).case_id

    with pytest.raises(Refused, match=r"case\.no_such_move"):
        move_case(case_id, "close", hat=office.leader, now=NOW)

    assert len(dossier(office.overseer, case_id, now=NOW).history) == 1


def test_rows_count_by_the_countys_own_day_also_before_it_is_day_in_greenwich() -> None:
    office = make_office()
    begins = date(2024, 3, 5)
    rows = [Route("", 1, "*", "", "parks", from_on=begins), Route("", 2, "*", "", "water")]
    set_routes(COUNTY, rows, source="test")
    midnight = datetime(2024, 3, 4, 16, tzinfo=UTC)  # in Zhengzhou

    before = report_case(office.worker, a_report(at=midnight - timedelta(seconds=1)), now=NOW)
    after = report_case(office.worker, a_report(at=midnight), now=NOW)

    assert (before.department, after.department) == ("water", "parks")
