"""What are figures called, and how does the frame's territory switch read?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.showing import LEVEL_NAMES
from wangge.people.access import HatRequest
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.territory.queries import UnitRow, children, units

FIGURES: Mapping[Figure, "str | Promise"] = {
    Figure.FOUND: _("Found"),
    Figure.FILED: _("Filed"),
    Figure.SOLVED: _("Solved"),
    Figure.OPEN: _("Open"),
    Figure.LATE: _("Open and overdue"),
    Figure.NO_POINT: _("Open, without a point"),
    Figure.NOT_SOLVED: _("Ended: could not be done"),
    Figure.VOID: _("Void"),
    Figure.DUPLICATE: _("Merged into another case"),
    Figure.ADVISED: _("Led to its legal channel"),
    Figure.REOPENED: _("Reopened"),
    Figure.REOPENED_30: _("Reopened within 30 days"),
    Figure.WENT_UP: _("Went up"),
    Figure.UP_NO_POWER: _("Went up: no power"),
    Figure.UP_NO_MONEY: _("Went up: no money"),
    Figure.UP_NO_PEOPLE: _("Went up: no people"),
    Figure.UP_NO_MEANS: _("Went up: no technical means"),
    Figure.UP_ACROSS: _("Went up: across borders"),
    Figure.OVERDUE: _("Fell overdue"),
    Figure.ON_TIME: _("Closed in time"),
    Figure.SETTLED: _("Solved on the spot"),
    Figure.ENDED: _("Ended"),
    Figure.REFUSED: _("Not filed"),
    Figure.IN_GRID: _("Solved in the basic grid"),
    Figure.IN_COMMUNITY: _("Solved in the community"),
    Figure.IN_STREET: _("Solved in the street"),
    Figure.FOUND_SOLVED: _("Found then, solved since"),
    Figure.FOUND_IN_GRID: _("Found then, solved in the basic grid"),
    Figure.FOUND_IN_COMMUNITY: _("Found then, solved in the community"),
    Figure.FOUND_IN_STREET: _("Found then, solved in the street"),
    Figure.TRIAL: _("In trial mode"),
}


def figure_name(figure: Figure) -> "str | Promise":
    """Return how a figure reads."""
    return FIGURES[figure]


def county_name(county: str) -> str:
    """Return a county's name in the reader's language."""
    setup = desk(county).setup
    return setup.en if language_now() == "en" else setup.zh


def unit_name(county: str, unit: str) -> str:
    """Return a unit's name; the county goes by the name it was set up with."""
    known = units(county)
    return county_name(county) if unit == county or unit not in known else known[unit].name


def chosen_unit(request: HatRequest) -> str:
    """Return the unit that a page is about: the one asked for, else the widest that the hat sees.

    Refuses `case.unknown_unit` for a unit outside what the hat sees: its figures would count
    rows that the hat cannot open.
    """
    county, top = request.hat.county, sees(request.hat).unit
    unit = request.GET.get("unit") or top or county
    known = units(county)
    if unit != county and unit not in known:
        raise Refused("case.unknown_unit", field="unit", unit=unit[:40])
    if top and (unit == county or top not in known[unit].path):
        raise Refused("case.unknown_unit", field="unit", unit=unit[:40])
    return unit


def below(county: str, unit: str) -> list[UnitRow]:
    """Return the units right below one; below the county stand the plan's top units."""
    known = units(county)
    if unit in known:
        return children(county, unit)
    tops = [row for row in known.values() if not row.parent or row.parent not in known]
    if len(tops) == 1 and tops[0].code == county:
        return children(county, county)
    return tops


def switch(request: HatRequest, kept: Mapping[str, str]) -> dict[str, object]:
    """Return the frame's territory switch: the way down to the chosen unit, and what lies below it."""
    county, unit = request.hat.county, chosen_unit(request)
    known = units(county)
    top = sees(request.hat).unit
    path = [code for code in (known[unit].path if unit in known else ()) if code != county]
    if top in path:
        path = path[path.index(top) :]
    way = [(known[code].name, with_filters(request.path, kept, unit=code)) for code in path]
    if not top:
        way.insert(0, (county_name(county), with_filters(request.path, kept, unit="")))
    chosen = known.get(unit)
    return {
        "path": way,
        "below": [(row.name, with_filters(request.path, kept, unit=row.code)) for row in below(county, unit)],
        "level": LEVEL_NAMES[chosen.level] if chosen else "",
    }
