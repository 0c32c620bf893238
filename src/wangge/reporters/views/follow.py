"""Where does my matter stand, and what do I still want to say?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wangge.cases.queries.chain import is_case, photos_for_reporter
from wangge.cases.queries.desk import counties
from wangge.foundation.files import read_photo
from wangge.foundation.refusals import told
from wangge.reporters.queries.receipts import Held, followed, held_by
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services import answering, withdrawing
from wangge.reporters.services.knocking import Door, knock
from wangge.reporters.views.public import (
    address_of,
    demo_receipts,
    in_hand,
    put_away,
    refusal_shown,
    take_in_hand,
)
from wangge.rules.answering import Grade, Thread
from wangge.rules.errors import Refused

GRADES: Mapping[Grade, "str | Promise"] = {
    Grade.CONTENT: _("content"),
    Grade.FAIR: _("fairly content"),
    Grade.DISCONTENT: _("not content"),
}
DONE: Mapping[str, "str | Promise"] = {
    "add": _("Added."),
    "confirm": _("Noted: it is repaired."),
    "deny": _("Noted: it is not repaired, and it goes on."),
    "rate": _("Thank you for the rating."),
    "write": _("Sent to the desk."),
    "pressed": _("Sent to the supervising unit. Nobody who handles the matter reads it."),
    "drop": _("The contact is removed."),
    "withdraw": _("Your words, photos and contact are removed."),
}


def door(request: HttpRequest) -> HttpResponse:
    """Ask for receipt number and secret; both travel in the body, never in the address."""
    if request.method != "POST":
        return render(
            request, "reporters/follow.html", {"number": "", "refusal": None, "demo": demo_receipts()}
        )
    number, now = request.POST.get("number", ""), timezone.now()
    try:
        for county in counties():
            knock(
                county, Door.FOLLOW, address_of(request), most=terms_of(county, now).tries_per_hour, now=now
            )
            break  # one door for all counties
        take_in_hand(request, held_by(number, request.POST.get("secret", "")))
    except Refused as refused:
        context = {"number": number[:40], "refusal": refusal_shown(request, refused), "demo": demo_receipts()}
        return render(request, "reporters/follow.html", context, status=told(refused).status)
    return redirect("reporters:matter")


def matter(request: HttpRequest) -> HttpResponse:
    """Show the way of the matter to the holder of its receipt."""
    held = in_hand(request)
    if held is None:
        return redirect("reporters:follow")
    if not is_case(held.county, held.case_id):
        # What a package above took in: its own page stands in the slot.
        response = render(request, "reporters/elsewhere.html", {"held": held})
        response["Cache-Control"] = "no-store"
        return response
    answering.note_read(held.county, held.case_id, Thread.DESK, by_reporter=False, now=timezone.now())
    answering.note_read(held.county, held.case_id, Thread.SUPERVISOR, by_reporter=False, now=timezone.now())
    done = DONE.get(request.GET.get("done", ""), "")
    return _shown(request, held, {"done": done})


@require_POST
def act(request: HttpRequest, act: str) -> HttpResponse:
    """Take what the reporter says; a refusal keeps what was typed."""
    held = in_hand(request)
    if held is None:
        return redirect("reporters:follow")
    say = _ACTS.get(act)
    if say is None:
        raise Refused("request.unreadable", reason=act[:20])
    try:
        say(request, held, timezone.now())
    except Refused as refused:
        return _shown(request, held, {
            "refusal": refusal_shown(request, refused), "typed": {act: request.POST.get("words", "")},
            "status": told(refused).status,
        })  # fmt: skip
    response = redirect("reporters:matter")
    response["Location"] += f"?done={act}"
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Put the receipt away: the next person at this device sees nothing."""
    put_away(request)
    return redirect("reporters:follow")


def photo(request: HttpRequest, sha256: str, size: str) -> HttpResponse:
    """A photo of the matter that its reporter may see."""
    held = in_hand(request)
    if held is None or sha256 not in photos_for_reporter(held.county, held.case_id):
        raise Refused("row.unknown", row=sha256[:12])
    response = HttpResponse(read_photo(sha256, thumbnail=size == "small"), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(request: HttpRequest, held: Held, more: Mapping[str, Any]) -> HttpResponse:
    found = followed(held, now=timezone.now())
    context = {
        "matter": found, "chain": found.chain, "grades": list(GRADES.items()), "typed": {},
        "desk_letters": [one for one in found.letters if one.thread == Thread.DESK],
        "pleas": [one for one in found.letters if one.thread == Thread.SUPERVISOR], "as_of": timezone.now(),
        **more,
    }  # fmt: skip
    response = render(request, "reporters/matter.html", context, status=more.get("status", 200))
    response["Cache-Control"] = "no-store"
    return response


def _photos(request: HttpRequest) -> list[bytes]:
    return [photo.read() for photo in request.FILES.getlist("photos")]


_ACTS: Mapping[str, Callable[[HttpRequest, Held, datetime], object]] = {
    "add": lambda request, held, now: answering.add(
        held, request.POST.get("words", ""), _photos(request), now=now
    ),
    "confirm": lambda request, held, now: answering.confirm(held, request.POST.get("words", ""), now=now),
    "deny": lambda request, held, now: answering.deny(
        held, request.POST.get("words", ""), _photos(request), now=now
    ),
    "rate": lambda request, held, now: answering.rate(
        held, attitude=request.POST.get("attitude", ""), result=request.POST.get("result", ""), now=now
    ),
    "write": lambda request, held, now: answering.write_to_desk(held, request.POST.get("words", ""), now=now),
    "pressed": lambda request, held, now: answering.tell_pressure(
        held, request.POST.get("words", ""), now=now
    ),
    "drop": lambda _request, held, now: withdrawing.drop_contact(held, now=now),
    "withdraw": lambda _request, held, now: withdrawing.withdraw(held, now=now),
}
