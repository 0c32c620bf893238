"""How long until *today* stands on a slow phone without a network?

python -m bench.field_start [--times 10]

The demo street, served for real; a real Chromium logs in, its service worker keeps the program, the network is cut,
the page's processor is slowed down six times. Each start is a page of its own, from the address to the first matter in
sight; the phone of a grid worker and of a street's shift leader, whose list is longer.
"""

import argparse
import statistics
import sys
import time
from shutil import which

from playwright.sync_api import Browser, sync_playwright

from bench.harness import Figure, installation, report, served
from tests.browser.measuring import CONTROLLED

SLOWER = 6  # the throttle
LIMIT_S = 2.0
DEMO_PASSWORD = "wangge-demo"  # told on the demo's own log-in page
PHONES = ("hyl-worker", "hyl-leader")


def starts(browser: Browser, url: str, login: str, times: int) -> tuple[list[float], int]:
    """Return the seconds of each start, and how many matters the phone of this login shows."""
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, is_mobile=True)
    page = context.new_page()
    page.goto("/field/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("#bar .main").click()
    rows = page.locator("#screen .list li")
    rows.first.wait_for()
    page.evaluate(CONTROLLED)
    context.set_offline(True)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taken = []
    for _ in range(times):
        page.goto("about:blank")
        began = time.perf_counter()
        page.goto("/field/", wait_until="commit")
        rows.first.wait_for()
        taken.append(time.perf_counter() - began)
    shown = rows.count()
    context.close()
    return taken, shown


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=10)
    times = parser.parse_args().times
    figures = []
    with installation("sqlite") as made:
        made.command("demo", "huayuanlu")
        with served(made, background=False) as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
            for login in PHONES:
                taken, shown = starts(browser, running.url, login, times)
                figures += [
                    Figure(f"{login}, {shown} matters, median", statistics.median(taken), "s", LIMIT_S),
                    Figure(f"{login}, the slowest", max(taken), "s"),
                ]
            browser.close()
    return report(f"*Today* without a network, processor {SLOWER} times slower, {times} starts", figures)


if __name__ == "__main__":
    sys.exit(main())
