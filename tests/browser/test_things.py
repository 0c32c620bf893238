"""A worker stands at a cover: the form offers it with photo and distance, and the case goes to who keeps it."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from wangge.config.demo import huayuanlu
from wangge.people.services.accounts import DEMO_PASSWORD

GRID = "410105002012001"  # of hyl-worker
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def cover() -> dict[str, str]:
    """A cover in the grid of the demo's worker that somebody maintains."""
    with gzip.open(Path(huayuanlu.__file__).parent / "things.csv.gz", "rt", encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        here = (row for row in rows if row["BGID"] == GRID and row["ObjName"] == "上水井盖")
        return next(row for row in here if row["DeptCode3"])


def test_on_a_phone_the_nearest_cover_is_offered_and_the_case_goes_to_who_maintains_it(
    page: Page, cover: dict[str, str], shot: Callable[[str], Path]
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/login/")
    page.fill("[name=login]", "hyl-worker")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")

    page.goto("/cases/report/")
    page.fill("#category-search", "井盖")
    page.locator(".choice-chip", has_text="上水井盖").click()
    page.fill("#lon", cover["lon"])
    page.fill("#lat", cover["lat"])
    page.press("#lat", "Tab")
    offered = page.locator("#things .thing-choice").first
    expect(offered).to_contain_text(cover["ObjID"])
    expect(offered.locator("input")).to_be_checked()
    offered.scroll_into_view_if_needed()
    shot("things-offered-on-a-phone")
    page.fill("#words", "井盖破损有响声")
    page.locator(".report-send button").click()

    expect(page.locator(".case-side")).to_contain_text("区供水养护")
    expect(page.locator(".case-side")).to_contain_text("养护单位")
    page.locator(".case-side a", has_text=cover["ObjID"]).click()
    expect(page.locator("main")).to_contain_text("井盖破损有响声")
    shot("thing-on-a-phone")
