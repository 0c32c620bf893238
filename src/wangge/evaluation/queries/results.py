"""Which results are frozen, what do they say, and who objected to what?"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wangge.evaluation.models import Objection, Result
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.scoring import Scored, Sheet, read_sheet, score

LIST_MOST = 200


@dataclass(frozen=True, slots=True)
class FrozenResult(Keyed):
    """One revision of a frozen result, with the whole document that is exported."""

    id: UUID
    county: str
    sheet: Sheet
    sheet_id: UUID
    version: int
    unit: str
    period: str
    revision: int
    frozen_at: datetime
    window_until: date
    document: Mapping[str, Any]

    @property
    def scored(self) -> list[Scored]:
        """What every line says."""
        return score(self.sheet, self.document["inputs"])


@dataclass(frozen=True, slots=True)
class ObjectionRow(Keyed):
    """One objection and what was decided on it."""

    id: UUID
    line: str
    case: UUID
    reason: str
    at: datetime
    by_post: str
    state: str
    decision: str
    decided_at: datetime | None
    decided_post: str


def frozen_sheet(county: str, result_id: UUID) -> FrozenResult:
    """Return one frozen result as it was written, or refuse `row.unknown`. One statement."""
    row = Result.objects.filter(county=county, pk=result_id).first()
    if row is None:
        raise Refused("row.unknown", row=result_id.hex)
    return _frozen(row)


def newest_revision(county: str, result_id: UUID) -> Result:
    """Return the newest revision of the result that a revision belongs to, or refuse `row.unknown`."""
    row = Result.objects.filter(county=county, pk=result_id).first()
    if row is None:
        raise Refused("row.unknown", row=result_id.hex)
    return (
        Result.objects.filter(county=county, sheet=row.sheet, unit=row.unit, period=row.period)
        .order_by("-revision")
        .first()
        or row
    )


def newest_id(county: str, result_id: UUID) -> UUID:
    """Return which revision is the newest."""
    return newest_revision(county, result_id).pk


def frozen_results(
    county: str, *, about: Callable[[str], bool] = lambda _unit: True, most: int = LIST_MOST
) -> list[FrozenResult]:
    """Return the newest revision of each frozen result, by period and unit, never by points.

    Of the units that `about` names, the last frozen `most`.
    """
    newest: dict[tuple[UUID, str, str], UUID] = {}
    rows = Result.objects.filter(county=county).order_by("-frozen_at", "-revision")
    for key, sheet, unit, period in rows.values_list("pk", "sheet", "unit", "period").iterator():
        if (sheet, unit, period) not in newest and about(unit):
            newest[sheet, unit, period] = key
        if len(newest) == most:
            break
    found = Result.objects.filter(county=county, pk__in=newest.values()).order_by("unit", "sheet")
    return [_frozen(row) for row in sorted(found, key=lambda row: row.period, reverse=True)]


def objections_to(county: str, result: FrozenResult) -> list[ObjectionRow]:
    """Return the objections to any revision of a result, oldest first."""
    revisions = Result.objects.filter(
        county=county, sheet=result.sheet_id, unit=result.unit, period=result.period
    )
    rows = Objection.objects.filter(county=county, result__in=list(revisions.values_list("pk", flat=True)))
    return [
        ObjectionRow(
            row.pk, row.line, row.case, row.reason, row.at, row.by_post, row.state, row.decision, row.decided_at,
            row.decided_post,
        )
        for row in rows.order_by("at")
    ]  # fmt: skip


def _frozen(row: Result) -> FrozenResult:
    document = json.loads(row.document)
    return FrozenResult(
        row.pk, row.county, read_sheet(document["sheet"], document["inputs"]), row.sheet, document["version"],
        row.unit, row.period, row.revision, row.frozen_at, row.window_until, document,
    )  # fmt: skip
