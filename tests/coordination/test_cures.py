"""Does what comes back become a project with owner, money and day, and is it watched? (rulings.md)"""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, Office, a_report, make_office
from wangge.cases.models import Category
from wangge.cases.queries.desk import forget_desks
from wangge.cases.services.intake import report_case
from wangge.coordination.queries.cures import project, recurring_place, recurring_places, watch
from wangge.coordination.services.cures import (
    Plan,
    decline_project,
    finish_project,
    open_project,
    set_recurrence,
)
from wangge.rules.errors import Refused
from wangge.rules.gathering import Cure, rebound, rebound_windows

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PLAN = Plan("water", 50_000, TODAY + timedelta(days=30), "整段更换井盖并加固路基")


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def find(office: Office, times: int, *, days_apart: int = 1, **changes: object) -> None:
    for number in range(times):
        at = NOW - timedelta(days=days_apart * number)
        report_case(office.worker, a_report(at=at, **changes), now=NOW)


def test_the_same_kind_found_again_and_again_in_one_grid_is_a_place_that_recurs(office: Office) -> None:
    find(office, 3)
    report_case(office.neighbour, a_report(GRIDS[3]), now=NOW)

    [place] = recurring_places(office.overseer, today=TODAY)

    assert (place.unit, place.category, place.n) == (GRIDS[0], COVER, 3)
    assert len(recurring_place(office.overseer, GRIDS[0], COVER, today=TODAY)) == 3
    with pytest.raises(Refused, match=r"cure\.not_recurring"):
        recurring_place(office.overseer, GRIDS[3], COVER, today=TODAY)


def test_a_county_sets_from_how_many_within_how_many_days_on(office: Office) -> None:
    find(office, 3, days_apart=10)

    set_recurrence(COUNTY, category="*", times=3, days=15, source="街道办法")

    assert recurring_places(office.overseer, today=TODAY) == []


def test_matters_about_people_never_recur(office: Office) -> None:
    Category.objects.filter(key=COVER).update(matter_only=True)
    forget_desks()
    find(office, 5)

    assert recurring_places(office.overseer, today=TODAY) == []


@pytest.mark.parametrize(("field", "plan"), [
    ("yuan", Plan("water", None, TODAY + timedelta(days=1), "x")),
    ("due_on", Plan("water", 1, None, "x")),
    ("due_on", Plan("water", 1, TODAY, "x")),
    ("words", Plan("water", 1, TODAY + timedelta(days=1), " ")),
])  # fmt: skip
def test_a_cure_needs_owner_money_a_day_ahead_and_a_measure(office: Office, field: str, plan: Plan) -> None:
    with pytest.raises(Refused, match=r"cure\.plan_missing") as told:
        open_project(office.overseer, unit=GRIDS[0], category=COVER, found=3, since=TODAY, plan=plan, now=NOW)

    assert told.value.facts["field"] == field


def test_a_place_has_one_open_project_and_leaves_the_list(office: Office) -> None:
    find(office, 3)
    asked = {"unit": GRIDS[0], "category": COVER, "found": 3, "since": TODAY, "now": NOW}
    open_project(office.overseer, plan=PLAN, **asked)  # type: ignore[arg-type]

    with pytest.raises(Refused, match=r"cure\.open_already"):
        open_project(office.overseer, plan=PLAN, **asked)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"cure\.not_yours"):
        open_project(office.worker, plan=PLAN, **asked)  # type: ignore[arg-type]
    assert recurring_places(office.overseer, today=TODAY) == []


def test_what_is_not_cured_has_a_public_reason(office: Office) -> None:
    with pytest.raises(Refused, match=r"cure\.plan_missing"):
        decline_project(
            office.overseer, unit=GRIDS[0], category=COVER, found=3, since=TODAY, reason=" ", now=NOW
        )
    key = decline_project(
        office.overseer,
        unit=GRIDS[0],
        category=COVER,
        found=3,
        since=TODAY,
        reason="明年随道路大修一并改造",
        now=NOW,
    )

    assert project(office.worker, key).words == "明年随道路大修一并改造"


def test_a_cure_closes_only_with_a_standing_measure_and_is_watched_for_30_60_and_90_days(
    office: Office,
) -> None:
    key = open_project(
        office.overseer, unit=GRIDS[0], category=COVER, found=3, since=TODAY, plan=PLAN, now=NOW
    )
    with pytest.raises(Refused, match=r"cure\.standing_missing"):
        finish_project(key, standing="", hat=office.overseer, now=NOW)
    finish_project(key, standing="水务每月巡查，经费列入年度预算", hat=office.overseer, now=NOW)
    for days in (20, 45, 100):
        at = NOW + timedelta(days=days)
        report_case(office.worker, a_report(at=at), now=at)

    row = project(office.overseer, key)
    windows = watch(COUNTY, row, today=TODAY + timedelta(days=120))

    assert row.state is Cure.DONE
    assert [(one.days, len(one.back), one.is_over) for one in windows] == [
        (30, 1, True),
        (60, 2, True),
        (90, 2, True),
    ]
    with pytest.raises(Refused, match=r"cure\.not_open"):
        finish_project(key, standing="x", hat=office.overseer, now=NOW)


@given(done=st.dates(date(2020, 1, 1), date(2030, 1, 1)), days=st.lists(st.integers(-10, 200)))
def test_a_watch_counts_what_came_back_after_the_cure_and_never_before(done: date, days: list[int]) -> None:
    moments = [done + timedelta(days=n) for n in days]

    for length, first, until, _ in rebound_windows(done, done):
        assert rebound(moments, done, length) == sum(first <= day < until for day in moments)


def test_the_pages_open_a_project_and_show_its_watch(office: Office) -> None:
    now = report_now(office)
    client = Client()
    client.post("/login/", {"login": "overseer", "password": PASSWORD})

    listed = client.get("/cures/").content.decode()
    made = client.post("/cures/place/", {
        "unit": GRIDS[0], "category": COVER, "how": "open", "department": "water", "yuan": "50000",
        "due_on": f"{now + timedelta(days=30):%Y-%m-%d}", "words": "整段更换",
    }, follow=True)  # fmt: skip
    finished = client.post(f"{made.redirect_chain[-1][0]}done", {"standing": "每月巡查"}, follow=True)

    assert "上水井盖" in listed
    assert "治理中" in made.content.decode()
    assert "90 天" in finished.content.decode()
    assert client.get("/cures/place/", {"unit": GRIDS[3], "category": COVER}).status_code == 422


def report_now(office: Office) -> date:
    from django.utils import timezone

    now = timezone.now()
    for number in range(3):
        report_case(office.worker, a_report(at=now - timedelta(days=number)), now=now)
    return now.date()
