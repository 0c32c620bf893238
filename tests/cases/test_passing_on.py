"""What is not ours to handle first: whom to call at once, and when it was passed on; nothing waits for anything."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, Office, a_report, make_office
from wangge.cases.queries.emergencies import passed, routes, unpassed
from wangge.cases.services.intake import report_case
from wangge.cases.services.passing_on import pass_on
from wangge.cases.services.rules import set_emergency_routes
from wangge.foundation.history import events_of
from wangge.rules.emergencies import EmergencyMatter, EmergencyRule, called_for
from wangge.rules.errors import Refused

GAS = "CJ/T 214-2007:event:0403"
COVER = "CJ/T 214-2007:part:0101"
OWN = EmergencyRule(
    1, GAS, EmergencyMatter.GAS, "0371-0000-0300", "燃气公司抢修", "Gas company", "", "", "燃气公司公告",
    date(2024, 1, 1), date(2024, 6, 1),
)  # fmt: skip

pytestmark = pytest.mark.django_db


def burst_pipe(office: Office) -> UUID:
    return report_case(office.worker, a_report(category=GAS, words="燃气管道破裂"), now=NOW).case_id


def numbers(category: str) -> list[str]:
    return [route.number for route in routes(COUNTY, category, now=NOW)]


def test_a_gas_leak_names_whom_to_call_and_a_damaged_cover_names_nobody() -> None:
    make_office()

    assert numbers(GAS) == ["119"]
    assert numbers("people-matters:event:0201") == ["110", "120"]
    assert numbers(COVER) == []


def test_fire_gas_medical_traffic_and_crime_have_their_numbers_for_every_kind() -> None:
    make_office()

    found = {route.matter: route.number for route in routes(COUNTY, COVER, now=NOW, general=True)}

    assert found == {
        EmergencyMatter.FIRE: "119", EmergencyMatter.MEDICAL: "120", EmergencyMatter.CRIME: "110",
        EmergencyMatter.TRAFFIC: "122", EmergencyMatter.OTHER: "12345",
    }  # fmt: skip


def test_a_countys_own_number_stands_beside_the_national_one_while_its_row_is_in_force() -> None:
    make_office()
    set_emergency_routes(COUNTY, [OWN])

    assert numbers(GAS) == ["0371-0000-0300", "119"]
    later = NOW + timedelta(days=120)
    assert [route.number for route in routes(COUNTY, GAS, now=later)] == ["119"]


def test_a_number_that_two_rows_name_is_said_once_by_the_row_of_the_kind() -> None:
    general = replace(OWN, order=2, category="*", zh="别的")

    found = called_for([general, OWN], GAS, NOW.date())

    assert [rule.zh for rule in found] == ["燃气公司抢修"]


def test_a_case_just_reported_is_passed_on_without_filing_and_the_log_says_how_long_it_took() -> None:
    office = make_office()
    case = burst_pipe(office)

    pass_on(case, "119", hat=office.worker, now=NOW + timedelta(minutes=3))

    (told,) = passed(COUNTY, case)
    assert (told.number, told.took, told.post) == ("119", timedelta(minutes=3), "grid_worker")
    happened = [event for event in events_of(COUNTY, case) if event.kind == "case.passed_on"]
    assert [set(event.payload) for event in happened] == [{"number", "seconds", "hat", "post"}]


def test_what_is_not_passed_on_stands_with_everybody_who_sees_it_until_one_did() -> None:
    office = make_office()
    case = burst_pipe(office)
    report_case(office.worker, a_report(), now=NOW)
    watching = [office.worker, office.clerk, office.leader]

    before = [[row.id for row in unpassed(hat, now=NOW)] for hat in watching]
    elsewhere = unpassed(office.neighbour, now=NOW)
    pass_on(case, "119", hat=office.clerk, now=NOW)

    assert before == [[case]] * 3
    assert elsewhere == []
    assert [unpassed(hat, now=NOW) for hat in watching] == [[], [], []]


def test_passing_on_takes_nobodys_next_act_away() -> None:
    office = make_office()
    case = burst_pipe(office)
    before = [event.kind for event in events_of(COUNTY, case)]

    pass_on(case, "119", hat=office.clerk, now=NOW)

    assert [event.kind for event in events_of(COUNTY, case)] == [*before, "case.passed_on"]


def test_a_number_of_no_row_and_a_case_out_of_sight_are_refused() -> None:
    office = make_office()
    case = burst_pipe(office)

    with pytest.raises(Refused) as unknown:
        pass_on(case, "95598", hat=office.clerk, now=NOW)
    with pytest.raises(Refused) as unseen:
        pass_on(case, "119", hat=office.neighbour, now=NOW)

    assert (unknown.value.code, unseen.value.code) == ("case.route_unknown", "row.unknown")
    assert passed(COUNTY, case) == []


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_the_form_shows_the_number_as_soon_as_the_kind_is_chosen() -> None:
    make_office(password=PASSWORD)
    client = logged_in("clerk")

    gas = client.get("/cases/report/emergency", {"category": GAS}).content.decode()
    cover = client.get("/cases/report/emergency", {"category": COVER}).content.decode()

    assert 'href="tel:119"' in gas
    assert cover.strip() == ""


def test_my_work_shows_it_first_and_red_until_it_was_passed_on_from_there() -> None:
    office = make_office(password=PASSWORD)
    case = burst_pipe(office)
    client = logged_in("clerk")

    before = client.get("/cases/mine/").content.decode()
    page = client.get(f"/cases/{case.hex}/").content.decode()
    answer = client.post(f"/cases/{case.hex}/passed-on", {"number": "119", "from": "mine"})
    after = client.get("/cases/mine/").content.decode()

    assert "emergency-open" in before
    assert "emergency-open" in page
    assert 'href="tel:119"' in page
    assert (answer.status_code, "emergency-open" in after) == (302, False)
