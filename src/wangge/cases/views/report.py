"""The report form."""

import math
from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import CategoryRow, desk
from wangge.cases.queries.listing import frequent_categories
from wangge.cases.queries.rows import language_now
from wangge.cases.services.behalf import CLERKS, finders_of, report_for
from wangge.cases.services.brought import PHOTOS_MOST
from wangge.cases.services.intake import Receipt, Report, report_case
from wangge.cases.views.lists import may_report
from wangge.cases.views.showing import CHANNELS, KINDS
from wangge.cases.views.things import NONE
from wangge.foundation.ids import uuid7
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import unit_names
from wangge.rules.errors import Refused
from wangge.territory.queries import units

SYSTEMS = [("EPSG:4326", "WGS-84"), ("EPSG:4490", "CGCS2000"), ("GCJ-02", "GCJ-02"), ("BD-09", "BD-09")]


@hat_required
def report(request: HatRequest) -> HttpResponse:
    """Ask for what is needed now; what the system knows is filled in; nothing typed is lost."""
    if not may_report(desk(request.hat.county), request.hat.kind):
        raise Refused("case.not_your_move", act="report", post=request.hat.kind)
    if request.method != "POST":
        return render(request, "cases/report.html", _context(request, {"crs": "EPSG:4326"}))
    values = request.POST.dict()
    try:
        receipt = _take(request, values)
    except Refused as refused:
        refusal = told(refused)
        context = _context(request, values)
        field = refusal.facts.get("field", "")
        context["errors"] = {"point" if "lon" in field or "lat" in field else field: refusal.sentence}
        context["refusal"] = {
            "code": refusal.code, "sentence": refusal.sentence, "remedy": refusal.remedy, "facts": refusal.facts,
            "request_id": request.request_id,  # type: ignore[attr-defined]
        }  # fmt: skip
        return render(request, "cases/report.html", context, status=refusal.status)
    return redirect("cases:case", receipt.case_id.hex)


def _take(request: HatRequest, values: dict[str, str]) -> Receipt:
    # A clerk writes for a colleague who has no telephone of ours (rulings.md, Workers without the app).
    finder, told_now = values.get("finder", "").strip(), timezone.now()
    if finder:
        return report_for(request.hat, finder, _report(request, values), now=told_now)
    return report_case(request.hat, _report(request, values), now=told_now)


def _report(request: HatRequest, values: dict[str, str]) -> Report:
    now = timezone.now()
    lon, lat = _degrees(values.get("lon", ""), "lon"), _degrees(values.get("lat", ""), "lat")
    is_clerk = request.hat.kind in CLERKS
    channel = values.get("channel", "") if is_clerk else "grid"
    if channel not in CHANNELS:
        raise Refused("case.unknown_channel", field="channel", channel=channel[:20])
    words = values.get("words", "").strip()
    if not words:
        raise Refused("case.words_missing", field="words")
    try:
        report_id = UUID(values.get("report_id", ""))
    except ValueError as fault:
        raise Refused("request.stale_form", reason="report_id") from fault
    is_settled = bool(values.get("solved_on_spot"))
    return Report(
        id=report_id, category=values.get("category", ""), at=now, channel=channel,
        words="" if is_settled else words, result=words if is_settled else "",
        place=values.get("place", "").strip(), lon=lon, lat=lat,
        crs=values.get("crs", ""), accuracy_m=_metres(values.get("accuracy_m", "")),
        condition=int(values["condition"]) if values.get("condition", "").isdigit() else None,
        asset=_asset(values.get("asset", "")), photos=tuple(photo.read() for photo in request.FILES.getlist("photos")),
    )  # fmt: skip


def _asset(key: str) -> UUID | None:
    if not key or key == NONE:
        return None
    try:
        return UUID(key)
    except ValueError as fault:
        raise Refused("case.unknown_asset", field="asset", asset=key[:40]) from fault


def _degrees(text: str, field: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError as fault:
        raise Refused("case.not_a_number", field=field, value=text[:20]) from fault
    if not math.isfinite(value):
        raise Refused("case.not_a_number", field=field, value=text[:20])
    return value


def _metres(text: str) -> float:
    value = _degrees(text or "0", "accuracy_m") or 0.0
    return min(max(value, 0.0), 100_000.0)


def _context(request: HatRequest, values: dict[str, str]) -> dict[str, Any]:
    hat, language = request.hat, language_now()
    known, territory = desk(hat.county), units(hat.county)
    frequent = set(frequent_categories(hat))
    top = sees(hat).unit
    box = territory[top].box if top in territory else _whole_box(hat.county)
    if values.get("lon") and values.get("lat"):
        values = {**values, "point": f"{values['lon']},{values['lat']}"}
    areas = Counter(area for area, _kind in {(row.area, row.kind) for row in known.categories.values()})
    categories = [
        {"key": row.key, "label": row.name(language), "group": _group(row, areas, language),
         "is_frequent": row.key in frequent, "words": f"{row.zh} {row.en} {row.code}", "note": _note(row)}
        for row in known.categories.values()
        if row.is_open_on(known.today(timezone.now()))
    ]  # fmt: skip
    outlines = reverse("territory:outlines")
    loop = known.workflow_on(known.today(timezone.now()))
    return {
        "report_id": values.get("report_id") or uuid7().hex, "values": values, "errors": {}, "refusal": None,
        "categories": categories, "systems": SYSTEMS,
        "finders": _finders(hat), "channels": list(CHANNELS.items()) if hat.kind in CLERKS else [],
        "may_solve_on_spot": loop.entry(hat.kind, settled=True) is not None,
        "outlines_url": f"{outlines}?level=grid" + (f"&within={top}" if top else ""),
        "context_url": f"{outlines}?unit={top}" if top else "",
        "bounds": ",".join(f"{value:.6f}" for value in box) if box else "",
        "locate_url": "/api/territory/locate", "photo_limit": PHOTOS_MOST,
    }  # fmt: skip


def _note(row: CategoryRow) -> str:
    # What the kind asks for or forbids, said before anybody sends.
    if row.matter_only:
        # fmt: off
        return _("This kind of matter points at people: it is kept down to the community, without a point, an address or a photo.")  # noqa: E501
        # fmt: on
    return _("A photo is needed: %(reason)s.") % {"reason": _(row.photo_reason)} if row.photo_reason else ""


def _finders(hat: Hat) -> list[tuple[str, str]]:
    found = finders_of(hat, now=timezone.now()) if hat.kind in CLERKS else []
    names = unit_names(found)
    return [(one.login, f"{names[one]} · {one.name} · {one.title}") for one in found]


def _group(row: CategoryRow, areas: Counter[str], language: str) -> str:
    # Two kinds may share the name of an area: only then the kind stands beside it.
    name = row.area_name(language)
    return f"{name} · {KINDS.get(row.kind, row.kind)}" if areas[row.area] > 1 else name


def _whole_box(county: str) -> tuple[float, float, float, float] | None:
    boxes = [row.box for row in units(county).values() if row.box]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
