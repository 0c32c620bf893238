"""人大办公室: letters and visits written down, acts checked by a second person, reports run."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.acts import firms
from wangge.deputies.queries.matters import (
    MatterRow,
    ask_after_days,
    asked_counts,
    asked_matters,
    is_read_at_office,
)
from wangge.deputies.queries.seats import deputies_in_force, deputy_names, sitting
from wangge.deputies.queries.work import office_work
from wangge.deputies.services.acts import keep_firm
from wangge.deputies.services.matters import bring
from wangge.deputies.views.matters import receipt_shown, said_in
from wangge.deputies.views.showing import (
    act_lines,
    day_of,
    departments,
    matter_line,
    places,
    refuse_strangers,
    rendered,
)
from wangge.deputies.views.wording import GOT
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.matters import CameBy, Got


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show the clerk what waits."""
    return _page(request)


@require_POST
@hat_required
def letter(request: HatRequest) -> HttpResponse:
    """Write a letter or visit down for a deputy; the receipt is shown once, for whoever brought it."""
    try:
        deputy = row_key(request.POST.get("deputy", ""))
        _, handed = bring(
            request.hat.county,
            deputy,
            said_in(request),
            came_by=CameBy.DESK,
            hat=request.hat,
            now=timezone.now(),
        )
    except Refused as refused:
        return _page(request, refused)
    return receipt_shown(request, handed)


@require_POST
@hat_required
def firm(request: HatRequest) -> HttpResponse:
    """Keep a firm, or until when it wishes no visits."""
    refuse_strangers(request)
    said = request.POST
    try:
        declines = day_of(said["declines_until"], "declines_until") if said.get("declines_until") else None
        keep_firm(request.hat.county, said.get("name", ""), said.get("unit", ""), declines_until=declines)
    except Refused as refused:
        return _page(request, refused)
    return redirect("deputies:office")


@hat_required
def asked(request: HatRequest) -> HttpResponse:
    """Show the matters that were asked about, without words, persons or deputies."""
    refuse_strangers(request)
    county, got = request.hat.county, request.GET.get("got", "")
    rows = asked_matters(county, Got(got) if got in set(Got) else None)
    context = {
        "rows": [matter_line(county, row) | {"got": GOT[row.got] if row.got else ""} for row in rows],
        "only": GOT[Got(got)] if got in set(Got) else "",
    }  # fmt: skip
    return rendered(request, "deputies/asked.html", context)


def _page(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    refuse_strangers(request)
    county = request.hat.county
    today = desk(county).today(timezone.now())
    found, counts = office_work(county, today), asked_counts(county)
    listed = {"letters": found.letters, "readable": found.readable, "left_behind": found.left_behind}
    named = [row.deputy for rows in listed.values() for row in rows] + [row.deputy for row in found.reports]
    names = deputy_names(county, named)
    context: dict[str, Any] = {
        "county": county, "today": today, "to_check": act_lines(county, found.to_check),
        **{name: _lines(county, rows, names) for name, rows in listed.items()},
        "reports": [{"row": row, "deputy": names[row.deputy]} for row in found.reports],
        "deputies": deputies_in_force(county, today), "departments": departments(county), "places": places(county),
        "seats": sorted(sitting(county, today), key=lambda one: (one.name, one.congress_name)),
        "firms": firms(county, today), "given": request.POST, "asked": counts["asked"],
        "answers": [{"code": got, "name": name, "n": counts[got]} for got, name in GOT.items()],
        "ask_days": ask_after_days(county, today),
    }  # fmt: skip
    return rendered(request, "deputies/office.html", context, refused)


def _lines(county: str, rows: Iterable[MatterRow], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    return [
        matter_line(county, row) | {"deputy": names[row.deputy], "opens": is_read_at_office(row)}
        for row in rows
    ]
