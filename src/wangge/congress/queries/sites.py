"""Which places were drawn or named, what was found there, and what does the sample say?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.congress.models import Draw, Site
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.oversight import Finding
from wangge.rules.sampling import draw_sample, frame_digest, interval, read_frame

CASE, GRID = "case", "grid"
LOOKED = "looked"  # settled or not: whoever could not look is in neither


@dataclass(frozen=True, slots=True)
class DrawRow:
    """One draw: what its frame was, fixed when, drawn with which seed."""

    id: UUID
    round: int
    reason: str
    since_on: date
    until_on: date
    unit: str
    digest: str
    size: int
    n: int
    framed_at: datetime
    seed: str
    seed_source: str
    drawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class SiteRow(Keyed):
    """One place and what was found there."""

    id: UUID
    order: int
    is_drawn: bool
    stratum: str
    case: UUID | None
    unit: str
    place: str
    finding: str
    said: str
    found_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the drawn closed cases were found not to be settled, with the interval for all of the frame."""

    hits: int
    n: int
    low: float
    high: float


def draws_of(county: str, activity: UUID) -> list[DrawRow]:
    """Return the draws of a piece of work in their order; an earlier one never disappears."""
    rows = Draw.objects.filter(county=county, activity=activity).order_by("round")
    return [
        DrawRow(
            row.pk, row.round, row.reason, row.since_on, row.until_on, row.unit, row.digest,
            sum(map(len, read_frame(row.frame).values())), row.n, row.framed_at, row.seed, row.seed_source,
            row.drawn_at,
        )
        for row in rows
    ]  # fmt: skip


def frame_of(county: str, draw: UUID) -> str:
    """Return a draw's frame as it was fixed, in its written form; refuse `congress.unknown_draw`."""
    row = Draw.objects.filter(county=county, pk=draw).values_list("frame", flat=True).first()
    if row is None:
        raise Refused("congress.unknown_draw", field="draw")
    return row


def sites_of(county: str, activity: UUID) -> list[SiteRow]:
    """Return the places of a piece of work in their order."""
    rows = Site.objects.filter(county=county, activity=activity).order_by("order")
    return [
        SiteRow(
            row.pk, row.order, row.draw is not None, row.stratum, row.case, row.unit, row.place, row.finding,
            row.said, row.found_on,
        )
        for row in rows
    ]  # fmt: skip


def counted(sites: list[SiteRow], finding: str) -> list[SiteRow]:
    """Return the drawn closed cases that a number of the share counts: with one finding, or all that were looked at."""
    findings: set[str] = {Finding.SETTLED, Finding.NOT_SETTLED} if finding == LOOKED else {finding}
    return [one for one in sites if one.is_drawn and one.case and one.finding in findings]


def not_settled(sites: list[SiteRow]) -> Share | None:
    """Return the share of drawn closed cases that were found unsettled; None before anything was looked at.

    Sampled by strata in proportion, so the plain share estimates the frame's; what nobody could find stays out.
    """
    looked = counted(sites, LOOKED)
    hits = len(counted(sites, Finding.NOT_SETTLED))
    between = interval(hits, len(looked))
    return Share(hits, len(looked), *between) if between else None


def drawn_again(county: str, draw: UUID) -> bool:
    """Draw again from the kept frame and seed; say whether digest and places are the same as those kept."""
    row = Draw.objects.filter(county=county, pk=draw).first()
    if row is None:
        raise Refused("congress.unknown_draw", field="draw")
    frame = read_frame(row.frame)
    kept = list(
        Site.objects.filter(county=county, draw=draw).order_by("order").values_list("stratum", "case", "unit")
    )
    again = [(one.stratum, *site_of(one.key)) for one in draw_sample(row.seed, frame, row.n)]
    return frame_digest(frame) == row.digest and kept == again


def site_of(key: str) -> tuple[UUID | None, str]:
    """Return (case, unit) of a frame's key, `case:<hex>` or `grid:<code>`."""
    what, _, code = key.partition(":")
    return (UUID(hex=code), "") if what == CASE else (None, code)
