"""One work page for each of those behind the deputies: congress office, government office, handling unit."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import congresses
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.motions import MotionStage
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.rules.suggestions import Hold, ReplyStage, Stage
from wangge.suggestions.policies import refuse_congress_office
from wangge.suggestions.queries.motions import motions
from wangge.suggestions.queries.opinions import opinions, opinions_to
from wangge.suggestions.queries.papers import PaperRow, papers
from wangge.suggestions.queries.rules import every_rule_on
from wangge.suggestions.queries.waiting import dissatisfied_again, rated_out, with_unit
from wangge.suggestions.queries.work import extensions_asked, late, objections, replies_at
from wangge.suggestions.views import naming
from wangge.suggestions.views.mine import listed, waiting_lines, with_names


@hat_required
def office(request: HatRequest) -> HttpResponse:
    """The congress office: what to screen, what to end, what is supervised, by which rules."""
    hat = request.hat
    refuse_congress_office(hat)
    county, today = hat.county, desk(hat.county).today(timezone.now())
    context: dict[str, Any] = {
        "to_screen": with_names(county, papers(county, states=[Stage.SUBMITTED])),
        "motions": [
            {"row": row, "stage": naming.MOTION_STAGES[row.state]}
            for row in motions(county, states=[MotionStage.SUBMITTED, MotionStage.REFERRED])
        ],
        "rated": with_names(county, rated_out(county, today)),
        "again": with_names(county, dissatisfied_again(county)),
        "followed": with_names(county, papers(county, states=[Stage.FOLLOWED])),
        "key": with_names(county, [row for row in papers(county, is_key=True) if row.state is not Stage.CLOSED]),
        "late": with_names(county, late(county, today)),
        "underway": with_names(
            county, papers(county, states=[Stage.REGISTERED, Stage.HANDED_OVER, Stage.HANDLING, Stage.REPLIED])
        ),
        "rules": naming.rules_told(every_rule_on(county, today), congresses(county, today)),
        "reports": [{"congress": body, "years": [today.year, today.year - 1]} for body in congresses(county, today)],
        "opinions": len(opinions(county)), "today": today,
    }  # fmt: skip
    return render(request, "suggestions/office.html", context)


@hat_required
def government(request: HatRequest) -> HttpResponse:
    """The government office: what to hand over, to decide, to check, and what runs late."""
    hat = request.hat
    if hat.kind is not PostKind.GOVERNMENT_CLERK:
        raise Refused("suggestion.not_yours", post=hat.kind)
    county, today = hat.county, desk(hat.county).today(timezone.now())
    asked, written = extensions_asked(county), replies_at(county, ReplyStage.SIGNED)
    refused = objections(county)
    found = _by_key(papers(county, keys={*_about(asked), *_about(written), *_about(refused)}))
    context = {
        "to_hand": with_names(county, papers(county, states=[Stage.REGISTERED])),
        "objections": [
            {
                "row": found[row.suggestion], "unit": naming.department(county, row.department), "by": row.decide_by,
                "proposed": naming.department(county, row.proposed), "reason": row.reason,
            }
            for row in refused
        ],
        "extensions": [
            {
                "row": found[row.suggestion], "unit": naming.department(county, row.asked_by),
                "until": row.asked_until, "reason": row.asked_reason,
            }
            for row in asked
        ],
        "to_check": [
            {"row": found[row.suggestion], "unit": naming.department(county, row.department), "grade": row.grade}
            for row in written
        ],
        "late": [listed(row) for row in late(county, today)],
        "underway": [listed(row) for row in papers(county, states=[Stage.HANDED_OVER, Stage.HANDLING])],
        "today": today,
    }  # fmt: skip
    return render(request, "suggestions/government.html", context)


@hat_required
def unit(request: HatRequest) -> HttpResponse:
    """One unit: what it was handed, what waits for its head, which opinions it answers."""
    hat = request.hat
    if hat.kind not in OF_DEPARTMENT:
        raise Refused("suggestion.not_yours", post=hat.kind)
    county, today = hat.county, desk(hat.county).today(timezone.now())
    held = [
        {
            "row": row, "part": part, "role": naming.ROLES[part.role], "state": naming.HOLDS[part.state],
            "stage": naming.STAGES[row.state], "late": bool(row.due_on and today > row.due_on),
        }
        for part, row in with_unit(county, hat.department)
    ]  # fmt: skip
    to_sign = {row.suggestion for row in replies_at(county, ReplyStage.DRAFTED, department=hat.department)}
    working = {Stage.HANDED_OVER, Stage.HANDLING}
    context = {
        "to_accept": [one for one in held if _part(one).state is Hold.ASSIGNED],
        "objected": [one for one in held if _part(one).state is Hold.OBJECTED],
        "to_sign": [one for one in held if _row(one).id in to_sign],
        "open": [
            one for one in held
            if _part(one).state is Hold.ACCEPTED and _row(one).state in working and _row(one).id not in to_sign
        ],
        "replied": [
            one for one in held if _row(one).state not in working and _part(one).state is Hold.ACCEPTED
        ], "today": today,
        "opinions": opinions_to(county, hat.department), "unit": naming.department(county, hat.department),
    }  # fmt: skip
    return render(request, "suggestions/unit.html", context)


def papers_waiting(request: HttpRequest, _key: str) -> str:
    """Tell a department on its work page how many deputies' papers it holds."""
    hat = getattr(request, "hat", None)
    if hat is None or hat.kind not in OF_DEPARTMENT:
        return ""
    working = {Stage.HANDED_OVER, Stage.HANDLING}
    count = sum(1 for _, row in with_unit(hat.county, hat.department) if row.state in working)
    return render_to_string("suggestions/_waiting.html", {"count": count}, request) if count else ""


def papers_at_office(request: HttpRequest, _key: str) -> SafeString | str:
    """On the congress office's desk: how many papers wait to be screened, ended, or run late."""
    hat = getattr(request, "hat", None)
    if hat is None or not is_congress_office(hat):
        return ""
    county, today = hat.county, desk(hat.county).today(timezone.now())
    lines = [
        (_("Papers to screen"), "s1", len(papers(county, states=[Stage.SUBMITTED]))),
        (_("Papers rated: end or follow"), "s2", len(rated_out(county, today))),
        (_("Not satisfied again: evaluation by units and experts"), "s3", len(dissatisfied_again(county))),
        (_("Papers past their term"), "s5", len(late(county, today))),
    ]
    return waiting_lines(request, reverse("suggestions:office"), lines)


def _about(rows: Iterable[Any]) -> set[UUID]:
    return {row.suggestion for row in rows}


def _by_key(rows: Iterable[PaperRow]) -> dict[Any, PaperRow]:
    return {row.id: row for row in rows}


def _part(one: dict[str, Any]) -> Any:
    return one["part"]


def _row(one: dict[str, Any]) -> Any:
    return one["row"]
