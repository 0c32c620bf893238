"""吐槽: say it, with or without a name, and read every answer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.workload.policies import may_decide
from wangge.workload.queries.suggestions import suggestions
from wangge.workload.queries.waiting import waiting
from wangge.workload.services.speaking import answer, days_on, suggest


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Everything that was said, with its answer or its limit; and the form to say something."""
    refusal, typed, status = None, {}, 200
    if request.method == "POST":
        try:
            _take(request)
        except Refused as refused:
            if refused.code == "row.unknown":
                raise
            refusal = told(refused)
            typed, status = (
                {"to": request.POST.get("to", ""), "words": request.POST.get("words", "")},
                refusal.status,
            )
        else:
            return redirect("workload:said")
    hat, now, only = request.hat, timezone.now(), request.GET.get("show", "")
    counts = waiting(hat.county, now=now)
    context: dict[str, Any] = {
        "rows": suggestions(hat.county, now=now, only=only if only in {"waiting", "overdue"} else ""),
        "only": only, "waiting": counts.suggestions, "overdue": counts.overdue, "may_answer": may_decide(hat),
        "refusal": refusal,
        "typed": typed, "days": days_on(hat.county, desk(hat.county).today(now)),
    }  # fmt: skip
    return render(request, "workload/said.html", context, status=status)


def _take(request: HatRequest) -> None:
    words, now = request.POST.get("words", ""), timezone.now()
    if to := request.POST.get("to", ""):
        answer(row_key(to), words, hat=request.hat, now=now)
    else:
        suggest(words, hat=request.hat, now=now, is_anonymous=bool(request.POST.get("anonymous")))
