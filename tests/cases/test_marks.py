"""Does every count of side steps open the acts that it counts, for the department that they fell on?"""

import re

import pytest
from django.test import Client

from tests.builders import PASSWORD, make_office
from tests.cases.walking import Walk
from wangge.rules.marks import MarkKind

pytestmark = pytest.mark.django_db


def signed_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_wrong_dispatch_return_and_shirking_are_counted_by_department_and_open_their_cases() -> None:
    office = make_office(password=PASSWORD)
    walks = [Walk(office).to("handling") for _ in range(2)]
    for walk in walks:
        walk.act("return")
    walks[0].act("grant_return")
    walks[1].act("deny_return")
    client = signed_in("overseer")

    page = client.get("/cases/steps/").content.decode()
    asked = client.get(
        "/cases/steps/", {"kind": MarkKind.RETURN_ASKED, "department": "water"}
    ).content.decode()
    wrong = client.get(
        "/cases/steps/", {"kind": MarkKind.WRONG_DISPATCH, "department": "water"}
    ).content.decode()

    assert re.findall(r"<th scope=\"row\">(.+?)</th>", page) == ["水务局"] * 2  # steps, and side steps
    assert all(walk.case.number in asked for walk in walks)
    assert walks[0].case.number in wrong
    assert walks[1].case.number not in wrong


def test_a_kind_that_is_none_is_refused() -> None:
    make_office(password=PASSWORD)

    assert signed_in("overseer").get("/cases/steps/", {"kind": "laziness"}).status_code == 422


def test_a_department_sees_its_own_side_steps_only() -> None:
    office = make_office(password=PASSWORD)
    Walk(office).to("handling").act("return")

    assert "水务局" in signed_in("handler").get("/cases/steps/").content.decode()
    assert "水务局" not in signed_in("stranger").get("/cases/steps/").content.decode()
