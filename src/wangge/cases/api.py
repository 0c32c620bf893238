"""Reports by program: one or many, each with its receipt or its refusal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from wangge.cases.queries.nearby import Offered, Seen, nearby
from wangge.cases.services.intake import Receipt, Report, report_cases
from wangge.cases.services.moving import add_voice
from wangge.cases.services.spotting import in_wgs84
from wangge.cases.suggesting.asking import suggested
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


class NearbyIn(Schema):
    """What a reporter has said so far."""

    category: str
    lon: float
    lat: float
    crs: str = "EPSG:4326"
    words: str = ""


class WordsIn(Schema):
    """Words of a report that has no kind yet."""

    words: str


@router.post("/nearby")
def nearby_cases(request: HttpRequest, body: NearbyIn) -> dict[str, Any]:
    """Return up to three matters that the report may be about, the likeliest first."""
    hat = required_hat(request)
    lon, lat = in_wgs84(body.lon, body.lat, body.crs)
    if lon is None or lat is None:
        return {"offered": []}
    offered = nearby(hat, Seen(body.category, lon, lat, body.words), now=timezone.now())
    return {"offered": [_offered(one) for one in offered]}


@router.post("/suggestions")
def suggested_kinds(request: HttpRequest, body: WordsIn) -> dict[str, Any]:
    """Return up to three kinds that fit the words, the best first."""
    return {"suggested": suggested(required_hat(request).county, body.words)}


@router.post("/{case_id}/voices")
def voice_case(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Add this account's voice to a matter that was offered; once, however often it is sent."""
    voiced = add_voice(required_hat(request), case_id, now=timezone.now())
    return {"case": voiced.case_id.hex, "number": voiced.number, "voices": voiced.voices,
            "is_new": voiced.is_new, "is_open": voiced.is_open}  # fmt: skip


def _offered(one: Offered) -> dict[str, Any]:
    return {
        "case": one.id.hex, "number": one.number, "category": one.category, "metres": one.metres,
        "reported_at": one.reported_at, "ended_at": one.ended_at, "voices": one.voices, "words": one.words,
        "place": one.place, "photo": one.photo,
    }  # fmt: skip


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
