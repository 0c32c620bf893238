"""One person at a browser without scripts: a session, pages, forms with everything that is in them."""

import re
import urllib.error
import urllib.parse
import urllib.request
from html import unescape
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import NamedTuple

from tests.builders import PASSWORD


class Page(NamedTuple):
    """An answer: its status, where it was found, and what stands there."""

    status: int
    url: str
    html: str

    @property
    def text(self) -> str:
        """What a person reads, without tags and with single spaces."""
        bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", bare)

    def links(self) -> list[str]:
        return [unescape(link) for link in re.findall(r'<a\b[^>]*?\bhref="([^"#]+)"', self.html)]

    def acts(self) -> list[str]:
        """The acts that the page opens, by name."""
        return re.findall(r'action="[^"]*/acts/([a-z_]+)"', self.html)


class Person:
    """Somebody who has logged in."""

    def __init__(self, url: str, login: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        arrived = self.send(self.open("/login/"), action="/login/", login=login, password=PASSWORD)
        assert arrived.status == 200, arrived.text

    def open(self, path: str) -> Page:
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self._url, path)))

    def send(self, page: Page, *, action: str, **typed: str) -> Page:
        """Send the page's form whose address ends in `action`, with its hidden fields and what was typed."""
        form = next(
            form for form in _forms(page.html) if urllib.parse.urljoin(page.url, form.action).endswith(action)
        )
        body = urllib.parse.urlencode(form.hidden | typed).encode()
        address = urllib.parse.urljoin(page.url, form.action)
        return self._ask(urllib.request.Request(address, body, {"Referer": page.url}))

    def act(self, case: str, act: str, **typed: str) -> Page:
        """Open a case and carry out an act that its page offers."""
        return self.send(self.open(case), action=f"/acts/{act}", **typed)

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            return Page(refusal.code, request.full_url, refusal.read().decode())


class _Form(NamedTuple):
    action: str
    hidden: dict[str, str]


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(given.get("action", ""), {}))
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].hidden[given["name"]] = given.get("value", "")


def _forms(html: str) -> list[_Form]:
    reader = _FormReader()
    reader.feed(html)
    return reader.forms
