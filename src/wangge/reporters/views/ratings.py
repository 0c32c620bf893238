"""How content are reporters, unit by unit?"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from wangge.people.access import HatRequest, hat_required
from wangge.reporters.queries.ratings import COUNT_LEAST, ratings_since

DAYS = 90


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show the ratings of the last ninety days, attitude and result apart."""
    now = timezone.now()
    rows = ratings_since(request.hat, now - timedelta(days=DAYS))
    context = {"rows": rows, "days": DAYS, "least": COUNT_LEAST, "as_of": now}
    return render(request, "reporters/ratings.html", context)


def door_to_ratings(request: HttpRequest, _key: str) -> str:
    """Lead from the figures to what reporters said of it."""
    return render_to_string("reporters/_ratings_door.html", {}, request)
