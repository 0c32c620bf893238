"""Which files make the shell of the phone, and which version of it is this?

The shell is everything that has to be on the phone before *today* opens without a network: the page, its words in both
languages, our scripts and the two vendored ones. The service worker is sent the SHA-256 of each, so that a page of a
hotel's network, or a file of another version, is never kept in place of ours.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from posixpath import dirname, normpath

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from wangge.field.phrases import words_of

PAGE = "/field/"
VENDORED = ("vendor/idb/idb.mjs", "vendor/lit-html/lit-html.mjs")
OWN = Path(__file__).parent / "static"
SUFFIXES = frozenset({".js", ".css", ".svg"})
# Parts of the service worker are not loaded by the page; whole modules that only desks load are not here at all.
WORKER_PARTS = re.compile(r"field/sw(_\w+)?\.js")
IMPORTED = re.compile(r"""^(?:import|export) (?:[^;"'()=]*? from )?["']([^"']+)["'];""", re.MULTILINE)
FIRST_SCREEN = ("field/main.js", "field/screens/today.js")


def words_address(language: str) -> str:
    """Return where the words of a language are fetched from."""
    return f"{PAGE}words.json?lang={language}"


@cache
def shell() -> Mapping[str, str]:
    """Return the address and the SHA-256 of every file of the shell; one process serves one version."""
    bodies = {PAGE: page_html().encode()}
    bodies |= {words_address(code): words_json(code).encode() for code, _name in settings.LANGUAGES}
    bodies |= {settings.STATIC_URL + name: _read(name) for name in _static_names()}
    return {address: hashlib.sha256(body).hexdigest() for address, body in sorted(bodies.items())}


@cache
def version() -> str:
    """Return the fingerprint over the whole shell and the worker that keeps it."""
    whole = json.dumps(shell()) + worker_source()
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


@cache
def page_html() -> str:
    """Return the page: the same for everybody, without data; its script finds out who holds the phone."""
    with translation.override(settings.LANGUAGE_CODE):
        preloads = [settings.STATIC_URL + name for name in _needed_by(*FIRST_SCREEN)]
        return render_to_string("field/shell.html", {"preloads": preloads})


@cache
def words_json(language: str) -> str:
    """Return every sentence that our scripts may say, in a language, as JSON."""
    return json.dumps({"language": language, "words": words_of(language)}, ensure_ascii=False)


@cache
def worker_source() -> str:
    """Return the service worker's own text: sw.js and what others add to it beside it."""
    names = sorted(file.name for file in (OWN / "field").glob("sw*.js"))
    return "\n".join(_read(f"field/{name}").decode() for name in names)


def _static_names() -> list[str]:
    found = (file.relative_to(OWN).as_posix() for file in OWN.rglob("*") if file.suffix in SUFFIXES)
    return [*VENDORED, *sorted(name for name in found if not WORKER_PARTS.fullmatch(name))]


def _needed_by(*names: str) -> list[str]:
    """Return the modules of our own that these import, through and through, so that one trip fetches them all."""
    waiting, found = list(names), list[str]()
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found.append(name)
        for said in IMPORTED.findall(_read(name).decode()):
            is_absolute = said.startswith(settings.STATIC_URL)
            path = said.removeprefix(settings.STATIC_URL) if is_absolute else f"{dirname(name)}/{said}"
            waiting.append(normpath(path))
    return found


def _read(name: str) -> bytes:
    # What is served is what counts: the collected copy, or in tests the file in its package.
    collected = Path(settings.STATIC_ROOT) / name
    found = collected if collected.exists() else Path(str(finders.find(name)))
    return found.read_bytes()
