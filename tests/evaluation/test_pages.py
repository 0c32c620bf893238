"""Every number of an evaluation page opens what it counts, and only posts of the unit object."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, STREET, make_hat
from tests.evaluation.street import FEBRUARY, make_street
from wangge.cases.models import Case
from wangge.evaluation.queries.headline import headline
from wangge.evaluation.services.freezing import freeze
from wangge.people.hats import Hat
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def test_every_set_of_a_frozen_line_opens_exactly_its_cases() -> None:
    street = make_street()
    result = freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)
    client = client_of(make_hat("boss", PostKind.ACCOUNTABLE, STREET, password=PASSWORD))

    page = client.get(f"/evaluation/results/{result.hex}/").content.decode()

    links = re.findall(r'href="(/cases/\?figure=[^"]+)">(\d+)<', page)
    assert len(links) >= 5
    for address, n in links:
        listed = client.get(address.replace("&amp;", "&")).context["total"]
        assert listed == int(n), address


def test_the_headline_of_a_month() -> None:
    make_street()

    found = headline(COUNTY, STREET, Period(FEBRUARY), now=NOW)

    assert (found.grids, found.grids_staffed) == (4, 2)
    assert (found.opening, found.found, found.ended, found.closing) == (0, 10, 8, 2)
    assert (found.found_grid, found.found_resident, found.found_hotline, found.provisional) == (
        0,
        0,
        10,
        False,
    )


def test_a_sheet_is_kept_previewed_published_and_frozen_by_pages() -> None:
    street = make_street()
    client = client_of(make_hat("overseer2", PostKind.OVERSEER, STREET, password=PASSWORD))

    index = client.get("/evaluation/", {"period": FEBRUARY, "unit": STREET})
    drafted = client.post("/evaluation/sheets/draft", {"preset": "jinhua"})
    sheet = drafted.headers["Location"]
    shown = client.get(sheet, {"unit": STREET, "period": FEBRUARY})
    client.post(f"{sheet}publish", {"from_on": "2024-01-01"})
    frozen = client.post(f"{sheet}freeze", {"unit": STREET, "period": FEBRUARY})
    again = client.post(f"{sheet}freeze", {"unit": STREET, "period": FEBRUARY})

    assert (index.status_code, shown.status_code, frozen.status_code, again.status_code) == (
        200,
        200,
        302,
        409,
    )
    assert street.sheet.hex in index.content.decode()
    for form in ("json", "csv"):
        assert client.get(f"{frozen.headers['Location']}result.{form}").status_code == 200


def test_a_unit_objects_and_another_post_decides_by_pages() -> None:
    street = make_street()
    result = freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)
    speaker = client_of(make_hat("boss", PostKind.ACCOUNTABLE, STREET, password=PASSWORD))
    number = Case.objects.filter(county=COUNTY, overdue_at__isnull=False).values_list("number", flat=True)[0]

    # The window is of 2024; by the real clock it has ended, and the page says so.
    late = speaker.post(
        f"/evaluation/results/{result.hex}/object", {"line": "on_time", "number": number, "reason": "封路"}
    )

    assert late.status_code == 409
    assert "异议期" in late.content.decode()


@pytest.mark.parametrize(
    "scope", ["jinhua", "zhengzhou_department", "zhengzhou_post", "ten_in_place", "three_rates"]
)
def test_every_packaged_sheet_has_a_page(scope: str) -> None:
    make_street()
    client = client_of(make_hat("overseer2", PostKind.OVERSEER, STREET, password=PASSWORD))

    sheet = client.post("/evaluation/sheets/draft", {"preset": scope}).headers["Location"]

    assert client.get(sheet).status_code in {200, 422}


def test_a_unit_out_of_sight_is_not_shown() -> None:
    street = make_street()
    result = freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)
    client = client_of(make_hat("far", PostKind.GRID_HEAD, GRIDS[0], password=PASSWORD))

    assert client.get(f"/evaluation/results/{result.hex}/").status_code == 404


@pytest.mark.parametrize(
    "post", [PostKind.HANDLER, PostKind.DEPARTMENT_HEAD, PostKind.GRID_WORKER, PostKind.ADMINISTRATOR]
)
def test_every_way_that_evaluation_shows_may_be_gone_by_whoever_sees_it(post: PostKind) -> None:
    make_street()
    unit = GRIDS[0] if post is PostKind.GRID_WORKER else COUNTY
    department = "" if post in {PostKind.GRID_WORKER, PostKind.ADMINISTRATOR} else "water"
    client = client_of(make_hat("reader", post, unit, department=department, password=PASSWORD))

    page = client.get("/evaluation/", {"period": FEBRUARY}).content.decode()

    ways = {
        one.replace("&amp;", "&")
        for one in re.findall(r'href="(/(?:evaluation|territory|cases)/[^"]*)"', page)
    }
    assert {one: client.get(one).status_code for one in ways} == dict.fromkeys(ways, 200)


def test_a_deputy_is_not_led_to_what_evaluation_would_refuse() -> None:
    make_street()
    client = client_of(make_hat("member", PostKind.DEPUTY, COUNTY, password=PASSWORD))

    assert "/evaluation/" not in client.get("/cases/figures/").content.decode()


def test_nothing_of_evaluation_knows_a_person() -> None:
    folder = Path(__file__).parents[2] / "src" / "wangge"
    sources = [
        *(folder / "evaluation").rglob("*.py"),
        folder / "rules" / "scoring.py",
        folder / "rules" / "formulas.py",
    ]
    told_apart = re.compile(
        r"group_?by_?person|by_account|per_person|values\([^)]*account|leaderboard|rank(ing|ed)"
    )

    found = [path.name for path in sources if told_apart.search(path.read_text(encoding="utf-8"))]

    assert len(sources) > 10
    assert found == []


def test_each_figure_of_posts_opens_the_grids_that_it_counts() -> None:
    make_street()
    client = client_of(make_hat("overseer2", PostKind.OVERSEER, STREET, password=PASSWORD))

    page = client.get("/evaluation/", {"period": FEBRUARY, "unit": STREET}).text
    links = dict(re.findall(r'href="(/evaluation/staffed/[^"]+)">(\d+)<', page))
    listed = {address: client.get(address.replace("&amp;", "&")).context for address in links}

    assert sorted(links.values()) == ["2", "4"]
    for address, n in links.items():
        assert (len(listed[address]["rows"]), listed[address]["total"]) == (int(n), int(n))
    staffed = next(
        context["rows"] for address, context in listed.items() if "staffed/grids_staffed" in address
    )
    assert all(any(cell["n"] for cell in row["cells"]) for row in staffed)
    assert client.get("/evaluation/staffed/persons/").status_code == 404


@pytest.mark.parametrize("day", ["", "2024-02-30", "9999-12-31", "x"])
def test_a_sheet_is_not_published_from_a_day_that_there_is_not(day: str) -> None:
    make_street()
    client = client_of(make_hat("overseer2", PostKind.OVERSEER, STREET, password=PASSWORD))
    sheet = client.post("/evaluation/sheets/draft", {"preset": "jinhua"}).headers["Location"]

    answer = client.post(f"{sheet}publish", {"from_on": day})

    assert answer.status_code == 422
    assert "生效日期" in answer.text
