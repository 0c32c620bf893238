"""Visits written down by the deputy, checked by a second person, read by everybody."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.policies import recused
from wangge.deputies.queries.acts import PublicRecord, acts_of, firms, public_record
from wangge.deputies.queries.matters import matters_of
from wangge.deputies.queries.reports import report, reports_of
from wangge.deputies.queries.seats import deputy, seats_of, units_of
from wangge.deputies.services.acts import check, visit
from wangge.deputies.views.showing import (
    act_lines,
    day_of,
    duty_line,
    matter_line,
    own_deputy,
    places,
    record_url,
    rendered,
)
from wangge.deputies.views.wording import DUTY_KINDS, EXITS
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.views.public import address_of
from wangge.rules.duties import ActState, DutyKind
from wangge.rules.errors import Refused
from wangge.rules.matters import Exit

# What a visit may be; an opinion comes from matters and papers.
VISITS = (DutyKind.VISIT, DutyKind.FIRM)
RAISED_DAYS = 62  # matters brought so long ago may have been raised on a visit; our assumption


@hat_required
def visit_form(request: HatRequest) -> HttpResponse:
    """Write a visit down: place, day, what was raised; nothing raised is fine."""
    if request.method != "POST":
        return _visit_form(request)
    said = request.POST
    try:
        kind = said.get("kind", "")
        visit(
            DutyKind(kind) if kind in VISITS else DutyKind.VISIT, day_of(said.get("on", ""), "on"),
            said.get("unit", ""), place=said.get("place", ""),
            firm=row_key(said["firm"]) if said.get("firm") else None,
            raised=[row_key(one) for one in said.getlist("raised")], remark=said.get("remark", ""),
            hat=request.hat, now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _visit_form(request, refused)
    return redirect("deputies:work")


@require_POST
@hat_required
def checked(request: HatRequest, key: str) -> HttpResponse:
    """Accept an act or ask back, as the second person."""
    said = request.POST
    check(
        row_key(key), accept=said.get("accept") == "1", reason=said.get("reason", ""), hat=request.hat,
        now=timezone.now(),
    )  # fmt: skip
    return redirect("deputies:office")


@require_GET
def record(request: HttpRequest, county: str, deputy_key: str) -> HttpResponse:
    """Show everybody the list that one number of a deputy's record counts."""
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    own, today = deputy(county, row_key(deputy_key)), desk(county).today(now)
    first = _asked(request, "from", today - timedelta(days=365))
    until = _asked(request, "until", today + timedelta(days=1))
    context: dict[str, Any] = {
        "deputy": own, "county": county, "first": first, "last": until - timedelta(days=1),
        "seats": seats_of(county, own.id, today),
    }  # fmt: skip
    document = report(county, row_key(request.GET["report"])).document if request.GET.get("report") else None
    context["is_frozen"] = document is not None
    if request.GET.get("what") == "matters":
        way = request.GET.get("exit", "")
        brought = matters_of(county, own.id, first, until)
        if document:
            listed = document["open"] if way == "open" else document["exits"].get(way, document["matters"])
            brought = [row for row in brought if row.hex in listed]
        elif way:
            brought = [row for row in brought if (row.way_out or "open") == way]
        context |= {
            "matters": [matter_line(county, row) for row in brought],
            "only": EXITS[Exit(way)] if way in set(Exit) else "", "is_open_only": way == "open",
        }  # fmt: skip
        return rendered(request, "deputies/record_matters.html", context)
    kind = request.GET.get("kind", "")
    acts = [act for act in acts_of(county, own.id, first, until) if not kind or act.kind == kind]
    if document:
        acts = [act for act in acts if act.hex in document["acts"].get(kind, ())]
    else:
        acts = [act for act in acts if act.state is ActState.ACCEPTED]
    context |= {
        "acts": act_lines(county, acts), "only": DUTY_KINDS[DutyKind(kind)] if kind in set(DutyKind) else "",
    }  # fmt: skip
    return rendered(request, "deputies/record.html", context)


def told_record(county: str, key: UUID, today: date) -> dict[str, Any]:
    """Return a deputy's public record as `deputies/_record.html` shows it: done and due, and a year's acts."""
    found: PublicRecord = public_record(county, key, today)
    after = today + timedelta(days=1)
    return {
        "duties": [duty_line(county, key, one) for one in found.duties], "since": found.since,
        "kinds": [
            {
                "name": name, "n": sum(act.kind is kind for act in found.acts),
                "url": record_url(county, key, first=found.since, until=after, kind=kind),
            }
            for kind, name in DUTY_KINDS.items()
        ],
        "matters_url": record_url(county, key, first=found.since, until=after, what="matters"),
        "reports": reports_of(county, key), "county": county,
    }  # fmt: skip


def _visit_form(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    own, county, now = own_deputy(request), request.hat.county, timezone.now()
    today = desk(county).today(now)
    stands_for = units_of(county, own.id, today)
    given = request.POST
    context = {
        "kinds": [(kind, DUTY_KINDS[kind]) for kind in VISITS], "today": today, "given": given,
        "units": places(county, stands_for), "raised": set(given.getlist("raised")),
        "today_text": today.isoformat(), "firms": firms(county, today),
        # Not what the deputy keeps away from: not even its first words.
        "matters": [
            row for row in matters_of(county, own.id, today - timedelta(days=RAISED_DAYS), today + timedelta(days=1))
            if not recused(county, own.id, department=row.department, unit=row.unit, on=today)
        ],
    }  # fmt: skip
    return rendered(request, "deputies/visit.html", context, refused)


def _asked(request: HttpRequest, name: str, otherwise: date) -> date:
    text = request.GET.get(name, "")
    return day_of(text, name) if text else otherwise
