"""What does every page's frame show: navigation, hat, live stream?"""

from typing import Any

from django.conf import settings
from django.core.signing import dumps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.rules.posts import PostKind

ENTRIES = [
    (_("My work"), "cases:mine"),
    (_("Report"), "cases:report"),
    (_("Map"), "cases:map"),
    (_("Cases"), "cases:list"),
    (_("Grids"), "territory:index"),
    (_("Figures"), "cases:figures"),
]
# A department works from its list; it neither reports from posts in a grid nor draws territory.
NOT_FOR_HANDLERS = {"cases:report", "territory:index"}


def frame(request: HttpRequest) -> dict[str, Any]:
    hat = getattr(request, "hat", None)
    if not hat:
        return {"nav": [], "hat": None}
    nav = []
    for label, name in ENTRIES:
        if hat.kind == PostKind.HANDLER and name in NOT_FOR_HANDLERS:
            continue
        url = reverse(name)
        nav.append((label, url, request.path.startswith(url)))
    return {"nav": nav, "hat": hat, "stream_token": dumps(hat.county, salt="stream"), "stream_port": settings.WANGGE_STREAM_PORT}
