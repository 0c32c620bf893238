"""On paper (A4) no column of figures or analysis is cut, and the moment stands on it."""

import pytest
from playwright.sync_api import Page

from wangge.people.services.accounts import DEMO_PASSWORD

PORTRAIT, ACROSS = 703, 1032  # pixels of A4 less its margins, at 96 to the inch
# What ends right of the paper, or hides a part of itself.
CUT = """() => [...document.querySelectorAll("main table, main .chart svg, main .panel")].filter((one) => {
    const right = one.getBoundingClientRect().right;
    const hides = getComputedStyle(one).overflow !== "visible" && one.scrollWidth > one.clientWidth + 1;
    return one.getBoundingClientRect().width && (right > innerWidth + 1 || hides);
}).map((one) => one.outerHTML.slice(0, 80))"""


def log_in(page: Page, login: str) -> None:
    page.goto("/login/")
    page.fill("#login", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.mark.parametrize(
    ("address", "width"),
    [("/cases/figures/", PORTRAIT), ("/cases/steps/", ACROSS), ("/analysis/trend/", PORTRAIT),
     ("/analysis/spread/", PORTRAIT), ("/analysis/recurring/", PORTRAIT), ("/evaluation/", PORTRAIT)],
)  # fmt: skip
def test_nothing_is_cut_on_paper(page: Page, address: str, width: int) -> None:
    log_in(page, "hyl-owner")
    page.goto(address)
    page.wait_for_load_state("networkidle")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.locator(".sidebar").is_visible()


def test_figures_on_paper_say_as_of_when(page: Page) -> None:
    log_in(page, "hyl-owner")
    page.goto("/cases/figures/")

    page.emulate_media(media="print")

    assert page.locator(".page-actions .quiet").first.is_visible()
    assert not page.locator(".page-actions .btn").first.is_visible()
