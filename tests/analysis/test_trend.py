"""Trend, season and handling times: every point opens its list, the sums agree, a running period is provisional."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
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
    make_hat,
    make_office,
)
from tests.cases.histories import fold
from tests.pasts import a_past
from wangge.analysis.queries.trend import run_of, spread_of
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.people.hats import Hat
from wangge.rules.durations import begin_of_bucket, bucket_of, mean
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
HOURS = (0.2, 0.5, 2, 5, 30, 60, 100, 200, 500, 1000)  # how long each case took


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def past(number: int, days_ago: int, hours: float, grid: str) -> HistoricCase:
    found = NOW - timedelta(days=days_ago)
    return a_past(f"{number}", reported_at=found, closed_at=found + timedelta(hours=hours), unit=grid)


def make_past() -> Office:
    office = make_office(password=PASSWORD)
    take_in_history(
        COUNTY,
        [past(number, 60 + 3 * number, hours, GRIDS[number % 4]) for number, hours in enumerate(HOURS * 5)],
        now=NOW,
    )
    while fold(500, 500):
        pass
    return office


def test_the_months_and_weeks_are_those_of_the_counters_without_gaps() -> None:
    make_past()

    run = run_of(COUNTY, COUNTY, "", TODAY)

    assert sum(counts.get(Figure.FOUND, 0) for counts in run.months.values()) == len(HOURS) * 5
    assert list(run.months) == sorted(run.months)
    assert 15 <= len(run.weeks) <= 26
    assert list(run.weeks)[-1] == "2024-W10"
    assert any(next(iter(run.weeks.values())).values())
    assert run_of(COUNTY, COUNTY, COVER, TODAY).weeks == {}


def test_the_parts_of_the_distribution_add_up_and_lie_where_the_cases_do() -> None:
    make_past()

    told = spread_of(COUNTY, COUNTY, "", Period(), TODAY)

    assert sum(part.n for part in told.parts) == told.whole.n == len(HOURS) * 5
    assert [part.n // 5 for part in told.parts] == [2, 1, 1, 2, 1, 1, 1, 1]
    assert told.whole.median == pytest.approx(30 * 3600, rel=0.02)
    assert told.whole.p90 == pytest.approx(500 * 3600, rel=0.02)
    assert told.whole.mean == pytest.approx(sum(HOURS) / len(HOURS) * 3600, rel=0.02)


@pytest.mark.parametrize("address", ["trend/", f"trend/?unit={STREET}", f"trend/?kind={COVER}"])
def test_every_point_of_the_trend_opens_exactly_its_list(address: str) -> None:
    client = client_of(make_past().administrator)

    page = client.get(f"/analysis/{address}").content.decode()

    links = re.findall(r'class="figure" href="(/cases/\?[^"]+)">(\d+)<', page)
    assert len(links) > 5
    for link, n in links:
        assert len(client.get(link.replace("&amp;", "&")).context["rows"]) == min(int(n), 50), link


@pytest.mark.parametrize(
    "address", ["spread/", f"spread/?unit={COMMUNITIES[0]}", f"spread/?kind={COVER}&unit={STREET}"]
)
def test_every_part_of_the_distribution_opens_exactly_its_cases(address: str) -> None:
    client = client_of(make_past().administrator)

    page = client.get(f"/analysis/{address}").content.decode()

    links = re.findall(r'class="figure" href="(/analysis/spread/cases/\?[^"]+)">(\d+)<', page)
    assert len(links) == 8
    for link, n in links:
        assert len(client.get(link.replace("&amp;", "&")).context["rows"]) == int(n), link


def test_a_running_month_and_week_are_said_to_be_provisional() -> None:
    office, today = make_office(password=PASSWORD), timezone.now()
    take_in_history(COUNTY, [a_past("1", reported_at=today, closed_at=today)], now=today)
    while fold(500, 500):
        pass
    client = client_of(office.administrator)

    for page in ("trend", "spread"):
        assert "暂计" in client.get(f"/analysis/{page}/").content.decode()


def test_a_unit_sees_its_own_and_no_other() -> None:
    office = make_past()
    head = client_of(make_hat("village", PostKind.GRID_HEAD, COMMUNITIES[0], password=PASSWORD))

    shown = head.get("/analysis/spread/").context
    assert shown["whole"]["n"] == 26
    for page in ("trend", "spread", "spread/cases"):
        assert head.get(f"/analysis/{page}/?unit={COMMUNITIES[1]}").status_code == 422
    department = client_of(office.handler).get("/analysis/trend/")
    assert 'class="figure" href' not in department.content.decode()


def test_the_files_hold_what_the_pages_hold() -> None:
    client = client_of(make_past().administrator)

    for name in ("trend", "spread"):
        content = client.get(f"/analysis/{name}.csv").content.decode("utf-8-sig")
        rows = [
            row
            for row in csv.reader(io.StringIO(content, newline=""))
            if len(row) > 8 and row[8].startswith("http")
        ]
        assert rows
        for row in rows:
            address = urlsplit(row[8])
            listed = client.get(f"{address.path}?{address.query}").context["rows"]
            assert len(listed) == min(
                int(row[3]), 50 if "/cases/?" in row[8] and "spread" not in row[8] else 999
            ), row
        assert client.get(f"/analysis/{name}.xlsx").status_code == 200


@pytest.mark.parametrize("asked", ["low=x", "low=1&high=-2", "kind=nothing", "period=soon"])
def test_an_address_that_cannot_be_read_is_refused(asked: str) -> None:
    client = client_of(make_past().administrator)

    assert client.get(f"/analysis/spread/cases/?{asked}").status_code == 422


def test_a_bucket_begins_where_its_shortest_duration_lies() -> None:
    for seconds in (0, 59, 3600, 86_400):
        begin = begin_of_bucket(bucket_of(seconds))
        assert begin <= seconds
        assert bucket_of(begin) == bucket_of(seconds)
        assert begin == 0 or bucket_of(begin - 1) < bucket_of(seconds)
    assert mean({}) is None
    with pytest.raises(Refused):
        begin_of_bucket(10**6)
