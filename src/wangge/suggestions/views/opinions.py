"""社情民意: a deputy passes something on with a receipt, its unit answers, no grade."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import deputy_names
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT
from wangge.suggestions.policies import deputy_key, is_office
from wangge.suggestions.queries.opinions import opinions, opinions_of, opinions_to
from wangge.suggestions.services.opinions import answer_opinion, pass_on
from wangge.suggestions.views.naming import department


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The opinion papers in sight, and for a deputy a new one."""
    hat, said = request.hat, request.POST
    if request.method == "POST":
        try:
            matter = row_key(said.get("matter", "")) if said.get("matter") else None
            pass_on(
                hat, title=said.get("title", ""), words=said.get("words", ""), matter=matter,
                addressee=said.get("addressee", ""), now=timezone.now(),
            )  # fmt: skip
            return redirect("suggestions:opinions")
        except Refused as refused:
            return _index(request, refused)
    return _index(request)


@require_POST
@hat_required
def answer(request: HatRequest, opinion_id: str) -> HttpResponse:
    """Answer for the unit."""
    try:
        answer_opinion(
            row_key(opinion_id), request.POST.get("words", ""), hat=request.hat, now=timezone.now()
        )
    except Refused as refused:
        return _index(request, refused)
    return redirect("suggestions:opinions")


def _index(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat, me = request.hat, deputy_key(request.hat)
    if me is not None:
        rows = opinions_of(hat.county, me)
    elif hat.kind in OF_DEPARTMENT:
        rows = opinions_to(hat.county, hat.department)
    elif is_office(hat):
        rows = opinions(hat.county)
    else:
        raise Refused("suggestion.not_yours", post=hat.kind)
    names = deputy_names(hat.county, [row.deputy for row in rows])
    context: dict[str, Any] = {
        "rows": [
            {"row": row, "unit": department(hat.county, row.addressee), "deputy": names.get(row.deputy, "")}
            for row in rows
        ],
        "is_deputy": me is not None, "answers": hat.kind in OF_DEPARTMENT, "typed": request.POST,
        "matter": request.GET.get("matter", ""), "departments": list(desk(hat.county).departments.values()),
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "suggestions/opinions.html", context, status=told(refused).status if refused else 200
    )
