"""The operations centre: every number opens exactly its list, and nothing that points at people is on the wall."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    PASSWORD,
    STREET,
    Office,
    a_report,
    make_office,
)
from wangge.cases.models import Case
from wangge.cases.queries.watching import arrivals, on_map, today_of
from wangge.cases.services.brought import Brought
from wangge.cases.services.clocks import mark_overdue
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import set_up_county
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off

DISPUTE = "zz-ledger:event:0501"
LIFE = "people-matters:event:0202"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_office(password=PASSWORD)
    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=["CJ/T 214-2007", "zz-ledger", "people-matters"])
    return office


def signed_in(login: str = "leader") -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def report(office: Office, category: str = COVER, grid: str = GRIDS[0]) -> UUID:
    now = timezone.now()
    return report_case(office.worker, a_report(grid, category=category, at=now), now=now).case_id


def busy(office: Office) -> None:
    """One case at each step before a unit has it, one late, one settled on the spot."""
    now = timezone.now()
    for steps in range(4):
        case = report(office, grid=GRIDS[steps])
        acts = [("file", office.leader, Brought()), ("dispatch", office.dispatcher, Brought(department="water")),
                ("sign", office.handler, Brought())]  # fmt: skip
        for act, hat, brought in acts[:steps]:
            move_case(case, act, hat=hat, now=now, brought=brought)
    report_case(office.worker, a_report(GRIDS[0], at=now, result="已清理"), now=now)
    make_late(office)
    work_off(CONSUMERS)


def make_late(office: Office, category: str = COVER) -> None:
    old = report_case(office.worker, a_report(GRIDS[1], category=category), now=NOW).case_id
    move_case(old, "file", hat=office.leader, now=NOW)
    move_case(old, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    assert mark_overdue(now=timezone.now()) >= 1


@pytest.mark.parametrize("page", ["/ops/", "/ops/wall/"])
def test_every_counter_opens_exactly_the_rows_that_it_counts(office: Office, page: str) -> None:
    busy(office)
    client = signed_in()

    heads = client.get(page).context["heads"]

    counted = {head["label"]: head["n"] for head in heads}
    opened = {head["label"]: len(client.get(head["url"]).context["rows"]) for head in heads}
    assert counted == opened
    assert sum(counted.values()) > len(counted) - 2


def test_the_units_below_and_the_departments_open_their_rows(office: Office) -> None:
    busy(office)
    client = signed_in()

    shown = client.get("/ops/").context

    for row in shown["units"]:
        assert len(client.get(row["url"]).context["rows"]) == row["open"]
        assert len(client.get(row["late_url"]).context["rows"]) == row["late"]
    for row in shown["departments"]:
        assert len(client.get(row["url"]).context["rows"]) == row["n"]
    assert sum(row["open"] for row in shown["units"]) == shown["heads"][0]["n"]


@pytest.mark.parametrize("kind", [DISPUTE, LIFE])
def test_a_matter_that_points_at_people_is_nowhere_on_the_wall(office: Office, kind: str) -> None:
    people, cover = report(office, kind), report(office, COVER)
    work_off(CONSUMERS)
    client = signed_in()

    wall = client.get("/ops/wall/")
    parts = [
        client.get(f"/ops/part/{name}?unit={STREET}") for name in ("counters", "cases", "curve", "alarms")
    ]

    shown = b"".join(answer.content for answer in (wall, *parts)).decode()
    assert cover.hex in shown
    assert people.hex not in shown
    by_label = {head["url"].split("?")[1]: head["n"] for head in wall.context["heads"]}
    assert set(by_label.values()) <= {0, 1}
    assert sum(row["open"] for row in wall.context["units"]) == 1
    assert parts[2].context["so_far"] == 1
    now = timezone.now()
    today = today_of(COUNTY, STREET, ["reported"], now=now, hours=24 * 31)
    assert (today.found, today.by_state) == (1, {"reported": 1})
    assert sum(sum(hours) for hours in arrivals(COUNTY, STREET, [timezone.localdate()]).values()) == 1


def test_the_wall_of_somebody_who_sees_the_county_opens_at_a_street(office: Office) -> None:
    client = signed_in("administrator")

    answer = client.get("/ops/wall/")
    desk_page = client.get("/ops/")

    assert (answer.status_code, answer["Location"]) == (302, f"/ops/wall/?unit={STREET}")
    assert desk_page.context["unit_code"] == COUNTY


def test_a_community_can_be_watched_by_itself(office: Office) -> None:
    report(office, grid=GRIDS[0])
    report(office, grid=GRIDS[2])
    work_off(CONSUMERS)

    shown = signed_in().get(f"/ops/?unit={COMMUNITIES[0]}").context

    assert shown["heads"][0]["n"] == 1


def test_a_department_has_no_room_here(office: Office) -> None:
    answer = signed_in("handler").get("/ops/")

    assert answer.status_code == 403
    assert answer.context["refusal"]["code"] == "ops.by_territory"


def test_a_unit_out_of_sight_is_refused(office: Office) -> None:
    answer = signed_in("worker").get(f"/ops/?unit={GRIDS[1]}")

    assert (answer.status_code, answer.context["refusal"]["code"]) == (404, "ops.unknown_unit")


@pytest.mark.parametrize("address", ["/ops/", "/ops/wall/", *(f"/ops/part/{one}" for one in (
    "counters", "cases", "curve", "alarms"))])  # fmt: skip
def test_a_page_asks_few_statements_and_no_more_when_there_is_more_to_show(
    office: Office, address: str
) -> None:
    busy_again(office)
    client = signed_in()
    client.get(address)
    few = statements(client, address)
    for _ in range(3):
        busy_again(office)

    many = statements(client, address)

    assert many == few
    assert few <= 10


def busy_again(office: Office) -> None:
    for grid in GRIDS:
        report(office, grid=grid)
    work_off(CONSUMERS)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked if "SAVEPOINT" not in one["sql"]])


def test_a_part_that_is_not_there_is_not_found(office: Office) -> None:
    assert signed_in().get("/ops/part/weather").status_code == 404


def test_what_points_at_people_is_taken_off_a_departments_overdue_cases(office: Office) -> None:
    for kind in (COVER, DISPUTE, LIFE):
        make_late(office, kind)
    work_off(CONSUMERS)

    assert on_map(COUNTY, STREET, []).late_by_department(STREET) == [("water", 1)]


def test_an_emergency_draws_the_whole_page_anew(office: Office) -> None:
    page, answer = signed_in().get("/ops/"), signed_in().get("/ops/whole")

    assert 'data-live="emergency."' in page.content.decode()
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_what_no_department_has_in_hand_has_a_list_of_its_own(office: Office) -> None:
    busy(office)
    Case.objects.filter(state="reported").update(department="")  # as the block has it in hand

    rows = signed_in().get("/cases/?figure=open&department=-").context["rows"]

    assert [row["state_code"] for row in rows] == ["reported"]
