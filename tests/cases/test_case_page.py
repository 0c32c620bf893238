"""Where does the page of a case lead?"""

import re

import pytest
from django.test import Client

from tests.builders import NOW, PASSWORD, a_report, make_office
from wangge.cases.services.intake import report_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("login", "ways"), [("worker", 1), ("leader", 3)])
def test_the_place_of_a_case_leads_only_to_lists_that_its_reader_may_open(login: str, ways: int) -> None:
    office = make_office(password=PASSWORD)
    case = report_case(office.worker, a_report(), now=NOW).case_id
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})

    page = client.get(f"/cases/{case.hex}/").content.decode()

    found = re.findall(r'href="(/cases/\?unit=\d+)"', page)
    assert len(found) == ways
    assert {client.get(one).status_code for one in found} == {200}
