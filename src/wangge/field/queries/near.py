"""Is it this one, asked without a network: which matters of public space lie in this hat's surroundings?"""

from datetime import datetime
from typing import Any

from wangge.cases.queries.pocket import Near, near_cases, scope_unit
from wangge.field.queries.cards import photo_url
from wangge.people.hats import Hat

NEAR_MOST = 500
WORDS_MOST = 80


def near(hat: Hat, *, now: datetime) -> list[dict[str, Any]]:
    """Return open and just closed matters of public kinds, the newest first; never one that points at people."""
    return [_row(one) for one in near_cases(hat, scope_unit(hat), now=now, most=NEAR_MOST)]


def _row(one: Near) -> dict[str, Any]:
    return {
        "id": str(one.id), "number": one.number, "category": one.category, "lon": one.lon, "lat": one.lat,
        "at": one.reported_at.isoformat(), "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "words": one.words[:WORDS_MOST], "photo": photo_url(one.id, one.photo, "thumb") if one.photo else "",
        "voices": one.voices,
    }  # fmt: skip
