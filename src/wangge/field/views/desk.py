"""The desk's side of the phones: which there are, what never arrived, what waits for a person, and a phone's file."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wangge.cases.queries.page import dossier
from wangge.cases.views.showing import case_url
from wangge.field.policies import may_mind
from wangge.field.queries.devices import devices, not_delivered
from wangge.field.queries.set_aside import AsideRow, Version, set_aside, set_aside_one, waiting_aside
from wangge.field.services.devices import admit, revoke
from wangge.field.services.importing import Arrived, import_export_file
from wangge.field.services.set_aside import dismiss_set_aside, take_set_aside
from wangge.field.views.records import compared, of_a_case, title_of
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """The phones of a scope and what waits for a person; for everybody else, their own phones."""
    hat = request.hat
    minds = may_mind(hat)
    context = {
        "minds": minds,
        "asides": [_aside(row) for row in set_aside(hat)] if minds else [],
        "gaps": [
            {"who": row.name, "phone": row.label, "n": row.count, "since": row.since}
            for row in (not_delivered(hat) if minds else ())
        ],
        "devices": [
            {
                "id": row.id,
                "phone": row.label,
                "who": row.name,
                "since": row.since,
                "revoked_at": row.revoked_at,
            }
            for row in devices(hat)
        ],
    }
    return render(request, "field/desk/desk.html", context)


@require_POST
@hat_required
def turn(request: HatRequest, device: str) -> HttpResponse:
    """Shut a lost phone out, or let one in again that was found."""
    act = admit if request.POST.get("how") == "admit" else revoke
    act(row_key(device), hat=request.hat, now=timezone.now())
    return redirect("field:desk")


@hat_required
def aside(request: HatRequest, aside_id: str) -> HttpResponse:
    """One record that was set aside: its versions side by side, and what becomes of it."""
    hat, key, refusal = _minder(request.hat), row_key(aside_id), None
    if request.method == "POST":
        take, reason = request.POST.get("take", ""), request.POST.get("reason", "")
        try:
            decide = take_set_aside if take == "take" else dismiss_set_aside
            decide(key, reason=reason, hat=hat, now=timezone.now())
            return redirect("field:desk")
        except Refused as refused:
            refusal = told(refused)
    found = set_aside_one(hat, key)
    row = found.row
    context = {
        "row": _aside(row), "refusal": refusal, "typed": request.POST,
        "problem": told(Refused(row.code, **row.facts)) if row.code else None,
        "names": [_named(row, one) for one in found.versions],
        "lines": compared(hat.county, [_words(hat, one) for one in found.versions]),
        "is_twice": row.kind is RecordState.CONFLICT,
    }  # fmt: skip
    return render(request, "field/desk/aside.html", context, status=refusal.status if refusal else 200)


@hat_required
def read_in(request: HatRequest) -> HttpResponse:
    """Read in the file that a phone wrote, and tell what became of each record."""
    hat, arrived, refusal = _minder(request.hat), None, None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            arrived = import_export_file(file.read() if file else b"", hat=hat, now=timezone.now())
        except Refused as refused:
            refusal = told(refused)
    rows = None if arrived is None else [_arrived(one) for one in arrived]
    sums = Counter(row["verdict"] for row in rows or ()).items()
    context = {"arrived": rows, "sums": list(sums), "refusal": refusal}
    return render(request, "field/desk/import.html", context, status=refusal.status if refusal else 200)


def phones_waiting(request: HttpRequest, _key: str) -> str:
    """Tell those who mind the phones, on their work page, what waits for a person."""
    hat = getattr(request, "hat", None)
    if hat is None or not may_mind(hat):
        return ""
    return render_to_string("field/desk/_waiting.html", {"count": waiting_aside(hat)}, request)


def _minder(hat: Hat) -> Hat:
    if not may_mind(hat):
        raise Refused("field.not_minding")
    return hat


def _aside(row: AsideRow) -> dict[str, Any]:
    why = {
        RecordState.PARKED: _("This server does not know the form or its version yet"),
        RecordState.REFUSED: _("Refused"),
        RecordState.CONFLICT: _("Two contents under one number"),
    }
    settled = ""
    if row.settled_at:
        how = _("Taken in") if row.settled_how == "taken" else _("Put away")
        settled = f"{how} · {row.settled_by}: {row.reason}"
    return {
        "url": reverse("field:desk_aside", args=[row.id.hex]), "what": title_of(row.form), "why": why[row.kind],
        "who": row.name, "phone": row.label, "at": row.arrived_at, "settled": settled,
    }  # fmt: skip


def _named(row: AsideRow, one: Version) -> dict[str, Any]:
    label = _("As it was sent")
    if row.kind is RecordState.CONFLICT:
        label = _("Arrived first") if one.is_first else _("Arrived later")
    return {
        "label": label, "at": one.arrived_at, "number": one.number,
        "url": case_url(one.case.hex) if one.case else "",
    }  # fmt: skip


def _words(hat: Hat, one: Version) -> str:
    """What a content said; a report's first words stand in its case, as far as this hat sees that one."""
    if one.content or one.case is None:
        return one.content
    try:
        case = dossier(hat, one.case, now=timezone.now())
    except Refused:
        return ""
    row = case.row
    body = {
        "category": case.case.category,
        "words": case.words,
        "place": case.place,
        "lon": row.lon,
        "lat": row.lat,
    }
    return of_a_case(row.number, row.reported_at, body)


def _arrived(one: Arrived) -> dict[str, Any]:
    words = {
        RecordState.ACCEPTED: _("arrived") if one.is_new else _("was there already"),
        RecordState.PARKED: _("parked"),
        RecordState.CONFLICT: _("two contents under one number"),
        RecordState.REFUSED: _("refused"),
        RecordState.WAITING: _("waits for another record"),
    }
    return {
        "id": str(one.id), "what": title_of(one.form), "verdict": words[one.state], "number": one.number,
        "url": case_url(one.case.hex) if one.case else "", "missing": one.missing,
        "why": f"{one.problem.sentence} {one.problem.remedy}" if one.problem else "",
    }  # fmt: skip
