"""Each number on a page of deputies' papers opens a list of exactly that length."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD
from tests.suggestions.opening import openings
from tests.suggestions.test_joined_pages import answered
from wangge.cases.queries.desk import desk
from wangge.deputies.services.acts import note_act
from wangge.foundation.ids import uuid7
from wangge.suggestions.models import Commitment
from wangge.suggestions.queries.clusters import clusters_in
from wangge.suggestions.services import promises as ledger

pytestmark = pytest.mark.django_db

PAGES = {
    "/suggestions/board/": 4, "/suggestions/board/matrix/": 3, "/suggestions/clusters/": 1, "/suggestions/promises/": 4,
    "/suggestions/papers/PAPER/outcome/": 6, "/suggestions/clusters/CLUSTER/": 4,
    f"/suggestions/public/{COUNTY}/PAPER/facts/": 8, f"/suggestions/public/{COUNTY}/promises/": 4,
    f"/suggestions/public/{COUNTY}/rates/?year={NOW.year}": 3,
    f"/suggestions/public/{COUNTY}/report/?year={NOW.year}": 8,
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_number_opens_a_list_of_exactly_that_length(client: Client, page: str) -> None:
    way = answered().rated()
    ledger.watch_promises(now=way.later(90))
    assert Commitment.objects.get().missed_at is not None
    [cluster] = clusters_in(COUNTY, (COUNTY,))
    client.post(reverse("people:login"), {"login": "deputy0", "password": PASSWORD})

    opened = openings(client, page.replace("PAPER", way.id.hex).replace("CLUSTER", cluster.hex))

    assert len(opened) >= PAGES[page]
    assert [one for one in opened if one.n != one.rows] == []


def test_a_constituencys_duty_acts_open_each_with_its_deputy_and_where_it_came_from() -> None:
    way, now = answered(), timezone.now()
    for subject in (uuid7(now), uuid7(now)):
        note_act(
            COUNTY, way.council.deputies[0], "opinion", desk(COUNTY).today(now), "suggestion", subject, now
        )
    client = Client()
    client.post(reverse("people:login"), {"login": "congress", "password": PASSWORD})

    [acts] = [one for one in openings(client, "/suggestions/board/matrix/") if "acts=1" in one.url]

    assert (acts.n, acts.rows) == (2, 2)
    assert client.get(acts.url.partition("#")[0]).content.decode().count("代表0") == 2
