"""What does an address of figures ask for, and what of it is refused?"""

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD, make_office
from wangge.people.models import OfficeHours

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    office = make_office(password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": office.administrator.login, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "asked", ["asof=²", f"asof={'9' * 30}", "after=²", f"after={'9' * 30}", "before=x~y"]
)
def test_a_position_that_is_none_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"/cases/?{asked}").status_code == 422


def test_the_days_of_figures_are_those_of_the_county_wherever_it_lies(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    OfficeHours.objects.filter(county=COUNTY).update(zone="America/New_York")
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    page = client.get("/cases/figures/")

    # Nine in the evening of the day before: thirty days before that is 3 February, not the 4th.
    assert "..2024-02-03" in page.text
    assert "..2024-02-04" not in page.text
