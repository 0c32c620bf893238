"""Whose callers wait to be rung back, and who is calling now?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.queries.hotline import CALLERS, calls_due
from wangge.reporters.services.hotline_calls import look_up
from wangge.reporters.views.hotline_showing import as_shown
from wangge.rules.errors import Refused


@hat_required
def calls(request: HatRequest) -> HttpResponse:
    """The orders whose limit has passed and whose callers may be rung back now, the longest waiting first."""
    _refuse_outsiders(request)
    now = timezone.now()
    rows = as_shown(request.hat.county, calls_due(request.hat, now=now))
    return render(request, "reporters/hotline_calls.html", {"rows": rows, "as_of": now})


@never_cache
@sensitive_post_parameters("caller")
@hat_required
def caller(request: HatRequest) -> HttpResponse:
    """Ask for the number now calling and show its open matters; the number stands in no address and no log."""
    _refuse_outsiders(request)
    context: dict[str, object] = {"rows": None}
    status = 200
    if request.method == "POST":
        try:
            found = look_up(request.POST.get("caller", ""), hat=request.hat, now=timezone.now())
            context["rows"] = as_shown(request.hat.county, found)
        except Refused as refused:
            context["refusal"] = told(refused)
            status = told(refused).status
    return render(request, "reporters/hotline_caller.html", context, status=status)


def _refuse_outsiders(request: HatRequest) -> None:
    if request.hat.kind not in CALLERS:
        raise Refused("hotline.not_your_desk", post=request.hat.kind)
