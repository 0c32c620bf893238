"""Pages of alarms: what waits by urgency, one group with its messages, and what a person makes of it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from wangge.alarms.policies import may_judge, may_mind
from wangge.alarms.queries.asides import asides
from wangge.alarms.queries.devices import device_count, silent_count
from wangge.alarms.queries.groups import (
    GroupRow,
    group,
    judged,
    messages_of,
    stills_of,
    waiting,
    waiting_by_kind,
    warnings_of,
)
from wangge.alarms.queries.terms import becomes, reasons
from wangge.alarms.services.judging import judge_as_case, judge_as_nothing
from wangge.alarms.views.showing import KINDS, SEVERITIES, STATES, listed, shown
from wangge.cases.queries.desk import desk
from wangge.cases.queries.emergencies import Route, routes
from wangge.cases.queries.rows import language_now
from wangge.foundation.files import read_photo
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import Refusal, told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.alarms import AlarmKind, GroupState
from wangge.rules.emergencies import EmergencyMatter
from wangge.rules.errors import Refused
from wangge.territory.queries import units

# What a kind may be that nobody may wait with.
MATTERS = {AlarmKind.SMOKE: EmergencyMatter.FIRE}


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """What waits for a person, the worst first; and what was judged last."""
    template = "alarms/_list.html" if _is_fragment(request) else "alarms/alarms.html"
    return render(request, template, _list(request))


@hat_required
def page(request: HatRequest, group_id: str) -> HttpResponse:
    """One group: where, since when, what was said, and what becomes of it."""
    return _page(request, group_id)


@require_POST
@hat_required
def judge(request: HatRequest, group_id: str) -> HttpResponse:
    """Make a case of a group, or say that it is nothing, because."""
    hat, key, now = request.hat, row_key(group_id), timezone.now()
    words = request.POST.get("words", "")
    try:
        if request.POST.get("verdict") == "case":
            judge_as_case(key, request.POST.get("category", ""), words, hat=hat, now=now)
        else:
            judge_as_nothing(key, request.POST.get("reason", ""), words, hat=hat, now=now)
    except Refused as refused:
        if _is_fragment(request):
            raise
        return _page(request, group_id, told(refused))
    if _is_fragment(request):
        return render(request, "alarms/_list.html", _list(request))
    return redirect("alarms:group", key.hex)


@hat_required
@cache_control(private=True, max_age=600)
def still(request: HatRequest, group_id: str, sha256: str) -> HttpResponse:
    """A still image beside a group, as long as it is kept."""
    row = group(request.hat, row_key(group_id))
    if sha256 not in {one for one, _, _ in stills_of(request.hat, row.group.id)}:
        raise Refused("row.unknown", row=sha256[:12])
    return HttpResponse(read_photo(sha256), content_type="image/jpeg")


def alarms_waiting(request: HttpRequest, _key: str) -> str:
    """Tell those who judge, on their work page, how many groups wait; lead the others to what they see."""
    hat: Hat | None = getattr(request, "hat", None)
    if hat is None or not (may_judge(hat) or may_mind(hat)):
        return ""
    return render_to_string("alarms/_waiting.html", {"count": sum(waiting_by_kind(hat).values())}, request)


def _list(request: HatRequest) -> dict[str, Any]:
    hat, now = request.hat, timezone.now()
    asked = {name: request.GET.get(name, "") for name in ("kind", "unit", "show")}
    names = _reasons(hat)
    is_judged = asked["show"] == "judged"
    rows = (judged if is_judged else waiting)(hat, kind=asked["kind"], unit=asked["unit"])
    by_kind = waiting_by_kind(hat, unit=asked["unit"])
    return {
        "rows": [shown(hat.county, row, names) for row in rows], "is_judged": is_judged, "as_of": now,
        "kinds": [
            {"label": label, "n": by_kind[kind], "url": listed(kind=kind, unit=asked["unit"]),
             "is_chosen": asked["kind"] == kind}
            for kind, label in KINDS.items() if kind in by_kind
        ],
        "all_url": listed(unit=asked["unit"]), "all_n": sum(by_kind.values()),
        "judged_url": listed(show="judged", unit=asked["unit"]),
        "may_judge": may_judge(hat), "choices": _choices(hat), "reasons": list(names.items()),
        "calls": {kind: _calls(hat, kind, now) for kind in by_kind},
        "silent": silent_count(hat, now=now), "devices": device_count(hat),
        "minds": may_mind(hat), "asides": sum(row.count for row in asides(hat)),
        "narrowed": _unit_name(hat.county, asked["unit"]), "here": request.get_full_path(),
    }  # fmt: skip


def _page(request: HatRequest, group_id: str, refusal: Refusal | None = None) -> HttpResponse:
    hat, key = request.hat, row_key(group_id)
    row = group(hat, key)
    found, after = messages_of(hat, key, before=request.GET.get("before", ""))
    context = {
        "row": shown(hat.county, row, _reasons(hat)), "refusal": refusal, "typed": request.POST, "now": timezone.now(),
        "may_judge": may_judge(hat) and row.state == "open", "choices": _choices(hat),
        "reasons": list(_reasons(hat).items()), "units": _named(hat.county),
        "messages": [
            {"row": one, "state": STATES[one.state], "shape": SEVERITIES[one.level][0],
             "colour": SEVERITIES[one.level][1]}
            for one in found
        ],
        "after_url": f"?before={after}".replace("+", "%2B") if after else "",
        "warnings": warnings_of(hat, key), "emergency": _emergency(hat, row),
        "stills": [
            {"url": reverse("alarms:still", args=[key.hex, sha]), "at": at, "until": until}
            for sha, at, until in stills_of(hat, key)
        ],
    }  # fmt: skip
    return render(request, "alarms/group.html", context, status=refusal.status if refusal else 200)


def _choices(hat: Hat) -> dict[str, list[tuple[str, str]]]:
    known, language = desk(hat.county), language_now()
    found: dict[str, list[tuple[str, str]]] = {}
    for one in becomes(hat.county, known.today(timezone.now())):
        found.setdefault(one.kind, []).append((one.category, known.categories[one.category].name(language)))
    return found


def _emergency(hat: Hat, row: GroupRow) -> dict[str, list[Route]] | None:
    # Nothing waits in a queue: whom to call at once stands above the judgement.
    is_real = row.state is GroupState.OPEN and row.group.status == "actual"
    found = _calls(hat, row.group.kind, timezone.now()) if is_real else []
    return {"routes": found} if found else None


def _calls(hat: Hat, kind: str, now: datetime) -> list[Route]:
    if kind not in MATTERS:
        return []
    found = [
        one for one in routes(hat.county, "", now=now, general=True) if one.matter is MATTERS[AlarmKind(kind)]
    ]
    return list({one.number: one for one in found}.values())


def _reasons(hat: Hat) -> dict[str, str]:
    is_english = language_now() == "en"
    rows = reasons(hat.county, desk(hat.county).today(timezone.now()))
    return {row.code: row.en if is_english else row.zh for row in rows}


def _named(county: str) -> dict[str, str]:
    return {code: row.name for code, row in units(county).items()}


def _unit_name(county: str, code: str) -> str:
    row = units(county).get(code)
    return row.name if row else ""


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))
