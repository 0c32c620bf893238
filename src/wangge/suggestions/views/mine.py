"""A deputy's own papers: what waits for me, what became of them, and a new one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import deputy_names, seats_of
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.suggestions import ENDS, Stage, signs_of_several
from wangge.suggestions.policies import acting_deputy, deputy_key
from wangge.suggestions.queries.motions import motions_of, open_motions
from wangge.suggestions.queries.opinions import opinions_of
from wangge.suggestions.queries.papers import PaperRow, open_drafts, papers
from wangge.suggestions.queries.waiting import unrated
from wangge.suggestions.services.drafting import Origin, Text
from wangge.suggestions.services.drafting import draft as begin
from wangge.suggestions.views.naming import MOTION_STAGES, STAGES


@hat_required
def mine(request: HatRequest) -> HttpResponse:
    """What waits for the deputy, and every paper led or signed."""
    hat, now = request.hat, timezone.now()
    deputy = acting_deputy(hat)
    today = desk(hat.county).today(now)
    bodies = {seat.congress for seat in seats_of(hat.county, deputy, today)}
    own = papers(hat.county, deputy=deputy)
    to_rate = unrated(hat.county, deputy, today)
    context: dict[str, Any] = {
        "to_rate": [listed(row) for row in own if row.id in to_rate],
        "returned": [listed(row) for row in own if row.state is Stage.RETURNED and row.deputy == deputy],
        "to_sign": with_names(hat.county, open_drafts(hat.county, bodies, deputy)),
        "open": [listed(row) for row in own if row.state not in ENDS],
        "ended": [listed(row) for row in own if row.state in ENDS],
        "motions": [
            {"row": row, "stage": MOTION_STAGES[row.state]} for row in motions_of(hat.county, deputy)
        ],
        "motions_to_sign": open_motions(hat.county, bodies, deputy),
        "opinions": opinions_of(hat.county, deputy),
    }
    return render(request, "suggestions/mine.html", context)


def papers_for_me(request: HttpRequest, _key: str) -> SafeString | str:
    """On a deputy's work page: how many papers wait for rating, for another text, for a signature."""
    hat = getattr(request, "hat", None)
    me = deputy_key(hat) if hat else None
    if hat is None or me is None:
        return ""
    today = desk(hat.county).today(timezone.now())
    bodies = {seat.congress for seat in seats_of(hat.county, me, today)}
    own, to_rate = papers(hat.county, deputy=me), unrated(hat.county, me, today)
    lines = [
        (_("Waits for your rating"), "rate", sum(row.id in to_rate for row in own)),
        (_("Returned to you"), "back", sum(row.state is Stage.RETURNED and row.deputy == me for row in own)),
        (_("Open for your signature"), "sign", len(open_drafts(hat.county, bodies, me))),
    ]
    return waiting_lines(request, reverse("suggestions:mine"), lines)


def waiting_lines(request: HttpRequest, page: str, lines: Sequence[tuple[str, str, int]]) -> SafeString | str:
    """Return one line for each part of a page in which something waits; nothing where nothing does."""
    rows = [{"name": name, "url": f"{page}#{part}", "n": n} for name, part, n in lines if n]
    return SafeString(render_to_string("suggestions/_lines.html", {"rows": rows}, request)) if rows else ""


@hat_required
def draft(request: HatRequest) -> HttpResponse:
    """Write a suggestion: free, or from a matter brought to the deputy; one on a cluster begins on its page."""
    hat, now = request.hat, timezone.now()
    deputy = acting_deputy(hat)
    given, refusal = request.POST or request.GET, None
    if request.method == "POST":
        try:
            key = begin(
                hat,
                text_of(request),
                now=now,
                congress=_key(given, "congress"),
                origin=Origin(matter=_key(given, "matter")),
            )
            return redirect("suggestions:paper", key.hex)
        except Refused as refused:
            refusal = told(refused)
    seats = seats_of(hat.county, deputy, desk(hat.county).today(now))
    context = {
        "refusal": refusal, "typed": request.POST or _filled(request), "matter": given.get("matter", ""),
        "departments": list(desk(hat.county).departments.values()),
        "congresses": list({seat.congress: seat for seat in seats}.values()),
        "several": signs_of_several(given.get("title", ""), given.get("proposal", "")),
    }  # fmt: skip
    return render(request, "suggestions/draft.html", context, status=refusal.status if refusal else 200)


def text_of(request: HatRequest) -> Text:
    """Return a paper's text as it was typed."""
    said = request.POST
    return Text(
        said.get("title", ""), said.get("facts", ""), said.get("proposal", ""), said.get("preferred", "")
    )


def listed(row: PaperRow) -> dict[str, object]:
    """Return a paper as a list shows it."""
    return {"row": row, "stage": STAGES[row.state]}


def with_names(county: str, rows: list[PaperRow]) -> list[dict[str, object]]:
    """Return papers as a list shows them, with their lead's name."""
    names = deputy_names(county, [row.deputy for row in rows])
    return [listed(row) | {"lead": names.get(row.deputy, "")} for row in rows]


def _filled(request: HatRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("title", "facts", "proposal")}


def _key(given: Any, name: str) -> UUID | None:
    return row_key(given[name]) if given.get(name) else None
