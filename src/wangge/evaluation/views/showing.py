"""How do sheets, lines and their sets read on a page, and which list does each number open?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import county_name, figure_name
from wangge.cases.views.steps import ALL_STEPS
from wangge.cases.views.steps import NAMES as STEP_NAMES
from wangge.evaluation.queries.comparing import Beside
from wangge.evaluation.queries.inputs import CASE_SETS, STEP_SETS
from wangge.evaluation.queries.readings import RateSaid
from wangge.people.hats import POST_WORDS, Hat
from wangge.people.policies import sees
from wangge.rules.posts import PostKind
from wangge.rules.scoring import Indicator, Scope, Scored, Sheet, Span, Way, rounded
from wangge.territory.queries import units

SCOPES = {
    Scope.DISTRICT: _("District"), Scope.STREET: _("Street"), Scope.COMMUNITY: _("Community"), Scope.GRID: _("Grid"),
    Scope.DEPARTMENT: _("Department"), Scope.POST: _("Kind of post"),
}  # fmt: skip
SPANS = {Span.MONTH: _("by month"), Span.QUARTER: _("by quarter"), Span.YEAR: _("by year")}
WAYS = {
    Way.LINEAR: _("in proportion"), Way.THRESHOLD: _("from a threshold on, deduction below"),
    Way.STEPPED: _("by steps"), Way.DEDUCTED: _("deducted by case"), Way.BLANK: _("blank"),
}  # fmt: skip
OTHER_SETS = {
    "called": _("callers reached"), "called_responded": _("callers who say: answered"),
    "called_solved": _("callers who say: solved"), "called_satisfied": _("callers who say: content"),
    "called_unreachable": _("callers not reached"), "grids": _("grids"),
    "grids_staffed": _("grids with their posts filled"), "units": _("units from street to grid"),
    "units_led": _("units with an accountable person or direct owner"),
    "acts": _("steps done"), "acts_in_time": _("steps done in time"),
    **{name: STEP_NAMES[kind] for name, kind in STEP_SETS.items()},
}  # fmt: skip
GRADES = {
    "O": _("seen on an official page"), "I": _("from vendors and secondary pages"), "ours": _("our assumption"),
}  # fmt: skip
STATES = {"open": _("waits for a decision"), "excluded": _("case left out"), "kept": _("case kept")}


def named(said: Sheet | Indicator) -> str:
    """Return a sheet's or line's name in the reader's language."""
    return said.en if language_now() == "en" else said.zh


def sourced(sheet: Sheet) -> str:
    """Return where a sheet comes from, in the reader's language."""
    return sheet.source if language_now() == "en" else sheet.source_zh


def unit_named(county: str, unit: str) -> str:
    """Return what a unit, a department or a kind of post is called."""
    if unit in set(PostKind):
        return str(POST_WORDS[PostKind(unit)])
    known, departments = units(county), desk(county).departments
    if unit == county and unit not in known:
        return county_name(county)
    return known[unit].name if unit in known else departments[unit].name if unit in departments else unit


def set_named(name: str) -> str:
    """Return how a set reads."""
    return str(figure_name(CASE_SETS[name]) if name in CASE_SETS else OTHER_SETS[name])


def set_url(name: str, county: str, scope: Scope, unit: str, period: str, as_of: int) -> str:
    """Return the address of exactly what a set counts."""
    if scope is Scope.POST:
        asked = {"kind": ALL_STEPS, "post": unit, "period": period}
        return f"{reverse('cases:steps')}?{urlencode(asked | ({'timely': '1'} if name == 'acts_in_time' else {}))}"
    if name in CASE_SETS:
        place = (
            {"department": unit} if scope is Scope.DEPARTMENT else {"unit": "" if unit == county else unit}
        )
        asked = {"figure": name, **place, "period": period, "asof": str(as_of)}
        return f"{reverse('cases:list')}?{urlencode({key: one for key, one in asked.items() if one})}"
    if name in STEP_SETS:
        place = (
            {"department": unit} if scope is Scope.DEPARTMENT else {"unit": "" if unit == county else unit}
        )
        asked = {"kind": name, **place, "period": period}
        return f"{reverse('cases:steps')}?{urlencode({key: one for key, one in asked.items() if one})}"
    if name.startswith("called"):
        return f"{reverse('hotline:rates')}?{urlencode({'period': period})}"
    asked = {"unit": unit, "period": period}
    return f"{reverse('evaluation:staffed', args=[name])}?{urlencode(asked)}"


def burden_urls(about: tuple[str, Scope, str, str, int]) -> dict[str, str]:
    """Return the addresses of what a unit carried: its arrivals, its grids, and those with their posts filled."""
    return {name: set_url(name, *about) for name in ("found", "grids", "grids_staffed")}


def opens_lists(hat: Hat, scope: Scope) -> bool:
    """Say whether a hat's lists hold what a sheet counts: of a kind of post that is what the whole county did."""
    return scope is not Scope.POST or not sees(hat).unit


def points(hundredths: int | None) -> str:
    """Write points with two decimals; nothing for "no cases"."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}"


def percent(value: Fraction | None) -> str:
    """Write a share with two decimals, half up."""
    if value is None:
        return ""
    hundredths = rounded(value * 10000)
    sign, size = ("-" if hundredths < 0 else ""), abs(hundredths)
    return f"{sign}{size // 100}.{size % 100:02} %"


def line_shown(
    one: Scored, counts: Mapping[str, int], about: tuple[str, Scope, str, str, int], *,
    before: int | None = None, has_before: bool = False, beside: Beside | None = None, opens: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """Return one line as the table shows it; `about` is county, scope, unit, period, as-of position."""
    formula, is_count = one.line.formula, one.line.way is Way.DEDUCTED
    return {
        "code": one.line.code, "name": named(one.line), "weight": one.line.weight, "way": WAYS[one.line.way],
        "formula": formula.text if formula else "", "points": points(one.points),
        "value": "" if is_count else percent(one.value), "is_blank": formula is None,
        "sets": [
            {"name": set_named(name), "n": counts[name], "url": set_url(name, *about) if opens else ""}
            for name in (formula.names if formula else ())
        ],
        "before": points(before), "changes": has_before and before != one.points, "beside": _beside(beside),
    }  # fmt: skip


def rate_shown(said: RateSaid, about: tuple[str, Scope, str, str, int]) -> dict[str, Any]:
    """Return one rate by the county's reading as the table shows it; `about` as for a line."""
    held = said.held
    return {
        "name": held.reading.en if language_now() == "en" else held.reading.zh, "formula": held.reading.formula.text,
        "value": percent(said.value), "grade": GRADES[held.reading.grade],
        "source": held.source or (held.reading.source if language_now() == "en" else held.reading.source_zh),
        "from_on": held.from_on,
        "sets": [
            {"name": set_named(name), "n": n, "url": set_url(name, *about)} for name, n in said.counts.items()
        ],
    }  # fmt: skip


def _beside(one: Beside | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "alike": one.alike, "lowest": percent(one.lowest), "middle": percent(one.middle),
        "highest": percent(one.highest), "past": [(text, percent(value)) for text, value in one.past],
    }  # fmt: skip
