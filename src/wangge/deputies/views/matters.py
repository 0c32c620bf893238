"""有事找代表: the public form, the deputy's thread with its exits, and what the receipt shows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.deputies.queries.matters import (
    AdviceRow,
    MatterRow,
    advices,
    away,
    is_asked,
    matter_by_receipt,
    matter_for,
    offered_for,
    others_for,
)
from wangge.deputies.queries.seats import deputies_in_force, deputy, seats_of
from wangge.deputies.services import matters as services
from wangge.deputies.services.matters import Said
from wangge.deputies.views.showing import (
    categories,
    departments,
    in_language,
    is_office,
    matter_line,
    places,
    rendered,
)
from wangge.deputies.views.wording import AWAY, GOT
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.queries.receipts import held, letters_of
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.answering import note_read
from wangge.reporters.services.knocking import Door, knock
from wangge.reporters.services.receiving import Handed
from wangge.reporters.views.public import address_of, in_hand, take_in_hand
from wangge.reporters.views.telling import given_away
from wangge.rules.answering import Thread
from wangge.rules.errors import Refused
from wangge.rules.matters import Got
from wangge.territory.queries import units


def form(request: HttpRequest, county: str, deputy_key: str) -> HttpResponse:
    """Let anybody bring a matter to a deputy, warned of what gives them away; the receipt is shown once."""
    now, key = timezone.now(), row_key(deputy_key)
    if key not in {one.id for one in deputies_in_force(county, desk(county).today(now))}:
        raise Refused("deputy.unknown", field="deputy")  # a former deputy's page stays, the form does not
    if request.method != "POST":
        return _form(request, county, key)
    said = request.POST
    found = given_away(said.dict())
    if found and not said.get("warned"):
        return _form(request, county, key, found=found)
    try:
        knock(county, Door.SAY, address_of(request), most=terms_of(county, now).says_per_hour, now=now)
        _, handed = services.bring(county, key, said_in(request), now=now)
    except Refused as refused:
        return _form(
            request, county, key, refused, unit=said.get("unit", ""), about=said.get("department", "")
        )
    return receipt_shown(request, handed)


def said_in(request: HttpRequest) -> Said:
    """Read what somebody brings from the public form or the clerk's."""
    said = request.POST
    return Said(
        said.get("words", ""), unit=said.get("unit", ""), place=said.get("place", ""),
        department=said.get("department", ""), private=said.get("private") == "1", contact=said.get("contact", ""),
    )  # fmt: skip


def receipt_shown(request: HttpRequest, handed: Handed) -> HttpResponse:
    """Answer the receipt; the secret stands on this page and nowhere else."""
    response = render(request, "deputies/receipt.html", {"number": handed.number, "secret": handed.secret})
    response["Cache-Control"] = "no-store"
    return response


@hat_required
def page(request: HatRequest, key: str) -> HttpResponse:
    """Show a matter to its deputy, or to the congress office."""
    return _page(request, row_key(key))


@require_POST
@hat_required
def act(request: HatRequest, key: str) -> HttpResponse:
    """Write to the resident, or let the matter leave by one of its exits."""
    done = _ACTS.get(request.POST.get("act", ""))
    if done is None:
        raise Refused("request.unreadable", reason=request.POST.get("act", "")[:20])
    try:
        done(request, row_key(key))
    except Refused as refused:
        if refused.code in {"row.unknown", "deputy.recused"}:
            raise
        return _page(request, row_key(key), refused)
    return redirect("deputies:matter", key)


@require_POST
def receipt_act(request: HttpRequest, act: str) -> HttpResponse:
    """Take what the holder of a receipt says or wishes about a matter brought to a deputy."""
    mine = in_hand(request)
    if mine is None:
        return redirect("reporters:follow")
    now = timezone.now()
    found = matter_by_receipt(mine.county, mine.reporter_id)
    if found is None:
        raise Refused("row.unknown", row=mine.case_id.hex)
    match act:
        case "write":
            services.write_back(found.county, found.id, request.POST.get("words", ""), now=now)
        case "got":
            services.say_got(found.county, found.id, _got(request.POST.get("got", "")), now=now)
        case "turn":
            services.turn_to(found.county, found.id, row_key(request.POST.get("deputy", "")), now=now)
        case "withdraw":
            services.withdraw(found.county, found.id, now=now)
        case "case":
            if found.case_reporter is None:
                raise Refused("row.unknown", row=found.hex)
            take_in_hand(request, held(found.county, found.case_reporter))
        case _:
            raise Refused("request.unreadable", reason=act[:20])
    return redirect("reporters:matter")


def matter_of_receipt(request: HttpRequest, subject: str) -> SafeString | str:
    """Show the holder of a receipt, in reporters' page, where a matter brought to a deputy stands."""
    mine = in_hand(request)
    if mine is None or mine.case_id.hex != subject:
        return ""
    found = matter_by_receipt(mine.county, mine.reporter_id)
    if found is None:
        return ""
    now = timezone.now()
    today = desk(mine.county).today(now)
    why = away(found, today)
    note_read(mine.county, found.id, Thread.DEPUTY, by_reporter=False, now=now)
    context = _told(found) | {
        "letters": letters_of(mine.county, found.id, Thread.DEPUTY),
        "is_asked": is_asked(found, now), "answers": list(GOT.items()),
        "got": GOT[found.got] if found.got else "", "case_number": _case_number(found),
        "away": AWAY[why] if why else "", "others": offered_for(found, today) if why else [],
    }  # fmt: skip
    return render_to_string("deputies/_receipt.html", context, request)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    county, now = request.hat.county, timezone.now()
    today = desk(county).today(now)
    found = matter_for(request.hat, key, on=today)
    note_read(county, found.id, Thread.DEPUTY, by_reporter=True, now=now)
    context: dict[str, Any] = _told(found) | {
        "letters": letters_of(county, found.id, Thread.DEPUTY), "is_office": is_office(request),
        "case_number": _case_number(found), "got": GOT[found.got] if found.got else "", "given": request.POST,
    }  # fmt: skip
    if found.is_open:
        why = away(found, today) if is_office(request) else None
        context |= {
            "away": AWAY[why] if why else "", "others": offered_for(found, today) if why else [],
            "departments": departments(county),
            "advices": [_advice(one) for one in advices(county, today)], "categories": categories(county),
        }  # fmt: skip
    response = rendered(request, "deputies/resident_matter.html", context, refused)
    response["Cache-Control"] = "no-store"
    return response


def _told(found: MatterRow) -> dict[str, Any]:
    county = found.county
    known = desk(county)
    advice = next(
        (one for one in advices(county, known.today(found.out_at)) if one.code == found.advice), None
    ) if found.out_at else None  # fmt: skip
    return {
        "matter": found, "line": matter_line(county, found), "deputy": deputy(county, found.deputy),
        "passed_to": _department(county, found.passed_to), "about": _department(county, found.department),
        "advice": _advice(advice) if advice else None,
    }  # fmt: skip


def _form(
    request: HttpRequest, county: str, key: UUID, refused: Refused | None = None, *, unit: str = "", about: str = "",
    found: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    today = desk(county).today(timezone.now())
    context: dict[str, Any] = {
        "county": county, "county_name": county_name(county), "deputy": deputy(county, key),
        "seats": seats_of(county, key, today), "places": places(county), "departments": departments(county),
        "given": request.POST, "others": [], "contact_days": terms_of(county, timezone.now()).contact_days,
        "found": found,
    }  # fmt: skip
    if refused and refused.code == "deputy.recused":
        place = unit if unit in units(county) else ""
        context["others"] = others_for(county, key, unit=place, department=about, on=today)
    response = rendered(request, "deputies/matter_form.html", context, refused)
    if found:
        response.status_code = 422
    return response


def _advice(one: AdviceRow) -> dict[str, str]:
    return {
        "code": one.code, "name": in_language(one.zh, one.en), "channel": in_language(one.channel_zh, one.channel_en),
        "source": one.source,
    }  # fmt: skip


def _department(county: str, code: str) -> str:
    known = desk(county).departments.get(code)
    return known.name if known else code


def _case_number(found: MatterRow) -> str:
    return held(found.county, found.case_reporter).number if found.case_reporter else ""


def _got(text: str) -> Got:
    if text not in set(Got):
        raise Refused("request.unreadable", reason=text[:20])
    return Got(text)


_ACTS: dict[str, Callable[[HatRequest, UUID], object]] = {
    "write": lambda request, key: services.write(
        key, request.POST.get("words", ""), hat=request.hat, now=timezone.now()
    ),
    "answer": lambda request, key: services.answer(
        key, request.POST.get("words", ""), hat=request.hat, now=timezone.now()
    ),
    "hand_over": lambda request, key: services.hand_over(
        key, request.POST.get("category", ""), hat=request.hat, now=timezone.now()
    ),
    "pass_on": lambda request, key: services.pass_on(
        key, request.POST.get("department", ""), request.POST.get("words", ""), hat=request.hat,
        now=timezone.now(),
    ),
    "turn": lambda request, key: services.turn_to(
        request.hat.county, key, row_key(request.POST.get("deputy", "")), hat=request.hat, now=timezone.now()
    ),
    "lead": lambda request, key: services.lead_elsewhere(
        key, request.POST.get("advice", ""), hat=request.hat, now=timezone.now()
    ),
}  # fmt: skip
