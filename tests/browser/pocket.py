"""A phone in a test's hand: a profile of its own that outlives the browser, which can be killed like a real one."""

import base64
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.launching import FLAGS
from tests.browser.measuring import CONTROLLED
from wangge.people.services.accounts import DEMO_PASSWORD

HEAP = "zz-ledger:event:0801"
GRID = "410105002012001"  # hyl-worker's
ADD = """async ({ words, files, category, unit, after }) => {
  const outbox = await import("/static/field/outbox.js");
  const body = { category, words, place: "155号院", lon: null, lat: null, accuracy_m: null, crs: "EPSG:4326", unit,
    condition: null, asset: null, solved: false, source: "grid" };
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const blobs = files.map((one) => new Blob([bytesOf(one)], { type: "image/jpeg" }));
  try {
    return { id: await outbox.add({ form: "report", version: 1, body, files: blobs, after }) };
  } catch (fault) {
    return { problem: fault.problem };
  }
}"""
SYNC = "async () => (await import('/static/field/sync.js')).now()"
LIST = """async () => (await (await import('/static/field/outbox.js')).list()).map((one) =>
  ({ ...one, thumb: Boolean(one.thumb), blobs: one.blobs.length }))"""
COUNT = "async () => (await import('/static/field/outbox.js')).count()"
ROWS = "async () => (await import('/static/field/store.js')).all('records')"
FILES = """async () => (await (await import('/static/field/store.js')).all('files'))
  .map(({ sealed, ...file }) => file)"""

HELD = """async () => {
  const store = await import("/static/field/store.js");
  return [(await store.get("kept", "keys")) ?? null, (await store.all("parts")).length];
}"""
CONTENT = """async () => {
  const [row] = await (await import("/static/field/store.js")).all("records");
  return (await import("/static/field/records.js")).contentOf(row);
}"""


class Pocket:
    """One phone: `open` starts its browser on the profile that was there before, `kill` ends it without a word."""

    def __init__(self, chromium: Browser, url: str, profile: Path) -> None:
        self._chromium, self.url, self.profile = chromium, url, profile
        self.faults: list[str] = []
        self.context: BrowserContext
        self.page: Page
        self.open()

    def open(self, *, is_offline: bool = False) -> Page:
        """Start the browser and the program in it."""
        self.context = self._start(
            headless=True, args=list(FLAGS), executable_path=which(os.environ.get("WANGGE_CHROMIUM", "chromium")),
            base_url=self.url, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True,
            locale="zh-CN", timezone_id="Asia/Shanghai", offline=is_offline, accept_downloads=True,
        )  # fmt: skip
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.goto("/field/")
        expect(self.page.locator("#top h1")).not_to_be_empty()
        return self.page

    def _start(self, **options: Any) -> BrowserContext:
        return self._chromium.browser_type.launch_persistent_context(self.profile, **options)

    def kill(self) -> None:
        """End the browser as an empty battery does."""
        os.kill(process_of(self.profile), signal.SIGKILL)
        with suppress(Error):  # its end may have been noticed already
            self.context.close()

    def log_in(self, login: str = "hyl-worker", password: str = DEMO_PASSWORD) -> Page:
        """Log in by the screen and wait until the program may open without a network."""
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password)
        self.page.locator("#bar .main").tap()
        expect(self.page.locator("#screen")).to_have_attribute("data-screen", "today", timeout=15_000)
        assert self.page.evaluate(CONTROLLED) == "activated"
        return self.page

    def add(
        self, words: str, *, files: Sequence[bytes] = (), category: str = HEAP, after: str | None = None
    ) -> str:
        """Keep a report; return its id."""
        told = self.try_to_add(words, files=files, category=category, after=after)
        assert "id" in told, told
        return str(told["id"])

    def try_to_add(
        self, words: str, *, files: Sequence[bytes] = (), category: str = HEAP, after: str | None = None
    ) -> dict[str, Any]:
        """Keep a report; return {"id"}, or {"problem"} when it was not kept."""
        texts = [base64.b64encode(one).decode() for one in files]
        said = {"words": words, "files": texts, "category": category, "unit": GRID, "after": after}
        return dict(self.page.evaluate(ADD, said))

    def sync(self) -> dict[str, Any]:
        return dict(self.page.evaluate(SYNC))

    def send_after_death(self) -> None:
        """Send what waits; a browser that died within half a minute has forgotten its cookie: the password again."""
        told = self.sync()
        if not told["ok"]:
            assert told["problem"]["code"] == "people.not_signed_in", told
            self.go("outbox")
            self.page.fill("[data-expired] [name=password]", DEMO_PASSWORD)
            self.page.locator("[data-expired] button").tap()
            expect(self.page.locator("[data-expired]")).to_have_count(0, timeout=15_000)
            told = self.sync()
        assert told["ok"], told

    def send_from_elsewhere(self, record: str, content: str) -> None:
        """Send other content under a record's id, with this phone's cookies."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        told = {
            "protocol": 1, "sent_at": datetime.now(UTC).isoformat(), "since": None, "announced": [],
            "records": [{"id": record, "content": content}],
        }  # fmt: skip
        self.context.request.post("/field/sync", data=told, headers={"X-CSRFToken": cookies["csrftoken"]})

    def records(self) -> list[dict[str, Any]]:
        """What the outbox shows, newest first."""
        return list(self.page.evaluate(LIST))

    def states(self) -> dict[str, str]:
        return {record["id"]: record["state"] for record in self.records()}

    def go(self, screen: str) -> None:
        self.page.evaluate("hash => { location.hash = hash }", f"#/{screen}")
        expect(self.page.locator("#screen")).to_have_attribute("data-screen", screen)


class Borrowed(Pocket):
    """A phone whose room can be made small: Chromium does that in a profile of the moment only."""

    def _start(self, **options: Any) -> BrowserContext:
        own = {"headless", "args", "executable_path"}
        return self._chromium.new_context(
            **{name: value for name, value in options.items() if name not in own}
        )


def process_of(profile: Path) -> int:
    """Return the browser process that holds a profile: the one without a type of its own."""
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words and not any(
            one.startswith(b"--type=") for one in words
        ):
            return int(place.name)
    raise AssertionError(f"no browser holds {profile}")
