"""When in the week do matters come? Each number opens exactly its cases, by the county's own clock."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, STREET, Office, make_hat, make_office
from tests.pasts import a_past
from wangge.analysis.views.rhythm import WEEKS
from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rhythm import Days, by_weekday_and_hour, came_at
from wangge.cases.services.history import take_in_history
from wangge.people.hats import Hat
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2024, 2, 26, tzinfo=SHANGHAI)
EVERY = Days("", "", (MONDAY - timedelta(weeks=WEEKS)).date(), (MONDAY + timedelta(weeks=1)).date())


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def came(*moments: datetime, grid: str = GRIDS[0]) -> None:
    take_in_history(
        COUNTY,
        [a_past(f"{grid}-{at.isoformat()}-{place}", reported_at=at, closed_at=None, unit=grid)
         for place, at in enumerate(moments)],
        now=NOW,
    )  # fmt: skip


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def test_a_report_counts_in_the_local_hour_of_its_local_weekday(office: Office) -> None:
    # Half past midnight of Tuesday in Shanghai is Monday by UTC.
    came(
        MONDAY + timedelta(days=1, minutes=30),
        MONDAY + timedelta(hours=9),
        MONDAY + timedelta(hours=9, minutes=59),
    )

    assert dict(by_weekday_and_hour(office.administrator, EVERY)) == {(2, 0): 1, (1, 9): 2}


def test_matters_that_point_at_people_have_no_hour(office: Office) -> None:
    came(MONDAY)
    Case.objects.update(category=min(desk(COUNTY).matter_only))

    assert dict(by_weekday_and_hour(office.administrator, EVERY)) == {}
    assert came_at(office.administrator, EVERY, weekday=None, hour=None, now=NOW, most=9) == []


def test_an_hour_of_a_weekday_lists_exactly_the_cases_that_it_counts(office: Office) -> None:
    came(*(MONDAY + timedelta(hours=hour * 7) for hour in range(20)))

    found = by_weekday_and_hour(office.administrator, EVERY)

    for (weekday, hour), n in found.items():
        rows = came_at(office.administrator, EVERY, weekday=weekday, hour=hour, now=NOW, most=100)
        assert len(rows) == n
        assert {row.reported_at.astimezone(SHANGHAI).isoweekday() for row in rows} == {weekday}
    assert sum(found.values()) == 20


def test_each_number_of_the_page_opens_its_list_and_the_file_says_the_same(office: Office) -> None:
    today = timezone.now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday(), weeks=2)
    came(*(monday + timedelta(hours=hour * 11) for hour in range(9)))
    came(monday + timedelta(weeks=3))  # this week still runs
    client = client_of(office.administrator)

    page = client.get("/analysis/rhythm/").text
    links = re.findall(r'href="(/analysis/rhythm/cases/[^"]*)">(\d+)<', page)

    assert sum(int(n) for address, n in links if "weekday" in address and "hour" in address) == 9
    for address, n in links:
        assert len(client.get(address.replace("&amp;", "&")).context["rows"]) == int(n)
    file = client.get("/analysis/rhythm.csv")
    assert file.status_code == 200
    assert client.get("/analysis/rhythm.xlsx").status_code == 200


def test_whoever_watches_over_a_part_reads_that_part_only(office: Office) -> None:
    came(MONDAY, grid=GRIDS[0])
    came(MONDAY, grid=GRIDS[3])
    worker = make_hat("w2", PostKind.GRID_WORKER, GRIDS[3])

    assert sum(by_weekday_and_hour(worker, EVERY).values()) == 1
    assert sum(by_weekday_and_hour(office.administrator, EVERY).values()) == 2
    assert (
        sum(by_weekday_and_hour(office.administrator, Days(STREET, COVER, EVERY.first, EVERY.until)).values())
        == 2
    )


@pytest.mark.parametrize("asked", ["weekday=8", "weekday=0", "hour=24", "hour=²", "hour=-1", "kind=nothing"])
def test_an_hour_that_no_week_has_is_refused(office: Office, asked: str) -> None:
    assert client_of(office.administrator).get(f"/analysis/rhythm/cases/?{asked}").status_code == 422
