"""What became of a reported matter in deputies' papers, turn by turn? Nobody's name is in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.chain import goes_on_as
from wangge.rules.chain import Turn
from wangge.rules.errors import Refused
from wangge.suggestions.models import ChainTurn


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn."""

    suggestion: UUID
    turn: Turn
    round_no: int
    mark: UUID
    at: datetime


def turns_of(county: str, subject: UUID) -> list[TurnRow]:
    """Return the turns of a case, of the case that it was merged into, or of a matter, oldest first."""
    try:
        keys = {subject, goes_on_as(county, subject).id}
    except Refused:
        keys = {subject}
    rows = ChainTurn.objects.filter(county=county, case__in=keys).order_by("at", "pk")
    found: dict[tuple[UUID, str, int, UUID], TurnRow] = {}
    for row in rows:
        told = TurnRow(row.suggestion, Turn(row.turn), row.round_no, row.mark, row.at)
        found.setdefault((row.suggestion, row.turn, row.round_no, row.mark), told)
    return list(found.values())
