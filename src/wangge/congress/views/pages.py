"""Pages of the standing committee's work: what is due, one piece of work, what is to be done now."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import below, county_name
from wangge.congress.policies import keeps, may_do, may_open
from wangge.congress.queries.activities import ActivityRow, activities, activity, teams_with
from wangge.congress.services.activities import (
    WITH_WORDS,
    Plan,
    Said,
    do_step,
    join_team,
    leave_team,
    open_activity,
)
from wangge.congress.services.sites import (
    DAYS_MOST,
    SAMPLE_MOST,
    FrameWish,
    draw_sites,
    find,
    fix_frame,
    name_site,
)
from wangge.congress.views.showing import line, put_files, rule_lines, whole
from wangge.congress.views.wording import FINDINGS, KINDS, STEPS, VERDICTS
from wangge.deputies.queries.seats import deputies_in_force, deputy_of, standing_congresses
from wangge.foundation.files.papers import sent_file
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.oversight import LINES, ON_SITE, Step
from wangge.rules.posts import PostKind


@hat_required
def work(request: HatRequest) -> HttpResponse:
    """What the committee works on: all of it for the office, what concerns them for others."""
    return _work(request)


@require_POST
@hat_required
def opened(request: HatRequest) -> HttpResponse:
    """Begin a piece of work."""
    said = request.POST
    try:
        plan = Plan(
            congress=said.get("congress", ""), kind=said.get("kind", ""), title=said.get("title", ""),
            about=said.get("about", ""), department=said.get("department", ""),
            begins_on=_day(said, "begins_on"), meeting_on=_day(said, "meeting_on"),
        )  # fmt: skip
        key = open_activity(plan, hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _work(request, refused)
    return redirect("congress:activity", key.hex)


@hat_required
def page(request: HatRequest, key: str) -> HttpResponse:
    """One piece of work."""
    return show(request, row_key(key))


@require_POST
@hat_required
def act(request: HatRequest, key: str, act: str) -> HttpResponse:
    """Do one act about a piece of work."""
    done = _ACTS.get(act, _no_act)
    try:
        done(request, row_key(key))
    except Refused as refused:
        return show(request, row_key(key), refused)
    return redirect("congress:activity", key)


def _work(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    context: dict[str, Any] = {
        "rows": [line(hat.county, row, today) for row in _in_sight(request)], "may_open": keeps(hat),
        "county_name": county_name(hat.county), "rules": rule_lines(hat.county, today),
    }  # fmt: skip
    if keeps(hat):
        context |= {
            "kinds": list(KINDS.items()), "congresses": standing_congresses(hat.county, today),
            "departments": sorted(desk(hat.county).departments.values(), key=lambda one: one.name),
            "given": request.POST,
        }  # fmt: skip
    return _rendered(request, "congress/work.html", context, refused)


def _in_sight(request: HatRequest) -> list[ActivityRow]:
    hat = request.hat
    if hat.kind is PostKind.DEPUTY:
        deputy = deputy_of(hat)
        return teams_with(hat.county, deputy.id) if deputy else []
    if keeps(hat):
        return activities(hat.county)
    if hat.kind is PostKind.GOVERNMENT_CLERK:
        return activities(hat.county, public=True)
    own = sees(hat).department
    return activities(hat.county, department=own, public=True) if own else []


def show(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    """Show a piece of work to a hat that may see it, with the refusal of what was just tried."""
    hat, now = request.hat, timezone.now()
    row = activity(hat.county, key)
    if not may_open(hat, row.department, is_public=row.is_public):
        raise Refused("congress.not_yours", post=hat.kind)
    shown = whole(hat.county, row, now, request.GET.get("found", ""))
    today = desk(hat.county).today(now)
    coming, may_find = row.coming, keeps(hat) or _on_team(request, shown)
    put_files(hat, row, shown, may_find=may_find)
    context: dict[str, Any] = shown | {
        "may_keep": keeps(hat), "given": request.POST, "today": today,
        "may_step": coming is not None and may_do(hat, coming.step, row.department),
        "may_find": may_find,
        "coming_step": coming.step if coming else "", "with_words": bool(coming and coming.step in WITH_WORDS),
        "verdicts": list(VERDICTS.items()) if coming and coming.step is Step.FOLLOW_UP else [],
        "findings": list(FINDINGS.items()), "has_sites": bool(ON_SITE & set(LINES[row.kind])),
        "skips": [(step, STEPS[step]) for step in _after_skipping(row)],
    }  # fmt: skip
    if keeps(hat):
        sitting = {one["deputy"] for one in shown["team"]}
        context |= {
            "deputies": [one for one in deputies_in_force(hat.county, today) if one.id.hex not in sitting],
            "units": below(hat.county, hat.county),
        }  # fmt: skip
    return _rendered(request, "congress/activity.html", context, refused)


def _after_skipping(row: ActivityRow) -> list[Step]:
    """Return the step that may be done instead of one that may be left out."""
    coming = row.coming
    if coming is None or coming.step not in {Step.SURVEY, Step.COLLECTED}:
        return []
    steps = [one.step for one in row.steps if one.done_on is None]
    return [next(step for step in steps if step not in {Step.SURVEY, Step.COLLECTED})]


def _on_team(request: HatRequest, shown: dict[str, Any]) -> bool:
    deputy = deputy_of(request.hat) if request.hat.kind is PostKind.DEPUTY else None
    return deputy is not None and deputy.id.hex in {one["deputy"] for one in shown["team"]}


def _rendered(
    request: HatRequest, name: str, context: dict[str, Any], refused: Refused | None
) -> HttpResponse:
    if refused:
        context["refusal"] = told(refused)
    return render(request, name, context, status=told(refused).status if refused else 200)


def _step(request: HatRequest, key: UUID) -> None:
    said = request.POST
    told_with = Said(
        said.get("words", ""), said.get("paper", ""), _day(said, "on"), said.get("verdict", ""), sent_file(request)
    )  # fmt: skip
    do_step(key, said.get("step", ""), told_with, hat=request.hat, now=timezone.now())


def _join(request: HatRequest, key: UUID) -> None:
    said = request.POST
    deputy = row_key(said.get("deputy", ""))
    join_team(key, deputy, leads=said.get("leads") == "1", hat=request.hat, now=timezone.now())


def _leave(request: HatRequest, key: UUID) -> None:
    leave_team(key, row_key(request.POST.get("deputy", "")), hat=request.hat, now=timezone.now())


def _frame(request: HatRequest, key: UUID) -> None:
    said = request.POST
    since, until = _day(said, "since_on"), _day(said, "until_on")
    if since is None or until is None:
        raise Refused("congress.bad_period", field="since_on", most=DAYS_MOST)
    wish = FrameWish(since, until, said.get("unit", ""), _number(said, "n"), reason=said.get("reason", ""))
    fix_frame(key, wish, hat=request.hat, now=timezone.now())


def _draw(request: HatRequest, _key: UUID) -> None:
    said = request.POST
    draw_sites(
        row_key(said.get("draw", "")), seed=said.get("seed", ""), seed_source=said.get("seed_source", ""),
        hat=request.hat, now=timezone.now(),
    )  # fmt: skip


def _name(request: HatRequest, key: UUID) -> None:
    said = request.POST
    name_site(key, said.get("place", ""), unit=said.get("unit", ""), hat=request.hat, now=timezone.now())


def _find(request: HatRequest, _key: UUID) -> None:
    said = request.POST
    find(
        row_key(said.get("site", "")), said.get("finding", ""), said.get("said", ""), hat=request.hat,
        now=timezone.now(), file=sent_file(request),
    )  # fmt: skip


def _no_act(_request: HatRequest, _key: UUID) -> None:
    raise Refused("congress.not_now", step="", next="")


_ACTS: dict[str, Callable[[HatRequest, UUID], None]] = {
    "step": _step, "join": _join, "leave": _leave, "frame": _frame, "draw": _draw, "name": _name, "find": _find,
}  # fmt: skip


def _day(said: QueryDict, name: str) -> date | None:
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        return day_said(text)
    except ValueError:
        raise Refused("congress.bad_day", field=name, value=text[:20]) from None


def _number(said: QueryDict, name: str) -> int:
    text = said.get(name, "").strip()
    if not text.isdecimal():
        raise Refused("congress.sample_size", field=name, n=text[:10], most=SAMPLE_MOST)
    return int(text)
