"""When in the week matters come: weekday by hour, each number with its cases; to plan rounds and the duty roster."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rhythm import Days, by_weekday_and_hour, came_at
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.defining import defined
from wangge.cases.views.naming import chosen_unit, figure_name, switch, unit_name
from wangge.cases.views.showing import case_url
from wangge.foundation.tables import Line, Told, table_response
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure

WEEKS = 26  # whole ones; our assumption
HEATS = 5  # shades
LISTED_MOST = 500


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """The last whole weeks, laid over each other."""
    return render(request, "analysis/rhythm.html", _rhythm(request))


@hat_required
def file(request: HatRequest, form: str) -> HttpResponse:
    """The same as CSV or workbook."""
    shown, name = _rhythm(request), str(figure_name(Figure.FOUND))
    lines = [
        Line(row["label"], cell["label"], name, cell["n"], over=name, n_url=cell["url"])
        for row in shown["rows"] for cell in row["cells"]
    ]  # fmt: skip
    told = Told(
        name=f"{request.hat.county}-rhythm", title=f"{_('Weekday and hour')} · {shown['unit']}", as_of=shown["as_of"],
        facts=[(_("Days"), shown["span"])], lines=lines, sets=defined([Figure.FOUND]),
    )  # fmt: skip
    return table_response(request, told, form)


@hat_required
def cases(request: HatRequest) -> HttpResponse:
    """Exactly the cases of one weekday and hour, of a whole weekday, or of an hour on any day."""
    hat, days = request.hat, _days(request)
    weekday, hour = _whole(request, "weekday", 1, 7), _whole(request, "hour", 0, 23)
    rows = came_at(hat, days, weekday=weekday, hour=hour, now=timezone.now(), most=LISTED_MOST + 1)
    context: dict[str, Any] = {
        "rows": [(row, case_url(row.id.hex)) for row in rows[:LISTED_MOST]], "has_more": len(rows) > LISTED_MOST,
        "label": _when(weekday, hour),
        "title": _("Weekday and hour"), "unit": unit_name(hat.county, days.unit), "period": _span(days),
        "back_url": with_filters(reverse("analysis:rhythm"), _kept(request)),
    }  # fmt: skip
    return render(request, "analysis/took.html", context)


def _rhythm(request: HatRequest) -> dict[str, Any]:
    hat, days, kept = request.hat, _days(request), _kept(request)
    found, known, own = by_weekday_and_hour(hat, days), desk(hat.county), reverse("analysis:rhythm_cases")
    most = max(found.values(), default=0)

    def cell(n: int, label: str, **where: int) -> dict[str, Any]:
        return {"n": n, "label": label, "url": with_filters(own, kept, **where) if n else ""}

    rows = [
        {
            "label": str(WEEKDAYS[day - 1]),
            "cells": [
                cell(found.get((day, hour), 0), _hours(hour), weekday=day, hour=hour)
                | {"heat": -(-HEATS * found.get((day, hour), 0) // most) if most else 0}
                for hour in range(24)
            ],
            "all": cell(sum(n for (one, _hour), n in found.items() if one == day), "", weekday=day),
        }
        for day in range(1, 8)
    ]  # fmt: skip
    return {
        "unit": unit_name(hat.county, days.unit), "switch": switch(request, kept), "span": _span(days),
        "as_of": timezone.now(), "rows": rows, "hours": [f"{hour:02}" for hour in range(24)], "weeks": WEEKS,
        "by_hour": [
            cell(sum(n for (_day, one), n in found.items() if one == hour), "", hour=hour) for hour in range(24)
        ],
        "total": cell(sum(found.values()), ""),
        "filters": [
            {"name": "kind", "label": _("Category"), "kind": "select", "value": days.kind,
             "choices": _choices(hat.county)}
        ],
        "kept": [(name, value) for name, value in kept.items() if name != "kind"],
        "kind_name": known.categories[days.kind].name(language_now()) if days.kind else "",
        "urls": {form: with_filters(reverse("analysis:rhythm_file", args=[form]), kept) for form in ("csv", "xlsx")},
    }  # fmt: skip


def _choices(county: str) -> list[tuple[str, str]]:
    known = desk(county)
    open_ones = [row for row in known.categories.values() if row.key not in known.matter_only]
    return [("", _("All")), *((row.key, row.name(language_now())) for row in open_ones)]


def _days(request: HatRequest) -> Days:
    known, kind = desk(request.hat.county), request.GET.get("kind", "")
    if kind and kind not in known.categories:
        raise Refused("case.bad_filter", field="kind", value=kind[:60])
    today = known.today(timezone.now())
    monday = today - timedelta(days=today.weekday())
    return Days(chosen_unit(request), kind, monday - timedelta(weeks=WEEKS), monday)


def _kept(request: HatRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("unit", "kind") if request.GET.get(name)}


def _whole(request: HatRequest, field: str, least: int, most: int) -> int | None:
    text = request.GET.get(field, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 3 and least <= int(text) <= most):
        raise Refused("case.bad_filter", field=field, value=text[:20])
    return int(text)


def _when(weekday: int | None, hour: int | None) -> str:
    day = str(WEEKDAYS[weekday - 1]) if weekday else ""
    return " ".join(part for part in (day, _hours(hour)) if part) or _("All")


def _hours(hour: int | None) -> str:
    return "" if hour is None else f"{hour:02}:00–{hour + 1:02}:00"


def _span(days: Days) -> str:
    return f"{days.first} – {days.until - timedelta(days=1)}"
