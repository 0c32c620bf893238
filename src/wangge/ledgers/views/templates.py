"""The page of templates: which is in force, and a county's own in its place."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.foundation.refusals import told
from wangge.ledgers.queries.templates import own_templates, template_in_force
from wangge.ledgers.services.templates import set_template
from wangge.ledgers.views.wording import SHEETS, sheet_called
from wangge.people.access import HatRequest, hat_required
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.sheets import FIELDS, Sheet

MEDIA = "application/octet-stream"


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Each sheet's template, its fields, and the way to put another in its place."""
    _administrator(request)
    if request.method == "POST":
        try:
            _set(request)
        except Refused as refused:
            context = _context(request) | {"refusal": told(refused)}
            return render(request, "ledgers/templates.html", context, status=told(refused).status)
        return redirect("ledgers:templates")
    return render(request, "ledgers/templates.html", _context(request))


@hat_required
def file(request: HatRequest, sheet: str) -> HttpResponse:
    """The template in force, to be changed and sent back."""
    _administrator(request)
    chosen = sheet_called(sheet)
    row = template_in_force(request.hat.county, chosen, _today(request))
    response = HttpResponse(row.content, content_type=MEDIA)
    response["Content-Disposition"] = f'attachment; filename="{chosen}.{row.form}"'
    return response


def _administrator(request: HatRequest) -> None:
    if request.hat.kind is not PostKind.ADMINISTRATOR:
        raise Refused("ledger.not_administrator")


def _today(request: HatRequest) -> date:
    return desk(request.hat.county).today(timezone.now())


def _set(request: HatRequest) -> None:
    sent = request.FILES.get("template")
    if sent is None:
        raise Refused("ledger.no_file", field="template", file="")
    try:
        from_on = day_said(request.POST.get("from_on") or str(_today(request)))
    except ValueError:
        raise Refused("ledger.template_dates", field="from_on", day=request.POST["from_on"][:10]) from None
    set_template(
        request.hat, sheet_called(request.POST.get("sheet", "")), sent.name or "", sent.read(), from_on=from_on,
        source=request.POST.get("source", ""), now=timezone.now(),
    )  # fmt: skip


def _context(request: HatRequest) -> dict[str, object]:
    county, today = request.hat.county, _today(request)
    shown = []
    for sheet in Sheet:
        row, fields = template_in_force(county, sheet, today), FIELDS[sheet]
        names = [*sorted(fields.single)]
        names += [f"{name}.{one}" for name, own in sorted(fields.lists.items()) for one in sorted(own)]
        shown.append({
            "code": str(sheet), "label": SHEETS[sheet], "form": str(row.form), "from_on": row.from_on,
            "source": row.source, "digest": row.sha256[:12], "url": reverse("ledgers:template", args=[sheet]),
            "fields": names,
        })  # fmt: skip
    earlier = [{"label": SHEETS[row.sheet], "form": str(row.form), "from_on": row.from_on, "source": row.source,
                "digest": row.sha256[:12]} for row in own_templates(county)]  # fmt: skip
    return {"sheets": shown, "earlier": earlier, "today": str(today), "typed": request.POST}
