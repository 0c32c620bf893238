"""What are boards, clusters, promises and checks called on a page, and which list does a number open?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.board import Board, Line, Load
from wangge.cases.queries.desk import area_name as named
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.queries.tellings import How, tellings
from wangge.cases.views.showing import channel_name
from wangge.rules.chain import Turn
from wangge.rules.clusters import ClusterCause
from wangge.rules.days import day_said
from wangge.rules.outcome import CheckCause, CheckStage, Conclusion, Course, Seen
from wangge.rules.promises import PromiseState, ProofKind
from wangge.suggestions.queries.clusters import ClusterRow, ExhibitCase
from wangge.territory.queries import units

Words = Mapping[Any, "str | Promise"]
LOADS: Words = {
    Load.WAITING: _("Open cases"), Load.OVERDUE: _("Overdue cases"), Load.SENT_BACK: _("Open, sent back by a unit"),
    Load.OPENED_AGAIN: _("Open, opened again"),
}  # fmt: skip
CAUSES: Words = {ClusterCause.REPEATED: _("repeated"), ClusterCause.UNSOLVED: _("long unsolved")}
PROMISES: Words = {
    PromiseState.RUNNING: _("promise running"), PromiseState.LATE: _("late, not shown yet"),
    PromiseState.SHOWN: _("shown, waits for its check"), PromiseState.KEPT: _("kept in time"),
    PromiseState.KEPT_LATE: _("kept, but late"), "missed": _("late or kept late"),
    "carried": _("kept, in time or late"),
}  # fmt: skip
PROOFS: Words = {
    ProofKind.PICTURE: _("a picture"), ProofKind.CASES: _("cases of the record"),
    ProofKind.EITHER: _("a picture or cases"),
}  # fmt: skip
COURSES: Words = {
    Course.FELL: _("fell"), Course.SAME: _("stayed the same"), Course.ROSE: _("rose"), Course.NONE: _("no cases"),
}  # fmt: skip
CHECK_CAUSES: Words = {
    CheckCause.DISAGREE: _("counts and grade disagree"), CheckCause.ASKED: _("asked for"),
}  # fmt: skip
CHECK_STAGES: Words = {
    CheckStage.OPENED: _("waits for the lot"), CheckStage.DRAWN: _("being looked at"),
    CheckStage.CONCLUDED: _("concluded by the deputy"),
}  # fmt: skip
SEEN: Words = {
    Seen.SETTLED: _("settled on site"), Seen.NOT_SETTLED: _("not settled on site"),
    Seen.NOT_FOUND: _("place not found"),
}  # fmt: skip
CONCLUSIONS: Words = {
    Conclusion.SOLVED: _("the problem is solved"), Conclusion.PARTLY: _("the problem is partly solved"),
    Conclusion.NOT_SOLVED: _("the problem is not solved"),
}  # fmt: skip
TURNS: Words = {
    Turn.FOUNDED: _("What you reported became part of a deputy's file."),
    Turn.SUBMITTED: _("A deputy submitted a suggestion on it."), Turn.REGISTERED: _("The suggestion was registered."),
    Turn.HANDED_OVER: _("It was handed over to the units concerned."), Turn.REPLIED: _("A unit replied to the deputy."),
    Turn.PROMISED: _("A unit promised a measure with a date."), Turn.KEPT: _("A promise was kept and checked."),
    Turn.MISSED: _("A promise was not kept by its date."),
    Turn.AGAIN: _("It is being handled again."), Turn.CHECKED: _("It was checked on site."),
    Turn.CLOSED: _("The suggestion was closed."),
}  # fmt: skip
HOWS: Words = {
    How.FIRST: _("the report that began it"), How.VOICE: _("saw it, too"),
    How.MERGED: _("another report of the same, joined to it"),
}  # fmt: skip
RATE_NAMES: Words = {
    "answered": _("Answer rate"), "content": _("Deputies satisfied with the result"),
    "carried_out": _("Promises carried out"), "solved": _("Problem solved, checked on site"),
}  # fmt: skip
RATE_WORDS: Words = {
    "answered": _("papers answered in the first round / papers handed over"),
    "content": _("ratings satisfied or fairly so / ratings given by the deputies' own log-in; silence is on no side"),
    "carried_out": _("promises with an accepted proof / promises that were due"),
    "solved": _("papers that passed a check on site / papers answered"),
}  # fmt: skip


def kind_name(county: str, category: str) -> str:
    """Return what a kind of matter is called in the language of the page."""
    row = desk(county).categories.get(category)
    return row.name(language_now()) if row else category


def area_name(area: str) -> str:
    """Return what an area of the catalogue (大类) is called in the language of the page."""
    return named(area, language_now())


def unit_name(county: str, code: str) -> str:
    """Return what a unit of territory is called."""
    row = units(county).get(code)
    return row.name if row else code


def cases_url(county: str, places: Sequence[str], **asked: object) -> str:
    """Return the address of the public list of cases of some units."""
    said = {"units": " ".join(places)} | {
        name: value for name, value in asked.items() if value not in {"", None}
    }
    return f"{reverse('suggestions:public_cases', args=[county])}?{urlencode(said)}"


def tiles(county: str, places: Sequence[str], found: Board) -> list[dict[str, Any]]:
    """Return the four numbers of a board, each with the list that it counts at the same position."""
    return [
        {
            "label": LOADS[load], "n": found.counts[load],
            "url": cases_url(county, places, load=str(load), as_of=found.as_of if found.is_exact else ""),
        }
        for load in Load
    ]  # fmt: skip


def case_lines(county: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return public lines of cases with their words."""
    return [
        {"row": one, "kind": kind_name(county, one.category), "unit": unit_name(county, one.unit)}
        for one in lines
    ]


def telling_lines(county: str, cases: Sequence[ExhibitCase]) -> list[dict[str, Any]]:
    """Return each telling of some cases as it was counted: its day, its way, never whose it was."""
    places = {one.case: unit_name(county, one.unit) for one in cases}
    return [
        {
            "row": one, "kind": kind_name(county, one.category), "unit": places[one.case], "how": HOWS[one.how],
            "channel": channel_name(one.channel),
        }
        for one in tellings(county, {one.case: one.reports for one in cases})
    ]  # fmt: skip


def cluster(row: ClusterRow) -> dict[str, Any]:
    """Return a cluster as a page shows it."""
    return {
        "row": row, "cause": CAUSES[row.cause], "kind": kind_name(row.county, row.category),
        "unit": unit_name(row.county, row.unit), "is_unsolved": row.cause is ClusterCause.UNSOLVED,
        "cases_url": cases_url(row.county, (), cluster=row.hex),
    }  # fmt: skip


def day_of(text: str) -> date | None:
    """Read a day from an address; None for what is none."""
    try:
        return day_said(text)
    except ValueError:
        return None


def keys_of(text: str) -> list[UUID]:
    """Read ids in hex, parted by blanks; what is none is left out."""
    found = []
    for word in text.split():
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found
