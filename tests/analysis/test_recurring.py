"""Places where one kind comes back after it was solved: what is kept, shown, handed out; people are in none."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, Office, make_office
from tests.pasts import a_past
from wangge.analysis.models import RecurringLook, RecurringPlace
from wangge.analysis.queries.recurring import ASSUMED, rules_on
from wangge.analysis.services.recurring import look_for_recurring, recurring_nightly, set_recurring
from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.config.cli import main
from wangge.coordination.services.cures import Plan, open_project
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.recurring import Again, PlaceKind

pytestmark = pytest.mark.django_db
TIMES = 4


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def past(number: int, days_ago: float, took: float | None = 1, **changes: Any) -> HistoricCase:
    found = changes.pop("now", NOW) - timedelta(days=days_ago)
    closed = None if took is None else found + timedelta(days=took)
    outcome = "" if took is None else "solved"
    return a_past(f"{number}", reported_at=found, closed_at=closed, outcome=outcome, **changes)


def coming_back(first: int = 0, **changes: Any) -> list[HistoricCase]:
    """Five cases at one spot, each found four days after the one before was solved: four of them came back."""
    return [past(first + number, 30 - 5 * number, **changes) for number in range(TIMES + 1)]


def make_recurring(*more: HistoricCase) -> Office:
    office = make_office(password=PASSWORD)
    take_in_history(COUNTY, [*coming_back(), *more], now=NOW)
    look()
    return office


def look() -> dict[str, int]:
    return look_for_recurring(COUNTY, until=desk(COUNTY).today(NOW), now=NOW)


def test_a_spot_and_its_grid_recur_with_exactly_what_came_back() -> None:
    make_recurring()

    kept = {row.place_kind: row for row in RecurringPlace.objects.filter(county=COUNTY)}
    back = Case.objects.filter(county=COUNTY).order_by("reported_at").values_list("id", flat=True)[1:]
    assert set(kept) == {"cell", "grid"}
    assert kept["cell"].times == TIMES
    assert kept["cell"].cases.split() == [case.hex for case in back]
    assert (kept["grid"].place, kept["grid"].category) == (GRIDS[0], COVER)


def test_what_is_found_often_but_never_solved_does_not_recur() -> None:
    make_office()
    take_in_history(COUNTY, [past(number, 30 - number, None) for number in range(9)], now=NOW)

    assert look() == {"thing": 0, "cell": 0, "grid": 0}


def test_matters_about_people_what_is_provisional_and_trial_work_do_not_recur() -> None:
    make_office()
    take_in_history(COUNTY, coming_back(), now=NOW)
    for change in (
        {"category": min(desk(COUNTY).matter_only)}, {"category": COVER, "provisional": True},
        {"provisional": False, "trial": True}, {"trial": False, "end": "void"},
    ):  # fmt: skip
        Case.objects.filter(county=COUNTY).update(**change)
        assert sum(look().values()) == 0, change


def test_a_new_look_takes_the_place_of_the_last() -> None:
    make_recurring()
    Case.objects.filter(county=COUNTY).update(end="void")

    look()

    assert RecurringLook.objects.count() == 1
    assert not RecurringPlace.objects.exists()


def test_each_night_every_county_is_looked_over_once() -> None:
    make_office()

    assert recurring_nightly(now=NOW) == 1
    assert recurring_nightly(now=NOW) == 0
    assert recurring_nightly(now=NOW + timedelta(days=1)) == 1


def test_a_county_sets_from_how_many_returns_on_and_says_why() -> None:
    make_recurring()
    assert rules_on(COUNTY, NOW.date()) == dict(ASSUMED)

    set_recurring(COUNTY, PlaceKind.CELL, Again(TIMES + 1, 30, 180), source="test", from_on=NOW.date())

    assert look() == {"thing": 0, "cell": 0, "grid": 1}
    with pytest.raises(Refused) as refused:
        set_recurring(COUNTY, PlaceKind.CELL, Again(2, 30, 180), source="")
    assert refused.value.code == "hotspots.no_source"


def test_a_recurring_place_opens_exactly_what_came_back() -> None:
    client = client_of(make_recurring().administrator)

    for kind in ("cell", "grid"):
        page = client.get(f"/analysis/recurring/?place={kind}").content.decode()
        [(address, n)] = re.findall(r'class="figure" href="(/analysis/recurring/[0-9a-f]{32}/)">(\d+)<', page)
        opened = client.get(address).context
        assert int(n) == TIMES == len(opened["rows"])
        row = RecurringPlace.objects.get(place_kind=kind)
        assert {shown.id.hex for shown, _url in opened["rows"]} == set(row.cases.split())


def test_who_works_elsewhere_sees_none_of_it() -> None:
    client = client_of(make_recurring().neighbour)

    for kind in PlaceKind:
        assert client.get(f"/analysis/recurring/?place={kind}").context["places"] == []
    assert client.get(f"/analysis/recurring/{RecurringPlace.objects.all()[0].id.hex}/").status_code == 404


def test_a_recurring_place_leads_to_its_project_or_to_the_form_that_begins_one() -> None:
    office, today = make_office(password=PASSWORD), timezone.now()  # the page of cures asks by its own clock
    take_in_history(COUNTY, coming_back(now=today), now=today)
    look_for_recurring(COUNTY, until=desk(COUNTY).today(today), now=today)
    client, place = client_of(office.leader), RecurringPlace.objects.get(place_kind="grid")
    address = f"/analysis/recurring/{place.id.hex}/"
    assert f"/cures/place/?unit={GRIDS[0]}" in client.get(address).content.decode()

    plan = Plan("water", 1000, today.date() + timedelta(days=30), "换新井盖")
    project = open_project(
        office.leader, unit=GRIDS[0], category=COVER, found=5, since=today.date(), plan=plan, now=today
    )

    assert f"/cures/{project.hex}/" in client.get(address).content.decode()


def test_the_file_says_the_rule_its_source_and_the_list_of_each_place() -> None:
    client = client_of(make_recurring().administrator)

    content = client.get("/analysis/recurring.csv?place=grid").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content, newline="")))
    [line] = [row for row in rows if len(row) > 8 and "/analysis/recurring/" in row[8]]
    assert int(line[3]) == TIMES
    assert ["规则来源", "我们的假设"] in rows
    assert client.get("/analysis/recurring.xlsx").status_code == 200
    assert client.get("/analysis/recurring/?place=person").status_code == 422


def test_the_command_looks_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    take_in_history(COUNTY, coming_back(), now=NOW)

    assert main(["analysis", "recurring", "--until", f"{NOW:%Y-%m-%d}", "--json"]) == 0

    assert '"cell": 1' in capsys.readouterr().out


def test_a_department_sees_only_places_with_cases_of_its_own() -> None:
    office = make_recurring()

    Case.objects.filter(county=COUNTY).update(department="water", dispatched_at=NOW)

    assert len(client_of(office.handler).get("/analysis/recurring/?place=grid").context["places"]) == 1
    assert client_of(office.stranger).get("/analysis/recurring/?place=grid").context["places"] == []


def test_a_place_whose_kind_points_at_people_by_now_is_no_longer_shown() -> None:
    client = client_of(make_recurring().administrator)
    RecurringPlace.objects.update(category=min(desk(COUNTY).matter_only))

    assert client.get("/analysis/recurring/?place=grid").context["places"] == []
