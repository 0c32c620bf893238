"""Whom to call at once: on the report form, on a case's page, first on my work."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.emergencies import passed, routes, unpassed
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.cases.services.passing_on import pass_on
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS, Hat
from wangge.rules.posts import PostKind


@hat_required
def numbers(request: HatRequest) -> HttpResponse:
    """Whom to call about the category that was just chosen, before anything is typed or sent."""
    chosen = request.GET.get("category", "")
    found = routes(request.hat.county, chosen) if chosen else []
    return render(request, "cases/_emergency.html", {"emergency": {"routes": found} if found else None})


@require_POST
@hat_required
def passed_on(request: HatRequest, case_id: str) -> HttpResponse:
    """Write down that it was passed on, now."""
    pass_on(row_key(case_id), request.POST.get("number", ""), hat=request.hat, now=timezone.now())
    return redirect("cases:mine" if request.POST.get("from") == "mine" else case_url(case_id))


@hat_required
def unpassed_part(request: HatRequest) -> HttpResponse:
    """What is not passed on yet, as it stands now."""
    return render(request, "cases/_unpassed.html", {"unpassed": unpassed_shown(request.hat, timezone.now())})


def unpassed_shown(hat: Hat, now: datetime) -> list[dict[str, Any]]:
    """Return what my work shows first, in red."""
    known, language = desk(hat.county), language_now()
    return [
        {
            "number": row.number, "category": known.categories[row.category].name(language),
            "url": case_url(row.id.hex),
            "reported_at": row.reported_at, "routes": row.routes,
            "passed_on_url": reverse("cases:passed_on", args=[row.id.hex]),
        }
        for row in unpassed(hat, now=now)
    ]  # fmt: skip


def emergency_box(found: Dossier) -> dict[str, Any] | None:
    """Return what a case's page says: whom to call, and when it was passed on; None where there is nothing to say."""
    case = found.case
    own, told = routes(case.county, case.category), passed(case.county, case.id)
    if not own and not told:
        return None
    return {
        "routes": own, "is_open": case.ended_at is None, "is_unpassed": case.ended_at is None and not told,
        "passed": [{"row": row, "post": POST_WORDS[PostKind(row.post)], "minutes": row.took.total_seconds() / 60}
                   for row in told],
        "passed_on_url": reverse("cases:passed_on", args=[case.id.hex]),
    }  # fmt: skip
