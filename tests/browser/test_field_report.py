"""Report in three taps: on a phone of 360 x 740, with a place, without one, at a border, and without a network."""

import io
import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, Request, expect

from tests.browser.conftest import SHOTS
from tests.browser.measuring import SMALL, WIDE
from tests.serving import Served
from wangge.people.services.accounts import DEMO_PASSWORD

Enter = Callable[..., Page]
Told = list[dict[str, Any]]
GRID = "410105002012001"  # hyl-worker's
MIDDLE: Geolocation = {"longitude": 113.688284, "latitude": 34.772824, "accuracy": 12}
AT_BORDER: Geolocation = {
    "longitude": 113.688900,
    "latitude": 34.772801,
    "accuracy": 15,
}  # 3 m from 410105002012002
HEAP_SPOT: Geolocation = {
    "longitude": 113.688170,
    "latitude": 34.772958,
    "accuracy": 8,
}  # beside a heap of the demo
COARSE: Geolocation = {"longitude": 113.700000, "latitude": 34.780000, "accuracy": 3000}
HEAP, LAMP = "zz-ledger:event:0801", "zz-ledger:event:0702"
# Taps of a finger, not the click by which a script opens the camera.
COUNT_TAPS = """() => {
  window.taps = 0;
  addEventListener('click', (event) => { if (event.isTrusted) window.taps += 1; }, true);
}"""
DELIVERED = "[data-sent=delivered], [data-sent=filed]"  # filed comes later, by whoever files
RECORDS = "async () => (await import('/static/field/outbox.js')).list()"
HELD = """async () => {
  const bundle = await import('/static/field/bundle.js');
  await new Promise((done) => {
    const look = async () => (await bundle.part('near')) && done();
    bundle.onChange(look);
    look();
  });
}"""
CASE = "async (id) => (await fetch(`/field/cases/${id}`)).json()"
MATTER_ONLY = """async () => {
  const { kinds } = await (await import('/static/field/bundle.js')).part('kinds');
  return kinds.find((one) => one.matter_only).key;
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """What a camera gives: three megapixels with the place and the maker written into it."""
    drawn = files("wangge.config").joinpath("demo", "huayuanlu", "photos", "0202.png").read_bytes()
    picture = Image.open(io.BytesIO(drawn)).convert("RGB").resize((2048, 1536))
    written = picture.getexif()
    written[0x010F] = "MAKER OF THIS PHONE"
    file = tmp_path / "camera.jpg"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, exif=written)
    file.write_bytes(out.getvalue())
    return file


@pytest.fixture
def told() -> Told:
    """Every record that was sent to the server, as it was sent."""
    return []


def records_in(request: Request) -> Told:
    if not request.url.endswith("/field/sync"):
        return []
    return [json.loads(record["content"]) for record in (request.post_data_json or {}).get("records", [])]


@pytest.fixture
def enter(chromium: Browser, system: Served, told: Told) -> Iterator[Enter]:
    """Log in on a phone that says where it is: `enter(MIDDLE)`, `enter(None)` when it may not say."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def log_in(place: Geolocation | None, language: str = "zh-hans", login: str = "hyl-worker") -> Page:
        context = chromium.new_context(
            base_url=system.url, viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True,
            has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai", geolocation=place,
            permissions=["geolocation"] if place else [],
        )  # fmt: skip
        contexts.append(context)
        context.on("request", lambda request: told.extend(records_in(request)))
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.add_init_script(
            f"localStorage.getItem('language') ?? localStorage.setItem('language', '{language}')"
        )
        page.goto("/field/")
        page.fill("[name=login]", login)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.locator("#bar .main").click()
        expect(page.locator("#screen")).to_have_attribute("data-screen", "today", timeout=15_000)
        page.evaluate(HELD)  # from now on the phone answers by itself
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert faults == []


def take(page: Page, photo: Path) -> None:
    """Tap the one filled button of today and take a picture."""
    with page.expect_file_chooser() as chooser:
        page.locator("#bar .main").tap()
    chooser.value.set_files(photo)
    expect(page.locator(".report-photos img").first).to_be_visible()


def send(page: Page) -> None:
    page.locator("#bar .main").tap()


def delivered(page: Page) -> dict[str, object]:
    """Wait until the server has it, photos and all; return the matter as the server tells it."""
    expect(page.locator(DELIVERED)).to_be_visible(timeout=15_000)
    return dict(page.evaluate(CASE, page.evaluate(RECORDS)[0]["id"])["card"])


def choose(page: Page, key: str) -> None:
    """Choose a kind: by its chip when it is offered, else from the list of all."""
    chip = page.locator(f".chips [data-kind='{key}']")
    if chip.count() == 0:
        page.locator("[data-kinds]").tap()
        page.locator(f"dialog [data-kind='{key}']").tap()
    else:
        chip.tap()
    expect(page.locator(f".chips [data-kind='{key}']")).to_have_attribute("aria-pressed", "true")


def keep(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"field-report-{name}.png")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_three_taps_and_the_matter_is_at_the_server(enter: Enter, photo: Path, language: str) -> None:
    page = enter(MIDDLE, language)
    page.evaluate(COUNT_TAPS)

    take(page, photo)
    expect(page.locator("[data-place-words]")).to_contain_text("12")
    chip = page.locator(".chips [data-kind]").first
    key = chip.get_attribute("data-kind")
    keep(page, f"confirm-{language[:2]}")
    chip.tap()
    expect(page.locator("[data-whose]")).not_to_be_empty()
    keep(page, f"chosen-{language[:2]}")
    send(page)

    card = delivered(page)
    keep(page, f"sent-{language[:2]}")
    assert page.evaluate("taps") <= 3
    assert (card["category"], card["unit"]) == (key, GRID)
    assert page.evaluate(WIDE) == []


def test_what_is_sent_is_small_and_says_nothing_of_the_camera(enter: Enter, photo: Path) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    choose(page, LAMP)

    with page.expect_request("**/field/files/**") as request:
        send(page)

    sent = request.value.post_data_buffer or b""
    picture = Image.open(io.BytesIO(sent))
    assert (picture.format, picture.size) == ("JPEG", (1600, 1200))
    assert len(sent) < 700_000
    assert b"MAKER" not in sent
    assert not picture.getexif()


def test_a_phone_that_may_not_say_where_it_is_takes_the_own_grid(
    enter: Enter, photo: Path, told: Told
) -> None:
    page = enter(None)
    take(page, photo)

    expect(page.locator("[data-place-words]")).to_contain_text("没有允许定位")
    choose(page, LAMP)
    keep(page, "denied")
    send(page)

    card = delivered(page)
    assert card["unit"] == GRID
    assert card["lon"] is None
    assert told[-1]["body"]["source"] == "grid"


def test_a_position_of_three_kilometres_names_no_grid(enter: Enter, photo: Path) -> None:
    page = enter(COARSE)
    take(page, photo)

    expect(page.locator("[data-place-words]")).to_contain_text("没有采用", timeout=15_000)
    choose(page, LAMP)
    send(page)

    assert delivered(page)["unit"] == GRID


def test_at_a_border_both_are_offered_and_a_tap_settles_it(enter: Enter, photo: Path, told: Told) -> None:
    page = enter(AT_BORDER)
    take(page, photo)
    choose(page, LAMP)

    border = page.locator("[data-border]")
    border.scroll_into_view_if_needed()
    keep(page, "border")
    assert sorted(str(one.get_attribute("data-candidate")) for one in border.locator("[data-candidate]").all()) == [
        GRID, "410105002012002",
    ]  # fmt: skip
    border.locator("[data-candidate='410105002012002']").tap()
    expect(border).to_have_count(0)
    send(page)

    delivered(page)
    assert (told[-1]["body"]["unit"], told[-1]["body"]["source"]) == ("410105002012002", "gps")


def test_a_pin_says_that_it_is_not_here_by_finger_and_by_keys(enter: Enter, photo: Path, told: Told) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    choose(page, LAMP)
    expect(page.locator("[data-place-words]")).to_contain_text("12")
    page.locator("[data-move]").tap()
    ground = page.locator("dialog .map-ground")
    before = page.locator("dialog .map-pin").get_attribute("d")

    ground.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("dialog .map-pin").get_attribute("d") != before
    keep(page, "pin")
    page.locator("dialog .head button").tap()
    expect(page.locator("[data-place-words]")).to_contain_text("您钉的位置")
    send(page)

    delivered(page)
    assert told[-1]["body"]["source"] == "pin"
    assert told[-1]["body"]["lat"] < MIDDLE["latitude"]


def test_a_matter_about_people_leaves_photo_point_and_address_behind(
    enter: Enter, photo: Path, told: Told
) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    key = page.evaluate(MATTER_ONLY)
    choose(page, key)

    expect(page.locator("[data-matter-only]")).to_be_visible()
    expect(page.locator(".report-photos")).to_have_count(0)
    keep(page, "people")
    send(page)

    card = delivered(page)
    sent = told[-1]
    assert (sent["body"]["lon"], sent["body"]["place"], sent["files"], card["photos"]) == (None, "", [], [])
    assert card["unit"] == GRID[:12]


def test_the_one_that_is_known_takes_a_voice_instead_of_a_twin(enter: Enter, photo: Path, told: Told) -> None:
    page = enter(HEAP_SPOT)
    take(page, photo)
    choose(page, HEAP)
    known = page.locator("[data-near]").first
    expect(known).to_be_visible()
    expect(known.locator("img")).to_be_visible()
    known.scroll_into_view_if_needed()
    keep(page, "known")

    known.locator("button").tap()

    expect(page.locator(DELIVERED)).to_be_visible(timeout=15_000)
    assert told[-1]["form"] == "voice"


def test_without_a_network_every_hint_is_there_and_the_report_waits_on_the_phone(
    enter: Enter, photo: Path
) -> None:
    page = enter(HEAP_SPOT)
    page.context.set_offline(True)
    take(page, photo)
    choose(page, HEAP)

    expect(page.locator("[data-near]").first).to_be_visible()
    expect(page.locator("[data-whose]")).not_to_be_empty()
    expect(page.locator("[data-place-words]")).to_contain_text("8")
    assert page.locator(".chips [data-kind]").count() >= 1
    keep(page, "offline")
    send(page)
    expect(page.locator("[data-sent=kept]")).to_be_visible()
    page.context.set_offline(False)

    expect(page.locator(DELIVERED)).to_be_visible(timeout=30_000)


def test_same_again_is_one_tap(enter: Enter, photo: Path) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    choose(page, LAMP)
    page.fill("#words", "院内路灯不亮")
    send(page)
    delivered(page)
    take(page, photo)

    page.locator("[data-again=mine]").tap()

    expect(page.locator(f".chips [data-kind='{LAMP}']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#words")).to_have_value("院内路灯不亮")


def test_solved_on_the_spot_is_the_same_screen_and_closes_the_matter(enter: Enter, photo: Path) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    choose(page, HEAP)

    page.locator("#solved").check()
    send(page)

    assert delivered(page)["ended_at"]


def test_what_was_typed_is_there_after_the_page_was_closed(enter: Enter, photo: Path) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    choose(page, LAMP)
    page.fill("#words", "三号楼前")
    page.locator("#what").tap()  # the keyboard goes
    page.locator("#bar nav a[href='#/today']").tap()
    expect(page.locator("#screen")).to_have_attribute("data-screen", "today")

    page.reload()
    page.locator("#bar nav a[href='#/report']").tap()

    expect(page.locator("#words")).to_have_value("三号楼前")
    expect(page.locator(".report-photos img")).to_have_count(1)


def test_what_is_no_picture_is_told_and_nothing_is_lost(enter: Enter, photo: Path, tmp_path: Path) -> None:
    page = enter(MIDDLE)
    take(page, photo)
    page.fill("#words", "井盖")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"this is no picture")

    with page.expect_file_chooser() as chooser:
        page.locator(".report-camera").tap()
    chooser.value.set_files(broken)

    expect(page.locator(".warn[role=alert]")).to_contain_text("这张照片")
    expect(page.locator("#words")).to_have_value("井盖")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_my_grids_show_what_is_open_and_who_looks_after_the_next(enter: Enter, language: str) -> None:
    page = enter(MIDDLE, language)
    page.locator("#bar nav a[href='#/grids']").tap()
    expect(page.locator(".map-mine").first).to_be_visible()
    expect(page.locator(".map-scale")).to_have_text(re.compile(r"\d+ m"))
    keep(page, f"grids-{language[:2]}")
    assert page.evaluate(WIDE) == []
    assert page.evaluate(SMALL) == []

    page.locator(f"[data-grid='{GRID}']").tap()

    expect(page.locator(f"[data-chosen='{GRID}']")).to_be_visible()
    keep(page, f"grid-{language[:2]}")
