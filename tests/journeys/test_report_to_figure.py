"""From the form to the closed figure, through the pages, with nothing replaced."""

import re

from tests.builders import COVER, GRIDS, inside
from tests.journeys.person import Page, Person
from tests.serving import Served


def test_a_report_is_worked_checked_closed_and_counted(town: Served) -> None:
    worker, leader, dispatcher = (Person(town.url, login) for login in ("worker", "leader", "dispatcher"))
    handler = Person(town.url, "handler")

    case = _report(worker, "南门上水井盖破损")
    assert "南门上水井盖破损" in leader.open("/cases/mine/").text
    leader.act(case, "file")
    dispatcher.act(case, "dispatch", department="water")
    handler.act(case, "sign")
    handler.act(case, "feed_back", words="已更换井盖")
    assert "pass" not in handler.open(case).acts(), "who did the work may not check it"
    worker.act(case, "pass")
    closed = leader.act(case, "close")

    assert closed.status == 200
    assert "已更换井盖" in closed.text
    assert closed.acts() == ["reopen"]
    assert _figure(town, leader, "found") == _figure(town, leader, "solved") == [case]
    assert town.command("audit", "verify").returncode == 0
    assert town.command("figures", "rebuild", "--check").returncode == 0


def test_a_problem_solved_on_the_spot_is_one_act_and_its_own_end(town: Served) -> None:
    worker = Person(town.url, "worker")

    case = _report(worker, "清走占道杂物", solved_on_spot="1")

    assert worker.open(case).acts() == ["not_mended"]  # whoever found it may say so later, nothing else
    assert case in _figure(town, Person(town.url, "leader"), "settled")


def test_an_act_out_of_turn_and_a_stranger_are_refused_in_words(town: Served) -> None:
    case = _report(Person(town.url, "worker"), "井盖松动")
    leader, stranger = Person(town.url, "leader"), Person(town.url, "stranger")
    before = leader.open(case)
    leader.act(case, "file")

    late = leader.send(before, action="/acts/file")
    unseen = stranger.open(case)

    assert (late.status, unseen.status) == (409, 404)
    assert "Traceback" not in late.html + unseen.html
    assert re.search(r"[\u4e00-\u9fff]{4}", late.text)


def test_a_search_of_two_characters_finds_the_case(town: Served) -> None:
    worker = Person(town.url, "worker")
    case = _report(worker, "喷泉漏水")

    found = worker.open("/cases/?q=%E5%96%B7%E6%B3%89")

    assert [link for link in found.links() if link == case] != []


def test_health_tells_database_lag_and_last_tick(town: Served) -> None:
    health = town.health()

    assert health["ok"] is True
    assert {"database", "worker_lag", "last_tick"} <= set(health)


def _report(person: Person, words: str, **typed: str) -> str:
    """Report a damaged cover in the first grid; return the address of the case."""
    lon, lat = inside(GRIDS[0])
    page = person.open("/cases/report/")
    arrived = person.send(
        page, action="/cases/report/", category=COVER, words=words, lon=str(lon), lat=str(lat),
        crs="EPSG:4326", channel="grid", **typed,
    )  # fmt: skip
    assert arrived.status == 200, arrived.text
    return "/" + arrived.url.split("/", 3)[3]


def _figure(town: Served, person: Person, figure: str) -> list[str]:
    """Follow the link of a figure on the figures page; return the addresses of the cases it counts."""
    town.wait_until_placed()
    links = person.open("/cases/figures/").links()
    link = next(link for link in links if link.startswith(f"/cases/?figure={figure}&"))
    return _cases(person.open(link))


def _cases(page: Page) -> list[str]:
    return sorted({link for link in page.links() if re.fullmatch(r"/cases/[0-9a-f]{32}/", link)})
