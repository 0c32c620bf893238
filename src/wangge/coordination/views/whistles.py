"""Calling departments to a place: the list, a new call, one call with its answers and its decision."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.cases.views.showing import case_url
from wangge.coordination.policies import CURERS, may_call
from wangge.coordination.queries.whistles import (
    WhistleRow,
    may_hold,
    of_case,
    turnout,
    unanswered,
    whistle,
    whistles,
)
from wangge.coordination.services.whistles import answer_call, call_departments, hold
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.rules.days import moment_said
from wangge.rules.errors import Refused
from wangge.rules.gathering import Gathering
from wangge.rules.workflow import Effect
from wangge.territory.queries import units


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """The calls that I see, and who comes when called."""
    hat, department = request.hat, request.GET.get("department", "")
    rows = whistles(hat, department=department, absent=bool(request.GET.get("absent")))
    context = {
        "rows": [_shown(hat.county, row) for row in rows],
        "turnout": [{"row": one, "label": _department(hat.county, one.department)} for one in turnout(hat)],
        "new_url": reverse("coordination:call") if may_call(hat) else "", "narrowed": department,
    }  # fmt: skip
    return render(request, "coordination/whistles.html", context)


@hat_required
def call(request: HatRequest) -> HttpResponse:
    """Call departments to a place, about a case or for itself."""
    hat, case, refusal = request.hat, _key(request.GET.get("case") or request.POST.get("case", "")), None
    if not may_call(hat):
        raise Refused("whistle.not_yours", post=hat.kind)
    about = dossier(hat, case, now=timezone.now()) if case else None
    if request.method == "POST":
        try:
            made = call_departments(
                hat, kind=Gathering.VISIT if about and _is_disputed(about) else Gathering.WHISTLE,
                place=request.POST.get("place", ""), matter=request.POST.get("matter", ""),
                meets_at=_moment(request.POST.get("meets_at", ""), hat.county),
                departments=request.POST.getlist("departments"), now=timezone.now(), case=case,
            )  # fmt: skip
            return redirect("coordination:whistle", made.hex)
        except Refused as refused:
            refusal = told(refused)
    context = {
        "refusal": refusal, "case": about, "case_url": case_url(case.hex) if case else "",
        "departments": list(desk(hat.county).departments.values()), "typed": request.POST,
        "chosen": request.POST.getlist("departments") or ([about.case.department] if about else []),
        "place": request.POST.get("place") or (about.place if about else ""),
        "matter": request.POST.get("matter") or (about.words if about else ""),
    }  # fmt: skip
    return render(request, "coordination/call.html", context, status=refusal.status if refusal else 200)


@hat_required
def page(request: HatRequest, whistle_id: str) -> HttpResponse:
    """One call: who was called, who comes, who came, what was decided."""
    return _page(request, row_key(whistle_id))


@require_POST
@hat_required
def answer(request: HatRequest, whistle_id: str) -> HttpResponse:
    """Say for my department whether it comes."""
    key = row_key(whistle_id)
    try:
        answer_call(
            key, request.POST.get("answer", ""), reason=request.POST.get("reason", ""), hat=request.hat,
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("coordination:whistle", whistle_id)


@require_POST
@hat_required
def held(request: HatRequest, whistle_id: str) -> HttpResponse:
    """Write down who came and what was decided; a site visit rules who answers, in the case itself."""
    key, hat, now = row_key(whistle_id), request.hat, timezone.now()
    row, came = whistle(hat, key), set(request.POST.getlist("came"))
    decision, department = request.POST.get("decision", ""), request.POST.get("department", "")
    try:
        if department and row.case:
            _rule(row, department, decision, hat=hat, now=now)
        hold(
            key,
            decision,
            came={one.department: one.department in came for one in row.calls},
            hat=hat,
            now=now,
        )
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("coordination:whistle", whistle_id)


def _rule(row: WhistleRow, department: str, decision: str, *, hat: Any, now: datetime) -> None:
    if row.case is None or not decision.strip():
        return
    about = dossier(hat, row.case, now=now)
    act = next((move.act for move in about.moves if move.effect is Effect.RULE), None)
    if act is None:
        raise Refused("whistle.no_ruling", field="department")
    move_case(row.case, act, hat=hat, now=now, brought=Brought(words=decision, department=department))


def whistle_waiting(request: HttpRequest, _key: str) -> str:
    """Tell a department, on its work page, how many calls wait for its answer."""
    hat = getattr(request, "hat", None)
    waiting = unanswered(hat) if hat else 0
    return render_to_string("coordination/_waiting.html", {"count": waiting}, request) if waiting else ""


def doors(request: HttpRequest, _key: str) -> str:
    """Lead from the work page to calls and recurring places, for those who act on them."""
    hat = getattr(request, "hat", None)
    return render_to_string("coordination/_doors.html", {}, request) if hat and hat.kind in CURERS else ""


def whistles_of_case(request: HttpRequest, key: str) -> str:
    """Show the calls about a case on its page, and the door to a new one."""
    hat = getattr(request, "hat", None)
    case = _key(key)
    if hat is None or case is None:
        return ""
    rows = [_shown(hat.county, row) for row in of_case(hat, case)]
    if not rows and not may_call(hat):
        return ""
    url = f"{reverse('coordination:call')}?case={case.hex}" if may_call(hat) else ""
    return render_to_string("coordination/_of_case.html", {"rows": rows, "call_url": url}, request)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    row = whistle(hat, key)
    own = next((one for one in row.calls if one.department == sees(hat).department), None)
    ruling = row.case is not None and row.kind is Gathering.VISIT and _can_rule(row, hat, now)
    refusal = told(refused) if refused else None
    context = {
        "row": _shown(hat.county, row), "own": own, "may_answer": own is not None and row.decided_at is None,
        "may_hold": may_hold(hat, row, now=now), "is_early": row.decided_at is None and now < row.meets_at,
        "can_rule": ruling, "departments": list(desk(hat.county).departments.values()) if ruling else [],
        "refusal": refusal, "typed": request.POST,
    }  # fmt: skip
    return render(request, "coordination/whistle.html", context, status=refusal.status if refusal else 200)


def _can_rule(row: WhistleRow, hat: Any, now: datetime) -> bool:
    if row.case is None or row.decided_at is not None:
        return False
    return any(move.effect is Effect.RULE for move in dossier(hat, row.case, now=now).moves)


def _is_disputed(about: Any) -> bool:
    return bool(about.case.state == "visiting")


def _shown(county: str, row: WhistleRow) -> dict[str, Any]:
    known = units(county)
    return {
        "id": row.id.hex, "url": reverse("coordination:whistle", args=[row.id.hex]),
        "kind": _("Site visit") if row.kind is Gathering.VISIT else _("Whistle"), "place": row.place,
        "matter": row.matter, "unit": known[row.unit].name if row.unit in known else row.unit,
        "meets_at": row.meets_at, "called_by": row.called_by, "decision": row.decision, "decided_at": row.decided_at,
        "case_url": case_url(row.case.hex) if row.case else "",
        "calls": [
            {
                "code": one.department, "department": _department(county, one.department), "reason": one.reason,
                "answer": {"comes": _("comes"), "not": _("does not come")}.get(one.answer, _("no answer yet")),
                "came": one.came,
            }
            for one in row.calls
        ],
        "absent": [_department(county, code) for code in row.absent],
    }  # fmt: skip


def _department(county: str, code: str) -> str:
    row = desk(county).departments.get(code)
    return row.name if row else code


def _moment(text: str, county: str) -> datetime:
    try:
        said = moment_said(text)
    except ValueError as fault:
        raise Refused("case.bad_moment", field="meets_at", value=text[:40]) from fault
    return (said if said.tzinfo else said.replace(tzinfo=desk(county).calendar.zone)).astimezone(UTC)


def _key(text: str) -> UUID | None:
    return row_key(text) if text else None
