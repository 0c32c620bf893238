"""Whole weeks: what rose above its usual, what the next one brings; each number opens what it counts."""

import csv
import io
import json
import re
from datetime import date, timedelta
from random import Random
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
from tests.pasts import a_past
from wangge.analysis.models import AheadLook, AheadRow
from wangge.analysis.queries.ahead import forecast_of, foretold_of, newest_ahead, warnings_of, watch_on
from wangge.analysis.services.ahead import look_ahead, look_ahead_nightly, set_watch, weeks_of
from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.people.hats import Hat
from wangge.rules.ahead import Watch
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Tuesday
MONDAY = TODAY - timedelta(days=1)
OTHER = "CJ/T 214-2007:part:0102"
RISE = 15


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def found(ref: str, weeks_ago: int, grid: str, category: str, day: int = 2) -> HistoricCase:
    at = NOW - timedelta(days=1 + 7 * weeks_ago - day)
    return a_past(ref, reported_at=at, closed_at=None, outcome="", unit=grid, category=category)


def make_weeks(weeks: int = 20, rise: int = RISE) -> Office:
    """Two or three of each kind a week in each community, and a rise of covers in the first one last week."""
    office, chance = make_office(password=PASSWORD), Random(1)
    past = [
        found(f"{week}-{grid}-{category}-{number}", week, grid, category)
        for week in range(1, weeks + 1) for grid in (GRIDS[0], GRIDS[2]) for category in (COVER, OTHER)
        for number in range(chance.choice((2, 3)))
    ]  # fmt: skip
    past.append(found("first", weeks + 1, GRIDS[0], COVER, day=1))  # in the week before the first whole one
    past += [found(f"rise-{number}", 1, GRIDS[0], COVER) for number in range(rise)]
    take_in_history(COUNTY, past, now=NOW)
    look_ahead(COUNTY, until=TODAY, now=NOW)
    return office


def test_the_weeks_are_those_of_the_cases_and_the_broken_first_and_last_are_left_out() -> None:
    make_weeks(weeks=5, rise=0)
    take_in_history(COUNTY, [found("today", 0, GRIDS[0], COVER, day=1)], now=NOW)

    seen = weeks_of(COUNTY, TODAY)

    assert seen.until == MONDAY
    assert seen.weeks == 5
    assert sum(seen.series[COUNTY, ""]) == Case.objects.filter(county=COUNTY).count() - 2
    assert set(seen.series[COMMUNITIES[0], COVER]) <= {2, 3}


def test_a_rise_in_a_community_is_named_there_and_what_stays_usual_is_not() -> None:
    office = make_weeks()

    warned = {(row.unit, row.category) for row in warnings_of(office.administrator)}

    assert (COMMUNITIES[0], COVER) in warned
    assert not any(unit == COMMUNITIES[1] or category == OTHER for unit, category in warned)


def test_a_warning_is_recorded_and_told_when_it_is_raised_and_recorded_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    office = make_weeks()
    work_off(CONSUMERS)
    look_ahead(COUNTY, until=TODAY, now=NOW)  # the same rise again is no news
    Case.objects.filter(reported_at__gte=NOW - timedelta(days=8)).delete()
    look_ahead(COUNTY, until=TODAY, now=NOW)
    work_off(CONSUMERS)

    rises = [(one, json.loads(one.payload)) for one in Event.objects.filter(kind__startswith="warning.")]
    of_covers = [one for one, told in rises if (told["unit"], told["category"]) == (COMMUNITIES[0], COVER)]
    assert sorted(one.kind for one in of_covers) == ["warning.ended", "warning.raised"]
    assert len({one.subject for one in of_covers}) == 1
    page = client_of(office.overseer).get("/notifications/").content.decode()
    assert "上周发现数高于常态" in page
    assert 'href="/analysis/warnings/"' in page


def test_where_nothing_comes_any_more_the_last_look_stays() -> None:
    make_weeks()
    last = newest_ahead(COUNTY)

    done = look_ahead_nightly(now=NOW + timedelta(weeks=2)), look_ahead_nightly(now=NOW + timedelta(weeks=40))

    assert done == (1, 0)
    seen = newest_ahead(COUNTY)
    assert last is not None
    assert seen is not None
    assert seen.until == last.until + timedelta(weeks=2)


def test_a_look_at_weeks_long_past_warns_nobody() -> None:
    make_weeks(rise=0)
    look_ahead(COUNTY, until=TODAY - timedelta(weeks=2), now=NOW)

    assert not list(Event.objects.filter(kind__startswith="warning."))


def test_the_operations_centre_says_how_many_rose_in_its_unit_and_leads_to_them() -> None:
    client = client_of(make_weeks().leader)

    room = client.get(f"/ops/?unit={STREET}").content.decode()

    found = re.search(r'href="(/analysis/warnings/[^"]*)">(\d+)<', room)
    assert found
    assert len(client.get(found[1]).context["rows"]) == int(found[2])


def test_without_a_rise_nothing_is_named_and_too_short_a_history_says_so() -> None:
    office = make_weeks(rise=0)
    assert warnings_of(office.administrator) == []

    Case.objects.filter(reported_at__lt=NOW - timedelta(weeks=8)).delete()
    look_ahead(COUNTY, until=TODAY, now=NOW)

    page = client_of(office.administrator).get("/analysis/warnings/").context
    assert page["is_short"]


def test_matters_that_point_at_people_are_neither_watched_nor_forecast() -> None:
    office = make_weeks()
    sealed = min(desk(COUNTY).matter_only)
    Case.objects.filter(category=COVER).update(category=sealed)

    look_ahead(COUNTY, until=TODAY, now=NOW)

    assert not AheadRow.objects.filter(category__in=[sealed, COVER]).exists()
    [whole] = AheadRow.objects.filter(unit=COUNTY, category="")
    assert whole.last == Case.objects.filter(
        category=OTHER, reported_at__gte=NOW - timedelta(days=8), reported_at__lt=NOW - timedelta(days=1)
    ).count()  # fmt: skip
    assert warnings_of(office.administrator) == []


def test_the_next_week_of_a_steady_series_is_as_the_weeks_before() -> None:
    office = make_weeks(rise=0)

    rows = {row.category: row for row in forecast_of(office.administrator, COMMUNITIES[0])}

    assert 4.3 <= rows[""].expected <= 5.7
    assert rows[COVER].low <= 2
    assert rows[COVER].high >= 3
    look = newest_ahead(COUNTY)
    assert look is not None
    assert look.tried.off < look.tried.naive_off
    assert look.tried.weeks == 8 * AheadRow.objects.count()


def test_what_was_expected_of_a_week_stands_beside_what_came_and_its_number_opens_it() -> None:
    office = make_weeks(rise=0)
    next_week = NOW + timedelta(weeks=1)
    past = [found(f"new-{number}", 0, GRIDS[0], COVER, day=1) for number in range(9)]
    take_in_history(COUNTY, past, now=next_week)

    look_ahead(COUNTY, until=next_week.date(), now=next_week)

    [row], held, n = foretold_of(office.administrator, COMMUNITIES[0])
    assert (row.week_on, row.came, row.made_at, row.is_held) == (MONDAY, 9, NOW, False)
    assert (held, n) == (0, 2)
    client = client_of(office.administrator)
    page = client.get(f"/analysis/forecast/?unit={COMMUNITIES[0]}")
    assert (page.context["past_held"], page.context["past_n"]) == (0, 2)
    assert len(client.get(page.context["past"][0]["url"]).context["rows"]) == 9
    assert foretold_of(office.handler, COUNTY) == ([], 0, 0)


@pytest.mark.parametrize(
    "address", ["/analysis/warnings/", "/analysis/forecast/", f"/analysis/forecast/?unit={STREET}"]
)
def test_every_number_opens_exactly_the_week_that_it_counts(address: str) -> None:
    client = client_of(make_weeks().administrator)

    page = client.get(address).content.decode()

    links = re.findall(r'class="figure" href="(/cases/\?[^"]+)">(\d+)<', page)
    assert links
    for link, n in links:
        listed = client.get(link.replace("&amp;", "&")).context["rows"]
        assert len(listed) == min(int(n), 50), link


def test_a_unit_sees_its_own_weeks_and_a_department_none() -> None:
    office = make_weeks()
    head = make_hat("elsewhere", PostKind.GRID_HEAD, COMMUNITIES[1], password=PASSWORD)

    assert warnings_of(head) == []
    assert {row.category for row in forecast_of(head, COMMUNITIES[1])} == {"", COVER, OTHER}
    assert forecast_of(head, COMMUNITIES[0]) == []
    assert forecast_of(office.handler, COUNTY) == []
    assert client_of(office.handler).get("/analysis/forecast/").status_code == 200
    assert client_of(head).get(f"/analysis/forecast/?unit={COMMUNITIES[0]}").status_code == 422


def test_each_week_every_county_is_looked_at_once() -> None:
    make_weeks()

    assert look_ahead_nightly(now=NOW) == 0
    assert look_ahead_nightly(now=NOW + timedelta(days=5)) == 0
    assert look_ahead_nightly(now=NOW + timedelta(days=6)) == 1
    assert AheadLook.objects.count() == 1


def test_a_county_says_what_is_usual_and_why() -> None:
    make_office()

    set_watch(COUNTY, Watch(6, 3, 20), source="test", from_on=date(2024, 3, 1))

    assert watch_on(COUNTY, TODAY) == (Watch(6, 3, 20), "test")
    assert watch_on(COUNTY, date(2024, 2, 29)) == (Watch(), "")
    with pytest.raises(Refused) as refused:
        set_watch(COUNTY, Watch(), source="")
    assert refused.value.code == "hotspots.no_source"


def test_the_files_say_week_usual_chance_and_interval() -> None:
    client = client_of(make_weeks().administrator)

    for name in ("warnings", "forecast"):
        content = client.get(f"/analysis/{name}.csv").content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(content, newline="")) if len(row) > 8]
        linked = [row for row in rows if row[8].startswith("http")]
        assert linked
        for row in linked:
            address = urlsplit(row[8])
            assert len(client.get(f"{address.path}?{address.query}").context["rows"]) == min(int(row[3]), 50)
        assert client.get(f"/analysis/{name}.xlsx").status_code == 200


def test_the_command_tells_how_far_off_forecasts_were_beside_last_week(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_weeks()

    assert main(["analysis", "ahead", "--until", f"{TODAY}", "--json"]) == 0
    assert main(["analysis", "watch-rule", "--county", COUNTY, "--source", "x", "--usual-weeks", "8"]) == 0

    told = capsys.readouterr().out
    assert '"mean_error"' in told
    assert '"mean_error_as_last_week"' in told
    assert watch_on(COUNTY, TODAY)[0].usual_weeks == 8
