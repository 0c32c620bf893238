"""Motions: sessions with their hour, drafts that gather signatures, and what the presidium decided."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import congresses, deputy_names, seats_of
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.days import moment_said
from wangge.rules.errors import Refused
from wangge.rules.motions import MOVES, MotionAct, MotionStage, Mover
from wangge.rules.posts import PostKind
from wangge.rules.suggestions import Clock
from wangge.suggestions.policies import acting_deputy, deputy_key, is_office
from wangge.suggestions.queries.motions import (
    MotionRow,
    motion,
    motions,
    motions_of,
    open_motions,
    session_of,
    sessions,
)
from wangge.suggestions.queries.papers import signers
from wangge.suggestions.queries.rules import rule_on
from wangge.suggestions.services import motions as service
from wangge.suggestions.services.motions import MotionText
from wangge.suggestions.views import naming
from wangge.suggestions.views.acts import day
from wangge.suggestions.views.paper import timeline


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The motions in sight: a deputy's own, or all that were submitted."""
    return _index(request)


@hat_required
def draft(request: HatRequest) -> HttpResponse:
    """Write a motion for a session."""
    hat, now, refusal = request.hat, timezone.now(), None
    deputy = acting_deputy(hat)
    if request.method == "POST":
        try:
            session = row_key(request.POST.get("session", ""))
            key = service.draft_motion(hat, session, _text(request.POST), now=now)
            return redirect("suggestions:motion", key.hex)
        except Refused as refused:
            refusal = told(refused)
    bodies = [seat.congress for seat in seats_of(hat.county, deputy, desk(hat.county).today(now))]
    context = {
        "refusal": refusal, "typed": request.POST,
        "sessions": [one for one in sessions(hat.county, bodies) if one.motions_until >= now],
    }  # fmt: skip
    return render(
        request, "suggestions/draft_motion.html", context, status=refusal.status if refusal else 200
    )


@require_POST
@hat_required
def session(request: HatRequest) -> HttpResponse:
    """Write down a session and the hour of its presidium."""
    said, hat = request.POST, request.hat
    try:
        service.open_session(
            hat, congress=row_key(said.get("congress", "")), name=said.get("name", ""),
            days=(day(said, "opens_on"), day(said, "closes_on")), motions_until=_moment(said, hat.county),
            source=said.get("source", ""), now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return _index(request, refused)
    return redirect("suggestions:motions")


@hat_required
def page(request: HatRequest, motion_id: str) -> HttpResponse:
    """One motion."""
    return _page(request, row_key(motion_id))


@require_POST
@hat_required
def act(request: HatRequest, motion_id: str) -> HttpResponse:
    """Do one act about a motion."""
    key, said, now = row_key(motion_id), request.POST, timezone.now()
    try:
        doer = DOERS.get(said.get("act", ""))
        if doer is None:
            raise Refused("motion.not_now", stage="", act=said.get("act", "")[:20])  # noqa: TRY301
        doer(key, said, request.hat, now)
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("suggestions:motion", motion_id)


def _index(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    today, me = desk(hat.county).today(now), deputy_key(hat)
    if me is None and not is_office(hat):
        raise Refused("suggestion.not_yours", post=hat.kind)
    bodies = [seat.congress for seat in seats_of(hat.county, me, today)] if me else None
    rows = motions_of(hat.county, me) if me else [row for row in motions(hat.county) if row.number]
    context: dict[str, Any] = {
        "rows": [{"row": row, "stage": naming.MOTION_STAGES[row.state]} for row in rows],
        "to_sign": open_motions(hat.county, bodies or [], me) if me else [],
        "sessions": sessions(hat.county, bodies), "is_deputy": me is not None,
        "is_office": is_congress_office(hat), "congresses": congresses(hat.county, today), "typed": request.POST,
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "suggestions/motions.html", context, status=told(refused).status if refused else 200
    )


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, row = request.hat, motion(request.hat.county, key)
    today, me = desk(hat.county).today(timezone.now()), deputy_key(hat)
    _refuse_unseen(hat, row, me)
    names_of = signers(hat.county, key)
    names = deputy_names(hat.county, [row.deputy, *(one.deputy for one in names_of)])
    is_township = service.is_township(hat.county, row.congress, today)
    clock = Clock.SIGNATURES_TOWNSHIP if is_township else Clock.SIGNATURES
    signed = {one.deputy for one in names_of}
    context: dict[str, Any] = {
        "row": row, "stage": naming.MOTION_STAGES[row.state], "session": session_of(hat.county, row.session),
        "lead": names.get(row.deputy, ""), "rule": rule_on(hat.county, row.congress, clock, today),
        "signers": [{"name": names.get(one.deputy, ""), "at": one.signed_at} for one in names_of],
        "acts": _acts(hat, row, me, signed, no_committee=is_township),
        "timeline": timeline(hat.county, key, names), "typed": request.POST,
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "suggestions/motion.html", context, status=told(refused).status if refused else 200
    )


def _refuse_unseen(hat: Hat, row: MotionRow, me: UUID | None) -> None:
    own = (
        [seat.congress for seat in seats_of(hat.county, me, desk(hat.county).today(timezone.now()))]
        if me
        else []
    )
    is_deputy = me is not None and row.congress in own and (row.deputy == me or row.is_open or row.number)
    if not is_deputy and not (is_office(hat) and row.number):
        raise Refused("suggestion.not_yours", post=hat.kind)


def _acts(hat: Hat, row: MotionRow, me: UUID | None, signed: set[UUID], *, no_committee: bool) -> set[str]:
    found = {str(one.act) for one in MOVES if row.state in one.sources and one.party is Mover.CONGRESS}
    if is_congress_office(hat):
        return found - {MotionAct.REFER} if no_committee else found
    if me is None or hat.kind is not PostKind.DEPUTY or row.state is not MotionStage.DRAFT:
        return set()
    if me == row.deputy:
        return {str(one.act) for one in MOVES if one.party is Mover.LEAD} | {"offer"}
    return {"unsign"} if me in signed else {"sign"} if row.is_open else set()


def _text(said: QueryDict) -> MotionText:
    return MotionText(said.get("title", ""), said.get("grounds", ""), said.get("plan", ""))


def _moment(said: QueryDict, county: str) -> datetime:
    try:
        at = moment_said(said.get("motions_until", ""))
    except ValueError:
        raise Refused("suggestion.bad_day", field="motions_until") from None
    return (at if at.tzinfo else at.replace(tzinfo=desk(county).calendar.zone)).astimezone(UTC)


def _edit(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    if "open" in said:
        service.open_motion(key, is_open=said["open"] == "1", hat=hat, now=now)
    else:
        service.edit_motion(key, _text(said), hat=hat, now=now)


def _publish(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    service.publish_motion(
        key, is_public=said.get("public") == "1", reason=said.get("reason", ""), hat=hat, now=now
    )


def _words(doer: Callable[..., object]) -> Callable[[UUID, QueryDict, Hat, datetime], object]:
    return lambda key, said, hat, now: doer(key, said.get("words", ""), hat=hat, now=now)


def _plain(doer: Callable[..., object]) -> Callable[[UUID, QueryDict, Hat, datetime], object]:
    return lambda key, _, hat, now: doer(key, hat=hat, now=now)


DOERS: Mapping[str, Callable[[UUID, QueryDict, Hat, datetime], object]] = {
    MotionAct.EDIT: _edit, MotionAct.PUBLISH: _publish,
    MotionAct.SIGN: _plain(service.sign_motion), MotionAct.UNSIGN: _plain(service.unsign_motion),
    MotionAct.SUBMIT: _plain(service.submit_motion), MotionAct.DROP: _words(service.drop_motion),
    "offer": _plain(service.offer_as_suggestion), MotionAct.LIST: _words(service.list_motion),
    MotionAct.REFER: lambda key, said, hat, now: service.refer_motion(
        key, said.get("committee", ""), said.get("words", ""), hat=hat, now=now
    ),
    MotionAct.REPORT: _words(service.report_motion), MotionAct.TURN: _words(service.turn_motion),
}  # fmt: skip
