"""Do the frame and the pages of cases hold in a real browser: policy, width, keyboard, languages, map, live news?"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Served, environment_for, run_command, served

PAGES = {
    "my-work": "/cases/mine/", "cases": "/cases/", "map": "/cases/map/", "report": "/cases/report/",
    "figures": "/cases/figures/", "grids": "/territory/", "refusal": "/cases/?figure=nonsense", "nowhere": "/nowhere/",
}  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# WCAG 2.5.8 excepts links inside sentences and rows of a list; these stand alone.
ALONE = ".btn, .chip, .sidebar a, .form-control:not(textarea), .form-select, summary, .choice-chip span, .map button"
READY = "[data-map][data-ready]"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small street of the builders: one person for each post, forty open cases in three of four grids."""
    environment = environment_for(tmp_path_factory.mktemp("frame"))
    assert run_command(["init"], environment).returncode == 0
    filling = {**environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.frame_site"], env={**os.environ, **filling}, check=True
    )
    with served(environment) as running:
        yield running


def log_in(page: Page, login: str) -> None:
    page.goto("/")
    page.fill("#login", login)
    page.fill("#password", "correct horse")
    page.click("main button[type=submit]")
    expect(page.locator(".sidebar")).to_be_visible()


def open_page(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    if page.locator("[data-map]").count():
        page.wait_for_selector(READY, timeout=20_000)


def open_first_case(page: Page) -> None:
    """Open what waits longest for me."""
    page.goto("/cases/mine/")
    page.locator(".work-title a").first.click()
    page.wait_for_selector(READY, timeout=20_000)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_its_screen_and_its_controls_are_large_enough(
    page: Page, shot: Callable[[str], Path], size: dict[str, int], language: str
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    log_in(page, "leader")
    if language == "en":
        page.click("text=English")
    faults = []

    for name in PAGES:
        open_page(page, name)
        shot(f"frame-{name}-{language}-{size['width']}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name} is wider than the screen")
        least = 24 if size is DESK else 47.5
        faults += [f"{name}: {small}" for small in page.evaluate(SMALL, [ALONE, least])]

    assert faults == []


SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < least)
  .map((element) => `${element.className} ${element.textContent.trim().slice(0, 30)}`)
"""


def test_a_page_speaks_one_language_and_the_other_is_one_click_away(page: Page) -> None:
    log_in(page, "leader")
    chinese = page.locator(".sidebar").inner_text().split()
    page.click("text=English")
    english = page.locator(".sidebar").inner_text().split("\n")

    assert chinese == ["我的事项", "上报", "地图", "案件", "12345", "网格", "指标"]
    assert [word.strip() for word in english if word.strip()] == [
        "My work", "Report", "Map", "Cases", "12345", "Grids", "Figures",
    ]  # fmt: skip
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_keyboard_reaches_the_content_first_and_sees_where_it_is(page: Page) -> None:
    log_in(page, "leader")
    page.goto("/cases/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert outline == "solid"


def test_an_open_menu_closes_on_escape_and_gives_focus_back(page: Page) -> None:
    log_in(page, "leader")
    menu = page.locator("details.menu-right").first
    menu.locator("summary").click()
    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_the_list_beside_the_map_says_what_the_map_paints(page: Page) -> None:
    log_in(page, "leader")
    open_page(page, "map")
    page.locator(".page-head .chip", has_text="基础网格").click()
    page.wait_for_selector(READY, timeout=20_000)

    listed = page.eval_on_selector_all(
        "#units [data-unit]", "rows => rows.map((row) => Number(row.dataset.value))"
    )
    legend = page.locator(".map-legend li").all_inner_texts()
    page.locator("#units [data-unit]").first.hover()

    assert listed == [14, 13, 13, 0]
    assert legend == ["0", "1–13", "14"]
    expect(page.locator(".map-tip")).to_contain_text(" · 14")


def test_clusters_are_links_that_say_how_many_they_hold(page: Page) -> None:
    log_in(page, "leader")
    open_page(page, "map")
    page.wait_for_selector(".map-cluster")

    counts = page.locator(".map-cluster").all_inner_texts()
    said = page.locator(".map-cluster").first.get_attribute("aria-label")

    assert sum(map(int, counts)) == 40
    assert said == f"此处未结 {counts[0]} 件"


def test_a_figure_opens_exactly_its_rows(page: Page) -> None:
    log_in(page, "leader")
    page.goto("/cases/figures/")
    found = page.locator(".head a.figure").first
    number = found.inner_text()
    found.click()

    expect(page.locator(".pager-count")).to_contain_text(f"共 {number} 件")


WIDEST_BAR = """() => {
  const shapes = [...document.querySelector("[data-chart=rows] svg").querySelectorAll("path")].filter(
    (path) => path.getAttribute("fill") && !["none", "transparent"].includes(path.getAttribute("fill")));
  const boxes = shapes.map((path) => path.getBoundingClientRect()).filter((box) => box.height > 3 && box.height < 40);
  const widest = boxes.sort((one, other) => other.width - one.width)[0];
  return {x: widest.x, y: widest.y, width: widest.width, height: widest.height};
}"""


def test_a_chart_is_drawn_from_its_table_and_its_bars_open_the_rows(page: Page) -> None:
    log_in(page, "leader")
    page.goto("/cases/figures/")
    page.wait_for_selector("[data-chart=rows] svg")
    page.locator("[data-chart=rows]").first.scroll_into_view_if_needed()
    box = page.evaluate(WIDEST_BAR)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.wait_for_url("**/cases/?**")
    assert "figure=found" in page.url


def test_a_report_is_made_from_the_map_and_a_colleague_sees_it_come(page: Page, chromium: Browser) -> None:
    log_in(page, "worker")
    other = chromium.new_context(base_url=page.url.split("/cases")[0], locale="zh-CN").new_page()
    log_in(other, "leader")
    other.goto("/cases/mine/")
    open_page(page, "report")
    page.fill("#category-search", "垃圾")
    page.locator(".choice-chip:visible").first.click()
    page.fill("#words", "路口东北角垃圾堆放")
    box = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.45)
    expect(page.locator("#located")).to_contain_text("● 位于")
    page.click(".report-send button")

    expect(page.locator("#case h1")).to_be_visible()
    expect(other.locator("#mine .chip").first).to_contain_text("41", timeout=15_000)
    other.context.close()


def test_two_people_acting_at_once_are_told_and_nothing_typed_is_lost(page: Page, chromium: Browser) -> None:
    log_in(page, "leader")
    other = chromium.new_context(base_url=page.url.split("/cases")[0], locale="zh-CN").new_page()
    log_in(other, "leader")
    open_first_case(page)
    other.goto(page.url)
    page.locator(".act-now button").click()
    expect(page.locator("#messages")).to_contain_text("已完成。现在的状态：待派遣")

    other.locator(".act-now button").click()

    expect(other.locator("#acts .message-refused")).to_contain_text("已有人办理了这个案件")
    expect(page.locator("#case h1")).to_be_focused()
    other.context.close()


def test_a_server_that_does_not_answer_is_said_and_the_form_stays(page: Page) -> None:
    log_in(page, "leader")
    open_first_case(page)
    page.locator("summary", has_text="不予立案").click()
    page.fill("#refuse-words", "不属于城市管理范围")
    page.route("**/acts/**", lambda route: route.abort())

    page.locator("form[action$='/acts/refuse'] button[type=submit]").click()

    expect(page.locator("#messages")).to_contain_text("服务器没有应答")
    assert page.input_value("#refuse-words") == "不属于城市管理范围"


def test_what_was_typed_into_a_refused_form_stands_in_it_again_and_nowhere_later(page: Page) -> None:
    log_in(page, "leader")
    page.goto("/workload/said/")
    page.fill("#s-words", "   ")
    page.check("[name=anonymous]")
    page.click("main form:has(#s-words) button[type=submit]")
    expect(page.locator("main .message-refused")).to_be_visible()

    kept = page.locator("[name=anonymous]").is_checked()
    page.goto("/workload/said/")

    assert kept
    assert not page.locator("[name=anonymous]").is_checked()
