"""What does a person see? A real Chromium, a fresh profile each test, the system served for real.

Pictures are kept in tests/browser/shots, or in the folder that WANGGE_SHOTS names.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.launching import FLAGS
from tests.browser.pocket import Pocket
from tests.serving import Served, environment_for, run_command, served

SHOTS = Path(os.environ.get("WANGGE_SHOTS", Path(__file__).parent / "shots"))

# How long a condition is waited for says more of the machine's other work than of us.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo street, served: loaded once for all tests of the browser."""
    environment = environment_for(tmp_path_factory.mktemp("browser")) | {"WANGGE_DEMO": "1"}
    for words in (("init",), ("demo", "huayuanlu")):
        done = run_command(words, environment)
        assert done.returncode == 0, done.stdout + done.stderr
    with served(environment) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = which(os.environ.get("WANGGE_CHROMIUM", "chromium"))
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def pocket(chromium: Browser, system: Served, tmp_path: Path) -> Iterator[Pocket]:
    """A phone of its own; a fault in a script fails the test."""
    phone = Pocket(chromium, system.url, tmp_path / "profile")
    yield phone
    phone.context.close()
    assert phone.faults == []


@pytest.fixture
def page(chromium: Browser, system: Served) -> Iterator[Page]:
    """A desk of 1440 x 900 with a fresh profile; a fault in a script fails the test."""
    context = chromium.new_context(
        base_url=system.url, viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def shot(page: Page) -> Callable[[str], Path]:
    """Keep a picture of the page as it stands: `shot("case-list")`."""

    def keep(name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        file = SHOTS / f"{name}.png"
        page.screenshot(path=file)
        return file

    return keep
