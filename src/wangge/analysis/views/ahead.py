"""What rose above its usual last week, and what the next one brings: to plan rounds, never to judge."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.analysis.queries.ahead import (
    AheadLookRow,
    WeekRow,
    forecast_of,
    foretold_of,
    newest_ahead,
    warnings_of,
    watch_on,
)
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import chosen_unit, figure_name, switch, unit_name
from wangge.foundation.tables import Line, Told, table_response
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.ahead import COVERED
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure

SHOWN_MOST = 40
WEEK = timedelta(days=7)


@hat_required
def warnings(request: HatRequest) -> HttpResponse:
    """What rose above its usual in the last whole week."""
    hat, look, within = request.hat, newest_ahead(request.hat.county), request.GET.get("unit", "")
    watch, source = watch_on(hat.county, look.until) if look else (None, "")
    context: dict[str, Any] = {
        "look": look, "watch": watch, "source": source, "week": _week(look, -1) if look else "",
        "rows": [_shown(hat.county, row, look) for row in warnings_of(hat, within=within)] if look else [],
        "is_short": look is not None and watch is not None and look.weeks <= watch.usual_weeks,
        "within": unit_name(hat.county, within) if within else "",
        "urls": _files("analysis:warnings_file", {"unit": within} if within else {}),
    }  # fmt: skip
    return render(request, "analysis/warnings.html", context)


@hat_required
def forecast(request: HatRequest) -> HttpResponse:
    """What the next week brings to a unit, by kind, with the interval and how such forecasts did."""
    hat, unit, look = request.hat, chosen_unit(request), newest_ahead(request.hat.county)
    rows = [_shown(hat.county, row, look) for row in forecast_of(hat, unit)] if look else []
    kept = {"unit": request.GET["unit"]} if request.GET.get("unit") else {}
    context: dict[str, Any] = {
        "look": look, "rows": rows[:SHOWN_MOST], "total": len(rows), "unit": unit_name(hat.county, unit),
        "week": _week(look, 0) if look else "", "last_week": _week(look, -1) if look else "",
        "covered": round(100 * COVERED), **_past(hat, unit), "switch": switch(request, kept),
        "urls": _files("analysis:forecast_file", kept), **_tried(look),
    }  # fmt: skip
    return render(request, "analysis/forecast.html", context)


def warnings_line(request: HttpRequest, unit: str) -> str:
    """Say in the operations centre how many kinds rose above their usual in a unit and below it."""
    hat: Hat | None = getattr(request, "hat", None)
    look = newest_ahead(hat.county) if hat else None
    if hat is None or look is None:
        return ""
    rows = warnings_of(hat, within=unit)
    context = {
        "n": len(rows),
        "week": _week(look, -1),
        "url": with_filters(reverse("analysis:warnings"), {}, unit=unit),
    }
    return render_to_string("analysis/_warnings_line.html", context, request) if rows else ""


@hat_required
def warnings_file(request: HatRequest, form: str) -> HttpResponse:
    """The warnings as CSV or workbook."""
    rows = warnings_of(request.hat, within=request.GET.get("unit", ""))
    return _file(request, form, "warnings", _("Above the usual"), rows, -1)


@hat_required
def forecast_file(request: HatRequest, form: str) -> HttpResponse:
    """The forecast of a unit as CSV or workbook."""
    return _file(request, form, "forecast", _("Next week"), forecast_of(request.hat, chosen_unit(request)), 0)


def _file(
    request: HatRequest, form: str, name: str, title: str, rows: list[WeekRow], week: int
) -> HttpResponse:
    hat, look = request.hat, newest_ahead(request.hat.county)
    if look is None:
        raise Refused("row.unknown", row=name)
    found, lines = str(figure_name(Figure.FOUND)), list[Line]()
    for row in rows:
        shown = _shown(hat.county, row, look)
        label = f"{shown['unit']} · {shown['category']}"
        lines += [
            Line(title, label, _("Last week"), row.last, over=found, n_url=shown["url"]),
            Line(title, label, _("Usual week"), round(row.usual, 3), over=found),
            Line(title, label, _("Probability by chance"), row.chance),
            Line(
                title, label, _("Expected next week"), round(row.expected, 3), note=f"{row.low} – {row.high}"
            ),
        ]
    told = Told(
        name=f"{hat.county}-{name}", title=f"{title} · {_week(look, week)}", as_of=look.at,
        facts=[(_("Position in the record"), look.as_of), (_("Whole weeks of history"), look.weeks)], lines=lines,
        sets=[(found, _("every report, dated by it; matters that point at people are left out"))],
    )  # fmt: skip
    return table_response(request, told, form)


def _shown(county: str, row: WeekRow, look: AheadLookRow) -> dict[str, Any]:
    category = desk(county).categories.get(row.category)
    name = category.name(language_now()) if category else row.category or _("All kinds together")
    return {
        "category": name, "unit": unit_name(county, row.unit), "last": row.last, "usual": f"{row.usual:.1f}",
        "p": f"= {row.chance:.4f}" if row.chance >= 0.0001 else "< 0.0001", "expected": f"{row.expected:,.1f}",
        "expected_value": round(row.expected, 2), "low": row.low, "high": row.high,
        "url": _cases_url(county, row.unit, row.category, _week(look, -1), look.as_of), "is_all": not row.category,
    }  # fmt: skip


def _past(hat: Hat, unit: str) -> dict[str, Any]:
    rows, held, n = foretold_of(hat, unit)
    past = [
        {"row": row, "week": _week_of(row.week_on), "expected": f"{row.expected:,.1f}",
         "url": _cases_url(hat.county, unit, "", _week_of(row.week_on), row.as_of)} for row in rows
    ]  # fmt: skip
    return {"past": past, "past_held": held, "past_n": n, "past_share": round(100 * held / n) if n else None}


def _cases_url(county: str, unit: str, kind: str, week: str, as_of: int) -> str:
    asked = {
        "figure": Figure.FOUND.value, "unit": "" if unit == county else unit, "kind": kind, "period": week,
        "mapped": "" if kind or not desk(county).matter_only else "1", "asof": str(as_of),
    }  # fmt: skip
    return with_filters(reverse("cases:list"), {}, **asked)


def _week(look: AheadLookRow, number: int) -> str:
    return _week_of(look.until + number * WEEK)


def _week_of(monday: date) -> str:
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


def _tried(look: AheadLookRow | None) -> dict[str, Any]:
    if look is None or not look.tried.weeks:
        return {"tried": None}
    told, year = look.tried, look.tried.year_weeks
    return {
        "tried": told, "off": f"{told.off / told.weeks:.2f}", "naive_off": f"{told.naive_off / told.weeks:.2f}",
        "held": round(100 * told.held / told.weeks), "mase": "" if told.mase is None else f"{told.mase:.2f}",
        "naive_mase": "" if told.naive_mase is None else f"{told.naive_mase:.2f}",
        "year_off": f"{told.year_off / year:.2f}" if year else "",
        "year_own_off": f"{told.year_own_off / year:.2f}" if year else "",
    }  # fmt: skip


def _files(name: str, kept: dict[str, str]) -> dict[str, str]:
    return {form: with_filters(reverse(name, args=[form]), kept) for form in ("csv", "xlsx")}
