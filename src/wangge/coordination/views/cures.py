"""Places that recur, and what is done about them: open a project or say why not, and watch whether it comes back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.showing import case_url
from wangge.coordination.policies import CURERS
from wangge.coordination.queries.cures import (
    ProjectRow,
    may_open,
    project,
    projects,
    recurring_place,
    recurring_places,
    threshold,
    watch,
)
from wangge.coordination.services.cures import Plan, decline_project, finish_project, open_project
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.gathering import Cure
from wangge.territory.queries import units

SHOWN_MOST = 30  # the worst first; cured ones make room for the next


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """Recurring places without a project, and the projects."""
    hat = request.hat
    today = desk(hat.county).today(timezone.now())
    times, days = threshold(hat.county, today)
    context = {
        "places": [
            {"unit": _unit(hat.county, one.unit), "category": _category(hat.county, one.category), "n": one.n,
             "url": f"{reverse('coordination:place')}?unit={one.unit}&category={one.category}"}
            for one in recurring_places(hat, today=today)[:SHOWN_MOST]
        ],
        "times": times, "days": days, "projects": [_shown(hat.county, row) for row in projects(hat)],
    }  # fmt: skip
    return render(request, "coordination/cures.html", context)


@hat_required
def place(request: HatRequest) -> HttpResponse:
    """One recurring place: its cases, and the form to cure it or to say why not."""
    hat, now, refusal = request.hat, timezone.now(), None
    asked = request.POST if request.method == "POST" else request.GET
    unit, category = asked.get("unit", ""), asked.get("category", "")
    today = desk(hat.county).today(now)
    found = recurring_place(hat, unit, category, today=today)
    if request.method == "POST":
        try:
            facts = {
                "unit": unit,
                "category": category,
                "found": len(found),
                "since": found[0].on,
                "now": now,
            }
            if asked.get("how") == "decline":
                made = decline_project(hat, reason=asked.get("words", ""), **facts)  # type: ignore[arg-type]
            else:
                made = open_project(hat, plan=_plan(asked), **facts)  # type: ignore[arg-type]
            return redirect("coordination:project", made.hex)
        except Refused as refused:
            refusal = told(refused)
    context = {
        "unit": _unit(hat.county, unit), "category": _category(hat.county, category), "unit_code": unit,
        "category_key": category, "cases": [(one.number, case_url(one.id.hex), one.on) for one in found],
        "departments": list(desk(hat.county).departments.values()), "may_cure": hat.kind in CURERS,
        "refusal": refusal, "typed": asked,
    }  # fmt: skip
    return render(request, "coordination/place.html", context, status=refusal.status if refusal else 200)


@hat_required
def page(request: HatRequest, project_id: str) -> HttpResponse:
    """One project with its rebound watch."""
    return _page(request, project_id)


def cure_of_place(request: HttpRequest, key: str) -> str:
    """Say on the page of a recurring place whether it is being cured, and lead there or to the form that begins it."""
    hat = getattr(request, "hat", None)
    unit, _blank, category = key.partition(" ")
    if hat is None:
        return ""
    row = next((one for one in projects(hat) if (one.unit, one.category) == (unit, category)), None)
    recurs = row is None and may_open(hat, unit, category, today=desk(hat.county).today(timezone.now()))
    if row is None and not recurs:
        return ""
    begin = with_filters(reverse("coordination:place"), {}, unit=unit, category=category)
    shown = {"row": _shown(hat.county, row) if row else None, "begin_url": begin}
    return render_to_string("coordination/_cure.html", shown, request)


@require_POST
@hat_required
def done(request: HatRequest, project_id: str) -> HttpResponse:
    """Close a project with the standing measure that it leaves behind."""
    try:
        finish_project(
            row_key(project_id),
            standing=request.POST.get("standing", ""),
            hat=request.hat,
            now=timezone.now(),
        )
    except Refused as refused:
        return _page(request, project_id, refused)
    return redirect("coordination:project", project_id)


def _page(request: HatRequest, project_id: str, refused: Refused | None = None) -> HttpResponse:
    hat = request.hat
    row = project(hat, row_key(project_id))
    windows = [
        {"days": one.days, "is_over": one.is_over, "n": len(one.back),
         "cases": [(back.number, case_url(back.id.hex), back.on) for back in one.back]}
        for one in watch(hat.county, row, today=desk(hat.county).today(timezone.now()))
    ]  # fmt: skip
    refusal = told(refused) if refused else None
    context = {
        "row": _shown(hat.county, row), "windows": windows, "refusal": refusal,
        "may_finish": hat.kind in CURERS and row.state is Cure.OPEN,
    }  # fmt: skip
    return render(request, "coordination/project.html", context, status=refusal.status if refusal else 200)


def _plan(asked: Any) -> Plan:
    yuan, due = asked.get("yuan", ""), asked.get("due_on", "")
    try:
        due_on = day_said(due) if due else None
    except ValueError as fault:
        raise Refused("cure.plan_missing", field="due_on") from fault
    return Plan(
        asked.get("department", ""), int(yuan) if yuan.isdecimal() else None, due_on, asked.get("words", "")
    )


def _shown(county: str, row: ProjectRow) -> dict[str, Any]:
    states = {
        Cure.OPEN: _("being cured"),
        Cure.DONE: _("cured, watched"),
        Cure.DECLINED: _("not cured, and why"),
    }
    department = desk(county).departments.get(row.department)
    return {
        "url": reverse("coordination:project", args=[row.id.hex]),
        "done_url": reverse("coordination:done", args=[row.id.hex]),
        "unit": _unit(county, row.unit), "category": _category(county, row.category), "state": states[row.state],
        "found": row.found, "since": row.since, "opened_on": row.opened_on,
        "department": department.name if department else row.department, "yuan": row.yuan, "due_on": row.due_on,
        "words": row.words, "standing": row.standing, "done_on": row.done_on,
    }  # fmt: skip


def _unit(county: str, code: str) -> str:
    known = units(county)
    if code not in known:
        return code
    return " › ".join(known[one].name for one in known[code].path if one in known and one != county)


def _category(county: str, key: str) -> str:
    row = desk(county).categories.get(key)
    return row.name(language_now()) if row else key
