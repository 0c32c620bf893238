"""Reports by program: one or many, each with its receipt or its refusal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from wangge.cases.services.intake import Receipt, Report, report_cases
from wangge.foundation.refusals import problem
from wangge.people.access import required_hat
from wangge.rules.errors import Refused

router = Router(tags=["cases"])
BATCH_MOST = 100


class ReportIn(Schema):
    """One report; the id is a UUID made by the sender, so that sending again is safe."""

    id: UUID
    category: str
    at: datetime
    channel: str = "grid"
    words: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float = 0.0
    crs: str = "EPSG:4326"
    unit: str = ""
    condition: int | None = None
    result: str = ""
    asset: UUID | None = None


class ReportsIn(Schema):
    """Up to 100 reports."""

    reports: list[ReportIn] = Field(min_length=1, max_length=BATCH_MOST)


@router.post("/reports")
def take_reports(request: HttpRequest, body: ReportsIn) -> dict[str, Any]:
    """Take in reports; one bad report is refused alone."""
    hat = required_hat(request)
    outcomes: list[Receipt | Refused] = report_cases(
        hat, [_report(one) for one in body.reports], now=timezone.now()
    )
    return {"outcomes": [_told(outcome) for outcome in outcomes]}


def _report(one: ReportIn) -> Report:
    return Report(**one.dict())


def _told(outcome: Receipt | Refused) -> dict[str, Any]:
    if isinstance(outcome, Refused):
        return {"refused": problem(outcome, "")}
    return {
        "case": outcome.case_id.hex, "number": outcome.number, "state": outcome.state, "unit": outcome.unit,
        "located": outcome.located, "candidates": list(outcome.candidates), "provisional": outcome.provisional,
        "department": outcome.department, "wait_until": outcome.wait_until, "receipt": outcome.signature,
    }  # fmt: skip
