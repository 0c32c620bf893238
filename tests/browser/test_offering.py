"""On a telephone: three kinds are offered and none is chosen; the heap at the same spot is shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from wangge.people.services.accounts import DEMO_PASSWORD

HEAP = "zz-ledger:event:0801"
LON, LAT = "113.688240", "34.772958"
CHOOSE = """key => {
  const radio = [...document.querySelectorAll('input[name=category]')].find((one) => one.value === key);
  radio.checked = true;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
}"""


@pytest.fixture
def form(page: Page) -> Page:
    """The report form of the street's duty officer, on a telephone."""
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/login/")
    page.fill("[name=login]", "hyl-duty")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/cases/report/")
    return page


def chosen(page: Page) -> object:
    return page.evaluate("document.querySelector('input[name=category]:checked')?.value ?? null")


def fill_in(page: Page, words: str) -> None:
    page.evaluate(CHOOSE, HEAP)
    page.fill("#words", words)
    page.fill("#lon", LON)
    page.fill("#lat", LAT)
    page.locator("#lat").blur()


def test_words_offer_three_kinds_and_only_a_press_chooses_one(form: Page) -> None:
    form.fill("#words", "小区门口暴露垃圾没人清理")
    chips = form.locator("[data-suggests]")
    expect(chips).to_have_count(3)
    assert chosen(form) is None

    wanted = chips.first.get_attribute("data-suggests")
    chips.first.click()

    assert chosen(form) == wanted


def test_the_matter_at_the_same_spot_is_shown_and_takes_a_voice_instead_of_a_twin(
    form: Page, shot: Callable[[str], Path]
) -> None:
    fill_in(form, "墙角堆了一堆生活垃圾")
    form.click(".report-send button")
    form.wait_for_url(lambda url: "/report/" not in url)

    form.goto("/cases/report/")
    fill_in(form, "墙角的生活垃圾堆")
    panel = form.locator(".nearby")
    expect(panel).to_be_visible()
    assert form.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot("offering-phone")
    panel.locator("button").first.click()

    expect(form.locator(".nearby-voiced")).to_contain_text("谢谢")
