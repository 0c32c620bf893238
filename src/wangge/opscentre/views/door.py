"""The way from my work to the room."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from wangge.opscentre.policies import may_watch


def door_to_room(request: HttpRequest, _key: str) -> str:
    """Lead posts of the territory from their work page to the room that watches over it."""
    hat = getattr(request, "hat", None)
    return render_to_string("opscentre/_door.html", {}, request) if hat and may_watch(hat) else ""
