"""The facts behind a paper, for everybody; on a resident's receipt, what became of the report, turn by turn."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from wangge.cases.queries.desk import desk
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.matters import matter_for
from wangge.deputies.queries.seats import deputy_names
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.reporters.views.public import address_of, in_hand
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.suggestions.queries.chain import turns_of
from wangge.suggestions.queries.clusters import exhibit_of
from wangge.suggestions.queries.outcome import checks_of, offers_of, outcomes_of
from wangge.suggestions.queries.papers import PaperRow, paper, paper_of_case, papers
from wangge.suggestions.queries.promises import promises
from wangge.suggestions.views import joining, naming
from wangge.suggestions.views.clusters import file_of
from wangge.suggestions.views.outcome import told_check, told_outcome
from wangge.suggestions.views.paper import is_open_to, paper_url
from wangge.suggestions.views.promises import told_promise


def facts(request: HttpRequest, county: str, paper_id: str) -> HttpResponse:
    """What a paper is founded on, what was promised, whether it helped, what was seen on site."""
    refuse_crowd(address_of(request), now=timezone.now())
    row = paper(county, row_key(paper_id))
    if not row.is_shown:
        raise Refused("row.unknown", row=paper_id[:40])
    context = told_facts(county, row, request.GET.get("of", "")) | {
        "county": county,
        "title": row.public_title or row.title,
    }
    return render(request, "suggestions/facts.html", context)


def told_facts(county: str, row: PaperRow, of: str) -> dict[str, Any]:
    """Return what stands behind a paper, for the public page and for the paper's own; `of`: see `file_of`."""
    today, exhibit = desk(county).today(timezone.now()), exhibit_of(county, row.id)
    context: dict[str, Any] = {
        "paper": row, "exhibit": exhibit, "county": county,
        "promises": [told_promise(county, one) for one in promises(county, today=today, suggestion=row.id)],
        "outcomes": [told_outcome(county, one) for one in outcomes_of(county, row, today=today)],
        "checks": [told_check(county, one) for one in checks_of(county, row.id)],
        "offers": [
            {"row": one, "n": len(one.cases), "url": joining.cases_url(county, (), offer=one.hex)}
            for one in offers_of(county, row.id)
        ],
    }  # fmt: skip
    if exhibit:
        context |= file_of(county, exhibit.lines, of)
        context["cases_url"] = joining.cases_url(county, (), exhibit=exhibit.hex)
        context["ids"] = sorted(one.hex for one in exhibit.cases)
    return context


def facts_of_paper(request: HttpRequest, key: str) -> SafeString | str:
    """On a paper's page: the file that it is founded on, the rest in short, with the way to each."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    context = told_facts(hat.county, paper(hat.county, UUID(key)), request.GET.get("of", ""))
    return SafeString(render_to_string("suggestions/_facts_of_paper.html", context, request=request))


def paper_on_case(request: HttpRequest, case_id: str) -> SafeString | str:
    """On a case's page: the deputy's paper that became it, where one did."""
    hat = getattr(request, "hat", None)
    row = paper_of_case(hat.county, UUID(case_id)) if hat else None
    if row is None:
        return ""
    context = {"row": row, "deputy": deputy_names(row.county, [row.deputy]).get(row.deputy, "")}
    return SafeString(render_to_string("suggestions/_paper_on_case.html", context, request=request))


def paper_of_matter(request: HttpRequest, key: str) -> SafeString | str:
    """On the page of a resident's matter: the paper that it became, also while it is a draft."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    found = matter_for(hat, UUID(key), on=desk(hat.county).today(timezone.now())).suggestion
    row = next(iter(papers(hat.county, keys=[found])), None) if found else None
    if row is None or not (row.is_shown or is_open_to(hat, row)):
        return ""
    context = {"row": row, "stage": naming.STAGES[row.state], "url": paper_url(hat, row)}
    return SafeString(render_to_string("suggestions/_paper_of_matter.html", context, request=request))


def turns_on_receipt(request: HttpRequest, key: str) -> SafeString | str:
    """On a resident's receipt: each turn of the papers that are founded on the matter, newest first."""
    held = in_hand(request)
    return _turns(request, held.county, UUID(key)) if held else ""


def _turns(request: HttpRequest, county: str, subject: UUID) -> SafeString | str:
    found = turns_of(county, subject)
    shown = {row.id: row for row in papers(county, keys=[one.suggestion for one in found])} if found else {}
    rows = [
        {"words": joining.TURNS[one.turn], "at": one.at, "round": one.round_no if one.round_no > 1 else 0,
         "paper": shown[one.suggestion] if shown[one.suggestion].is_shown else None}
        for one in reversed(found) if one.suggestion in shown
    ]  # fmt: skip
    if not rows:
        return ""
    return SafeString(
        render_to_string("suggestions/_turns.html", {"turns": rows, "county": county}, request=request)
    )


def board_doors(request: HttpRequest, _key: str) -> SafeString | str:
    """On a deputy's work page: the ways to board, clusters and promises."""
    return SafeString(
        render_to_string("suggestions/_board_doors.html", {"sees_places": True}, request=request)
    )


def office_doors(request: HttpRequest, _key: str) -> SafeString | str:
    """On the standing committee's page: the ways to promises and rates; to clusters and matrix for whom they are."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    context = {"office": hat.county, "sees_places": is_congress_office(hat) or hat.kind is PostKind.DEPUTY}
    return SafeString(render_to_string("suggestions/_board_doors.html", context, request=request))
