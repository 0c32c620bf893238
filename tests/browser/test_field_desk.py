"""What does the desk see of what a real phone left open, and does its exported file come in?

Pictures are kept at both widths and in both languages.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.pocket import Pocket
from tests.serving import Served
from wangge.people.services.accounts import DEMO_PASSWORD

Desk = Callable[..., Page]
WIDTHS = (1280, 390)
WIDE = "document.documentElement.scrollWidth - innerWidth"
LANGUAGES = ("zh-hans", "en")
EXPORT = """async () => {
  const { blob } = await (await import("/static/field/outbox.js")).exportFile();
  return blob.text();
}"""
# The same id with other words, as a phone that was restored from an old backup might send it.
TWICE = """async (id) => {
  const { ask } = await import("/static/field/talk.js");
  const row = (await (await import("/static/field/store.js")).all("records")).find((one) => one.id === id);
  const content = JSON.parse(await (await import("/static/field/records.js")).contentOf(row));
  content.body.words = "先到服务器的说法";
  await ask("/field/sync", { method: "POST", json: { protocol: 1, sent_at: new Date().toISOString(), since: null,
    announced: [], records: [{ id, content: JSON.stringify(content) }] } });
}"""


@pytest.fixture
def desk(chromium: Browser, system: Served) -> Iterator[Desk]:
    """A desk where somebody has logged in: `desk("hyl-clerk", 390, "en")`."""
    opened: list[BrowserContext] = []

    def log_in(login: str, width: int = 1280, language: str = "zh-hans") -> Page:
        context = chromium.new_context(base_url=system.url, viewport={"width": width, "height": 844})
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": system.url}])
        page = context.new_page()
        page.goto("/login/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.locator("form:has([name=password]) button[type=submit]").click()
        page.wait_for_url("**/cases/**")
        return page

    yield log_in
    for context in opened:
        context.close()


def keep(page: Page, name: str, width: int, language: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"field-desk-{name}-{width}-{language[:2]}.png", full_page=True)


def test_what_a_phone_left_open_is_settled_at_the_desk(pocket: Pocket, desk: Desk) -> None:
    pocket.log_in()
    twice = pocket.add("后到服务器的说法")
    pocket.page.evaluate(TWICE, twice)
    pocket.add("种类不存在", category="zz-ledger:part:none")
    assert pocket.sync()["ok"]
    pocket.context.set_offline(True)

    for width in WIDTHS:
        for language in LANGUAGES:
            page = desk("hyl-clerk", width, language)
            page.locator("a[href='/field/desk/']").first.click()
            expect(page.locator("#asides .figure")).to_have_text("2")
            assert page.evaluate(WIDE) <= 0
            keep(page, "phones", width, language)
            page.locator(
                "section:has(#asides) tbody tr", has_text="两份" if language != "en" else "Two"
            ).locator("a").click()
            expect(page.locator("table")).to_contain_text("先到服务器的说法")
            expect(page.locator("table")).to_contain_text("后到服务器的说法")
            keep(page, "conflict", width, language)

    page.check("[value=dismiss]")
    page.fill("#reason", "同一件事，先到的那份为准")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/field/desk/")
    expect(page.locator("#asides .figure")).to_have_text("1")


def test_a_phone_that_cannot_send_hands_over_its_file_and_nothing_is_doubled(
    pocket: Pocket, desk: Desk, tmp_path: Path
) -> None:
    page = pocket.log_in()
    pocket.context.set_offline(True)
    record = pocket.add("手机发不出去，拿文件来")
    file = tmp_path / "wangge-export.json"
    file.write_text(page.evaluate(EXPORT), encoding="utf-8")

    clerk = desk("hyl-clerk")
    for verdict in ("收到", "早已收到"):
        clerk.goto("/field/desk/import/")
        clerk.set_input_files("#file", file)
        clerk.locator("main form button[type=submit]").last.click()
        expect(clerk.locator("tbody tr", has_text=record).locator("td").first).to_have_text(verdict)
    keep(clerk, "import", 1280, "zh-hans")
    number = clerk.locator("tbody tr", has_text=record).locator("td").last.inner_text()
    pocket.context.set_offline(False)
    assert pocket.sync()["ok"]

    [shown] = [one for one in pocket.records() if one["id"] == record]
    assert (shown["state"] in {"delivered", "filed"}, shown["number"]) == (True, number)


def test_a_lost_phone_that_is_shut_out_logs_itself_out(pocket: Pocket, desk: Desk) -> None:
    page = pocket.log_in()
    clerk = desk("hyl-clerk")
    clerk.goto("/field/desk/")
    phones = clerk.locator("section:has(#devices) tbody tr", has=clerk.locator("summary"))
    before = phones.count()
    phones.first.locator("summary").click()
    keep(clerk, "shut-out", 1280, "zh-hans")
    phones.first.locator("button.btn-danger").click()
    clerk.wait_for_url("**/field/desk/")
    assert phones.count() < before

    # Other tests leave phones of the same person; ours is among those shut out once all of them are.
    while phones.count():
        phones.first.locator("summary").click()
        phones.first.locator("button.btn-danger").click()
        clerk.wait_for_load_state()
    pocket.sync()

    expect(page.locator("#screen")).to_have_attribute("data-screen", "login", timeout=15_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerk_with_a_phone_writes_down_what_a_colleague_found(desk: Desk, language: str) -> None:
    page = desk("hyl-clerk", 390, language)
    page.goto("/cases/report/")
    keep(page, "behalf", 390, language)

    finder = page.locator("#finder")
    expect(finder).to_be_visible()
    assert page.evaluate(WIDE) <= 0
    assert json.dumps(finder.locator("option[value='hyl-worker']").inner_text()) != '""'
    page.locator("[name=category]").first.locator("xpath=..").click()
    page.fill("[name=words]", "电话里说：楼前垃圾堆没清")
    finder.select_option("hyl-worker")
    page.fill("[name=lon]", "113.688284")
    page.fill("[name=lat]", "34.772824")
    page.locator("form#report button[type=submit]").last.click()

    page.wait_for_url("**/cases/**")
    expect(page.locator("body")).to_contain_text("电话里说：楼前垃圾堆没清")
    expect(page.locator("body")).to_contain_text("李示范")
