"""A report walks from the form to the closed figure, by the people of the demo street, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Served
from wangge.people.services.accounts import DEMO_PASSWORD

Shot = Callable[[str], Path]


@pytest.fixture
def sign_in(chromium: Browser, system: Served, page: Page) -> Callable[[str], Page]:
    def enter(login: str) -> Page:
        page.context.clear_cookies()
        page.goto("/login/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return enter


def test_a_report_goes_from_the_form_to_the_closed_figure(
    system: Served, sign_in: Callable[[str], Page], shot: Shot
) -> None:
    page = sign_in("hyl-leader")
    system.wait_until_placed()
    found, solved = _figures(page)  # what the demo holds, and what other tests have reported to it
    case = _report(sign_in("hyl-worker"))
    shot("journey-1-reported")

    _act(sign_in("hyl-leader"), case, "file")
    _act(sign_in("hyl-dispatcher"), case, "dispatch")
    shot("journey-2-dispatched")
    handler = _handler_of(page)
    _act(sign_in(handler), case, "sign")
    _act(page, case, "feed_back", words="已清理干净")
    page.goto(case)
    assert page.locator("form[action$='/acts/pass']").count() == 0, "who did the work may not check it"
    shot("journey-3-handled")
    _act(sign_in("hyl-worker"), case, "pass")
    _act(sign_in("hyl-leader"), case, "close")
    expect(page.locator(".case-state")).to_contain_text("已结案")
    shot("journey-4-closed")

    system.wait_until_placed()
    assert _figures(page) == (found + 1, solved + 1)
    shot("journey-5-figures")
    _open_figure(page, "found")
    expect(page.locator("#rows tbody tr").first).to_contain_text("浏览器里上报的堆物")
    expect(page.locator(".pager-count")).to_contain_text(f"{found + 1:,}")
    shot("journey-6-rows-behind-the-figure")


def test_the_same_pages_serve_a_phone(system: Served, sign_in: Callable[[str], Page], shot: Shot) -> None:
    page = sign_in("hyl-leader")
    page.set_viewport_size({"width": 390, "height": 844})

    for name, address in (("mine", "/cases/mine/"), ("list", "/cases/"), ("figures", "/cases/figures/"),
                          ("report", "/cases/report/"), ("map", "/cases/map/")):  # fmt: skip
        page.goto(address)
        expect(page.locator("main")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        shot(f"phone-{name}")


def _report(page: Page) -> str:
    page.goto("/cases/report/")
    page.locator("input[name=category]").first.check(force=True)
    page.fill("[name=words]", "浏览器里上报的堆物")
    west, south, east, north = (float(edge) for edge in _box(page))
    page.fill("[name=lon]", f"{(west + east) / 2:.6f}")
    page.fill("[name=lat]", f"{(south + north) / 2:.6f}")
    page.click("form#report button[type=submit]")
    page.wait_for_url("**/cases/*/")
    expect(page.locator(".case-words")).to_contain_text("浏览器里上报的堆物")
    return page.url


def _box(page: Page) -> list[str]:
    box = page.locator("[data-map]").first.get_attribute("data-box")
    assert box is not None
    return box.split(",")


def _handler_of(page: Page) -> str:
    """Whoever handles for the department that the routing row named."""
    named = page.locator("dt:has-text('承办') + dd, dt:has-text('处理') + dd").first.inner_text()
    return "hyl-street" if "街道综合执法" in named else "hyl-office" if "社区" in named else "hyl-handler"


def _act(page: Page, case: str, act: str, *, words: str = "") -> None:
    page.goto(case)
    form = page.locator(f"form[action$='/acts/{act}']")
    if not form.is_visible():
        page.locator(f"details:has(form[action$='/acts/{act}']) > summary").click()
    if words:
        form.locator("[name=words]").fill(words)
    with page.expect_response(lambda answer: answer.url.endswith(f"/acts/{act}")) as answered:
        form.locator("button[type=submit]").click()
    assert answered.value.status == 200


def _figures(page: Page) -> tuple[int, int]:
    page.goto("/cases/figures/")
    return _head(page, "found"), _head(page, "solved")


def _head(page: Page, figure: str) -> int:
    text = page.locator(f".heads a[href*='figure={figure}&']").first.inner_text()
    return int(text.replace(",", ""))


def _open_figure(page: Page, figure: str) -> None:
    page.locator(f".heads a[href*='figure={figure}&']").first.click()
    page.wait_for_url(f"**figure={figure}**")
