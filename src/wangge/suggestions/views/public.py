"""What the public reads of deputies' papers: each with its whole chain, the year's figures, never a resident's name."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.deputies.queries.seats import CongressRow, congresses, deputy_names
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.history import events_of
from wangge.foundation.ids import row_key
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused
from wangge.rules.grades import Content
from wangge.rules.suggestions import Hold, ReplyStage
from wangge.rules.telltales import hidden, telltales
from wangge.suggestions.queries import motions as motion_queries
from wangge.suggestions.queries.papers import PaperRow, joined_to, paper, papers, signers
from wangge.suggestions.queries.report import Report, years
from wangge.suggestions.queries.report import report as reported
from wangge.suggestions.queries.rules import rules_on
from wangge.suggestions.queries.waiting import is_asking
from wangge.suggestions.queries.work import assignments, key_paper, oversight_notes, ratings, replies, rounds
from wangge.suggestions.views import naming

# What happened inside an office before a paper had its number stays there, and who said what of whom stays named
# by post, never by person; deputies hold a public office.
QUIET = frozenset({
    "edited", "opened", "unsigned", "reply_drafted", "reply_signed", "reply_returned", "reminded", "published",
    "contact_disputed", "extension_asked", "rated", "attached", "detached",
})  # fmt: skip


def index(request: HttpRequest, county: str) -> HttpResponse:
    """Every paper that has a number, or those that a figure counts."""
    now = _enter(request, county)
    bodies = congresses(county, desk(county).today(now))
    body, year = _chosen(request, county, bodies, desk(county).today(now).year)
    named = request.GET.get("set", "")
    rows = _of_year(county, body, year, now).papers(named) if named and body else papers(county, shown=True)
    context = {
        "county": county, "county_name": county_name(county), "rows": _listed(county, rows), "set": named,
        "set_name": set_name(named), "year": year, "congress": body, "reports": _reports(county, bodies),
        "motions": [
            {"row": row, "stage": naming.MOTION_STAGES[row.state]}
            for row in motion_queries.motions(county, shown=True)
        ],
    }  # fmt: skip
    return render(request, "suggestions/public.html", context)


def page(request: HttpRequest, county: str, paper_id: str) -> HttpResponse:
    """One paper with its whole chain."""
    _enter(request, county)
    row = paper(county, row_key(paper_id))
    if not row.is_shown:
        raise Refused("row.unknown", row=paper_id[:40])
    return render(request, "suggestions/public_paper.html", _shown(county, row))


def motion(request: HttpRequest, county: str, motion_id: str) -> HttpResponse:
    """One motion and what became of it."""
    _enter(request, county)
    row = motion_queries.motion(county, row_key(motion_id))
    if not row.is_shown:
        raise Refused("row.unknown", row=motion_id[:40])
    names_of = signers(county, row.id)
    names = deputy_names(county, [row.deputy, *(one.deputy for one in names_of)])
    became = paper(county, row.suggestion) if row.suggestion else None
    context = {
        "county": county, "row": row, "grounds": hidden(row.grounds, telltales(row.grounds)),
        "plan": hidden(row.plan, telltales(row.plan)), "stage": naming.MOTION_STAGES[row.state],
        "lead": names.get(row.deputy, ""),
        "signers": [{"name": names.get(one.deputy, ""), "at": one.signed_at} for one in names_of],
        "session": motion_queries.session_of(county, row.session), "steps": _steps(county, row.id, names),
        "became": became, "became_shown": bool(became and became.is_shown),
    }  # fmt: skip
    return render(request, "suggestions/public_motion.html", context)


def report(request: HttpRequest, county: str) -> HttpResponse:
    """The annual report of one congress: four rates apart, each number with its list."""
    now = _enter(request, county)
    today = desk(county).today(now)
    bodies = congresses(county, today)
    body, year = _chosen(request, county, bodies, today.year)
    if body is None:
        raise Refused("suggestion.no_set", field="congress")
    found = _of_year(county, body, year, now)
    listing = reverse("suggestions:public", args=[county]) + f"?congress={body.id.hex}&year={year}"
    context = {
        "county": county, "county_name": county_name(county), "congress": body, "year": year, "report": found,
        "said": request.GET.get("said", ""), "ratings": _ratings(found, request.GET.get("said", "")),
        "said_at": f"?congress={body.id.hex}&year={year}",
        "counts": {name: len(keys) for name, keys in found.sets.items()}, "listing": listing,
        "letters": [
            {
                "letter": letter, "words": naming.grade_words(county, found.all[0].scheme, letter),
                "n": found.count(f"grade_{letter}"), "url": f"{listing}&set=grade_{letter}#p1",
            }
            for letter in found.letters
        ],
        "content": [
            {
                "code": str(code), "name": name, "attitude": found.attitude.counts[code],
                "result": found.result.counts[code],
            }
            for code, name in naming.CONTENT.items()
        ],
        "rules": [naming.rule_words(row) for row in rules_on(county, body.id, today)],
        "reports": _reports(county, bodies),
    }  # fmt: skip
    return render(request, "suggestions/report.html", context)


def set_name(name: str) -> str:
    """Return what a set of papers is called."""
    letter = name.removeprefix("grade_")
    if letter != name:
        return str(naming.SETS["grade"]) + f" {letter}"
    return str(naming.SETS.get(name, ""))


def _enter(request: HttpRequest, county: str) -> Any:
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    desk(county)  # refuses a county that is not set up
    return now


def _chosen(
    request: HttpRequest, county: str, bodies: list[CongressRow], this_year: int
) -> tuple[CongressRow | None, int]:
    key, text = request.GET.get("congress", ""), request.GET.get("year", "")
    body = next((one for one in bodies if one.id.hex == key), None)
    body = body or next((one for one in bodies if one.area == county), bodies[0] if bodies else None)
    return body, int(text) if text.isdecimal() and len(text) == len("2012") else this_year


def _of_year(county: str, body: CongressRow, year: int, now: Any) -> Report:
    return reported(county, body.id, year, today=desk(county).today(now))


def _reports(county: str, bodies: list[CongressRow]) -> list[dict[str, Any]]:
    return [{"congress": body, "years": years(county, body.id)} for body in bodies]


def _ratings(found: Report, named: str) -> list[dict[str, Any]]:
    question, _, answer = named.partition("_")
    rows = {row.id: row for row in found.all}
    return [
        {
            "row": rows[one.paper],
            "attitude": naming.CONTENT[one.attitude],
            "result": naming.CONTENT[one.result],
        }
        for one in found.said
        if named == "all"
        or (named == "result_content" and one.result is not Content.DISSATISFIED)
        or {"attitude": one.attitude, "result": one.result}.get(question) == answer
    ]


def _listed(county: str, rows: list[PaperRow]) -> list[dict[str, Any]]:
    names = deputy_names(county, [row.deputy for row in rows])
    return [
        {"row": row, "lead": names.get(row.deputy, ""), "stage": naming.STAGES[row.state]} for row in rows
    ]


def _shown(county: str, row: PaperRow) -> dict[str, Any]:
    signed = signers(county, row.id)
    heard = ratings(county, [row.id])
    names = deputy_names(
        county, [row.deputy, *(one.deputy for one in signed), *(one.deputy for one in heard)]
    )
    answers = [one for one in replies(county, row.id) if one.stage is ReplyStage.SENT]
    asking = _asking(county, row.id)
    return {
        "county": county, "row": row, "stage": naming.STAGES[row.state],
        "signers": [{"name": names.get(one.deputy, ""), "at": one.signed_at} for one in signed],
        "units": [
            {"name": naming.department(county, one.department), "role": naming.ROLES[one.role]}
            for one in assignments(county, row.id) if one.state is not Hold.TAKEN_OFF
        ],
        "rounds": [
            {
                "row": one, "cause": naming.CAUSES[one.cause],
                "replies": [
                    {
                        "row": reply, "unit": naming.department(county, reply.department),
                        "grade": naming.grade_words(county, row.scheme, reply.grade),
                        "meaning": naming.MEANINGS[reply.meaning],
                        "ratings": [
                            {"attitude": naming.CONTENT[said.attitude], "result": naming.CONTENT[said.result]}
                            for said in heard if said.reply == reply.id and one.number not in asking
                        ],
                    }
                    for reply in answers if reply.round_no == one.number
                ],
            }
            for one in rounds(county, row.id)
        ],
        "steps": _steps(county, row.id, names), "key": key_paper(county, row.id),
        "notes": [
            {"kind": naming.WATCHES[one.kind], "on": one.on} for one in oversight_notes(county, row.id)
        ],
        "joined_to": [one for one in joined_to(county, row.id) if one.is_shown],
        "joined": _joined(county, row),
        "motion": _origin(county, row.motion),
    }  # fmt: skip


def _asking(county: str, key: UUID) -> set[int]:
    today = desk(county).today(timezone.now())
    return {one.number for one in rounds(county, key) if is_asking(county, key, one, today)}


def _joined(county: str, row: PaperRow) -> PaperRow | None:
    other = paper(county, row.joined) if row.joined else None
    return other if other and other.is_shown else None


def _origin(county: str, key: UUID | None) -> Any:
    found = motion_queries.motion(county, key) if key else None
    return found if found and found.is_shown else None


def _steps(county: str, key: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    shown = []
    for one in events_of(county, key):
        if one.kind.partition(".")[2] in QUIET:
            continue
        deputy, unit = one.payload.get("deputy"), str(one.payload.get("department", ""))
        shown.append({
            "name": naming.event_name(one.kind, one.payload), "at": one.at,
            "deputy": names.get(UUID(str(deputy)), "") if deputy else "",
            "unit": naming.department(county, unit) if unit else "",
        })  # fmt: skip
    return shown
