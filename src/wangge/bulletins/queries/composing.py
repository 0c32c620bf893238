"""What does the bulletin of a unit and a week or month say? One document, from the same figures as every page.

Every number stands with the address of the list that it counts, its numerator and denominator where it is a rate,
and the same of the period before and of the year before. Nothing is read from it but what is in it: pages and papers
are made of the document alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wangge.bulletins.queries.parts import Asked, sections
from wangge.bulletins.wording import CADENCES, FACTS, both, plain
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import reading
from wangge.rules.bulletins import FORMAT, before, cadence_of, year_before
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.periods import Period
from wangge.territory.queries import units

LEVELS = frozenset({Level.DISTRICT, Level.STREET})


def compose(county: str, unit: str, text: str, *, now: datetime) -> dict[str, Any]:
    """Compose a document of what the record says at this moment; nothing is kept.

    Refuses `bulletin.other_period`, `bulletin.other_unit`, `period.unreadable`.
    """
    cadence, period = cadence_of(text), Period(text)
    _check(county, unit)
    days, zone = period.days(), desk(county).calendar.zone
    with reading():
        found, counts = sections(Asked(county, unit, period, Period(before(text)), _earlier(text)))
    at = min(counts.at, now)  # counters that are behind say so
    return {
        "format": FORMAT, "county": county, "county_name": _county_name(county), "unit": unit,
        "unit_name": _unit_name(county, unit), "cadence": str(cadence), "title": both(CADENCES[cadence]),
        "period": text,
        "first_day": str(days[0]), "last_day": str(days[-1]), "before": before(text), "year_before": year_before(text),
        "as_of": counts.as_of, "as_of_at": at.astimezone(zone).isoformat(timespec="seconds"),
        "composed_at": now.astimezone(zone).isoformat(timespec="seconds"),
        "provisional": at < period.bounds(zone)[1], "sections": found,
        "words": {code: both(words) for code, words in FACTS.items()},
    }  # fmt: skip


def is_over(county: str, text: str, now: datetime) -> bool:
    """Say whether a period lies wholly in the past by the county's own calendar."""
    return Period(text).bounds(desk(county).calendar.zone)[1] <= now


def _earlier(text: str) -> Period | None:
    earlier = year_before(text)
    return Period(earlier) if earlier else None


def _check(county: str, unit: str) -> None:
    row = units(county).get(unit)
    level = row.level if row else Level.DISTRICT if unit == county else None
    if level not in LEVELS:
        raise Refused("bulletin.other_unit", field="unit", unit=unit[:40])


def _county_name(county: str) -> Mapping[str, str]:
    setup = desk(county).setup
    return {"zh": setup.zh, "en": setup.en}


def _unit_name(county: str, unit: str) -> Mapping[str, str]:
    known = units(county)
    return plain(known[unit].name) if unit in known and unit != county else _county_name(county)
