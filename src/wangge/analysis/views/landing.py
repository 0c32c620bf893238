"""What cases say together: the doors to trend, hot spots, recurring places and the rest."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.analysis.queries.ahead import newest_ahead, warnings_of
from wangge.analysis.queries.hotspots import looks, spots_of
from wangge.analysis.queries.recurring import places_of
from wangge.people.access import HatRequest, hat_required
from wangge.rules.recurring import PlaceKind


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """Every analysis with what it says now."""
    hat = request.hat
    newest = next(iter(looks(hat.county)), None)
    doors: list[dict[str, Any]] = [
        {
            "title": _("Trend and season"), "url": reverse("analysis:trend"),
            "says": _("found, solved and overdue by month and week; the same months of several years"), "n": None,
        },
        {
            "title": _("Handling time"), "url": reverse("analysis:spread"),
            "says": _("median, nine in ten and mean, and how it spreads"), "n": None,
        },
        {
            "title": _("Weekday and hour"), "url": reverse("analysis:rhythm"),
            "says": _("when in the week matters come, to plan rounds and duty"), "n": None,
        },
        {
            "title": _("Hot spots"), "url": reverse("analysis:hotspots"),
            "says": _("where more was found in the last days than chance gives"),
            "n": len(spots_of(hat, newest.id)) if newest else None,
        },
        {
            "title": _("Recurring places"), "url": reverse("analysis:recurring"),
            "says": _("where one kind comes back after it was solved"),
            "n": len(places_of(hat, PlaceKind.CELL)) if newest else None,
        },
        {
            "title": _("Above the usual"), "url": reverse("analysis:warnings"),
            "says": _("kinds that rose above their usual in the last whole week"),
            "n": len(warnings_of(hat)) if newest_ahead(hat.county) else None,
        },
        {
            "title": _("Next week"), "url": reverse("analysis:forecast"),
            "says": _("how many are to be expected, to plan rounds"), "n": None,
        },
    ]  # fmt: skip
    return render(request, "analysis/landing.html", {"doors": doors})


def door_to_analysis(request: HttpRequest, _key: str) -> str:
    """Lead from the figures to what cases say together."""
    return render_to_string("analysis/_door.html", {}, request)
