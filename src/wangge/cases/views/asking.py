"""What does an address ask for: which filters, which page, and the addresses beside it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict

from wangge.cases.queries.listing import FIRST, LAST, Filters, Key, Page
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period

FILTERS = ("figure", "unit", "kind", "period", "state", "department", "source", "q", "mapped", "due", "asof")
DUE_MOST = 31 * 24  # hours
POSITION_DIGITS = 18  # what a position holds


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses of the pages around; empty where there is none."""

    first_url: str
    prev_url: str
    next_url: str
    last_url: str


def filters_of(asked: QueryDict) -> Filters:
    """Read the filters of an address; refuse `case.bad_filter` naming the one that cannot be read."""
    figure = asked.get("figure") or Figure.FOUND
    as_of = asked.get("asof", "")
    if figure not in list(Figure):
        raise Refused("case.bad_filter", field="figure", value=figure[:40])
    if as_of and not (as_of.isascii() and as_of.isdigit() and len(as_of) <= POSITION_DIGITS):
        raise Refused("case.bad_filter", field="asof", value=as_of[:40])
    due = asked.get("due", "")
    if due and not (due.isascii() and due.isdigit() and 0 < int(due) <= DUE_MOST):
        raise Refused("case.bad_filter", field="due", value=due[:40])
    return Filters(
        figure=Figure(figure), unit=asked.get("unit", ""), kind=asked.get("kind", ""),
        period=Period(asked.get("period", "")), state=asked.get("state", ""),
        department=asked.get("department", ""), source=asked.get("source", ""),
        q=asked.get("q", "").strip(), as_of=int(as_of) if as_of else None,
        is_mapped=bool(asked.get("mapped")), due_hours=int(due) if due else 0,
    )  # fmt: skip


def key_of(asked: QueryDict) -> Key:
    """Read where the page begins: after=, before=, last=1, or the start."""
    if asked.get("last"):
        return LAST
    for name, is_backwards in (("after", False), ("before", True)):
        if text := asked.get(name, ""):
            return _key(text, is_backwards=is_backwards)
    return FIRST


def neighbours(request: HttpRequest, page: Page) -> Neighbours:
    """Return the addresses of the first, previous, next and last page with the same filters."""
    kept = {
        name: value for name, value in request.GET.items() if name not in {"after", "before", "last", "cols"}
    }

    def address(**more: str) -> str:
        return f"{request.path}?{urlencode({**kept, **more})}"

    return Neighbours(
        first_url=address() if page.before else "",
        prev_url=address(before=_written(page.before)) if page.before else "",
        next_url=address(after=_written(page.after)) if page.after else "",
        last_url=address(last="1") if page.after else "",
    )


def with_filters(path: str, kept: Mapping[str, str], **changed: object) -> str:
    """Return an address with some filters changed; an empty value takes the filter away."""
    merged = {**kept, **{name: str(value) for name, value in changed.items()}}
    query = urlencode({name: value for name, value in merged.items() if value})
    return f"{path}?{query}" if query else path


def kept_filters(asked: QueryDict) -> dict[str, str]:
    """Return the filters that are set, as they stand in the address."""
    return {name: value for name in FILTERS if (value := asked.get(name))}


def _key(text: str, *, is_backwards: bool) -> Key:
    try:
        if text.isascii() and text.isdigit() and len(text) <= POSITION_DIGITS:
            return Key(number=int(text), is_backwards=is_backwards)
        moment, _, case = text.rpartition("~")
        return Key(datetime.fromisoformat(moment), UUID(case), is_backwards=is_backwards)
    except ValueError as fault:
        raise Refused("case.bad_filter", field="after", value=text[:60]) from fault


def _written(key: Key) -> str:
    if key.number is not None:
        return str(key.number)
    return f"{key.moment.isoformat() if key.moment else ''}~{key.id.hex if key.id else ''}"
