"""Which week or month is a bulletin about, with what is it compared, and is a file still what was issued?"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.scoring import digest

FORMAT = "wangge.bulletin/1"


class Cadence(StrEnum):
    """How often a bulletin comes out."""

    WEEK = "week"
    MONTH = "month"


class BulletinState(StrEnum):
    """Composed and open to a remark, or issued and never changed again."""

    DRAFT = "draft"
    ISSUED = "issued"


def cadence_of(text: str) -> Cadence:
    """Return the cadence of a period; refuse `bulletin.other_period` for one that is neither week nor month."""
    period = Period(text)
    if period.is_week:
        return Cadence.WEEK
    if len(text) == len("2015-03") and not period.is_quarter:
        return Cadence.MONTH
    raise Refused("bulletin.other_period", field="period", period=text[:20])


def running(cadence: Cadence, today: date) -> str:
    """Return the week or month that a local day lies in."""
    if cadence is Cadence.MONTH:
        return f"{today:%Y-%m}"
    week = today.isocalendar()
    return f"{week.year:04}-W{week.week:02}"


def before(text: str) -> str:
    """Return the week or month before one: the one that is over when this one begins."""
    return running(cadence_of(text), Period(text).days()[0] - timedelta(days=1))


def year_before(text: str) -> str:
    """Return the same week or month of the year before; empty where that year had no week of this number."""
    year, rest = int(text[:4]) - 1, text[4:]
    earlier = f"{year:04}{rest}"
    try:
        Period(earlier).days()
    except Refused:
        return ""
    return earlier


def is_whole(document: Mapping[str, Any]) -> bool:
    """Say whether a document carries the digest of what it says; refuse `bulletin.unreadable` for another."""
    if document.get("format") != FORMAT or not isinstance(document.get("digest"), str):
        raise Refused("bulletin.unreadable", field="file")
    return bool(digest(document) == document["digest"])
