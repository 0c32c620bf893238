"""Did it help? The unit's scope, equal spans beside untouched places, checks on site, and what came back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import case_lines
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import deputy_names
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.outcome import CheckStage
from wangge.rules.posts import OF_DEPARTMENT
from wangge.rules.suggestions import ANSWERING, Hold
from wangge.suggestions.policies import deputy_key
from wangge.suggestions.queries.outcome import (
    CheckRow,
    Count,
    OutcomeRow,
    checks_of,
    offers_of,
    outcomes_of,
    place_of,
)
from wangge.suggestions.queries.papers import PaperRow, paper, signers
from wangge.suggestions.queries.work import assignments
from wangge.suggestions.services import facts, outcome
from wangge.suggestions.views import joining
from wangge.suggestions.views.naming import department
from wangge.suggestions.views.paper import is_open_to, paper_url, title_for
from wangge.territory.queries import units


@hat_required
def page(request: HatRequest, paper_id: str) -> HttpResponse:
    """The comparison of one paper with its checks."""
    return _page(request, row_key(paper_id))


@require_POST
@hat_required
def act(request: HatRequest, paper_id: str) -> HttpResponse:
    """Name a scope, ask for a check, draw it, look, answer, conclude, decide about what came back."""
    key = row_key(paper_id)
    try:
        _do(key, request)
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("suggestions:outcome", paper_id)


def told_outcome(county: str, found: OutcomeRow) -> dict[str, Any]:
    """Return a comparison as a page shows it: every count opens its list."""
    scope = found.scope
    told: dict[str, Any] = {
        "row": found, "unit": department(county, scope.department),
        "places": [joining.unit_name(county, code) for code in scope.units],
        "kinds": [joining.kind_name(county, code) for code in scope.categories],
        "controls": [joining.unit_name(county, code) for code in found.controls],
        "earlier": [
            {"row": one, "places": [joining.unit_name(county, code) for code in one.units],
             "kinds": [joining.kind_name(county, code) for code in one.categories]}
            for one in found.earlier
        ],
    }  # fmt: skip
    if found.days is None:
        return told
    told["course"] = joining.COURSES[found.course]
    told["control_course"] = joining.COURSES[found.control_course]
    told["lines"] = [
        {"is_scope": True, "before": _count(county, scope.units, scope.categories, found.before),
         "after": _count(county, scope.units, scope.categories, found.after)},
        {"is_scope": False, "before": _count(county, found.controls, scope.categories, found.control_before),
         "after": _count(county, found.controls, scope.categories, found.control_after)},
    ]  # fmt: skip
    return told


def told_check(county: str, row: CheckRow) -> dict[str, Any]:
    """Return a check as a page shows it: its lot can be drawn again by anybody."""
    places = {one.id: one for one in case_lines(county, [place.case for place in row.places])}
    names = deputy_names(county, [*row.members, *([row.deputy] if row.deputy else [])])
    return {
        "row": row, "cause": joining.CHECK_CAUSES[row.cause], "stage": joining.CHECK_STAGES[row.state],
        "members": [names.get(key, "") for key in row.members],
        "places": [
            {
                "row": one, "line": places.get(one.case),
                "unit": joining.unit_name(county, places[one.case].unit) if one.case in places else "",
                "finding": joining.SEEN[one.finding] if one.finding else "",
            }
            for one in row.places
        ],
        "frame_n": len(row.frame), "people_n": len(row.people),
        "said_by": department(county, row.said_by) if row.said_by else "",
        "conclusion": joining.CONCLUSIONS[row.conclusion] if row.conclusion else "",
        "cases_url": joining.cases_url(county, (), check=row.hex),
    }  # fmt: skip


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    row = paper(hat.county, key)
    if not row.is_shown and not is_open_to(hat, row):
        raise Refused("outcome.not_yours", post=hat.kind)
    context: dict[str, Any] = {
        "paper": row, "title": title_for(hat, row), "paper_url": paper_url(hat, row),
        "outcomes": [told_outcome(hat.county, one) for one in outcomes_of(hat.county, row, today=today)],
        "typed": request.POST,
        "checks": [told_check(hat.county, one) | _may(hat, row, one) for one in checks_of(hat.county, key)],
        "offers": [
            {"row": one, "n": len(one.cases), "url": joining.cases_url(hat.county, (), offer=one.hex)}
            for one in offers_of(hat.county, key)
        ],
        "is_signer": deputy_key(hat) in {one.deputy for one in signers(hat.county, key)},
        "may_ask": row.replied_at and not _is_open(hat.county, key) and not outcome.was_asked(hat.county, row)
        and _asks(hat, row),
        "seen": joining.SEEN.items(), "conclusions": joining.CONCLUSIONS.items(), "county": hat.county,
    } | _scope_form(hat, row)  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "suggestions/outcome.html", context, status=told(refused).status if refused else 200
    )


def _count(county: str, codes: Any, kinds: Any, one: Count | None) -> dict[str, Any]:
    if one is None:
        return {}
    days = {"first": one.span.first.isoformat(), "until": one.span.until.isoformat()}
    named = {"kinds": "|".join(kinds)}
    return {
        "row": one, "url": joining.cases_url(county, codes, **named, **days),
        "grid_url": joining.cases_url(county, codes, **named, **days, by="grid"),
        "effort_url": joining.cases_url(county, codes, **days, by="grid"),
    }  # fmt: skip


def _may(hat: Hat, row: PaperRow, check: CheckRow) -> dict[str, bool]:
    me, today = deputy_key(hat), desk(hat.county).today(timezone.now())
    is_drawn = check.state is CheckStage.DRAWN
    return {
        "may_draw": check.state is CheckStage.OPENED and outcome.may_draw(hat, row.congress, on=today),
        "may_look": is_drawn and me in check.members, "may_answer": not check.said and _answers(hat, row.id),
        "may_conclude": is_drawn and me == row.deputy and all(one.found_at for one in check.places),
    }  # fmt: skip


def _asks(hat: Hat, row: PaperRow) -> bool:
    return is_congress_office(hat) or deputy_key(hat) == row.deputy


def _is_open(county: str, key: UUID) -> bool:
    return any(one.state is not CheckStage.CONCLUDED for one in checks_of(county, key))


def _answers(hat: Hat, key: UUID) -> bool:
    return hat.kind in OF_DEPARTMENT and any(
        one.department == hat.department and one.state is Hold.ACCEPTED and one.role in ANSWERING
        for one in assignments(hat.county, key)
    )


def _scope_form(hat: Hat, row: PaperRow) -> dict[str, Any]:
    if not _answers(hat, row.id):
        return {"may_name": False}
    codes, kinds = place_of(hat.county, row.id)
    known, grids = desk(hat.county), units(hat.county)
    near = {
        code
        for one in codes
        for code, unit in grids.items()
        if one in unit.path or grids[one].parent in unit.path
    }
    return {
        "may_name": True, "chosen_units": codes, "chosen_kinds": kinds,
        # Without a place to start from, streets and communities: a county's grids are no list to choose from.
        "unit_choices": [
            (code, grids[code].name)
            for code in sorted(near or (code for code, one in grids.items() if one.level is not Level.GRID))
        ],
        "kind_choices": [
            (key, joining.kind_name(hat.county, key)) for key, one in known.categories.items()
            if not one.matter_only and one.scheme in known.setup.schemes
        ],
    }  # fmt: skip


def _do(key: UUID, request: HatRequest) -> None:
    said, hat, now = request.POST, request.hat, timezone.now()
    name = said.get("act", "")
    if name == "scope":
        _name_scope(key, request)
    elif name == "ask":
        outcome.ask_check(key, hat=hat, now=now)
    elif name == "draw":
        outcome.draw_check(row_key(said.get("check", "")), hat=hat, now=now)
    elif name == "look":
        check, case = row_key(said.get("check", "")), row_key(said.get("case", ""))
        outcome.look(check, case, said.get("finding", ""), said.get("words", ""), hat=hat, now=now)
    elif name == "answer":
        outcome.answer_check(row_key(said.get("check", "")), said.get("words", ""), hat=hat, now=now)
    elif name == "conclude":
        check = row_key(said.get("check", ""))
        outcome.conclude(check, said.get("conclusion", ""), said.get("words", ""), hat=hat, now=now)
    elif name in {"take", "leave"}:
        facts.decide_return(row_key(said.get("offer", "")), take=name == "take", hat=hat, now=now)
    else:
        raise Refused("request.unreadable", reason=name[:20])


def _name_scope(key: UUID, request: HatRequest) -> None:
    said, due = request.POST, joining.day_of(request.POST.get("due_on", ""))
    numbers = [said.get(name, "") for name in ("target", "days")]
    if due is None or not all(one.isdecimal() and len(one) < 6 for one in numbers):
        raise Refused("outcome.bad_days", field="due_on", least=7, most=366)
    outcome.name_scope(
        key, said.getlist("units"), said.getlist("categories"), target=int(numbers[0]), due_on=due,
        days=int(numbers[1]), hat=request.hat, now=timezone.now(),
    )  # fmt: skip
