"""Pages of one frozen result: its lines, what it carried, objections to it, and its export."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.evaluation.policies import DECIDERS, may_object, refuse_unit
from wangge.evaluation.queries.comparing import beside
from wangge.evaluation.queries.results import FrozenResult, frozen_sheet, newest_id, objections_to
from wangge.evaluation.services.objecting import decide_objection, object_to
from wangge.evaluation.views.files import result_told
from wangge.evaluation.views.showing import (
    STATES,
    burden_urls,
    line_shown,
    named,
    opens_lists,
    points,
    unit_named,
)
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.foundation.tables import table_response
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.scoring import written


@hat_required
def page(request: HatRequest, result_id: str) -> HttpResponse:
    """One revision of a frozen result."""
    return _page(request, row_key(result_id))


@require_POST
@hat_required
def object_to_line(request: HatRequest, result_id: str) -> HttpResponse:
    """Take an objection of the unit."""
    key, said = row_key(result_id), request.POST
    try:
        object_to(
            key, said.get("line", ""), said.get("number", ""), said.get("reason", ""), hat=request.hat,
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("evaluation:result", key.hex)


@require_POST
@hat_required
def decide(request: HatRequest, objection_id: str) -> HttpResponse:
    """Decide an objection; the newest revision is shown."""
    said = request.POST
    try:
        newest = decide_objection(
            row_key(objection_id), exclude=said.get("outcome") == "excluded", words=said.get("words", ""),
            hat=request.hat, now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, row_key(said.get("result", "")), refused)
    return redirect("evaluation:result", newest.hex)


@hat_required
def export(request: HatRequest, result_id: str, form: str) -> HttpResponse:
    """The result as it was written: JSON to recompute, or its lines as CSV or workbook."""
    found = _seen(request, row_key(result_id))
    name = f"evaluation-{found.sheet.code}-{found.unit}-{found.period}-r{found.revision}"
    if form != "json":
        return table_response(request, result_told(request.hat.county, found, name), form)
    response = HttpResponse(written(found.document), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _seen(request: HatRequest, key: UUID) -> FrozenResult:
    found = frozen_sheet(request.hat.county, key)
    refuse_unit(request.hat, found.unit)
    return found


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, now, found = request.hat, timezone.now(), _seen(request, key)
    document, newest = found.document, newest_id(hat.county, key)
    about = (hat.county, found.sheet.scope, found.unit, found.period, document["as_of"])
    compared = beside(hat.county, found.sheet, found.unit, Period(found.period), now=now)
    is_open, opens = desk(hat.county).today(now) <= found.window_until, opens_lists(hat, found.sheet.scope)
    names = {line.code: named(line) for line in found.sheet.lines}
    context: dict[str, Any] = {
        "result": found, "name": named(found.sheet), "unit": unit_named(hat.county, found.unit),
        "lines": [
            line_shown(one, document["inputs"], about, beside=compared.get(one.line.code), opens=opens)
            for one in found.scored
        ],
        "total": points(document["total"]), "possible": points(document["possible"]), "burden": document["burden"],
        "burden_urls": burden_urls(about), "newest": "" if newest == key else newest.hex,
        "objections": [
            {
                "hex": one.hex, "line": names.get(one.line, one.line), "case": one.case.hex, "reason": one.reason,
                "at": one.at, "state": STATES[one.state], "is_open": one.state == "open", "decision": one.decision,
                "decided_at": one.decided_at, "by": POST_WORDS[PostKind(one.by_post)],
                "decided_by": POST_WORDS[PostKind(one.decided_post)] if one.decided_post else "",
            }
            for one in objections_to(hat.county, found)
        ],
        "is_open": is_open, "may_object": is_open and may_object(hat, found.unit), "may_decide": hat.kind in DECIDERS,
        "choices": [(line.code, names[line.code]) for line in found.sheet.lines if line.formula],
        "excluded": len(document["excluded"]), "said": request.POST,
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(request, "evaluation/result.html", context, status=told(refused).status if refused else 200)
