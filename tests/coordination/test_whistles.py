"""Does a street call departments to a place, and is who came and what was decided written down? (standards.md 2.1)"""

from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, Office, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.models import RoutingRow
from wangge.cases.services.intake import report_case
from wangge.coordination.queries.chains import chain_ends
from wangge.coordination.queries.whistles import turnout, unanswered, whistle, whistles
from wangge.coordination.services.whistles import answer_call, call_departments, hold
from wangge.foundation.audit import verify_events
from wangge.rules.errors import Refused
from wangge.rules.gathering import Gathering

pytestmark = pytest.mark.django_db
MEETS = NOW + timedelta(days=1)
AFTER = MEETS + timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def called(office: Office, **changes: object):  # type: ignore[no-untyped-def]
    asked = {
        "kind": Gathering.WHISTLE, "place": "花园路口", "matter": "地下管线反复塌陷", "meets_at": MEETS,
        "departments": ["water", "parks"], "now": NOW, **changes,
    }  # fmt: skip
    return call_departments(office.overseer, **asked)  # type: ignore[arg-type]


def test_a_street_calls_named_departments_to_a_place_at_a_time_and_each_hears_of_it(office: Office) -> None:
    key = called(office)

    row = whistle(office.overseer, key)

    assert (row.place, row.meets_at, [call.department for call in row.calls]) == (
        "花园路口",
        MEETS,
        ["parks", "water"],
    )
    assert unanswered(office.handler) == unanswered(office.stranger) == 1


def test_a_department_says_whether_it_comes_and_not_coming_wants_a_reason(office: Office) -> None:
    key = called(office)

    answer_call(key, "comes", reason="", hat=office.handler, now=NOW)
    with pytest.raises(Refused, match=r"whistle\.reason_missing"):
        answer_call(key, "not", reason="", hat=office.stranger, now=NOW)
    answer_call(key, "not", reason="防汛值班", hat=office.stranger, now=NOW)

    assert [(call.answer, call.reason) for call in whistle(office.overseer, key).calls] == [
        ("not", "防汛值班"), ("comes", ""),
    ]  # fmt: skip
    assert unanswered(office.handler) == 0


def test_who_came_is_written_down_at_the_place_and_both_sides_are_counted(office: Office) -> None:
    key = called(office)
    with pytest.raises(Refused, match=r"whistle\.too_early"):
        hold(key, "水务三日内修复", came={"water": True}, hat=office.overseer, now=NOW)

    absent = hold(key, "水务三日内修复", came={"water": True, "parks": False}, hat=office.overseer, now=AFTER)

    assert list(absent) == ["parks"]
    assert [(one.department, one.called, one.came, one.absent) for one in turnout(office.overseer)] == [
        ("parks", 1, 0, 1), ("water", 1, 1, 0),
    ]  # fmt: skip
    assert [row.id for row in whistles(office.overseer, department="parks", absent=True)] == [key]
    with pytest.raises(Refused, match=r"whistle\.decided"):
        answer_call(key, "comes", reason="", hat=office.stranger, now=AFTER)


BAD = {
    "whistle.words_missing": {"place": " "},
    "whistle.in_the_past": {"meets_at": NOW},
    "whistle.nobody_called": {"departments": []},
    "case.unknown_department": {"departments": ["nobody"]},
}


@pytest.mark.parametrize("code", BAD)
def test_a_call_without_place_time_or_department_is_refused(office: Office, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        called(office, **BAD[code])


def test_only_a_commanding_post_of_the_street_calls_and_only_who_is_called_answers(office: Office) -> None:
    for hat in (office.worker, office.handler):
        with pytest.raises(Refused, match=r"whistle\.not_yours"):
            call_departments(
                hat,
                kind=Gathering.WHISTLE,
                place="x",
                matter="y",
                meets_at=MEETS,
                departments=["water"],
                now=NOW,
            )
    key = called(office, departments=["water"])

    with pytest.raises(Refused, match=r"whistle\.not_called"):
        answer_call(key, "comes", reason="", hat=office.stranger, now=NOW)
    with pytest.raises(Refused, match=r"row\.unknown"):
        whistle(office.stranger, key)
    with pytest.raises(Refused, match=r"whistle\.bad_answer"):
        answer_call(key, "perhaps", reason="", hat=office.handler, now=NOW)


def test_a_call_leaves_a_chain_that_verifies(office: Office) -> None:
    key = called(office)
    answer_call(key, "comes", reason="", hat=office.handler, now=NOW)
    hold(key, "水务三日内修复", came={"water": True}, hat=office.overseer, now=AFTER)

    assert list(verify_events(COUNTY, chain_ends(COUNTY), rows_of="whistle.")) == []


def signed_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_a_site_visit_about_a_disputed_ruling_writes_the_rule_and_the_case_goes_on(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("return")
    walk.act("deny_return")
    walk.act("return_again")
    walk.act("rule", department="parks")
    walk.act("dispute")
    key = called(office, kind=Gathering.VISIT, case=walk.id, meets_at=NOW + timedelta(hours=3))
    client = signed_in("overseer")

    page = client.get(f"/whistles/{key.hex}/").content.decode()
    sent = client.post(
        f"/whistles/{key.hex}/held",
        {"came": ["water", "parks"], "department": "water", "decision": "现场确认是水务资产"},
    )

    assert "裁定" in page
    assert sent.status_code == 302
    assert (walk.case.state, walk.case.department, walk.case.ruled) == ("dispatched", "water", True)
    assert RoutingRow.objects.get(ruling=walk.id).department == "water"
    assert report_case(office.worker, a_report(GRIDS[0], at=NOW), now=NOW).department == "water"


def test_the_pages_call_answer_and_show_as_people_use_them(office: Office) -> None:
    street, water = signed_in("overseer"), signed_in("handler")

    made = street.post("/whistles/call/", {
        "place": "花园路口", "matter": "管线塌陷", "meets_at": "2099-01-01T10:00", "departments": ["water"],
    })  # fmt: skip
    answered = water.post(f"{made['Location']}answer", {"answer": "comes"}, follow=True)

    assert "到场" in answered.content.decode()
    assert "花园路口" in street.get("/whistles/").content.decode()
    assert signed_in("stranger").get(made["Location"]).status_code == 404
    assert street.post("/whistles/call/", {"place": "", "departments": []}).status_code == 422


def test_the_work_page_of_a_called_department_says_so(office: Office) -> None:
    called(office)

    assert "1 个现场召集" in signed_in("handler").get("/cases/waiting/").content.decode()
