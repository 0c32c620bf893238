"""Follow every number of a page to its list, and count the list."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

FIGURE = re.compile(r'<a class="figure"[^>]*\shref="([^"]*)"[^>]*>([\d,]+)</a>')
FIGURES = re.compile(
    r'<table class="[^"]*table-figures.*?</table>|<dl.*?</dl>', re.DOTALL
)  # numbers, not lists
ROW = re.compile(r'<tr>\s*<(?:td|th scope="row")|<li class="work-row|<li>')


@dataclass(frozen=True, slots=True)
class Opening:
    """One number, where it leads, and how many rows stand there."""

    n: int
    url: str
    rows: int


def openings(client: Client, address: str) -> list[Opening]:
    """Open every number of a page."""
    found = []
    for href, n in FIGURE.findall(_main(client, address)):
        url = urljoin(address, unescape(href))
        found.append(Opening(int(n.replace(",", "")), url, rows_at(client, url)))
    return found


def rows_at(client: Client, url: str) -> int:
    """Count the rows of the list at an address: of the section that its fragment names, else of the whole page."""
    body = _main(client, url)
    if part := urlsplit(url).fragment:
        body = body[body.index(f'id="{part}"') :]
        body = body[: body.index("</section>")]
    return len(ROW.findall(FIGURES.sub("", body)))


def _main(client: Client, url: str) -> str:
    page = client.get(url.partition("#")[0])
    assert page.status_code == 200, url
    text = page.content.decode()
    return text[text.index("<main") : text.index("</main>")]
