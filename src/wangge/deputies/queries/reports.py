"""What does a deputy's report say, to whom is it given, and how did the ballot come out?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import BallotBox, BallotThreshold, DutyReport, PaperCount, Seat
from wangge.deputies.queries.acts import acts_of
from wangge.deputies.queries.matters import matters_of
from wangge.deputies.queries.seats import SeatRow, seats_of
from wangge.foundation.ids import Keyed
from wangge.rules.answering import Grade
from wangge.rules.ballots import Outcome, Tally, Threshold
from wangge.rules.duties import ActState, DutyKind
from wangge.rules.errors import Refused
from wangge.rules.matters import Exit

FORMAT = "wangge.deputy-report/1"
# Where a congress has no rows: one town's rule (council.md 2c), for reference.
ASSUMED_SOURCE = "参照：某镇述职评议办法，据收集"
ASSUMED = (
    Threshold(800, Outcome.COMPETENT, ASSUMED_SOURCE),
    Threshold(500, Outcome.BASICALLY, ASSUMED_SOURCE),
)


@dataclass(frozen=True, slots=True)
class ReportRow(Keyed):
    """One report and its ballot; the tally of a running ballot is not told."""

    id: UUID
    county: str
    deputy: UUID
    seat: SeatRow
    from_on: date
    until_on: date
    held_on: date
    state: str
    document: Mapping[str, Any]
    digest: str
    by_codes: bool
    issued: int
    tally: Tally | None
    outcome: Outcome | None
    counted: int  # paper counts that are in
    closed_at: datetime | None


def compose_report(county: str, deputy: UUID, seat: UUID, first: date, until: date) -> dict[str, Any]:
    """Return what the record says of a deputy from a day until before another; counts with the keys they count."""
    acts = [one for one in acts_of(county, deputy, first, until) if one.state is ActState.ACCEPTED]
    brought = matters_of(county, deputy, first, until)
    return {
        "format": FORMAT, "county": county, "deputy": deputy.hex, "seat": seat.hex, "first_day": first.isoformat(),
        "until": until.isoformat(),
        "acts": {str(kind): [one.hex for one in acts if one.kind is kind] for kind in DutyKind},
        "matters": [one.hex for one in brought], "open": [one.hex for one in brought if one.is_open],
        "exits": {str(way): [one.hex for one in brought if one.way_out is way] for way in Exit},
    }  # fmt: skip


def report(county: str, key: UUID) -> ReportRow:
    """Return one report, or refuse `row.unknown`."""
    row = DutyReport.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def reports_of(county: str, deputy: UUID) -> list[ReportRow]:
    """Return a deputy's reports, the newest first."""
    rows = DutyReport.objects.filter(county=county, deputy=deputy).order_by("-held_on", "-id")
    return [_row(row) for row in rows[:20]]


def reports_to_run(county: str) -> list[ReportRow]:
    """Return the reports that are not closed, by day."""
    rows = DutyReport.objects.filter(county=county).exclude(state="closed").order_by("held_on", "id")
    return [_row(row) for row in rows[:100]]


def thresholds(county: str, congress: UUID, on: date) -> Sequence[Threshold]:
    """Return the thresholds of a congress on a day, highest first; ours, for reference, where it has none."""
    rows = BallotThreshold.objects.filter(
        (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on)),
        county=county, congress=congress,
    )  # fmt: skip
    known = {row.outcome: row for row in rows.order_by("from_on")}
    found = [Threshold(row.per_mille, Outcome(row.outcome), row.source) for row in known.values()]
    return sorted(found, key=lambda one: -one.per_mille) or ASSUMED


def seat_of(county: str, deputy: UUID, seat: UUID) -> SeatRow:
    """Return one seat of a deputy, past or present; refuse `row.unknown`."""
    for one in seats_of(county, deputy):
        if one.id == seat:
            return one
    raise Refused("row.unknown", row=seat.hex)


def own_seat(county: str, seat: UUID) -> UUID:
    """Return whose seat it is, or refuse `row.unknown`."""
    row = Seat.objects.filter(county=county, pk=seat).values_list("deputy", flat=True).first()
    if row is None:
        raise Refused("row.unknown", row=seat.hex)
    return row


def boxes(county: str, key: UUID) -> dict[Grade, int]:
    """Return how many ballots of each grade lie in the box."""
    counts = dict.fromkeys(Grade, 0)
    rows = BallotBox.objects.filter(county=county, report=key).values_list("grade", "n")
    return counts | {Grade(grade): n for grade, n in rows}


def _row(row: DutyReport) -> ReportRow:
    is_closed = row.state == "closed"
    tally = Tally(row.issued, boxes(row.county, row.pk), row.spoiled, row.missing) if is_closed else None
    document = (
        json.loads(row.document)
        if row.document
        else compose_report(row.county, row.deputy, row.seat, row.from_on, row.until_on)
    )
    return ReportRow(
        row.pk, row.county, row.deputy, seat_of(row.county, row.deputy, row.seat), row.from_on, row.until_on,
        row.held_on, row.state, document, row.digest, row.by_codes, row.issued, tally,
        Outcome(row.outcome) if row.outcome else None,
        PaperCount.objects.filter(county=row.county, report=row.pk).count(), row.closed_at,
    )  # fmt: skip
