"""Reporters under pressure, heard by the supervising unit alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.policies import reads_pleas
from wangge.reporters.queries.desk_side import pleas_for
from wangge.reporters.services.contacting import answer_plea, plea_for
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """List the pleas that reach me."""
    if not reads_pleas(request.hat, on=timezone.localdate()):
        raise Refused("reporters.not_the_supervisor", post=request.hat.kind)
    found = pleas_for(request.hat, now=timezone.now())
    rows = [(one, case_url(one.case.id.hex)) for one in found]
    response = render(request, "reporters/pleas.html", {"pleas": rows, "as_of": timezone.now()})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@hat_required
def plea(request: HatRequest, letter_id: str) -> HttpResponse:
    """Note that a plea was read, or answer it; the reporter sees both."""
    key, now, words = row_key(letter_id), timezone.now(), request.POST.get("words", "")
    if "words" in request.POST:
        answer_plea(key, words, hat=request.hat, now=now)
    else:
        plea_for(key, hat=request.hat, now=now)
    return redirect("reporters:pleas")


def pleas_waiting(request: HttpRequest, _key: str) -> str:
    """Tell the supervising unit, on its work page, that somebody wrote of pressure; nothing to anybody else."""
    hat = getattr(request, "hat", None)
    if hat is None or hat.kind not in {PostKind.OVERSEER, PostKind.ADMINISTRATOR}:
        return ""
    waiting = [plea for plea in pleas_for(hat, now=timezone.now()) if plea.read_at is None]
    return (
        render_to_string("reporters/_pleas_waiting.html", {"count": len(waiting)}, request) if waiting else ""
    )
