"""Does somebody who knows a street, or only half a name, find the way to the deputies of the place?"""

import pytest
from django.test import Client

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, SINCE, STREET
from tests.deputies.test_seats import district, make_office
from wangge.deputies.queries.places import named
from wangge.deputies.services.seats import give_seat, keep_deputy

pytestmark = pytest.mark.django_db


def test_a_street_leads_by_its_communities_to_the_deputies_of_the_district() -> None:
    make_office()
    _, east = district()
    give_seat(COUNTY, keep_deputy(COUNTY, "甲代表", now=NOW), east, from_on=SINCE, now=NOW)
    client = Client()

    street = client.get(f"/deputies/public/{COUNTY}/", {"q": STREET})
    ways = [one["url"] for one in street.context["choices"]]

    assert [way.rpartition("=")[2] for way in ways] == list(COMMUNITIES)
    assert "甲代表" not in street.content.decode()
    assert "甲代表" in client.get(ways[0]).content.decode()


def test_several_words_name_one_unit_on_the_way_down() -> None:
    make_office()

    assert [row.code for row in named(COUNTY, "第一社区 网格", NOW.date())] == list(GRIDS[:2])
    assert [row.code for row in named(COUNTY, "第二社区 第4网格", NOW.date())] == [GRIDS[3]]
    assert named(COUNTY, "第一社区 第4网格", NOW.date()) == []
