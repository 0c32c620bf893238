"""What does every page's frame show: navigation, hat, live stream?"""

from typing import Any

from django.conf import settings
from django.core.signing import dumps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.people.queries import post_label
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS as ORDER_ACTS
from wangge.rules.posts import PostKind

ENTRIES = [
    (_("My work"), "cases:mine"),
    (_("Report"), "cases:report"),
    (_("Map"), "cases:map"),
    (_("Cases"), "cases:list"),
    ("12345", "hotline:orders"),
    (_("Grids"), "territory:index"),
    (_("Figures"), "cases:figures"),
]
# A department works from its list; it neither reports from posts in a grid nor draws territory.
NOT_FOR_HANDLERS = {"cases:report", "territory:index"}
# At most seven entries: orders are for those who act on them.
AT_THE_DESK = frozenset().union(*ORDER_ACTS.values())


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html shows on every page; a person without a hat sees no navigation."""
    hat = getattr(request, "hat", None)
    if not hat:
        return {"nav": [], "hat": None}
    nav = []
    for label, name in ENTRIES:
        if hat.kind == PostKind.HANDLER and name in NOT_FOR_HANDLERS:
            continue
        if name == "hotline:orders" and hat.kind not in AT_THE_DESK:
            continue
        url = reverse(name)
        nav.append((label, url, request.path == url))
    return {
        "nav": nav, "hat": hat, "post_label": post_label(hat), "hat_url": reverse("people:hats"),
        "me_url": reverse("people:me"), "logout_url": reverse("people:logout"), "search_url": reverse("cases:list"),
        "phone_url": reverse("field:shell"),
        "stream_token": dumps(hat.county, salt="stream"), "stream_port": settings.WANGGE_STREAM_PORT,
        "notice": _notice(hat.county),
    }  # fmt: skip


def _notice(county: str) -> str:
    try:
        setup = desk(county).setup
    except Refused:  # a county that is being set up has no notice yet, and its pages still open
        return ""
    return setup.notice_en if language_now() == "en" else setup.notice_zh
