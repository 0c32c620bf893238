"""How is a Typst template set as PDF?

A template is a program, so it runs in a process of its own: bounded in time and memory, with no way
to other files or other machines. It reads its record by `json("record.json")`.
"""

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from wangge.ledgers.printing import typesetting
from wangge.rules.errors import Refused
from wangge.rules.sheets import Picture, Record, printable

FONTS = Path(__file__).resolve().parents[1] / "fonts"
SECONDS = 60
_PACKAGE = re.compile(r"""["']@[\w-]+/""")
_MISSING = re.compile(r'does not contain key "([^"]*)"')
# A closed port: should Typst ever ask for a package by another way, it gets no answer.
_NOWHERE = "http://127.0.0.1:9"
_CLOSED = {"HTTP_PROXY": _NOWHERE, "HTTPS_PROXY": _NOWHERE, "ALL_PROXY": _NOWHERE, "NO_PROXY": ""}


def fill(template: bytes, record: Record, at: datetime) -> bytes:
    """Return a PDF made of a Typst template; see `printing.fill`."""
    try:
        text = template.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("ledger.template_broken", field="template", fault="UTF-8") from None
    if _PACKAGE.search(text):
        raise Refused("ledger.template_fetches", field="template")
    with TemporaryDirectory(prefix="wangge-pdf-") as name:
        folder = Path(name)
        (folder / "main.typ").write_text(text, encoding="utf-8")
        (folder / "record.json").write_text(
            json.dumps(_plain(record, folder), ensure_ascii=False), encoding="utf-8"
        )
        _set(folder, at)
        return (folder / "out.pdf").read_bytes()


def _plain(record: Record, folder: Path) -> dict[str, object]:
    """Return a record as JSON has it; pictures become files beside it, named by their value."""

    def plain(value: object) -> object:
        if isinstance(value, Picture):
            (folder / value.name).write_bytes(value.content)
            return value.name
        return printable(value) if isinstance(value, str) else value

    return {
        name: [{one: plain(value) for one, value in entry.items()} for entry in value]
        if isinstance(value, list | tuple) else plain(value)
        for name, value in record.items()
    }  # fmt: skip


def _set(folder: Path, at: datetime) -> None:
    command = [sys.executable, "-I", typesetting.__file__, str(folder), str(FONTS), str(int(at.timestamp()))]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=SECONDS, env=_CLOSED)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired:
        raise Refused("ledger.too_slow", field="template", seconds=SECONDS) from None
    if done.returncode == 0:
        return
    said = done.stderr.decode("utf-8", "replace")
    if missing := _MISSING.search(said):
        raise Refused("ledger.unknown_field", field="template", name=missing[1])
    fault = next((line for line in said.splitlines() if line.strip()), "")
    raise Refused("ledger.template_broken", field="template", fault=fault[:120])
