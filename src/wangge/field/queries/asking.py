"""What does the server know about a report before it is sent: whose place, whose work, until when, is it this one?

Each part is told by itself and is null where it cannot be told; nothing is written and nothing is chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.nearby import Offered, Seen, nearby
from wangge.cases.queries.owning import who_answers
from wangge.cases.queries.rows import language_now
from wangge.cases.services.spotting import in_wgs84
from wangge.cases.suggesting.asking import suggested
from wangge.cases.views.clocks import limit_words
from wangge.field.queries.cards import photo_url
from wangge.people.hats import Hat
from wangge.rules.geometry.locating import Place
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, locator, units

WORDS_READ = 400  # of a long report; the first sentences say what it is


@dataclass(frozen=True, slots=True)
class Question:
    """What a phone has of a report so far; the point in degrees of `crs`."""

    category: str
    lon: float | None
    lat: float | None
    accuracy_m: float
    crs: str
    words: str


def asked(hat: Hat, question: Question, *, now: datetime) -> dict[str, Any]:
    """Return {"place", "department", "limit", "near", "chips"}; refuse `case.unknown_system`."""
    known = desk(hat.county)
    today, kind = known.today(now), known.categories.get(question.category)
    lon, lat = in_wgs84(question.lon, question.lat, question.crs)
    place = _located(hat.county, lon, lat, question.accuracy_m, today)
    # A matter that points at people is kept no finer than its community.
    finest = Level.COMMUNITY if kind is not None and kind.matter_only else Level.GRID
    territory = units(hat.county, today)
    path = _path(hat.county, territory, place, finest)
    return {
        "place": _place(territory, place, path) if place else None,
        "department": _department(known, question.category, path, today) if kind and place else None,
        "limit": limit_words(known.limit_for(kind.key, None, today)) if kind else None,
        "near": _near(hat, question, lon, lat, now) if kind and lon is not None and lat is not None else None,
        "chips": _chips(known, question.words[:WORDS_READ]),
    }


def _located(county: str, lon: float | None, lat: float | None, accuracy_m: float, on: date) -> Place | None:
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return locator(county, on).place(lon, lat, accuracy_m)


def _path(county: str, known: Mapping[str, UnitRow], place: Place | None, finest: Level) -> tuple[str, ...]:
    code = place.unit or next(iter(place.candidates), "") if place else ""
    path = known[code].path if code in known else ()
    return (county, *(one for one in path if one != county and known[one].level <= finest))


def _place(known: Mapping[str, UnitRow], place: Place, path: tuple[str, ...]) -> dict[str, Any]:
    unit = path[-1] if place.unit else ""
    candidates = [{"code": code, "name": known[code].name} for code in place.candidates if code in known]
    return {
        "verdict": str(place.verdict), "unit": unit, "unit_name": known[unit].name if unit in known else "",
        "candidates": candidates,
    }  # fmt: skip


def _department(known: Desk, category: str, path: tuple[str, ...], on: date) -> dict[str, str] | None:
    code = who_answers(known, category, None, path, on).answer.department
    row = known.departments.get(code)
    return {"code": code, "name": row.name if row else code} if code else None


def _near(hat: Hat, question: Question, lon: float, lat: float, now: datetime) -> list[dict[str, Any]]:
    seen = Seen(question.category, lon, lat, question.words[:WORDS_READ])
    known = desk(hat.county).categories
    return [_offered(one, known[one.category].name(language_now())) for one in nearby(hat, seen, now=now)]


def _offered(one: Offered, kind: str) -> dict[str, Any]:
    return {
        "id": str(one.id), "number": one.number, "kind": kind, "metres": one.metres,
        "at": one.reported_at.isoformat(), "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "words": one.words, "photo": photo_url(one.id, one.photo, "thumb") if one.photo else "", "voices": one.voices,
    }  # fmt: skip


def _chips(known: Desk, words: str) -> list[dict[str, str]]:
    rows = (known.categories.get(key) for key in suggested(known.setup.county, words))
    return [{"key": row.key, "name": row.name(language_now())} for row in rows if row is not None]
