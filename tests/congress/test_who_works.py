"""Which congress does a standing committee's work, and who is on its teams?"""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, NOW, PASSWORD, SINCE, STREET
from tests.congress.test_congress import TODAY, committee, plan, refusal, sitting
from wangge.congress.services.activities import join_team, open_activity
from wangge.deputies.queries.seats import seats_of
from wangge.deputies.services.seats import end_seat, found_congress

pytestmark = pytest.mark.django_db


def test_a_township_has_no_standing_committee_and_a_former_deputy_joins_no_team() -> None:
    _, clerk = committee()
    found_congress(COUNTY, STREET, "示例镇人民代表大会", term=11, from_on=SINCE, now=NOW)
    of_town = replace(plan(), congress=STREET)
    assert refusal(open_activity, of_town, hat=clerk, now=NOW).code == "congress.no_committee"
    key, person = open_activity(plan(), hat=clerk, now=NOW), sitting("甲")
    client = Client()
    client.post("/login/", {"login": "congress", "password": PASSWORD})
    offered = client.get(reverse("congress:work")).context["congresses"]
    assert [one.name for one in offered] == ["金水区人民代表大会"]

    (seat,) = seats_of(COUNTY, person)
    end_seat(COUNTY, seat.id, until_on=TODAY, now=NOW)
    assert refusal(join_team, key, person, leads=False, hat=clerk, now=NOW).code == "deputy.unknown"
