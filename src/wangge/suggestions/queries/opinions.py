"""Which opinion papers were passed on, to whom, with which answer?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from wangge.foundation.ids import Keyed
from wangge.suggestions.models import OpinionPaper


@dataclass(frozen=True, slots=True)
class OpinionRow(Keyed):
    """One opinion paper."""

    id: UUID
    number: str
    deputy: UUID
    title: str
    words: str
    addressee: str
    sent_at: datetime
    answer: str
    answered_at: datetime | None


def opinions_of(county: str, deputy: UUID) -> list[OpinionRow]:
    """Return what a deputy passed on, the newest first."""
    return _rows(OpinionPaper.objects.filter(county=county, deputy=deputy))


def opinions_to(county: str, department: str) -> list[OpinionRow]:
    """Return what was passed on to a unit, what waits for an answer first."""
    rows = OpinionPaper.objects.filter(county=county, addressee=department)
    return sorted(_rows(rows), key=lambda row: row.answered_at is not None)


def opinions(county: str) -> list[OpinionRow]:
    """Return every opinion paper, the newest first; for both offices."""
    return _rows(OpinionPaper.objects.filter(county=county))


def _rows(rows: QuerySet[OpinionPaper]) -> list[OpinionRow]:
    return [
        OpinionRow(**{name: getattr(row, name) for name in OpinionRow.__slots__})
        for row in rows.order_by("-sent_at", "-pk")
    ]
