"""Whose territory may a request see?"""

from django.http import HttpRequest

from wangge.rules.errors import Refused


def county_seen(request: HttpRequest) -> str:
    """Return the county whose plans the asker may see: that of the post acted from.

    Outlines and codes of a county are no secret among those who work there, whatever their post.
    Raises Refused `territory.log_in` without a post.
    """
    hat = getattr(request, "hat", None)
    if hat is None:
        raise Refused("territory.log_in")
    county: str = hat.county
    return county
