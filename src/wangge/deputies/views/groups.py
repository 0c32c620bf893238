"""代表小组、专业组: who is in it, what the year plans, where it went, what others took over."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import unit_name
from wangge.deputies.policies import refuse_not_grouping
from wangge.deputies.queries.groups import GroupCounts, counts_of, group, groups, year_of
from wangge.deputies.queries.seats import deputies_in_force
from wangge.deputies.services.groups import (
    OutingTold,
    found_group,
    join_group,
    leave_group,
    note_outing,
    plan_item,
    see_done,
    take_over,
)
from wangge.deputies.views.group_wording import GROUP_KINDS, OUTINGS
from wangge.deputies.views.showing import day_of, departments, is_office, places, rendered
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.rules.days import FIRST_YEAR, LAST_YEAR
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """Show the groups, or begin one."""
    if request.method != "POST":
        return _listing(request)
    try:
        said = request.POST
        key = found_group(said.get("name", ""), said.get("kind", ""), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _listing(request, refused)
    return redirect("deputies:group", key.hex)


@hat_required
def page(request: HatRequest, key: str) -> HttpResponse:
    """Show a group's year to deputies and the congress office."""
    return _page(request, row_key(key))


@require_POST
@hat_required
def act(request: HatRequest, key: str) -> HttpResponse:
    """Let somebody join or leave, plan an item, write a visit down, or what was taken over."""
    done = _ACTS.get(request.POST.get("act", ""))
    if done is None:
        raise Refused("request.unreadable", reason=request.POST.get("act", "")[:20])
    try:
        done(request, row_key(key))
    except Refused as refused:
        return _page(request, row_key(key), refused)
    return redirect("deputies:group", key)


def _join(request: HatRequest, key: UUID) -> None:
    said = request.POST
    join_group(
        key,
        row_key(said.get("deputy", "")),
        leads=said.get("leads") == "1",
        hat=request.hat,
        now=timezone.now(),
    )


def _leave(request: HatRequest, key: UUID) -> None:
    leave_group(key, row_key(request.POST.get("deputy", "")), hat=request.hat, now=timezone.now())


def _plan(request: HatRequest, key: UUID) -> None:
    said = request.POST
    due_on = day_of(said.get("due_on", ""), "due_on")
    plan_item(key, said.get("words", ""), due_on, hat=request.hat, now=timezone.now())


def _outing(request: HatRequest, key: UUID) -> None:
    said = request.POST
    told = OutingTold(
        said.get("kind", ""), day_of(said.get("on", ""), "on"), said.get("unit", ""), said.get("words", ""),
        place=said.get("place", ""), plan=row_key(said["plan"]) if said.get("plan") else None,
    )  # fmt: skip
    note_outing(key, told, hat=request.hat, now=timezone.now())


def _taken(request: HatRequest, _key: UUID) -> None:
    said = request.POST
    take_over(
        row_key(said.get("visit", "")), said.get("words", ""), said.get("department", ""),
        day_of(said.get("due_on", ""), "due_on"), hat=request.hat, now=timezone.now(),
    )  # fmt: skip


def _done(request: HatRequest, _key: UUID) -> None:
    see_done(row_key(request.POST.get("taken", "")), hat=request.hat, now=timezone.now())


_ACTS: dict[str, Callable[[HatRequest, UUID], None]] = {
    "join": _join, "leave": _leave, "plan": _plan, "outing": _outing, "taken": _taken, "done": _done,
}  # fmt: skip


def _refuse_strangers(request: HatRequest) -> None:
    if request.hat.kind is not PostKind.DEPUTY and not is_office(request):
        raise Refused("group.not_yours", post=request.hat.kind)


def _listing(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    _refuse_strangers(request)
    county = request.hat.county
    today = desk(county).today(timezone.now())
    context = listing_told(county, today) | {
        "kinds": list(GROUP_KINDS.items()), "is_office": is_office(request), "given": request.POST,
        "county": county,
    }  # fmt: skip
    return rendered(request, "deputies/deputy_groups.html", context, refused)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    _refuse_strangers(request)
    county = request.hat.county
    today = desk(county).today(timezone.now())
    context = group_told(county, key, request.GET.get("year", ""), today) | {
        "is_office": is_office(request), "may_write": _may_write(request, key), "given": request.POST,
        "kinds": list(OUTINGS.items()), "deputies": deputies_in_force(county, today), "places": places(county),
        "departments": departments(county), "county": county,
    }  # fmt: skip
    return rendered(request, "deputies/deputy_group.html", context, refused)


def listing_told(county: str, today: date) -> dict[str, Any]:
    """Return the groups of a day with what they planned and did in its year."""
    counts = counts_of(county, today.year)
    rows = [
        {"row": row, "kind": GROUP_KINDS[row.kind], "counts": counts.get(row.id, GroupCounts())}
        for row in groups(county, today)
    ]
    return {"groups": rows, "year": today.year}


def group_told(county: str, key: UUID, asked: str, today: date) -> dict[str, Any]:
    """Return one group and the year that an address asks for, else this one."""
    row = group(county, key, today)
    is_year = asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:9]) <= LAST_YEAR
    year = int(asked) if is_year else today.year
    held = year_of(county, key, year)
    named = {one.code: one.name for one in desk(county).departments.values()}
    return {
        "row": row, "kind": GROUP_KINDS[row.kind], "year": year, "today": today, "years": (year - 1, year + 1),
        "plan": [{"one": one, "is_overdue": one.is_overdue(today)} for one in held.plan],
        "outings": [
            {
                "one": one, "kind": OUTINGS[one.kind], "unit": unit_name(county, one.unit),
                "taken": [
                    {"one": it, "department": named.get(it.department, it.department),
                     "is_overdue": it.is_overdue(today)}
                    for it in one.taken
                ],
            }
            for one in held.outings
        ],
    }  # fmt: skip


def _may_write(request: HatRequest, key: UUID) -> bool:
    try:
        refuse_not_grouping(request.hat, key, on=desk(request.hat.county).today(timezone.now()))
    except Refused:
        return False
    return True
