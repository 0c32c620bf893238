"""The dated sheet of what I reported: to read, to print, to keep."""

from datetime import date, datetime, timedelta
from importlib.resources import files
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.queries.proof import Line, Proof, proof
from wangge.field.reading import unreadable
from wangge.ledgers.printing import MEDIA, fill
from wangge.rules.days import day_said
from wangge.rules.sheets import Form
from wangge.rules.spells import Spell


@never_cache
@require_safe
@phone_required
def sheet(request: PhoneRequest) -> HttpResponse:
    """What I reported from one day to another, as a page or as PDF."""
    now = timezone.now()
    if request.GET.get("format") == "pdf":
        with override("zh-hans"):  # the form is on paper, in the language of its offices
            return _pdf(proof(request.hat, _day(request, "from"), _day(request, "until"), now=now))
    found = proof(request.hat, _day(request, "from"), _day(request, "until"), now=now)
    asked = {"from": found.from_on.isoformat(), "until": found.until_on.isoformat(), "format": "pdf"}
    pdf_url = f"{reverse('field:proof')}?{urlencode(asked)}"
    return render(
        request, "field/proof.html", {**_shown(found), "language": get_language(), "pdf_url": pdf_url}
    )


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    try:
        return day_said(text) if text else None
    except ValueError as fault:
        raise unreadable(name) from fault


def _pdf(found: Proof) -> HttpResponse:
    template = files("wangge.field").joinpath("data", "proof.typ").read_bytes()
    suffix, media = MEDIA[Form.TYPST]
    response = HttpResponse(fill(Form.TYPST, template, _shown(found), at=found.at), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="proof-{found.until_on}.{suffix}"'
    return response


def _shown(found: Proof) -> dict[str, str | list[dict[str, str]]]:
    return {
        "title": _("What I reported"), "who": f"{found.hat.name} · {found.hat.title}",
        "period": f"{found.from_on} – {found.until_on}", "at": _moment(found.at),
        "lines": [_line(line, found.at) for line in found.lines], "digest": found.digest,
    }  # fmt: skip


def _line(line: Line, now: datetime) -> dict[str, str]:
    return {
        "number": line.number, "kind": line.kind, "unit": line.unit, "reported": _moment(line.reported_at),
        "had": "\n".join(_spell(one, now) for one in line.spells),
        "due": " · ".join(filter(None, (_moment(line.due_at), _("late") if line.is_late else ""))),
        "done": _moment(line.done_at), "ended": _moment(line.ended_at), "end": line.end, "receipt": line.receipt,
        "digest": line.digest,
    }  # fmt: skip


def _spell(one: Spell, now: datetime) -> str:
    until = _moment(one.until) if one.until else _("until now")
    return f"{one.who}: {_moment(one.since)} – {until} ({_long(one.lasted(now))})"


def _long(lasted: timedelta) -> str:
    hours = round(lasted.total_seconds() / 3600)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
