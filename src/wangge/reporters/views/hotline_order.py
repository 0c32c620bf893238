"""One order: what was said, who owes what, what is open to me, what happened."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.cases.queries.brief import public_words
from wangge.cases.queries.desk import desk
from wangge.foundation.history import Happened
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS, Hat
from wangge.reporters.queries.hotline import OrderPage, order_page, orders_about
from wangge.reporters.services import hotline_acts
from wangge.reporters.services.hotline_acts import Told
from wangge.reporters.services.hotline_calls import Call, open_contact, send_back, write_call
from wangge.reporters.views.hotline_forms import act_forms
from wangge.reporters.views.hotline_showing import (
    CHANNELS,
    EMERGENCIES,
    EVENTS,
    PETITION,
    ROUTES,
    SOURCES,
    UNITS,
    as_shown,
)
from wangge.rules.callbacks import Answers, CallMeans
from wangge.rules.days import moment_said
from wangge.rules.errors import Refused
from wangge.rules.hotline import DeskAct, Emergency, LegalChannel, Rework, Ruling, SpecialRoute
from wangge.rules.posts import PostKind

Typed = Mapping[str, str]
Word = TypeVar("Word")


@hat_required
def page(request: HatRequest, order_id: str) -> HttpResponse:
    """Everything about one order that I may see, and what is open to me."""
    return render(request, "reporters/hotline_order.html", _context(request, order_id))


def orders_of_case(request: HttpRequest, case_id: str) -> SafeString | str:
    """Say on a case's page which 12345 orders brought it; a fragment for the slot "case"."""
    hat = getattr(request, "hat", None)
    found = orders_about(hat, UUID(case_id), now=timezone.now()) if hat else []
    context = {"orders": as_shown(hat.county, found)} if hat else {}
    return render_to_string("reporters/_hotline_orders.html", context, request) if found else ""


@require_POST
@never_cache
@hat_required
def act(request: HatRequest, order_id: str, act: str) -> HttpResponse:
    """Carry out one act; a refusal leaves the order and what was typed as they were."""
    now, typed = timezone.now(), request.POST.dict()
    try:
        shown = _do(row_key(order_id), act, typed, request.hat, now)
    except Refused as refused:
        if refused.code == "row.unknown":
            raise
        context = _context(request, order_id, act=act, typed=typed, refused=refused)
        return render(request, "reporters/hotline_order.html", context, status=told(refused).status)
    if shown:  # the number is shown once, in this answer only
        context = {**_context(request, order_id), "contact": shown}
        return render(request, "reporters/hotline_order.html", context)
    return redirect("hotline:order", order_id)


def _do(order_id: UUID, act: str, typed: Typed, hat: Hat, now: datetime) -> str:
    if act == DeskAct.OPEN_CONTACT:
        return open_contact(order_id, hat=hat, now=now)
    if act.startswith("route-"):
        hotline_acts.tell_route(order_id, _told(act.removeprefix("route-"), typed), hat=hat, now=now)
    elif act in {"call-reached", "call-missed"}:
        write_call(order_id, _call(act, typed), hat=hat, now=now)
    elif act == DeskAct.EXTEND:
        hotline_acts.extend(order_id, _until(typed, hat), typed.get("words", ""), hat=hat, now=now)
    elif act == DeskAct.DECIDE_RULING:
        outcome = _code(Ruling, typed, "outcome")
        hotline_acts.decide_ruling(order_id, outcome, typed.get("words", ""), hat=hat, now=now)
    elif act == DeskAct.DECIDE_REWORK:
        redone = _code(Rework, typed, "outcome")
        hotline_acts.decide_rework(order_id, redone, typed.get("words", ""), hat=hat, now=now)
    elif act in _WORDS_ONLY:
        _WORDS_ONLY[act](order_id, typed.get("words", ""), hat=hat, now=now)
    else:
        raise Refused("hotline.unknown_word", field="act", value=act[:40])
    return ""


_WORDS_ONLY: Mapping[str, Callable[..., None]] = {
    DeskAct.REPORT: hotline_acts.report_to_lead, DeskAct.REPLY: hotline_acts.reply, DeskAct.SEND_BACK: send_back,
    DeskAct.RULE: hotline_acts.rule_unreasonable, DeskAct.APPEAL_RULING: hotline_acts.appeal_ruling,
    DeskAct.APPEAL_REWORK: hotline_acts.appeal_rework,
}  # fmt: skip


def _told(route: str, typed: Typed) -> Told:
    return Told(
        _code(SpecialRoute, {"route": route}, "route"), typed.get("words", ""),
        _code(LegalChannel, typed, "channel") if typed.get("channel") else None,
        _code(Emergency, typed, "emergency") if typed.get("emergency") else None,
        typed.get("earlier", "").strip(), typed.get("receipt", ""),
    )  # fmt: skip


def _call(act: str, typed: Typed) -> Call:
    means = _code(CallMeans, typed, "means") if typed.get("means") else CallMeans.PHONE
    if act == "call-missed":
        return Call(means, None, typed.get("words", ""))
    said = []
    for name in ("responded", "solved", "satisfied"):
        if typed.get(name) not in {"yes", "no"}:
            raise Refused("hotline.unknown_word", field=name, value=typed.get(name, "")[:40])
        said.append(typed[name] == "yes")
    return Call(means, Answers(*said), typed.get("words", ""))


def _code(kind: Callable[[str], Word], typed: Typed, field: str) -> Word:
    try:
        return kind(typed.get(field, ""))
    except ValueError:
        raise Refused("hotline.unknown_word", field=field, value=typed.get(field, "")[:40]) from None


def _until(typed: Typed, hat: Hat) -> datetime:
    try:
        at = moment_said(typed.get("until", ""))
    except ValueError:
        raise Refused("hotline.unknown_word", field="until", value=typed.get("until", "")[:40]) from None
    return at if at.tzinfo else at.replace(tzinfo=desk(hat.county).calendar.zone)


def _context(
    request: HatRequest,
    order_id: str,
    *,
    act: str = "",
    typed: Typed | None = None,
    refused: Refused | None = None,
) -> dict[str, object]:
    found = order_page(request.hat, row_key(order_id), now=timezone.now())
    order, county = found.order, found.order.county
    departments = desk(county).departments
    names = {code: departments[code].name if code in departments else code for code in found.departments}
    forms = act_forms(found, act, typed or {}, refused, proposed=_proposed(found))
    return {
        "order": {
            **as_shown(county, [found.row])[0], "words": found.words,
            "place": found.place, "taken_at": order.taken_at, "limit": _limit(order.limit),
            "limit_source": SOURCES.get(order.limit_source, order.limit_source), "told_at": order.told_at,
            "emergency": EMERGENCIES.get(order.emergency, ""), "channel": CHANNELS.get(order.channel, ""),
            "earlier": order.earlier, "receipt": order.receipt, "extended_at": order.extended_at,
            "replied_at": order.replied_at, "reply": found.said.get(order.reply_seq or 0, ""),
            "redo_due_at": order.redo_due_at, "erased_at": order.erased_at, "missed": order.missed,
            "answers": _answers(found), "has_contact": bool(order.caller_sealed),
        },
        "departments": [(name, code == found.departments[0], code in found.silent) for code, name in names.items()],
        "petition": [
            {"label": PETITION[step.term], "until": step.until, "amount": step.amount,
             "unit": UNITS.get(step.unit, step.unit), "source": SOURCES.get(step.source, step.source)}
            for step in found.petition
        ],
        "acts": [one for one in forms if not one["is_more"]], "more_acts": [one for one in forms if one["is_more"]],
        "more_open": any(one["is_more"] and one["is_open"] for one in forms),
        "refusal": told(refused) if refused else None, "orders_url": reverse("hotline:orders"),
        "timeline": [_step(found, event) for event in reversed(found.history)],
    }  # fmt: skip


def _proposed(found: OrderPage) -> str:
    # What the unit wrote when it was done is the reply, unless somebody says it better.
    public = public_words(found.order.county, found.order.case) if found.order.case else None
    return public.words if public else ""


def _answers(found: OrderPage) -> list[tuple[str, bool]]:
    order = found.order
    said = [
        (_("The unit got in touch"), order.responded), (_("Solved, says the caller"), order.solved),
        (_("Content, says the caller"), order.satisfied),
        (_("Solved after it was sent back"), order.redo_solved),
    ]  # fmt: skip
    return [(label, answer) for label, answer in said if answer is not None]


def _limit(limit: str) -> str:
    amount, _space, unit = limit.partition(" ")
    return f"{amount} {UNITS[unit]}" if unit in UNITS else limit


def _step(found: OrderPage, event: Happened) -> dict[str, object]:
    post = str(event.payload.get("post", ""))
    title = str(POST_WORDS[PostKind(post)]) if post in set(PostKind) else ""
    name = found.names.get(event.actor, "")
    route = ROUTES.get(str(event.payload.get("route", "")), "") if event.kind == "hotline.told" else ""
    return {
        "at": event.at, "act": EVENTS.get(event.kind, event.kind), "note": found.said.get(event.seq, ""),
        "by": " · ".join(part for part in (name, title) if part), "detail": route, "digest": event.hash[:12],
    }  # fmt: skip
