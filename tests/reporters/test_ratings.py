"""Are ratings told by unit, with enough of them, and never one by one?"""

from datetime import timedelta

import pytest
from django.test import Client

from tests.builders import NOW, PASSWORD, make_office
from tests.reporters.handing import closed, handed
from wangge.reporters.queries.ratings import ratings_since
from wangge.reporters.services.answering import rate

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(days=1)


def rated(office: object, times: int) -> None:
    for number in range(times):
        held = handed()
        ended = closed(office, held.case_id)  # type: ignore[arg-type]
        rate(held, attitude="content", result="discontent" if number else "fair", now=ended)


def test_five_ratings_are_told_attitude_and_result_apart() -> None:
    office = make_office()
    rated(office, 5)

    (found,) = ratings_since(office.leader, SINCE)

    assert (found.department, found.count) == ("水务局", 5)
    assert (found.attitude, found.result) == ((5, 0, 0), (0, 1, 4))


def test_four_ratings_are_too_few_to_be_told() -> None:
    office = make_office()
    rated(office, 4)

    (found,) = ratings_since(office.leader, SINCE)

    assert not found.is_shown
    assert (found.attitude, found.result) == ((0, 0, 0), (0, 0, 0))


def test_a_department_sees_its_own_ratings_alone(client: Client) -> None:
    office = make_office(password=PASSWORD)
    rated(office, 5)

    assert [row.department for row in ratings_since(office.handler, SINCE)] == ["水务局"]
    assert ratings_since(office.stranger, SINCE) == []
    client.post("/login/", {"login": office.stranger.login, "password": PASSWORD})
    assert "还没有人评价" in client.get("/reporters/ratings/").content.decode()
