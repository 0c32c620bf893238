"""A resident with a small phone: from what is wrong to the receipt, to the matter, and away from the device."""

from playwright.sync_api import Browser, Page, expect

from tests.serving import Served

SMALL = {"width": 360, "height": 740}


def test_a_resident_hands_in_follows_and_leaves_with_a_small_phone(chromium: Browser, system: Served) -> None:
    context = chromium.new_context(base_url=system.url, viewport=SMALL, locale="zh-CN")
    page = context.new_page()

    page.goto("/say/")
    page.locator(".choice-chip").first.click()
    page.fill("#words", "巷口路灯不亮，从我家阳台能看到")
    page.locator("#words").blur()
    expect(page.locator("#tells")).to_contain_text("只有您家才有的视角")
    page.fill("#words", "巷口路灯不亮")
    page.locator("#words").blur()
    expect(page.locator("#tells")).not_to_contain_text("视角")
    page.fill("#place", "花园路8号院门口")
    fits(page)
    page.get_by_role("button", name="发送").click()
    number, secret = page.locator("#number").inner_text(), page.locator("#secret").inner_text()
    fits(page)

    page.goto("/follow/")
    page.fill("#number", number)
    page.fill("#secret", secret)
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".matter-state")).to_have_text("待立案")
    fits(page)
    assert secret not in page.url
    page.get_by_text("补充情况").click()
    page.fill("#add-words", "整条巷子都是黑的")
    page.locator("#add-words").locator("xpath=ancestor::form").get_by_role("button", name="发送").click()
    expect(page.locator(".timeline")).to_contain_text("整条巷子都是黑的")

    page.get_by_role("button", name="离开并清除").click()
    page.goto("/follow/matter/")
    expect(page).to_have_url(f"{system.url}/follow/")
    context.close()


def test_whoever_presses_a_place_on_the_map_reads_whose_place_it_is(
    chromium: Browser, system: Served
) -> None:
    context = chromium.new_context(base_url=system.url, viewport=SMALL, locale="zh-CN")
    page = context.new_page()
    page.goto("/deputies/")
    expect(page.locator("[data-map][data-ready]")).to_be_visible()

    page.locator("[data-map] canvas").click()

    expect(page.locator(".find-place")).to_contain_text("网格")
    assert "lon=" in page.url
    fits(page)
    context.close()


def fits(page: Page) -> None:
    """Nothing reaches beyond the width of the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
