"""What does a grid worker see on a phone of 360 x 740, with and without a network, in both languages?"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.measuring import CONTROLLED, PALE, SIZES, SMALL, WIDE
from tests.house.reading import SOURCE
from tests.serving import Served
from wangge.people.services.accounts import DEMO_PASSWORD

A_PHOTO = next((SOURCE / "config/demo/huayuanlu/photos").glob("*.png"))
Enter = Callable[..., Page]
SCREENS = ("today", "report", "grids", "outbox", "duty", "nothing", "me")
LANGUAGES = ("zh-hans", "en")
# Data is data in both languages: names, places, numbers. What we say ourselves is one language.
OURS = "#top h1, #bar .main, #bar nav, h2, label > span, legend, .hint, .empty, .points, .kept dd, dt, .as-of"
MIXED = {"zh-hans": re.compile(r"[A-Za-z]{4,}"), "en": re.compile(r"[\u4e00-\u9fff]")}


@pytest.fixture
def phone(chromium: Browser, system: Served) -> Iterator[BrowserContext]:
    with a_phone(chromium, system) as context:
        yield context


@pytest.fixture
def enter(phone: BrowserContext) -> Iterator[Enter]:
    """Log in on the phone: `enter("hyl-worker", "en")`; a fault in a script fails the test."""
    yield from logging_in(phone)


@pytest.fixture
def second(chromium: Browser, system: Served) -> Iterator[Enter]:
    """The same on another phone."""
    with a_phone(chromium, system) as context:
        yield from logging_in(context)


@contextmanager
def a_phone(chromium: Browser, system: Served) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=system.url, viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True,
        has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
    )  # fmt: skip
    yield context
    context.close()


def logging_in(phone: BrowserContext) -> Iterator[Enter]:
    faults: list[str] = []

    def log_in(login: str, language: str = "zh-hans") -> Page:
        page = phone.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.add_init_script(f"if (location.protocol !== 'about:') localStorage.language ??= '{language}'")
        page.goto("/field/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.locator("#bar .main").click()
        expect(page.locator("#screen .list").first).to_be_visible(timeout=15_000)
        return page

    yield log_in
    assert faults == []


def go(page: Page, screen: str) -> None:
    """Open a screen and wait until it has drawn itself."""
    page.evaluate("hash => { location.hash = hash }", f"#/{screen}")
    expect(page.locator("#screen")).to_have_attribute("data-screen", screen)
    expect(page.locator("#screen > div > *").first).to_be_visible()


def first_task(page: Page) -> None:
    """Open the first matter on today's list."""
    page.locator("#screen .list a[href^='#/case/']").first.click()
    expect(page.locator("#screen .facts").first).to_be_visible()


def keep(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"field-{name}.png")


def test_the_page_can_be_installed_and_its_worker_keeps_it(enter: Enter) -> None:
    page = enter("hyl-worker")

    state = page.evaluate(CONTROLLED)
    told = page.context.new_cdp_session(page).send("Page.getAppManifest")

    assert state == "activated"
    assert told["url"].endswith("/field/manifest.webmanifest")
    assert told["errors"] == []


def test_without_a_network_today_and_a_matter_still_open(enter: Enter) -> None:
    page = enter("hyl-worker")
    page.evaluate(CONTROLLED)

    page.context.set_offline(True)
    page.reload()

    expect(page.locator(".offline")).to_have_text("没有网络")
    expect(page.locator(".as-of")).to_contain_text("本机内容截至")
    first_task(page)
    expect(page.locator("#top .back")).to_be_visible()
    keep(page, "case-offline")


def test_a_slow_phone_opens_today_again_and_again_without_a_network(enter: Enter) -> None:
    page = enter("hyl-worker")
    page.evaluate(CONTROLLED)
    page.context.set_offline(True)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})

    for _ in range(3):  # how long it takes is measured by bench/field_start.py
        page.goto("about:blank")
        page.goto("/field/", wait_until="commit")
        expect(page.locator("#screen .list li").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_is_wider_than_the_phone_and_every_finger_finds_its_mark(
    enter: Enter, language: str
) -> None:
    page = enter("hyl-worker", language)

    for screen in SCREENS:
        go(page, screen)
        keep(page, f"{screen}-{language[:2]}")
        assert page.evaluate(WIDE) == [], screen
        assert page.evaluate(SMALL) == [], screen
        assert page.locator("#bar nav a").count() <= 5
        assert page.locator("button.main:visible, a.main:visible").count() <= 1, screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_speaks_one_language(enter: Enter, language: str) -> None:
    page = enter("hyl-worker", language)

    said = {}
    for screen in SCREENS:
        go(page, screen)
        said[screen] = [text for text in page.locator(OURS).all_inner_texts() if MIXED[language].search(text)]

    assert {screen: words for screen, words in said.items() if words} == {}
    assert page.locator("html").get_attribute("lang") == {"zh-hans": "zh-Hans", "en": "en"}[language]


def test_letters_are_large_and_stand_out(enter: Enter) -> None:
    page = enter("hyl-worker")

    sizes = page.evaluate(SIZES)

    assert min(sizes) >= 16  # the quiet second lines; what has to be read is 18
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    assert page.evaluate(PALE) == []


def test_an_act_without_a_network_waits_on_the_phone_and_is_sent_later(enter: Enter) -> None:
    page = enter("hyl-worker")
    page.evaluate(CONTROLLED)
    first_task(page)
    page.context.set_offline(True)

    page.get_by_role("button", name="核查通过", exact=True).click()
    _fill_sheet(page)
    keep(page, "sheet-zh")
    page.locator("dialog .main").click()

    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#screen .note.yellow")).to_contain_text("已存手机")
    expect(page.locator("#bar .count")).to_have_text("1")
    page.context.set_offline(False)
    expect(page.locator("#bar .count")).to_have_count(0, timeout=20_000)
    expect(page.locator("#screen .note.yellow")).to_have_count(0)


def _fill_sheet(page: Page) -> None:
    for field in page.locator("dialog textarea").all():
        field.fill("现场已看过")
    for group in page.locator("dialog fieldset").all():
        group.locator("label.chip").first.click()


def test_in_a_basement_one_signs_and_hands_in_with_a_photo_and_both_arrive_in_order(enter: Enter) -> None:
    page = enter("hyl-street")
    page.evaluate(CONTROLLED)
    page.locator("#screen .list a", has_text="待签收").first.click()
    expect(page.locator("#bar .main")).to_have_text("签收")
    page.context.set_offline(True)

    page.locator("#bar .main").click()
    page.locator("dialog .main").click()
    expect(page.locator("#bar .main")).to_have_text("反馈处理结果")
    page.locator("#bar .main").click()
    page.fill("dialog textarea", "已清走，地面冲洗干净")
    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="拍照", exact=True).click()
    asked.value.set_files(A_PHOTO)
    expect(page.locator("dialog .thumbs img")).to_have_count(1, timeout=15_000)
    keep(page, "hand-in-zh")
    page.locator("dialog .main").click()

    expect(page.locator("#bar .count")).to_have_text("2")
    page.context.set_offline(False)
    expect(page.locator("#bar .count")).to_have_count(0, timeout=30_000)
    expect(page.locator("#screen .chain")).to_contain_text("已清走，地面冲洗干净", timeout=15_000)
    expect(page.locator("#screen .warn")).to_have_count(0)


def test_a_sheet_that_lacks_something_says_where_and_keeps_what_was_typed(enter: Enter) -> None:
    page = enter("hyl-street")
    page.locator("#screen .list a", has_text="待签收").first.click()
    page.locator("#screen button", has_text="申请").first.click()

    page.locator("dialog .main").click()

    expect(page.locator("dialog .error").first).to_be_visible()
    page.locator("dialog textarea").fill("不属于本单位职责")
    page.locator("dialog .plain").click()
    page.locator("#screen button", has_text="申请").first.click()
    expect(page.locator("dialog textarea")).to_have_value("不属于本单位职责")
    assert page.evaluate(WIDE) == []
    assert page.evaluate(SMALL) == []


def test_when_somebody_was_quicker_the_new_state_stands_beside_what_was_typed(
    enter: Enter, second: Enter
) -> None:
    mine = enter("hyl-worker")
    other = second("hyl-worker")
    for page in (mine, other):
        page.evaluate(CONTROLLED)
        first_task(page)
    mine.context.set_offline(True)
    _find(mine, "核查不通过，返工", "桶外还有两袋")
    _find(other, "核查通过")
    expect(other.locator("#bar .count")).to_have_count(0, timeout=20_000)

    mine.context.set_offline(False)

    expect(mine.locator("#screen .warn")).to_contain_text("桶外还有两袋", timeout=20_000)
    keep(mine, "case-changed-zh")
    mine.on("dialog", lambda asked: asked.accept())
    mine.get_by_role("button", name="丢掉", exact=True).click()
    expect(mine.locator("#screen .warn")).to_have_count(0)


def test_a_log_in_that_has_ended_is_said_and_what_waits_goes_after_the_next_one(enter: Enter) -> None:
    page = enter("hyl-worker")
    page.evaluate(CONTROLLED)
    first_task(page)
    page.context.set_offline(True)
    _find(page, "核查通过")
    page.context.clear_cookies(name="wangge_device")

    page.context.set_offline(False)

    expect(page.locator("#notes")).to_contain_text("登录已失效", timeout=20_000)
    expect(page.locator("#bar .count")).to_have_text("1")
    keep(page, "expired-zh")
    page.locator("#notes a[href='#/login']").click()
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("#bar .main").click()
    expect(page.locator("#notes")).not_to_contain_text("登录已失效")
    expect(page.locator("#bar .count")).to_have_count(0, timeout=20_000)


def _find(page: Page, act: str, words: str = "") -> None:
    page.get_by_role("button", name=act, exact=True).click()
    if words:
        page.fill("dialog textarea", words)
    page.locator("dialog .main").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_who_is_not_logged_in_sees_the_log_in_and_what_we_do_not_collect(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/field/#/case/whatever")
    expect(page.locator("[name=password]")).to_be_visible()
    keep(page, "login-zh")

    page.locator("a[href='#/nothing']").click()

    expect(page.locator(".points li")).to_have_count(5)
    assert page.locator("#bar nav").count() == 0


def test_a_wrong_password_is_said_and_what_was_typed_stays(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/field/")
    page.fill("[name=login]", "hyl-worker")
    page.fill("[name=password]", "wrong")
    page.locator("#bar .main").click()

    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("hyl-worker")


def test_the_language_changes_in_one_tap_and_stays(enter: Enter) -> None:
    page = enter("hyl-worker")
    go(page, "me")

    page.locator("button[lang=en]").click()

    expect(page.locator("#top h1")).to_have_text("Me")
    page.reload()
    expect(page.locator("#top h1")).to_have_text("Me")


def test_the_log_in_lasts_without_a_network_and_ends_by_logging_out(enter: Enter) -> None:
    page = enter("hyl-worker")
    go(page, "me")

    page.on("dialog", lambda asked: asked.accept())
    page.locator("button.grave").click()

    expect(page.locator("[name=password]")).to_be_visible()
    page.reload()
    expect(page.locator("[name=password]")).to_be_visible()
