"""Pages of notices and questions, for the unit that is addressed and for the one above it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wangge.accountability.policies import speaks_for, supervises
from wangge.accountability.queries.notices import (
    NoticeRow,
    QuestionRow,
    measures_on,
    notice_by_id,
    notices_for,
    questions_for,
    said_about,
)
from wangge.accountability.services.asking import answer
from wangge.accountability.services.notices import act_on
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import county_name
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.accountability import MOVES, Act, Breach, Outcome, Owner, Stage
from wangge.rules.errors import Refused
from wangge.rules.gaming import Pattern
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

BREACHES = {
    Breach.OVERDUE_TIMES: _("overdue by more than its limit many times"),
    Breach.SHIRKED: _("held to the case a second time"), Breach.FALSE_DONE: _("reported done, found not done"),
    Breach.PROMISE_MISSED: _("promised in a reply, and the first date passed"),
}  # fmt: skip
STAGES = {
    Stage.NOTICED: _("waits for the unit's statement"), Stage.STATED: _("waits for a decision"),
    Stage.DECIDED: _("decided, may be appealed"), Stage.APPEALED: _("appealed, waits for another body"),
    Stage.FINAL: _("final"),
}  # fmt: skip
ACTS = {
    Act.STATE: _("Statement"), Act.GRANT_TIME: _("Grant more time"), Act.DECIDE: _("Decision"),
    Act.APPEAL: _("Appeal"), Act.DECIDE_APPEAL: _("Decision on the appeal"), Act.END: _("Close as final"),
}  # fmt: skip
OUTCOMES = {
    Outcome.FOUNDED: _("founded"), Outcome.UNFOUNDED: _("unfounded"),
    Outcome.CIRCUMSTANCES: _("circumstances: others could not have done it either"),
}  # fmt: skip
PATTERNS = {
    Pattern.BACK_AGAIN: _("Why were these closed and reported again at the same spot within 30 days?"),
    Pattern.AT_DEADLINE: _("Why were these closed just before their limit?"),
    Pattern.ALWAYS_AGREE: _("Did these checks agree more often than usual for a reason?"),
    Pattern.OWN_TRIFLES: _("Why did the grids themselves find and settle so many of these?"),
}


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """Notices and questions in sight."""
    return _index(request)


@hat_required
def page(request: HatRequest, notice_id: str) -> HttpResponse:
    """One notice, with what each side may do now."""
    return _page(request, notice_id)


@require_POST
@hat_required
def act(request: HatRequest, notice_id: str) -> HttpResponse:
    """Do one act about a notice."""
    said = request.POST
    try:
        act_on(
            row_key(notice_id), _act_named(said.get("act", "")), hat=request.hat, now=timezone.now(),
            words=said.get("words", ""),
            outcome=said.get("outcome", ""), measure=said.get("measure", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, notice_id, refused)
    return redirect("accountability:notice", notice_id)


@require_POST
@hat_required
def answer_question(request: HatRequest, question_id: str) -> HttpResponse:
    """Keep a unit's answer."""
    try:
        answer(row_key(question_id), request.POST.get("words", ""), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _index(request, refused)
    return redirect("accountability:index")


def _index(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    context: dict[str, Any] = {
        "notices": [_notice(hat.county, row) for row in notices_for(hat, now=now)],
        "questions": [
            _question(hat.county, row)
            | {"may_answer": not row.answered_at and speaks_for(hat, row.unit, is_department=False)}
            for row in questions_for(hat, now=now)
        ],
    }  # fmt: skip
    return _rendered(request, "accountability/accountability.html", context, refused)


def _page(request: HatRequest, notice_id: str, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    row = notice_by_id(hat, row_key(notice_id), now=now)
    own = speaks_for(hat, row.addressed, is_department=row.is_department)
    above = supervises(hat, row.addressed, is_department=row.is_department)
    moves = [
        one for one in MOVES
        if one.source == row.stage and (own if one.owner is Owner.ADDRESSED else above)
        and not (one.late and not row.is_late) and not (one.act is Act.APPEAL and row.is_late)
    ]  # fmt: skip
    names = [
        (code, en if language_now() == "en" else zh)
        for code, zh, en in measures_on(hat.county, desk(hat.county).today(now))
    ]
    context: dict[str, Any] = {
        "one": _notice(hat.county, row), "measures": names,
        "outcomes": [(str(code), name) for code, name in OUTCOMES.items()],
        "said": [
            {"act": ACTS[Act(one.act)], "words": one.words, "post": POST_WORDS[PostKind(one.post_kind)], "at": one.at}
            for one in said_about(hat.county, row.id)
        ],
        "moves": [
            {"act": str(one.act), "name": ACTS[one.act], "decides": one.act in {Act.DECIDE, Act.DECIDE_APPEAL}}
            for one in moves
        ],
    }  # fmt: skip
    return _rendered(request, "accountability/notice.html", context, refused)


def _rendered(
    request: HatRequest, name: str, context: dict[str, Any], refused: Refused | None
) -> HttpResponse:
    if refused:
        context["refusal"] = told(refused)
    return render(request, name, context, status=told(refused).status if refused else 200)


def _notice(county: str, row: NoticeRow) -> dict[str, Any]:
    return {
        "row": row, "about": about(row), "unit": unit_named(county, row.addressed),
        "breach": BREACHES[Breach(row.breach)],
        "stage": STAGES[Stage(row.stage)], "outcome": OUTCOMES[Outcome(row.outcome)] if row.outcome else "",
        "measure": row.measure_en if language_now() == "en" else row.measure_zh,
    }  # fmt: skip


def about(row: NoticeRow) -> dict[str, str]:
    """Return what a notice is about and where it is read; the ledger of promises is named, never imported."""
    if row.breach == Breach.PROMISE_MISSED:
        name = gettext("promise for %(day)s") % {"day": row.number}
        return {"url": reverse("suggestions:promise", args=[row.subject.hex]), "name": name}
    return {"url": case_url(row.subject.hex), "name": row.number}


def _question(county: str, row: QuestionRow) -> dict[str, Any]:
    return {
        "row": row, "unit": unit_named(county, row.unit), "asks": PATTERNS[Pattern(row.pattern)],
        "cases": [{"hex": key.hex, "number": number} for key, number in row.cases.items()],
    }  # fmt: skip


def _act_named(text: str) -> Act:
    try:
        return Act(text)
    except ValueError:
        raise Refused("accountability.not_now", stage="", act=text[:20]) from None


def unit_named(county: str, code: str) -> str:
    """Return what a unit or department is called."""
    known, departments = units(county), desk(county).departments
    if code in known:
        return known[code].name
    return departments[code].name if code in departments else county_name(county) if code == county else code
