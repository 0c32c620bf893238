"""What does every page's frame show: navigation, hat, live stream?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.signing import dumps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.deputies.policies import is_congress_office
from wangge.people.hats import Hat
from wangge.people.queries import post_label
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS as ORDER_ACTS
from wangge.rules.posts import OUTSIDE_CASES, PostKind

MINE, COUNTED = (_("My work"), "cases:mine"), (_("Figures"), "cases:figures")
ENTRIES = (
    MINE,
    (_("Report"), "cases:report"),
    (_("Map"), "cases:map"),
    (_("Cases"), "cases:list"),
    ("12345", "hotline:orders"),
    (_("Grids"), "territory:index"),
    COUNTED,
)
COMMITTEE = (_("Oversight"), "congress:work")
PROMISES = (_("Promises"), "suggestions:promises")
RECEPTIONS = (_("Receptions"), "deputies:roster")
# Posts whose work stands in rooms of their own; the first entry is where they begin.
ENTRIES_OF: Mapping[PostKind, Sequence[tuple["str | Promise", str]]] = {
    PostKind.DEPUTY: (
        (_("My work"), "deputies:work"), (_("Papers"), "suggestions:mine"),
        (_("My constituency"), "suggestions:board"), RECEPTIONS, COMMITTEE, COUNTED,
    ),
    PostKind.CONGRESS_CLERK: (
        (_("My work"), "deputies:office"), (_("Papers"), "suggestions:office"), COMMITTEE, RECEPTIONS,
        PROMISES, COUNTED,
    ),
    PostKind.GOVERNMENT_CLERK: (
        (_("My work"), "suggestions:government"), PROMISES, COMMITTEE, COUNTED,
    ),
    PostKind.DEPARTMENT_HEAD: (
        (_("My work"), "suggestions:unit"), (_("Cases"), "cases:list"), (_("Map"), "cases:map"), COMMITTEE, COUNTED,
    ),
}  # fmt: skip
# A street's clerk keeps its deputies' station, and nothing of the congress office.
ENTRIES_OF_STATION = (RECEPTIONS, COUNTED)
# What is open to everybody without an account; of a county whose page is read, its own pages besides.
OPEN = (
    (_("Tell us what is wrong"), "reporters:say"),
    (_("Follow a matter"), "reporters:follow"),
    (_("Find a deputy"), "deputies:start"),
)
OPEN_OF_COUNTY = (
    (_("Deputies' papers"), "suggestions:public"),
    (_("Standing committee's work"), "congress:public"),
)
# A department works from its list; it neither reports from posts in a grid nor draws territory.
NOT_FOR_HANDLERS = {"cases:report", "territory:index"}
# At most seven entries: orders are for those who act on them.
AT_THE_DESK = frozenset().union(*ORDER_ACTS.values())


def home_of(hat: Hat) -> str:
    """Return the name of the page where a post begins: what waits for it."""
    return entries_of(hat)[0][1]


def entries_of(hat: Hat) -> Sequence[tuple["str | Promise", str]]:
    """Return the entries of a post, at most seven: label and name of the page."""
    kind = hat.kind
    if kind is PostKind.CONGRESS_CLERK and not is_congress_office(hat):
        return ENTRIES_OF_STATION
    if kind in ENTRIES_OF:
        return ENTRIES_OF[kind]
    left_out = set() if kind in AT_THE_DESK else {"hotline:orders"}
    if kind is PostKind.HANDLER:
        left_out |= NOT_FOR_HANDLERS
    return [entry for entry in ENTRIES if entry[1] not in left_out]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html shows on every page; without a hat the ways open to everybody, and a county's notice."""
    hat = getattr(request, "hat", None)
    if not hat:
        return _open_to_all(request)
    urls = [(label, reverse(name)) for label, name in entries_of(hat)]
    reads_cases = hat.kind not in OUTSIDE_CASES
    return {
        "nav": [(label, url, request.path == url) for label, url in urls], "hat": hat,
        "post_label": post_label(hat), "hat_url": reverse("people:hats"), "me_url": reverse("people:me"),
        "logout_url": reverse("people:logout"), "reads_cases": reads_cases,
        "phone_url": reverse("field:shell") if reads_cases else "",
        "stream_token": dumps(hat.county, salt="stream") if reads_cases else "",
        "stream_port": settings.WANGGE_STREAM_PORT, "notice": _notice(hat.county),
    }  # fmt: skip


def _open_to_all(request: HttpRequest) -> dict[str, Any]:
    county = request.resolver_match.kwargs.get("county", "") if request.resolver_match else ""
    notice = _notice(county) if county else None
    ways = [(label, reverse(name)) for label, name in OPEN]
    if notice is not None:
        ways += [(label, reverse(name, args=[county])) for label, name in OPEN_OF_COUNTY]
    here = request.path
    return {
        "nav": [],
        "hat": None,
        "notice": notice,
        "open_pages": [(name, url, url == here) for name, url in ways],
    }


def _notice(county: str) -> str | None:
    try:
        setup = desk(county).setup
    except Refused:  # a county that is being set up has no notice yet, and its pages still open
        return None
    return setup.notice_en if language_now() == "en" else setup.notice_zh
