"""A case that nobody wants: returned twice, ruled at the desk, disputed, ruled on site; the next one knows its way."""

import re
import time

from tests.builders import COVER, GRIDS, inside
from tests.journeys.person import Page, Person
from tests.serving import Served


def test_a_case_bounced_twice_is_ruled_on_site_and_the_next_such_case_goes_there_by_itself(
    town: Served,
) -> None:
    worker, leader, dispatcher, overseer = (
        Person(town.url, login) for login in ("worker", "leader", "dispatcher", "overseer")
    )
    water, parks = Person(town.url, "handler"), Person(town.url, "stranger")

    case = report(worker, "绿化带里的井盖塌陷")
    leader.act(case, "file")
    dispatcher.act(case, "dispatch", department="water")
    water.act(case, "sign")
    water.act(case, "return", words="绿化带内，不归水务")
    assert "绿化带里的井盖塌陷" in dispatcher.open("/cases/mine/").text
    dispatcher.act(case, "grant_return", words="改由园林办理")
    dispatcher.act(case, "dispatch", department="parks")
    parks.act(case, "sign")
    assert "return" not in parks.open(case).acts(), "the second return is no ordinary one"
    parks.act(case, "return_again", words="井盖是水务资产")
    overseer.act(case, "rule", department="water", words="按权属图由水务负责")
    disputed = water.act(case, "dispute", words="权属图已过期")
    ruled = overseer.act(case, "rule_on_site", department="parks", words="现场确认：园林的喷灌井")

    assert disputed.status == ruled.status == 200
    assert {"return", "return_again"} & set(parks.open(case).acts()) == set(), (
        "who was ruled may not return it"
    )
    # Another process hears of a new rule within five seconds (cases.queries.desk, FRESH_SECONDS).
    deadline = time.monotonic() + 30
    told = ""
    while "依据：第 0 行" not in told and time.monotonic() < deadline:
        told = leader.open(report(worker, "绿化带里又一个井盖塌陷")).text
    assert "园林局" in told
    assert "裁定" in told, "the ruling is a routing row now"


def test_the_returns_are_counted_for_the_departments_that_asked_and_open_the_case(town: Served) -> None:
    overseer = Person(town.url, "overseer")

    counted = overseer.open("/cases/steps/")
    assert counted.status == 200, counted.text

    asked = next(
        link for link in counted.links() if "kind=return_asked" in link and "department=water" in link
    )
    assert re.search(r"/cases/[0-9a-f]{32}/", " ".join(overseer.open(asked).links()))


def report(person: Person, words: str) -> str:
    """Report a damaged cover in the second grid; return the address of the case."""
    lon, lat = inside(GRIDS[1])
    page = person.open("/cases/report/")
    arrived: Page = person.send(
        page, action="/cases/report/", category=COVER, words=words, lon=str(lon), lat=str(lat), crs="EPSG:4326",
        channel="grid",
    )  # fmt: skip
    assert arrived.status == 200, arrived.text
    return "/" + arrived.url.split("/", 3)[3]
