"""How figures run: by month and week, by season, and how long solving takes; every point opens its list."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.analysis.queries.trend import (
    MONTHS_SHOWN,
    RUN,
    WEEKLY,
    YEARS_SHOWN,
    Part,
    Run,
    Took,
    run_of,
    spread_of,
)
from wangge.cases.queries.desk import desk
from wangge.cases.queries.points import solved_within
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.defining import defined
from wangge.cases.views.naming import chosen_unit, figure_name, switch, unit_name
from wangge.cases.views.showing import case_url
from wangge.foundation.tables import Line, Told, table_response
from wangge.foundation.templatetags.wangge import span
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period

LISTED_MOST = 500
TIMES = "/analysis/spread"
Rows = list[dict[str, Any]]


@hat_required
def trend(request: HatRequest) -> HttpResponse:
    """Found, solved and overdue by month and week, and the same months of several years side by side."""
    return render(request, "analysis/trend.html", _trend(request))


@hat_required
def trend_file(request: HatRequest, form: str) -> HttpResponse:
    """The trend as CSV or workbook."""
    shown, lines = _trend(request), list[Line]()
    for table, rows in ((_("By month"), shown["months"]), (_("By week"), shown["weeks"])):
        for row in rows:
            note = _("provisional: not over yet") if row["is_running"] else ""
            lines += [
                Line(
                    table, row["label"], one["name"], one["n"], over=one["name"], n_url=one["url"], note=note
                )
                for one in row["cells"]
            ]
    return table_response(
        request,
        _told(request, shown, "trend", _("Trend"), lines, [*RUN]),
        form,
    )


@hat_required
def spread(request: HatRequest) -> HttpResponse:
    """Median, nine in ten and mean of handling time by month, and the distribution of a period."""
    return render(request, "analysis/spread.html", _spread(request))


@hat_required
def spread_file(request: HatRequest, form: str) -> HttpResponse:
    """The handling times as CSV or workbook."""
    shown, name, lines = _spread(request), str(figure_name(Figure.SOLVED)), list[Line]()
    by_month, whole = _("Handling time by month"), shown["whole"]
    names = {
        "median": _("median, seconds"),
        "p90": _("nine in ten at most, seconds"),
        "mean": _("mean, seconds"),
    }
    for row in shown["months"]:
        lines.append(Line(by_month, row["label"], name, row["n"], over=name, n_url=row["url"]))
        lines += [
            Line(by_month, row["label"], label, row["seconds"][key], over=name, note=_("at most two per cent off"))
            for key, label in names.items()
        ]  # fmt: skip
    lines += [
        Line(_("Distribution"), row["label"], name, row["n"], whole["n"], name, name, row["url"], whole["url"])
        for row in shown["parts"]
    ]  # fmt: skip
    return table_response(
        request, _told(request, shown, "spread", _("Handling time"), lines, [Figure.SOLVED]), form
    )


@hat_required
def took(request: HatRequest) -> HttpResponse:
    """Exactly the cases of one part of a distribution."""
    hat, asked = request.hat, request.GET
    low, high = _seconds(asked.get("low", "0")), _seconds(asked["high"]) if asked.get("high") else None
    unit = _unit(request)
    rows = solved_within(
        hat, unit=unit, kind=_kind(request), period=Period(asked.get("period", "")), low=low, high=high,
        now=timezone.now(), most=LISTED_MOST + 1,
    )  # fmt: skip
    context: dict[str, Any] = {
        "rows": [(row, case_url(row.id.hex)) for row in rows[:LISTED_MOST]], "has_more": len(rows) > LISTED_MOST,
        "title": _("Handling time"), "label": _part(Part(low, high, 0)), "unit": unit_name(hat.county, unit),
        "period": asked.get("period", "") or _("to date"),
        "back_url": with_filters(reverse("analysis:spread"), {}, **_kept(request)),
    }  # fmt: skip
    return render(request, "analysis/took.html", context)


def _trend(request: HatRequest) -> dict[str, Any]:
    today = desk(request.hat.county).today(timezone.now())
    run = run_of(request.hat.county, _unit(request), _kind(request), today)
    year, week, _day = today.isocalendar()
    running = {f"{today:%Y-%m}", f"{year}-W{week:02}"}
    months = _periods(request, run, list(run.months.items())[-MONTHS_SHOWN:], RUN, running)
    weeks = _periods(request, run, list(run.weeks.items()), WEEKLY, running)
    return {
        **_page(request, "analysis:trend"), "as_of": run.at, "months": months, "weeks": weeks,
        **_season(request, run, running),
    }  # fmt: skip


def _periods(
    request: HatRequest,
    run: Run,
    periods: list[tuple[str, Any]],
    figures: tuple[Figure, ...],
    running: set[str],
) -> Rows:
    return [
        {
            "label": period, "is_running": period in running,
            "cells": [
                {
                    "n": counts.get(figure, 0), "name": str(figure_name(figure)),
                    "url": _url(request, run.as_of, figure, period),
                }
                for figure in figures
            ],
        }
        for period, counts in periods
    ]  # fmt: skip


def _season(request: HatRequest, run: Run, running: set[str]) -> dict[str, Any]:
    years = sorted({month[:4] for month in run.months})[-YEARS_SHOWN:]
    rows = []
    for number in range(1, 13):
        cells = []
        for year in years:
            month = f"{year}-{number:02}"
            known = month in run.months
            cells.append({
                "n": run.months[month].get(Figure.FOUND, 0) if known else None, "is_running": month in running,
                "url": _url(request, run.as_of, Figure.FOUND, month) if known else "",
            })  # fmt: skip
        rows.append({"label": f"{number:02}", "cells": cells})
    return {"years": years, "season": rows}


def _spread(request: HatRequest) -> dict[str, Any]:
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    period, own = Period(request.GET.get("period", "")), reverse("analysis:spread")
    told = spread_of(hat.county, _unit(request), _kind(request), period, today)
    return {
        **_page(request, "analysis:spread"), "as_of": told.at, "period": period.text or _("to date"),
        "months": [_took_row(request, told.as_of, one, one.period == f"{today:%Y-%m}") for one in told.months],
        "whole": _took_row(request, told.as_of, told.whole, is_running=False),
        "parts": [
            {"label": _part(one), "n": one.n, "url": _part_url(request, one, period)} for one in told.parts
        ],
        "periods": [
            (text or _("to date"), with_filters(own, _kept(request), period=text), text == period.text)
            for text in (f"{today:%Y-%m}", f"{today:%Y}", "")
        ],
    }  # fmt: skip


def _took_row(request: HatRequest, as_of: int, one: Took, is_running: bool) -> dict[str, Any]:  # noqa: FBT001
    seconds = {"median": one.median, "p90": one.p90, "mean": one.mean}
    return {
        "label": one.period or _("to date"), "n": one.n, "url": _url(request, as_of, Figure.SOLVED, one.period),
        "is_running": is_running, "seconds": seconds,
        "words": {key: None if value is None else timedelta(seconds=value) for key, value in seconds.items()},
        "hours": {key: "" if value is None else round(value / 3600, 2) for key, value in seconds.items()},
    }  # fmt: skip


def _part(one: Part) -> str:
    if one.high is None:
        return _("%(low)s and longer") % {"low": span(_round(one.low))}
    if not one.low:
        return _("less than %(high)s") % {"high": span(_round(one.high))}
    return f"{span(_round(one.low))} – {span(_round(one.high))}"


def _round(seconds: int) -> timedelta:
    # A bucket begins up to 2 % before the hour that names it.
    hours = round(seconds / 3600)
    return timedelta(hours=hours if hours < 24 else round(hours / 24) * 24)


def _part_url(request: HatRequest, one: Part, period: Period) -> str:
    if sees(request.hat).department:
        return ""
    return with_filters(
        reverse("analysis:took"), _kept(request), period=period.text, low=one.low, high=one.high or ""
    )  # fmt: skip


def _url(request: HatRequest, as_of: int, figure: Figure, period: str) -> str:
    # A department sees only its own rows, which these figures do not count apart.
    if sees(request.hat).department:
        return ""
    unit, kind = _unit(request), _kind(request)
    place = "" if unit == request.hat.county else unit
    return with_filters(
        reverse("cases:list"), {}, figure=figure.value, unit=place, kind=kind, period=period, asof=as_of
    )


def _page(request: HatRequest, name: str) -> dict[str, Any]:
    known, kind, kept = desk(request.hat.county), _kind(request), _kept(request)
    choices = [("", _("All")), *((row.key, row.name(language_now())) for row in known.categories.values())]
    return {
        "unit": unit_name(request.hat.county, _unit(request)), "switch": switch(request, kept), "kind": kind,
        "kind_name": known.categories[kind].name(language_now()) if kind else "",
        "filters": [{"name": "kind", "label": _("Category"), "kind": "select", "value": kind, "choices": choices}],
        "kept": [(key, value) for key, value in kept.items() if key != "kind"],
        "urls": {form: with_filters(reverse(f"{name}_file", args=[form]), kept) for form in ("csv", "xlsx")},
    }  # fmt: skip


def _told(
    request: HatRequest, shown: dict[str, Any], name: str, title: str, lines: list[Line], used: list[Figure]
) -> Told:
    kinds: Iterator[tuple[str, str]] = iter([(_("Category"), shown["kind_name"])] if shown["kind"] else [])
    return Told(
        name=f"{request.hat.county}-{name}", title=f"{title} · {shown['unit']}", as_of=shown["as_of"],
        facts=[(_("Unit"), shown["unit"]), *kinds], lines=lines, sets=defined(used),
    )  # fmt: skip


def _unit(request: HatRequest) -> str:
    # How long solving took is counted by kind for the county alone; a department's own rows are not counted apart.
    is_whole = sees(request.hat).department or (_is_of_times(request) and _kind(request))
    return request.hat.county if is_whole else chosen_unit(request)


def _is_of_times(request: HatRequest) -> bool:
    return request.path.startswith(TIMES)


def _kind(request: HatRequest) -> str:
    kind = "" if _is_of_times(request) and sees(request.hat).unit else request.GET.get("kind", "")
    if kind and kind not in desk(request.hat.county).categories:
        raise Refused("case.bad_filter", field="kind", value=kind[:60])
    return kind


def _kept(request: HatRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("unit", "kind", "period") if request.GET.get(name)}


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused("case.bad_filter", field="low", value=text[:20])
    return int(text)
