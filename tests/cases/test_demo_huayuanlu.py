"""Is the demo street whole, of the article's size, and at work in every step of the loop?"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.cases.agreement import assert_figures_agree
from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import FIRST, Filters, page_of
from wangge.cases.queries.rows import case_rows
from wangge.config.cli import main
from wangge.config.demo.huayuanlu import COUNTY, LONGEST, PLAN, Loaded, load, table, told_as_of
from wangge.people.queries import account_by_login, demo_hats, hats
from wangge.people.services.accounts import DEMO_PASSWORD
from wangge.rules.deadlines import due_at
from wangge.rules.figures import Figure
from wangge.rules.posts import APPOINTED, PostKind
from wangge.territory.queries import units

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("long-transactions")]

NOW = datetime(2026, 6, 24, 2, 30, tzinfo=UTC)  # a Wednesday, half past ten in Zhengzhou
LIVE = ("待立案", "待派遣", "待签收", "处理中", "待核查", "待结案")
WORKING = {
    "hyl-leader": PostKind.SHIFT_LEADER, "hyl-dispatcher": PostKind.DISPATCHER, "hyl-handler": PostKind.HANDLER,
    "hyl-street": PostKind.HANDLER, "hyl-office": PostKind.HANDLER, "hyl-checker": PostKind.CHECKER,
    "hyl-worker": PostKind.GRID_WORKER,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The demo, loaded once for the whole module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=NOW)
        transaction.set_rollback(True)


def test_the_demo_has_the_articles_numbers(loaded: Loaded) -> None:
    assert (loaded.cases, loaded.found, loaded.solved) == (4556, 4556, 2328)


def test_the_outlines_cover_the_street_without_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["territory", "check", "--plan", PLAN, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (status, told["units"], told["faults"]) == (0, 183, [])


def test_street_and_communities_have_their_real_names_and_codes(real_data: object) -> None:
    import gzip

    with gzip.open(f"{real_data}/zhengzhou/units_2023.csv.gz", "rt", encoding="utf-8") as file:
        real = {row["code"]: row["name"] for row in csv.DictReader(file)
                if row["code"] == "410105002" or row["parent"] == "410105002"}  # fmt: skip

    assert {code: unit.name for code, unit in units(COUNTY).items() if len(code) in {9, 12}} == real


@pytest.mark.parametrize(
    "command", [["routing", "check"], ["audit", "verify"], ["figures", "rebuild", "--check"]]
)
def test_the_checks_of_the_command_line_find_nothing(command: list[str]) -> None:
    assert main([*command, "--json"]) == 0


def test_the_figures_page_shows_the_share_put_right() -> None:
    page = _page("hyl-admin", "/cases/figures/")

    heads = {head["key"]: head for head in page.context["heads"]}
    assert (heads["found"]["n"], heads["solved"]["n"]) == (4556, 2328)
    text = unescape(page.content.decode())
    assert [word for word in ("4,556", "2,328", "51.1 %") if word not in text] == []


def test_every_figure_equals_its_second_definition() -> None:
    # Nothing goes up the block in the demo's loop, and nobody has met a petition or opened a case again.
    never = {figure for figure in Figure if figure.value.startswith("up_")} | {
        Figure.TRIAL, Figure.WENT_UP, Figure.REOPENED, Figure.REOPENED_30, Figure.VOID, Figure.ADVISED,
    }  # fmt: skip
    assert_figures_agree(COUNTY, "Asia/Shanghai", never=never)


def test_solved_in_the_grid_reads_three_ways() -> None:
    page = _page("hyl-admin", "/cases/figures/")

    shares = [round(100 * row["closed"]["n"] / row["closed"]["d"]) for row in page.context["in_grid"]["rows"]]
    assert shares == [82, 90, 96]


def test_every_live_state_has_a_few_dozen_cases() -> None:
    page = _page("hyl-admin", "/cases/export.csv?figure=open")

    text = page.content.decode("utf-8-sig")
    states = Counter(row["状态"] for row in csv.DictReader(io.StringIO(text)))
    assert set(states) >= {
        *LIVE,
        "退办待裁",
        "待裁定",
        "待现场会商",
        "延期待批",
        "缓办中",
        "挂账中",
        "无法办理待批",
    }
    assert {state: count for state, count in states.items() if state in LIVE and count < 25} == {}


@pytest.mark.parametrize("login", WORKING)
def test_my_work_has_green_yellow_and_red_clocks(login: str) -> None:
    account = account_by_login(login)
    assert account is not None
    [hat] = hats(account.id, on=NOW.date())

    page = page_of(hat, Filters(figure=Figure.OPEN, waits_for=hat.kind), FIRST, size=1000)

    lights = {row.light for row in case_rows(COUNTY, page.rows, page.words, now=NOW)}
    assert lights == {"green", "yellow", "red"}
    assert _page(login, "/cases/mine/").context["rows"] != []


def test_one_account_for_each_kind_of_post_and_one_with_two_hats() -> None:
    shown = demo_hats(on=NOW.date())

    assert {hat.kind for hat in shown} == APPOINTED
    assert {hat.kind for hat in shown if hat.login == "hyl-two"} == {
        PostKind.DISPATCHER,
        PostKind.SHIFT_LEADER,
    }


def test_every_page_says_that_it_is_invented() -> None:
    for path in ("/cases/mine/", "/cases/", "/cases/map/", "/cases/figures/", "/territory/"):
        assert "均为虚构" in _page("hyl-leader", path).content.decode(), path
        assert "are invented" in _page("hyl-leader", path, language="en").content.decode(), path


def test_every_grid_has_a_head_and_a_worker() -> None:
    posts = table("posts.csv")

    for kind in (PostKind.GRID_HEAD, PostKind.GRID_WORKER):
        assert {row["unit"] for row in posts if row["post"] == kind} == {
            code for code in units(COUNTY) if len(code) == 15
        }


def test_loading_again_changes_nothing() -> None:
    assert load(now=NOW + timedelta(days=3)) == Loaded(posts=0, cases=0, found=4556, solved=2328)


@pytest.mark.parametrize("day", ["2026-06-24", "2026-12-09", "2026-12-31", "2027-03-01"])
def test_no_clock_of_the_demo_needs_a_year_without_day_list(day: str) -> None:
    calendar = desk(COUNTY).calendar
    now = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    told = told_as_of(now, calendar)

    assert told <= now
    assert (now - told) % timedelta(days=1) == timedelta()
    assert due_at(told, LONGEST, calendar).year <= max(calendar.days)


def _page(login: str, path: str, *, language: str = "zh-hans"):
    client = Client()
    client.post("/login/", {"login": login, "password": DEMO_PASSWORD})
    client.cookies["django_language"] = language
    page = client.get(path)
    assert page.status_code == 200, path
    return page
