"""The orders of the 12345 desk: today's, what must be passed on, the file in and the file out."""

from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.importing.sources import rows
from wangge.cases.queries.desk import desk
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.reporters.queries.hotline import JUDGES, appeals_waiting, calls_due, orders_of, to_pass_on
from wangge.reporters.queries.hotline_replies import reply_head, reply_rows
from wangge.reporters.queries.hotline_terms import has_order_map, order_map
from wangge.reporters.reply_files import write_replies
from wangge.reporters.services.hotline_intake import RejectedOrder, take_orders
from wangge.reporters.views.hotline_showing import as_shown, next_url
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS, DeskAct

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@hat_required
def orders(request: HatRequest) -> HttpResponse:
    """The orders taken in today, or the newest; emergencies that wait to be passed on stand first."""
    return render(request, "reporters/hotline_orders.html", _context(request))


@hat_required
def appeals(request: HatRequest) -> HttpResponse:
    """The appeals that wait for a decision, the oldest first."""
    if request.hat.kind not in JUDGES:
        raise Refused("hotline.not_your_act", act=DeskAct.DECIDE_RULING, post=request.hat.kind)
    rows = as_shown(request.hat.county, appeals_waiting(request.hat, now=timezone.now()))
    return render(request, "reporters/hotline_appeals.html", {"rows": rows})


@require_POST
@hat_required
def take(request: HatRequest) -> HttpResponse:
    """Take in an order file by the mapping that was loaded; rows that cannot be taken are told with their reason."""
    hat, now = request.hat, timezone.now()
    upload = request.FILES.get("orders")
    if upload is None:
        raise Refused("hotline.no_file", field="orders")
    mapping, rejected = order_map(hat.county), list[RejectedOrder]()
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"orders{Path(upload.name or '').suffix.lower()}"
        file.write_bytes(upload.read())
        lines = rows(file, mapping.request, mapping.columns)
        found = take_orders(hat, lines, mapping, now=now, reject=rejected.append)
    faults = [(one.line, one.ref, told(one.why).sentence) for one in rejected]
    return render(
        request, "reporters/hotline_orders.html", {**_context(request), "found": found, "faults": faults}
    )


@hat_required
def replies(request: HatRequest, form: str) -> HttpResponse:
    """The reply file for the centre: how each order stands, the same bytes for the same state."""
    if form not in FORMS:
        raise Refused("case.export_form", field="form", file=form[:20])
    hat, mapping = request.hat, order_map(request.hat.county)
    if hat.kind not in ACTS[DeskAct.ROUTE]:
        raise Refused("hotline.not_your_desk", post=hat.kind)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"replies.{form}"
        write_replies(file, reply_head(mapping), reply_rows(hat, mapping, now=timezone.now()))
        response = HttpResponse(file.read_bytes(), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="12345-{hat.county}.{form}"'
    return response


def _context(request: HatRequest) -> dict[str, object]:
    hat, now = request.hat, timezone.now()
    is_today = request.GET.get("show") != "newest"
    after = request.GET.get("after", "")
    found = orders_of(hat, now=now, taken=_today(hat, now) if is_today else None, after=after)
    urgent = [] if after else to_pass_on(hat, now=now)
    rest = [row for row in found.rows if row.id not in {one.id for one in urgent}]
    at_desk = hat.kind in ACTS[DeskAct.ROUTE]
    can_file = at_desk and has_order_map(hat.county)
    return {
        "rows": as_shown(hat.county, [*urgent, *rest]), "next_url": next_url(request, found),
        "is_today": is_today, "as_of": now, "at_desk": at_desk,
        "calls": len(calls_due(hat, now=now)) if at_desk else 0,
        "judges": hat.kind in JUDGES, "appeals": len(appeals_waiting(hat, now=now)),
        "take_url": reverse("hotline:take") if can_file else "",
        "reply_urls": [(form.upper(), reverse("hotline:replies", args=[form])) for form in FORMS] if can_file else [],
    }  # fmt: skip


def _today(hat: Hat, now: datetime) -> tuple[datetime, datetime]:
    zone = desk(hat.county).calendar.zone
    start = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    return start, start + timedelta(days=1)
