"""What the report form offers while it is being filled in: is it this one, and which kind do the words suggest?

Neither ever holds anybody up: what cannot be answered is answered with nothing.
"""

import math
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.nearby import Offered, Seen, nearby
from wangge.cases.queries.rows import language_now
from wangge.cases.services.moving import add_voice
from wangge.cases.services.spotting import in_wgs84
from wangge.cases.suggesting.asking import suggested
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

WORDS_READ = 400  # of a long report; the first sentences say what it is


@require_POST
@hat_required
def near(request: HatRequest) -> HttpResponse:
    """Up to three matters that this report may be about; empty where there is none, or not enough is known yet."""
    seen = seen_of(request.POST.dict())
    offered = nearby(request.hat, seen, now=timezone.now()) if seen else []
    cards = [_card(request.hat, one) for one in offered]
    return render(request, "cases/_nearby.html", {"cards": cards})


@require_POST
@hat_required
def suggestions(request: HatRequest) -> HttpResponse:
    """Up to three kinds that fit the words; none is ever chosen by itself."""
    known, language = desk(request.hat.county).categories, language_now()
    found = suggested(request.hat.county, request.POST.get("words", "")[:WORDS_READ])
    chips = [(key, known[key].name(language)) for key in found if key in known]
    return render(request, "cases/_suggested.html", {"chips": chips})


@require_POST
@hat_required
def voice(request: HatRequest, case_id: str) -> HttpResponse:
    """我也看到: add this person's voice to a case that was offered."""
    voiced = add_voice(request.hat, row_key(case_id), now=timezone.now())
    return render(request, "cases/_voiced.html", {"voiced": voiced})


def seen_of(values: dict[str, str]) -> Seen | None:
    """Return what a form says so far, None while kind or place is missing or makes no sense."""
    try:
        lon, lat = in_wgs84(
            float(values.get("lon", "")), float(values.get("lat", "")), values.get("crs", "EPSG:4326")
        )
    except (ValueError, Refused):
        return None
    category = values.get("category", "")
    if not category or lon is None or lat is None or not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return Seen(category, lon, lat, values.get("words", "")[:WORDS_READ])


def _card(hat: Hat, one: Offered) -> dict[str, Any]:
    kind = desk(hat.county).categories[one.category]
    photo = reverse("cases:photo", args=[one.id.hex, one.photo, "full"]) if one.photo else ""
    return {
        "id": one.id.hex, "number": one.number, "kind": kind.name(language_now()), "metres": one.metres,
        "reported_at": one.reported_at, "ended_at": one.ended_at, "words": one.words, "place": one.place,
        "photo_url": photo, "voices": one.voices,
        "url": reverse("cases:case", args=[one.id.hex]) if one.is_in_sight else "",
    }  # fmt: skip
