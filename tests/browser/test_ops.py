"""The room in a real browser: it hears of acts by itself, says when it does not, and misses nothing meanwhile."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Served
from wangge.people.services.accounts import DEMO_PASSWORD

Shot = Callable[[str], Path]


@pytest.fixture
def enter(chromium: Browser, system: Served) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own for somebody; a fault in a script fails the test."""
    contexts, faults = [], []

    def open_for(login: str, width: int = 1280, height: int = 900) -> Page:
        context = chromium.new_context(
            base_url=system.url, viewport={"width": width, "height": height}, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto("/login/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert faults == []


def test_an_act_changes_the_wall_without_a_reload(enter: Callable[..., Page]) -> None:
    wall, worker = watching(enter), enter("hyl-worker")
    before = found_today(wall)

    case = report(worker)

    expect(wall.locator(f"#ops-newest a[href*='{case}']")).to_be_visible()
    expect(wall.locator(FOUND)).to_have_text(f"{before + 1:,}")
    assert was_not_loaded_again(wall)


def test_a_wall_of_full_size_shows_everything_without_scrolling(enter: Callable[..., Page]) -> None:
    page = enter("hyl-overseer", 1920, 1080)
    page.goto("/ops/wall/")
    expect(page.locator("#ops-alarms tr, #ops-alarms li, #ops-alarms p").first).to_be_visible()
    expect(page.locator("#ops-curve svg")).to_be_visible()

    height = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    lowest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.ops-cases, .ops-curve, .ops-pair, .ops-map, .ops-aside')]"
        ".map((one) => one.getBoundingClientRect().bottom))"
    )

    assert height == [1080, 1920]
    assert lowest <= 1080


def test_a_stream_that_was_killed_and_came_back_has_lost_nothing(
    enter: Callable[..., Page], system: Served
) -> None:
    wall, worker = watching(enter), enter("hyl-worker")
    before = found_today(wall)
    worker.goto("/cases/report/")

    os.kill(system.process_at(stream_port(wall)), signal.SIGKILL)
    case = report(worker)

    expect(wall.locator(f"#ops-newest a[href*='{case}']")).to_be_visible(timeout=60_000)
    expect(wall.locator(FOUND)).to_have_text(f"{before + 1:,}")
    expect(wall.locator("#ops-line")).to_have_text("实时")
    assert was_not_loaded_again(wall)


def test_a_wall_without_its_stream_says_so_in_words(enter: Callable[..., Page]) -> None:
    wall = watching(enter)
    wall.evaluate(
        "document.dispatchEvent(new CustomEvent('live:state', {detail: {now: 'lost', since: new Date()}}))"
    )

    expect(wall.locator("#ops-line")).to_contain_text("重新连接")


@pytest.mark.parametrize(
    ("address", "width", "height"), [("/ops/", 1280, 900), ("/ops/", 390, 844), ("/ops/wall/", 1920, 1080)]
)
def test_the_room_fits_its_screen_and_its_list_says_what_the_map_says(
    enter: Callable[..., Page], address: str, width: int, height: int
) -> None:
    page = enter("hyl-duty", width, height)
    page.goto(address)

    expect(page.locator("[data-map][data-ready]")).to_be_visible()
    expect(page.locator("#ops-curve svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    listed = page.locator("#ops-units [data-unit]").evaluate_all(
        "rows => rows.map(row => Number(row.dataset.value))"
    )
    assert sum(listed) == int(page.locator(".ops-head a").first.inner_text().replace(",", ""))


FOUND = ".ops-head a[href*='figure=found']"


def watching(enter: Callable[..., Page]) -> Page:
    """A wall that is live."""
    wall = enter("hyl-duty", 1920, 1080)
    wall.goto("/ops/wall/")
    expect(wall.locator("#ops-line")).to_have_text("实时")
    wall.evaluate("window.isSameLoad = true")
    return wall


def was_not_loaded_again(page: Page) -> bool:
    return bool(page.evaluate("window.isSameLoad === true"))


def found_today(page: Page) -> int:
    return int(page.locator(FOUND).inner_text().replace(",", ""))


def stream_port(page: Page) -> int:
    return int(page.locator("body").get_attribute("data-stream-port") or 0)


def report(page: Page) -> str:
    """Report by the page what stands in the middle of the street; return the case's id in hex."""
    page.goto("/cases/report/")
    page.locator("input[name=category]").first.check(force=True)
    page.fill("[name=words]", "值守时上报的堆物")
    box = page.locator("[data-map]").first.get_attribute("data-box")
    assert box
    west, south, east, north = map(float, box.split(","))
    page.fill("[name=lon]", f"{(west + east) / 2:.6f}")
    page.fill("[name=lat]", f"{(south + north) / 2:.6f}")
    page.click("form#report button[type=submit]")
    page.wait_for_url("**/cases/*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]
