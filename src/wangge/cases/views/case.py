"""One case: its page, the acts on it, its photos."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import Dossier, dossier, photo_in_sight
from wangge.cases.queries.rows import language_now
from wangge.cases.services.moving import move_case
from wangge.cases.services.placing import confirm_place
from wangge.cases.views.acts import CAUSES, act_forms, brought_by
from wangge.cases.views.besides import beside_shown
from wangge.cases.views.clocks import clocks_shown, limit_words
from wangge.cases.views.emergencies import emergency_box
from wangge.cases.views.naming import county_name
from wangge.cases.views.owning import shown_case_thing
from wangge.cases.views.photos import photo_box
from wangge.cases.views.showing import CHANNELS, ENDS, LOCATED, as_shown, scheme_name
from wangge.cases.views.words import words_box
from wangge.foundation.files import read_photo
from wangge.foundation.history import Happened
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.powers import UpCause
from wangge.territory.queries import UnitRow, units

ANY_CATEGORY = "*"  # the routing row that takes what no other row takes


@hat_required
def page(request: HatRequest, case_id: str) -> HttpResponse:
    """Everything about one case that I may see, and what is open to me."""
    return render(request, "cases/case.html", _context(request, case_id))


@require_POST
@hat_required
def act(request: HatRequest, case_id: str, act: str) -> HttpResponse:
    """Carry out one act; a refusal leaves the case and what was typed as they were."""
    seen = request.POST.get("seen", "")
    try:
        move_case(
            row_key(case_id), act, hat=request.hat, now=timezone.now(),
            brought=brought_by(request, timezone.localtime(timezone.now(), desk(request.hat.county).calendar.zone)),
            seen=int(seen) if seen.isdigit() else None,
        )  # fmt: skip
    except Refused as refused:
        return _refused(request, case_id, act, refused)
    if request.headers.get("HX-Request"):
        return render(request, "cases/_case.html", _context(request, case_id))
    return redirect("cases:case", case_id)


@require_POST
@hat_required
def place(request: HatRequest, case_id: str) -> HttpResponse:
    """A person says which grid it really was."""
    confirm_place(row_key(case_id), request.POST.get("unit", ""), hat=request.hat, now=timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "cases/_case.html", _context(request, case_id))
    return redirect("cases:case", case_id)


@hat_required
def photo(request: HatRequest, case_id: str, sha256: str, size: str) -> HttpResponse:
    """A photo of a case, for those who may see the case."""
    if not photo_in_sight(request.hat, row_key(case_id), sha256, now=timezone.now()):
        raise Refused("row.unknown", row=sha256[:12])
    response = HttpResponse(read_photo(sha256, thumbnail=size == "small"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _refused(request: HatRequest, case_id: str, act: str, refused: Refused) -> HttpResponse:
    if refused.code in {"row.unknown", "case.no_such_move"} or not request.headers.get("HX-Request"):
        raise refused
    refusal = told(refused)
    context = _context(request, case_id, typed={"act": act, **request.POST.dict()}, refused=refused)
    context["refusal"] = {"code": refusal.code, "sentence": refusal.sentence, "remedy": refusal.remedy}
    response = render(request, "cases/_acts.html", context, status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = "#acts", "outerHTML"
    return response


def _context(
    request: HatRequest,
    case_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> dict[str, Any]:
    found = dossier(request.hat, row_key(case_id), now=timezone.now())
    acts = act_forms(request, found, typed or {}, refused)
    more = [act for act in acts if act["is_more"]]
    return {
        "case": _case(found, sees(request.hat).unit), "place_box": _place_box(found),
        "outline_url": _outline_url(found),
        "routing": _routing(found), "owning": shown_case_thing(found), "limit": _limit(found),
        "photos": _photos(found, seq=None),
        "timeline": [step_shown(found, event) for event in reversed(found.history)],
        "beside": beside_shown(request.hat, found), "clocks": clocks_shown(found), "acts": acts, "more_acts": more,
        "more_open": any(act["is_open"] for act in more), "seen_seq": found.seq,
        "others_note": _others_note(found), "live_subject": found.case.id.hex, "as_of": timezone.now(),
        "emergency": emergency_box(found), "photo_box": photo_box(request.hat, found),
        "words_box": words_box(request.hat, found),
    }  # fmt: skip


def _case(found: Dossier, top: str) -> dict[str, Any]:
    """Return the case as the page shows it; units above `top`, the reader's own, are named without a way."""
    case, known = found.case, desk(found.case.county)
    category = known.categories.get(case.category)
    filed = next((event.at for event in found.history if event.kind == "case.filed"), None)
    territory = units(case.county)
    path = [territory[code] for code in (case.street, case.community, case.grid) if code in territory]
    return {
        **as_shown([found.row])[0], "words": found.words, "place": found.place,
        "category_path": [category.area_name(language_now()), scheme_name(category.scheme)] if category else [],
        "unit_path": [(county_name(case.county), ""), *((unit.name, _list_url(unit, top)) for unit in path)],
        "source": str(CHANNELS.get(case.channel, case.channel)), "filed_at": filed,
        "dispatched_at": case.dispatched_at, "solved_at": case.solved_at,
        "on_time": case.on_time if case.solved_at and case.due_at else None, "end_kind": ENDS.get(case.end, ""),
        "preset": _preset(found),
    }  # fmt: skip


def _preset(found: Dossier) -> str:
    loop = found.workflow
    name = loop.en if language_now() == "en" else loop.zh
    return _("%(name)s, version %(n)d") % {"name": name, "n": loop.version}


def _list_url(unit: UnitRow, top: str) -> str:
    return f"{reverse('cases:list')}?unit={unit.code}" if not top or top in unit.path else ""


def _place_box(found: Dossier) -> dict[str, Any]:
    territory, row = units(found.case.county), found.row
    candidates = [code for code in found.case.candidates.split(";") if code]
    return {
        "lon": row.lon, "lat": row.lat, "point": f"{row.lon},{row.lat}" if row.lon is not None else "",
        "accuracy_m": found.case.accuracy_m, "located": row.located, "located_label": LOCATED.get(row.located, ""),
        "candidates": [(code, territory[code].name if code in territory else code) for code in candidates],
        "confirm_url": reverse("cases:place", args=[found.case.id.hex]) if row.provisional else "",
    }  # fmt: skip


def _outline_url(found: Dossier) -> str:
    if found.case.unit == found.case.county:
        return ""
    return f"{reverse('territory:outlines')}?unit={found.case.unit}"


def _routing(found: Dossier) -> dict[str, Any] | None:
    if found.route is None:
        return None
    known, territory = desk(found.case.county), units(found.case.county)
    place = (
        territory[found.route.unit].name if found.route.unit in territory else county_name(found.case.county)
    )
    category = known.categories.get(found.route.category)
    if category:
        kind = category.name(language_now())
    elif found.route.category == ANY_CATEGORY:
        kind = _("every category")
    else:
        kind = _("every category that begins with %(code)s") % {
            "code": found.route.category.removesuffix("*")
        }
    rule = _("row %(order)d: %(kind)s × %(place)s") % {
        "order": found.route.order, "kind": kind, "place": place
    }  # fmt: skip
    return {
        "department": found.row.department,
        "rule": rule,
        "source": found.route.source,
        "fallback": found.route.category == ANY_CATEGORY,
    }


def _limit(found: Dossier) -> dict[str, Any] | None:
    known = desk(found.case.county)
    limit = known.limit_of(found.case)
    condition = found.condition
    return {
        "amount_label": limit_words(limit), "condition": condition.condition if condition else "",
        "closing_condition": condition.closing_condition if condition else "",
        "source": _(condition.source) if condition else _("the county's default"), "due_at": found.case.due_at,
    }  # fmt: skip


def _photos(found: Dossier, *, seq: int | None) -> list[dict[str, str]]:
    stages = {"before": _("as found"), "after": _("after handling")}
    at = {event.seq: event.at for event in found.history}
    return [
        {
            "url": reverse("cases:photo", args=[found.case.id.hex, photo.sha256, "whole"]),
            "thumb_url": reverse("cases:photo", args=[found.case.id.hex, photo.sha256, "small"]),
            "label": f"{stages.get(photo.stage, photo.stage)} · {timezone.localtime(at[photo.seq]):%Y-%m-%d %H:%M}",
            "stage": photo.stage,
        }
        for photo in found.photos
        if seq is None or photo.seq == seq
    ]


# What happened to a case without being an act of its loop.
_NO_ACTS: Mapping[str, "str | Promise"] = {
    "case.overdue": gettext_lazy("The limit passed"),
    "case.moved_place": gettext_lazy("Place confirmed"),
    "case.merged_in": gettext_lazy("Another case was merged into this one"),
    "case.part_begun": gettext_lazy("Begun as a part"),
    "case.voiced": gettext_lazy("Somebody else saw it, too"),
    "case.passed_on": gettext_lazy("Passed on"),
    "case.photo_joined": gettext_lazy("A photo arrived from the phone"),
}


def step_shown(found: Dossier, event: Happened) -> dict[str, Any]:
    """Return one event of a case as its page tells it to the hat that asks."""
    done = str(event.payload.get("act", ""))
    moves = found.workflow.moves.values()
    move = next((move for move in moves if move.event == event.kind and done in {"", move.act}), None)
    is_english = language_now() == "en"
    act = (move.en if is_english else move.zh) if move else str(_NO_ACTS.get(event.kind, event.kind))
    state = found.workflow.states.get(str(event.payload.get("state", "")))
    # Only the report and what a hat brings carry words; the event itself holds their digest.
    post = str(event.payload.get("post", ""))
    name = found.names.get(event.actor, "")
    title = str(POST_WORDS[PostKind(post)]) if post in set(PostKind) else ""
    return {
        "at": event.at, "act": act, "by": " · ".join(part for part in (name, title) if part),
        "note": found.remarks.get(event.seq, ""), "before": "",
        "after": (state.en if is_english else state.zh) if state else "", "detail": _detail(found, event),
        "photos": _photos(found, seq=event.seq) if event.seq > 1 else [], "digest": event.hash[:12],
        "is_system": event.kind in _NO_ACTS,
    }  # fmt: skip


def _detail(found: Dossier, event: Happened) -> str:
    known, said = desk(found.case.county), event.payload
    parts = []
    if cause := str(said.get("cause", "")):
        parts.append(_("cause: %(cause)s") % {"cause": CAUSES[UpCause(cause)]})
    if said.get("ruling") or event.kind in {"case.dispatched", "case.reassigned"}:
        row = known.departments.get(str(said.get("department", "")))
        parts.append(row.name if row else "")
    if event.kind == "case.passed_on":
        parts.append(_("to %(number)s") % {"number": said.get("number", "")})
    if until := str(said.get("until", "")):
        local = datetime.fromisoformat(until).astimezone(known.calendar.zone)
        parts.append(_("until %(moment)s") % {"moment": f"{local:%Y-%m-%d %H:%M}"})
    return " · ".join(filter(None, parts))


def _others_note(found: Dossier) -> str:
    state = found.workflow.states[found.case.state]
    if state.end:
        return _("This case has ended.")
    posts = ", ".join(sorted(str(POST_WORDS[kind]) for kind in state.waits_for))
    return _("Waits for: %(posts)s") % {"posts": posts}
