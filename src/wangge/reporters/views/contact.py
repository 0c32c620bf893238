"""The desk and one reporter: words passed on, a sealed contact opened for a reason, a wish to be forgotten."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.policies import is_of_the_desk
from wangge.reporters.queries.desk_side import contacted, has_receipt
from wangge.reporters.services.answering import note_read
from wangge.reporters.services.contacting import open_contact, pass_on
from wangge.reporters.services.withdrawing import withdraw_for
from wangge.reporters.views.public import refusal_shown
from wangge.rules.answering import Thread
from wangge.rules.errors import Refused


@hat_required
def page(request: HatRequest, case_id: str) -> HttpResponse:
    """Show the letters with a reporter and who looked at the contact."""
    response = _page(request, row_key(case_id), {})
    note_read(request.hat.county, row_key(case_id), Thread.DESK, by_reporter=True, now=timezone.now())
    return response


@require_POST
@hat_required
def act(request: HatRequest, case_id: str, act: str) -> HttpResponse:
    """Pass words on, open the contact, or remove everything at the reporter's wish."""
    if act not in {"pass_on", "open", "withdraw"}:
        raise Refused("request.unreadable", reason=act[:20])
    key, now, words = row_key(case_id), timezone.now(), request.POST.get("words", "")
    try:
        match act:
            case "pass_on":
                pass_on(key, words, hat=request.hat, now=now)
            case "open":
                contact = open_contact(key, words, hat=request.hat, now=now)
                return _page(request, key, {"contact": contact})
            case "withdraw":
                withdraw_for(key, hat=request.hat, now=now)
    except Refused as refused:
        if refused.code in {
            "row.unknown",
            "reporters.not_the_desk",
            "reporters.recused",
        }:
            raise
        more = {
            "refusal": refusal_shown(request, refused),
            "typed": {act: words},
            "status": told(refused).status,
        }
        return _page(request, key, more)
    return redirect("reporters:contact", case_id)


def _page(request: HatRequest, case_id: UUID, more: Mapping[str, Any]) -> HttpResponse:
    found = contacted(request.hat, case_id, now=timezone.now())
    context = {"reporter": found, "typed": {}, "as_of": timezone.now(), **more}
    response = render(request, "reporters/contact.html", context, status=more.get("status", 200))
    response["Cache-Control"] = "no-store"
    return response


def door_to_reporter(request: HttpRequest, case_id: str) -> str:
    """Show the desk, on the case page, the door to whoever handed it in; nothing to anybody else."""
    hat = getattr(request, "hat", None)
    if hat is None or not is_of_the_desk(hat) or not has_receipt(hat.county, row_key(case_id)):
        return ""
    return render_to_string("reporters/_door.html", {"case_id": case_id}, request)
