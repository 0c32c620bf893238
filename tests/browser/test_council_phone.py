"""Do the pages of deputies, their papers and the committee fit a phone, and is their Chinese set as Chinese is?"""

import re

import pytest
from playwright.sync_api import Page, expect

from wangge.people.services.accounts import DEMO_PASSWORD

PAGES = {
    "hyl-deputy": ("/deputies/work/", "/suggestions/", "/suggestions/board/", "/suggestions/board/matrix/"),
    "hyl-congress": ("/deputies/office/", "/deputies/office/seats/", "/suggestions/office/", "/congress/"),
    "hyl-gov": ("/suggestions/government/", "/suggestions/promises/"),
    "hyl-unithead": ("/suggestions/unit/", "/suggestions/promises/"),
}
# A page, or a box on it, that has to be pushed sideways to be read.
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll("main *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
  .filter((one) => one === document.documentElement || getComputedStyle(one).overflowX !== "visible")
  .map((one) => `${one.tagName}.${one.className}`)"""


@pytest.mark.parametrize("login", PAGES)
def test_no_list_is_pushed_sideways_and_no_blank_follows_a_chinese_colon(page: Page, login: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/login/")
    page.fill("#login", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    faults = []

    for address in PAGES[login]:
        page.goto(address)
        faults += [f"{address}: {one}" for one in page.evaluate(SIDEWAYS)]
        said = page.locator("main").inner_text()
        faults += [f"{address}: {one}" for one in re.findall(r".{0,12}： \S.{0,12}", said)]

    assert faults == []


def test_whom_a_search_found_stands_in_sight_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/deputies/public/410105/")

    page.fill("#q", "省水利厅社区")
    page.press("#q", "Enter")

    expect(page.locator(".find-place")).to_be_in_viewport()
