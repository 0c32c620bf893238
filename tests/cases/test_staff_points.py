"""No query, export, address or page orders one person's points by time (rulings.md, Staff).

Two looks: at the source, where every place that asks rows by a person is listed with its reason; and at what the
system answers to everyone who may log in.
"""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.builders import GRIDS, NOW, PASSWORD, SINCE, Office, a_report, make_hat, make_office
from tests.house.reading import SOURCE, called, modules
from wangge.cases.queries.export import EXPORTED
from wangge.cases.queries.listing import Filters
from wangge.cases.services.intake import report_case
from wangge.cases.views.asking import FILTERS
from wangge.cases.views.lists import COLUMNS
from wangge.config.api import api
from wangge.config.stream import _told
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.sequencing import head_position, placed_after
from wangge.foundation.worker import work_off
from wangge.people.queries import posts_by_unit
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db

# Names under which a member of staff stands in rows; and where a case or an event is a point.
PERSON = {
    "actor",
    "account",
    "account_id",
    "finder",
    "worker",
    "collector",
    "hat",
    "check_by",
    "asked_by",
    "login",
}
POINT = {"lon_e7", "lat_e7", "cell", "grid", "lon", "lat"}
ASKING = {
    "filter",
    "exclude",
    "get",
    "order_by",
    "values",
    "values_list",
    "annotate",
    "aggregate",
    "only",
    "Q",
    "F",
    "Index",
}

# Where rows are asked for by person, and why that orders nobody's points.
BY_PERSON = {
    "people": "accounts, posts and log-in: no cases there",
    "cases/services/checking.py": "how many checks a person was given in a week, so that the lot spares them; a count",
    "cases/services/voices.py": "whether this account has added its voice to this case already; yes or no",
    "cases/queries/waiting.py": "my own work: what waits for me to check, never another's",
    "cases/models/matters.py": "the index of that list",
    "cases/models/steps.py": "the index of how many checks a person was given; a check has no point",
    "foundation": "what a person began, in the order of ids and for that person alone (cases/queries/pocket.py)",
    "reporters": "a reporter's own orders and receipts, no staff",
    "workload": "who wrote a suggestion: no cases there",
    "coordination": "who was called to a place and came: departments, no points",
    "ledgers": "who made a document, no points",
    "notifications": "a person's own inbox, read by that person alone; no row of it has a point",
    "deputies": "which deputy an account belongs to, so that they may log in; no row of it has a point of staff",
    "field": "a person's own phone, and what a phone brought, for its desk; no row of it has a point",
}


def test_whoever_asks_rows_by_person_is_listed_with_a_reason() -> None:
    strangers = sorted({
        f"{name}:{line} {word}"
        for file in modules()
        for line, word in _asked_by_person(file)
        if not any((name := str(file.relative_to(SOURCE))).startswith(known) for known in BY_PERSON)
    })  # fmt: skip

    assert strangers == []


@pytest.mark.parametrize("name", sorted(name for name in BY_PERSON if name.startswith("cases")))
def test_a_listed_place_reads_no_points(name: str) -> None:
    if "models" in name:  # the tables themselves
        return
    reads = {
        word
        for node in ast.walk(ast.parse((SOURCE / name).read_text()))
        if isinstance(node, ast.Call) and called(node) in {"values", "values_list", "order_by"}
        for word in _words(node)
    }

    assert reads & POINT == set()


def test_the_look_at_the_source_sees_a_planted_track() -> None:
    code = "rows = Event.objects.filter(actor=x).order_by('at').values_list('lon_e7', 'lat_e7')"

    assert [word for _, word in _in_tree(ast.parse(code))] == ["actor"]
    assert list(_in_tree(ast.parse("Case.objects.values_list('check_by', 'grid').order_by('at')"))) != []
    assert list(_in_sql("SELECT actor, at FROM foundation_event ORDER BY at")) != []


def test_no_sql_orders_by_a_person() -> None:
    found = [
        f"{file.relative_to(SOURCE)}: {text[:80]}"
        for file in modules()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for text in _in_sql(node.value)
    ]

    assert found == []


def test_no_table_holds_a_person_beside_a_point() -> None:
    beside = {
        row._meta.label: (people, points)
        for row in apps.get_models()
        if row.__module__.startswith("wangge.")
        and (names := {field.name for field in row._meta.concrete_fields})
        and (people := names & PERSON)
        and (points := names & (POINT - {"grid"}))
    }

    # Case.check_by is who is to check it, and stands in that person's own list only (queries/waiting.py).
    assert beside == {"cases.Case": ({"check_by"}, {"lon_e7", "lat_e7", "cell"})}


def test_no_filter_column_or_address_names_a_person() -> None:
    paths = {
        word for path in _paths(get_resolver().url_patterns) for word in re.findall(r"<\w+:(\w+)>", path)
    }
    parameters = {
        parameter["name"]
        for path in api.get_openapi_schema()["paths"].values()
        for act in path.values()
        for parameter in act.get("parameters", [])
    }
    names = {*FILTERS, *COLUMNS, *EXPORTED, *Filters.__slots__, *paths, *parameters}

    assert names & PERSON == set()


WHO = (
    "worker",
    "neighbour",
    "clerk",
    "leader",
    "dispatcher",
    "handler",
    "checker",
    "overseer",
    "administrator",
)
LISTS = (
    "/cases/", "/cases/mine/", "/cases/map/", "/cases/figures/", "/cases/?figure=open", "/cases/export.csv",
    "/cases/?finder=worker", "/cases/?actor=worker", "/cases/?account=worker", "/cases/?q=Worker", "/cases/?q=worker",
    "/cases/map/clusters?bbox=113.67,34.77,113.71,34.81&zoom=16", "/api/openapi.json", "/",
)  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_no_list_map_export_or_answer_names_who_was_where(who: str) -> None:
    office = make_office(password=PASSWORD)
    walked_about(office)
    client = Client()
    client.post("/login/", {"login": who, "password": PASSWORD})

    named = [path for path in LISTS if _names(client.get(path, follow=True).content.decode(), office, who)]

    assert named == []


def test_asking_for_one_persons_cases_is_answered_as_if_nothing_was_asked() -> None:
    office = make_office(password=PASSWORD)
    walked_about(office)
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})

    everything = client.get("/cases/export.csv").content
    asked = {
        client.get(f"/cases/export.csv?{name}={office.worker.account_id.hex}").content for name in PERSON
    }

    assert asked == {everything}


def test_the_live_stream_tells_what_changed_and_never_who_did_it_or_where() -> None:
    office = make_office()
    work_off(CONSUMERS)
    begun = head_position("410105")  # before it stands who was appointed
    walked_about(office)

    told = _told("410105", list(placed_after("410105", begun, 100))).decode()

    assert "case.reported" in told

    assert office.worker.account_id.hex not in told
    assert not any(word in told for word in (*POINT, "actor", "hat"))


def walked_about(office: Office) -> None:
    """One person reports at three places, one after the other, and another somewhere between."""
    for hours, grid in enumerate((GRIDS[0], GRIDS[1], GRIDS[0])):
        report_case(
            office.worker, a_report(grid, at=NOW + timedelta(hours=hours)), now=NOW + timedelta(hours=hours)
        )
    report_case(
        office.neighbour, a_report(GRIDS[3], at=NOW + timedelta(hours=1)), now=NOW + timedelta(hours=1)
    )
    work_off(CONSUMERS)


@pytest.mark.parametrize(("posts", "compared"), [(4, False), (5, True)])
def test_a_unit_stands_beside_others_from_five_posts_on_and_shows_its_own_history_before(
    posts: int, compared: bool
) -> None:
    office = make_office(password=PASSWORD)  # one post in the first grid, and none in the second
    walked_about(office)
    for number in range(posts - 1):
        make_hat(f"more{number}", PostKind.GRID_WORKER, GRIDS[1])
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})

    streets = client.get("/cases/figures/?unit=410105002").context["tables"][0]["rows"]
    own = client.get("/cases/figures/?unit=410105002001").context

    first = next(row for row in streets if row["code"] == "410105002001")
    assert first["is_apart"] is not compared
    assert own["heads"][0]["n"] == 3
    assert {row["is_apart"] for row in own["tables"][0]["rows"]} == {True} if posts < 6 else True


def test_a_small_unit_shows_no_rate_beside_others_and_is_listed_by_its_code() -> None:
    office = make_office(password=PASSWORD)
    walked_about(office)
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})

    answer = client.get("/cases/figures/?unit=410105002001")

    table = re.search(r'id="by-unit">.*?</table>', answer.content.decode(), re.DOTALL)
    assert table
    assert "只看自己的历史" in table[0]
    assert "%" not in table[0]
    assert [row["code"] for row in answer.context["tables"][0]["rows"]] == [GRIDS[0], GRIDS[1]]
    assert answer.context["tables"][0]["chart"] == ""


def test_posts_are_counted_by_unit_without_their_holders() -> None:
    make_office()

    assert posts_by_unit("410105", on=SINCE + timedelta(days=1)) == {
        GRIDS[0]: 1, GRIDS[3]: 1, "410105002": 5, "410105": 1,
    }  # fmt: skip


def _names(text: str, office: Office, who: str) -> bool:
    # Everybody's own name stands in the frame of their own pages.
    others = [hat for hat in (office.worker, office.neighbour) if hat.login != who]
    # What was typed into the search box is shown again.
    plain = re.sub(r'(value="|“|q=)[Ww]orker', "", text)
    return any(
        word in plain
        for hat in others
        for word in (hat.name, hat.account_id.hex, str(hat.account_id), hat.post_id.hex)
    )


def _asked_by_person(file: Path) -> Iterator[tuple[int, str]]:
    return _in_tree(ast.parse(file.read_text()))


def _in_tree(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in ASKING:
            if called(node) == "get" and ".objects" not in ast.unparse(node.func):
                continue  # of a mapping
            for word in _words(node):
                if word.split("__")[0].lstrip("-") in PERSON:
                    yield node.lineno, word


def _words(call: ast.Call) -> Iterator[str]:
    yield from (word.arg for word in call.keywords if word.arg)
    yield from (
        one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def _in_sql(text: str) -> Iterator[str]:
    is_select = re.search(r"\bSELECT\b.*\bFROM\b", text, re.DOTALL)
    if (
        is_select
        and re.search(r"\b(?:actor|account_id|check_by)\b", text)
        and re.search(r"ORDER BY|GROUP BY", text)
    ):
        yield text


def _paths(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _paths(one.url_patterns)
        else:
            yield str(one.pattern)
