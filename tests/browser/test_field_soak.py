"""Does the real program come through a line that breaks, and does a build that checks no receipt fail?"""

import hashlib
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.pocket import Pocket, process_of
from tests.faults.cutting import CuttingLine, Fault
from tests.faults.office import web
from tests.faults.rows import Rows
from tests.pictures import a_photo
from tests.serving import Served

Rewrite = dict[str, Callable[[bytes], bytes]]
SEED = 2024
LARGE = 1_300_000
FORGED = Fault("sync", "instead", "forge", 0.0)
HEAD = b"export async function checkReceipt(record, receipt) {"
FAULTS = (
    ("sync", "before", "cut"), ("sync", "during", "server"), ("sync", "after", "cut"), ("sync", "after", "browser"),
    ("put", "during", "cut"), ("put", "after", "server"), ("tus-create", "after", "cut"),
    ("tus-patch", "during", "cut"), ("tus-patch", "after", "server"), ("tus-patch", "during", "browser"),
)  # fmt: skip


@contextmanager
def behind(system: Served, rewrite: Rewrite | None = None) -> Iterator[tuple[CuttingLine, Rows]]:
    """A second web on the home of the demo, behind a line that breaks."""
    with web(system.environment) as running:
        line = CuttingLine(running.port, kill_server=running.kill, rewrite=rewrite)
        rows = Rows(Path(system.environment["WANGGE_HOME"]))
        try:
            yield line, rows
        finally:
            rows.close()
            line.close()


def untrue(pocket: Pocket, rows: Rows) -> list[str]:
    """What the phone says of records that say delivered, and what the server lacks of them."""
    said = [one for one, state in pocket.states().items() if state in {"delivered", "filed"}]
    return [lacking for one in said if (lacking := rows.missing_of(one))]


def test_a_build_that_checks_no_receipt_is_found_out(
    chromium: Browser, system: Served, tmp_path: Path
) -> None:
    honest = (files("wangge.field") / "static/field/seal.js").read_bytes()
    gullible = honest.replace(HEAD, HEAD + b"\n  return true;")
    assert gullible != honest
    # The service worker keeps no file whose hash is not the announced one: a build announces its own.
    trusting: Rewrite = {
        "/field/seal.js": lambda _: gullible,
        "/field/sw.js": lambda text: text.replace(_sha256(honest), _sha256(gullible)),
    }
    found = []
    for rewrite in (None, trusting):
        with behind(system, rewrite) as (line, rows):
            pocket = Pocket(chromium, line.url, tmp_path / str(bool(rewrite)))
            pocket.log_in()
            for _ in range(5):  # a pass of its own for news may take the first one
                line.arm(FORGED)
            pocket.add("宾馆里的回执")
            pocket.sync()
            found.append(untrue(pocket, rows))
            pocket.context.close()
            assert line.hits[FORGED.cell]

    assert found == [[], ["arrival: []"]]


@pytest.mark.parametrize("part", [0, 1])
def test_the_program_comes_through_cuts_and_deaths(
    chromium: Browser, system: Served, tmp_path: Path, part: int
) -> None:
    chance = random.Random(SEED + part)
    with behind(system) as (line, rows):
        pocket = Pocket(chromium, line.url, tmp_path / "profile")
        line.kill_browser = lambda: os.kill(process_of(pocket.profile), signal.SIGKILL)
        pocket.log_in()
        made = []
        for place, cell in enumerate(FAULTS[part::2]):
            fault = Fault(*cell, chance.random())
            line.arm(fault)
            photo = a_photo(place + 10 * part + 1, (160, 120))
            sizes = {"put": 1000, "tus": LARGE}.get(fault.request.split("-")[0], 0)
            photos = [photo + bytes(sizes)] if sizes else []
            made.append(pocket.add(f"浸泡 {part} {place}", files=photos))
            _suffer(pocket, fault)
            assert line.hits[fault.cell], fault
            assert untrue(pocket, rows) == []
        line.heal()
        pocket.send_after_death()

        states = pocket.states()
        assert [(states[one] in {"delivered", "filed"}, rows.arrivals(one)) for one in made] == [
            (True, ["accepted"])
        ] * len(made)
        assert untrue(pocket, rows) == []
        pocket.context.close()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _suffer(pocket: Pocket, fault: Fault) -> None:
    """Send until the fault has struck; a browser that was killed is begun again."""
    try:
        pocket.sync()
    except Error:
        assert fault.way == "browser"
        pocket.context.close()
        pocket.open()
        pocket.send_after_death()  # it may have forgotten its log-in, never what waits
