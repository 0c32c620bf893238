"""The register of devices, and what was set aside until a person looks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.alarms.policies import may_mind
from wangge.alarms.queries.asides import asides
from wangge.alarms.queries.devices import device_count, devices, silent_count
from wangge.alarms.services.asides import put_away
from wangge.alarms.services.devices import IMPORT_COLUMNS, import_devices
from wangge.alarms.views.showing import KINDS
from wangge.cases.queries.desk import desk
from wangge.cases.views.asking import with_filters
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.territory.queries import units

FAULTS_SHOWN = 50


@hat_required
def register(request: HatRequest) -> HttpResponse:
    """The devices in sight, the silent ones first; those who mind them bring in a list."""
    context: dict[str, Any] = {"taken": None, "refusal": None}
    if request.method == "POST":
        try:
            context |= {"taken": _bring_in(request)}
        except Refused as refused:
            context |= {"refusal": told(refused)}
    hat, now = request.hat, timezone.now()
    unit, only_silent = request.GET.get("unit", ""), request.GET.get("show") == "silent"
    known, departments = units(hat.county), desk(hat.county).departments
    context |= {
        "rows": [
            {"row": row, "kind": KINDS[row.kind], "unit": known[row.unit].name if row.unit in known else row.unit,
             "department": departments[row.department].name if row.department in departments else ""}
            for row in devices(hat, unit=unit, now=now, only_silent=only_silent)
        ],
        "n": device_count(hat, unit=unit), "only_silent": only_silent, "minds": may_mind(hat),
        "columns": ", ".join(IMPORT_COLUMNS),
        "silent": silent_count(hat, unit=unit, now=now), "unit": known[unit].name if unit in known else "",
        "all_url": with_filters(request.path, {}, unit=unit),
        "silent_url": with_filters(request.path, {}, unit=unit, show="silent"),
    }  # fmt: skip
    refusal = context["refusal"]
    return render(request, "alarms/devices.html", context, status=refusal.status if refusal else 200)


@hat_required
def aside(request: HatRequest) -> HttpResponse:
    """What could not be taken, by source, device and fault; each line is put away with a reason."""
    if not may_mind(request.hat):
        raise Refused("alarm.not_minding", post=request.hat.kind)
    found = asides(request.hat)
    rows = [
        {"row": row, "problem": told(Refused(row.code, device=row.device, field=row.field, at=row.last_told,
                                            size="", limit=""))}
        for row in found
    ]  # fmt: skip
    return render(request, "alarms/asides.html", {"rows": rows, "n": sum(row.count for row in found)})


@require_POST
@hat_required
def settle(request: HatRequest, aside_id: str) -> HttpResponse:
    """Put a line away."""
    put_away(row_key(aside_id), request.POST.get("reason", ""), hat=request.hat, now=timezone.now())
    return redirect("alarms:asides")


def _bring_in(request: HatRequest) -> dict[str, Any]:
    hat, file = request.hat, request.FILES.get("file")
    if not may_mind(hat):
        raise Refused("alarm.not_minding", post=hat.kind)
    try:
        text = file.read().decode("utf-8-sig") if file else ""
    except UnicodeDecodeError:
        raise Refused("alarm.column_missing", field="code") from None
    done = import_devices(hat.county, text.splitlines(), hat=hat, now=timezone.now())
    faults = [told(fault) for fault in done.faults[:FAULTS_SHOWN]]
    return {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "faults": faults,
            "n_faults": len(done.faults)}  # fmt: skip
