"""Does an inspection form work on a phone without a network: questions that open, reasons, a draft, the outbox?"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SHOTS
from tests.browser.measuring import PALE, SMALL, WIDE
from tests.browser.pocket import Pocket
from tests.pictures import a_photo

FORM = "form/stairwell-check"
WAITS = "async () => (await (await import('/static/field/outbox.js')).list()).filter((one) => one.form === 'answers')"

ARRIVED = """async () => {
  const bundle = await import("/static/field/bundle.js");
  while (!(await bundle.part("forms"))?.forms.length) await new Promise((done) => setTimeout(done, 50));
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    file.write_bytes(a_photo())
    return file


def open_form(page: Page) -> None:
    page.evaluate("hash => { location.hash = hash }", f"#/{FORM}")
    expect(page.locator("#form-exit_free")).to_be_visible()


def take_photo(page: Page, photo: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#form-photos button").last.tap()
    chooser.value.set_files(photo)
    expect(page.locator("#form-photos img")).to_be_visible()


def test_a_form_is_answered_kept_and_handed_over_without_a_network(pocket: Pocket, photo: Path) -> None:
    page = pocket.log_in()
    page.evaluate(ARRIVED)
    pocket.context.set_offline(True)
    open_form(page)

    expect(page.locator("#form-blocked_by")).to_have_count(0)
    page.locator("#form-exit_free .chip").nth(1).tap()
    expect(page.locator("#form-blocked_by")).to_be_visible()
    page.locator("#bar .main").tap()
    expect(page.locator("#form-faults")).to_be_visible()
    expect(page.locator("#form-photos-fault")).to_have_text("出口受阻须有照片。")
    assert page.evaluate(SMALL) == []
    assert page.evaluate(WIDE) == []
    assert page.evaluate(PALE) == []
    page.screenshot(path=SHOTS / "field-form.png")

    page.locator("#form-blocked_by .chip").first.tap()
    take_photo(page, photo)
    page.locator("#form-lamps .chip").first.tap()
    page.fill("#form-extinguishers", "\uff12")  # as a Chinese keyboard may write it
    page.locator("#form-extinguishers").blur()
    expect(page.locator("#form-expired")).to_be_visible()
    expect(page.locator("#form-faults")).to_have_count(0)
    expect(page.locator("body.typing")).to_have_count(0)  # the keyboard is away, the bar stands still
    page.locator("#bar .main").tap()

    expect(page.locator("#screen")).to_have_attribute("data-screen", "outbox")
    [kept] = page.evaluate(WAITS)
    answers = kept["body"]["answers"]
    assert (kept["state"], answers["exit_free"], answers["extinguishers"]) == ("kept", False, 2)
    assert len(answers["photos"]) == 1
    pocket.context.set_offline(False)
    assert pocket.sync()["ok"]
    [sent] = page.evaluate(WAITS)
    assert (sent["state"], sent["missing"]) == ("delivered", [])


def test_what_was_answered_is_there_after_the_page_was_closed_and_nowhere_in_the_clear(
    pocket: Pocket, photo: Path
) -> None:
    page = pocket.log_in()
    page.evaluate(ARRIVED)
    open_form(page)
    page.locator("#form-lamps .chip").nth(1).tap()
    page.fill("#form-note", "二楼拐角的灯不亮")
    take_photo(page, photo)
    page.locator("#bar nav a").first.tap()
    expect(page.locator("#screen")).to_have_attribute("data-screen", "today")

    page.reload()
    open_form(page)

    expect(page.locator("#form-note")).to_have_value("二楼拐角的灯不亮")
    expect(page.locator("#form-lamps .chip").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#form-photos img")).to_be_visible()
    kept = page.evaluate("async () => (await (await import('/static/field/store.js')).all('kept'))")
    assert "二楼拐角" not in json.dumps(kept, ensure_ascii=False)


def test_a_form_that_asks_what_the_program_does_not_know_is_not_half_drawn(pocket: Pocket) -> None:
    page = pocket.log_in()
    page.evaluate("hash => { location.hash = hash }", "#/form/not-there")

    expect(page.locator("#screen .empty")).to_contain_text("手机上没有这张检查表")
