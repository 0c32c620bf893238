"""Does the phone get the whole program, the same for everybody, and nothing of anybody's conversation with it?"""

import gzip
import hashlib
import json
import re
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from wangge.field.phrases import phrases, said_in, words_of
from wangge.field.shell_files import page_html, shell, version, words_address

LOADED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](/static/[^"']+|\.[^"'$]+)["']""")
SCREENS = re.compile(r"const SCREENS = \[([^\]]*)\]")
FIRST_LOAD_BYTES = 300_000


def _text(address: str) -> str:
    found = finders.find(address.removeprefix("/static/"))
    assert found, f"{address} is loaded and not there"
    return Path(str(found)).read_text(encoding="utf-8")


def _scripts() -> list[str]:
    return [address for address in shell() if address.endswith((".js", ".mjs"))]


def test_whatever_a_script_of_the_shell_loads_is_in_the_shell() -> None:
    loaded = {
        said if said.startswith("/") else normpath(f"{dirname(address)}/{said}")
        for address in _scripts()
        for said in LOADED.findall(_text(address))
    }

    assert sorted(loaded - set(shell())) == []


def test_every_screen_of_the_router_is_in_the_shell() -> None:
    [names] = SCREENS.findall(_text("/static/field/router_rules.js"))

    missing = [name for name in json.loads(f"[{names}]") if f"/static/field/screens/{name}.js" not in shell()]

    assert missing == []


def test_each_file_is_announced_with_the_hash_of_its_bytes(client: Client) -> None:
    page = client.get(reverse("field:shell"))
    words = client.get(words_address("en"))
    rules = _text("/static/field/router_rules.js")

    assert shell()["/field/"] == hashlib.sha256(page.content).hexdigest()
    assert shell()[words_address("en")] == hashlib.sha256(words.content).hexdigest()
    assert shell()["/static/field/router_rules.js"] == hashlib.sha256(rules.encode()).hexdigest()


def test_the_shell_is_the_same_for_everybody_and_holds_no_data(client: Client) -> None:
    plain = client.get(reverse("field:shell"))
    client.cookies["django_language"] = "en"
    english = client.get(reverse("field:shell"))

    assert plain.content == english.content
    assert not plain.cookies
    assert "csrf" not in plain.content.decode()


def test_nothing_that_is_said_is_kept_with_the_shell() -> None:
    kept = [address for address in shell() if address.startswith("/field/")]

    assert sorted(kept) == ["/field/", words_address("en"), words_address("zh-hans")]


def test_the_worker_knows_its_version_and_every_file(client: Client) -> None:
    response = client.get(reverse("field:worker"))
    text = response.content.decode()

    assert f'const VERSION = "{version()}";' in text
    assert all(f'"{address}": "{sha256}"' in text for address, sha256 in shell().items())
    assert response["Service-Worker-Allowed"] == "/field/"
    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"].startswith("text/javascript")


def test_the_manifest_makes_the_page_installable(client: Client) -> None:
    told = client.get(reverse("field:manifest")).json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/field/", "/field/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


@pytest.mark.parametrize(("language", "chinese"), [("zh-hans", "拍照上报"), ("en", None)])
def test_words_come_in_the_language_asked_for(client: Client, language: str, chinese: str | None) -> None:
    client.cookies["django_language"] = "en"
    told = client.get(words_address(language)).json()

    assert told["language"] == language
    assert told["words"].get("Photograph and report") == chinese


def test_words_of_an_unknown_language_are_refused(client: Client) -> None:
    response = client.get(words_address("xx"))

    assert response.status_code == 404
    assert "zh-hans" in response.content.decode()


def test_the_phrases_of_a_script_are_found_however_they_are_quoted() -> None:
    script = """html`<p>${t("On this phone")}</p>${ t('It\\'s "here"') }${t(
      `Two
lines`, {})} first("not"); app.t("neither"); format("nor")`"""

    assert said_in(script) == {"On this phone", 'It\'s "here"', "Two\nlines"}


def test_english_needs_no_words_and_chinese_has_each() -> None:
    assert words_of("en") == {}
    assert set(words_of("zh-hans")) <= set(phrases())


def test_no_script_stands_in_the_page_itself() -> None:
    html = page_html()

    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"\s(?:style|on\w+)=", html) == []


def test_the_first_load_fits_its_budget() -> None:
    sent = sum(len(gzip.compress(_text(one).encode())) for one in shell() if one.startswith("/static/"))
    sent += sum(len(gzip.compress(json.dumps(words_of(code)).encode())) for code in ("en", "zh-hans"))

    assert sent < FIRST_LOAD_BYTES
