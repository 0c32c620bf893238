"""What is asked for: which sheet, of where, when, of which matter?"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.sheets import Area, Sheet
from wangge.territory.queries import units

SINGLE = frozenset({Sheet.REPLY, Sheet.CASE_FILE})


@dataclass(frozen=True, slots=True)
class Wish:
    """One sheet: a ledger of an area, a count of a place and a period, or one matter."""

    sheet: Sheet
    unit: str = ""
    period: Period = field(default_factory=Period)
    area: Area | None = None
    case_id: UUID | None = None


def checked(hat: Hat, wish: Wish) -> str:
    """Return the unit that a wish is about.

    Refuses `case.unknown_unit` outside what the hat sees, `ledger.needs_week`, `ledger.needs_month`,
    `ledger.needs_area` and `ledger.needs_case` where the wish lacks what its sheet is made of.
    """
    if wish.sheet in SINGLE:
        if wish.case_id is None:
            raise Refused("ledger.needs_case", field="case")
        return ""
    if wish.sheet is Sheet.LEDGER and wish.area is None:
        raise Refused("ledger.needs_area", field="area", areas=", ".join(Area))
    if wish.sheet is Sheet.WEEKLY and not wish.period.is_week:
        raise Refused("ledger.needs_week", field="period", period=wish.period.text)
    if wish.sheet is not Sheet.WEEKLY and (wish.period.is_week or wish.period.is_until):
        raise Refused("ledger.needs_month", field="period", period=wish.period.text)
    return _unit(hat, wish.unit)


def _unit(hat: Hat, asked: str) -> str:
    top, known = sees(hat).unit, units(hat.county)
    unit = asked or top or hat.county
    if unit != hat.county and unit not in known:
        raise Refused("case.unknown_unit", field="unit", unit=unit[:40])
    if top and (unit == hat.county or top not in known[unit].path):
        raise Refused("case.unknown_unit", field="unit", unit=unit[:40])
    return unit


def unit_words(county: str, unit: str) -> str:
    """Return what a unit is called on a sheet: the county's name before it."""
    name, known = desk(county).setup.zh, units(county)
    return name if unit == county or unit not in known else f"{name}{known[unit].name}"


def written(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as sheets write it; empty for none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
