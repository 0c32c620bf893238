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
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.rules.clusters import ClusterCause
from wangge.suggestions.queries.clusters import ClusterRow
from wangge.territory.queries import units

Words = Mapping[Any, "str | Promise"]
LOADS: Words = {
    Load.WAITING: _("Open cases"), Load.OVERDUE: _("Overdue cases"), Load.SENT_BACK: _("Open, sent back by a unit"),
    Load.OPENED_AGAIN: _("Open, opened again"),
}  # fmt: skip
CAUSES: Words = {ClusterCause.REPEATED: _("repeated"), ClusterCause.UNSOLVED: _("long unsolved")}


def kind_name(county: str, category: str) -> str:
    """Return what a kind of matter is called in the language of the page."""
    row = desk(county).categories.get(category)
    return row.name(language_now()) if row else category


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
        return date.fromisoformat(text)
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
