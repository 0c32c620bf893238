"""Pages of evaluation: the headline, the sheets, and what a sheet would say of a unit and period."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.evaluation.policies import may_make, refuse_unit
from wangge.evaluation.queries.headline import headline
from wangge.evaluation.queries.inputs import CASE_SETS, LEVEL_OF, POST_SETS, is_over, period_of
from wangge.evaluation.queries.results import frozen_results
from wangge.evaluation.queries.sheets import SheetRow, presets, preview, sheet_by_id, sheets, spans_of
from wangge.evaluation.services.freezing import freeze
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.evaluation.views.showing import (
    SCOPES,
    SPANS,
    burden_urls,
    line_shown,
    named,
    opens_lists,
    points,
    set_url,
    sourced,
    unit_named,
)
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS, Hat
from wangge.people.policies import sees
from wangge.people.queries import kinds_held
from wangge.rules.comparing import may_compare
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.posts import OUTSIDE_CASES
from wangge.rules.scoring import Scope
from wangge.territory.queries import units


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The headline of a unit, the sheets of the county, and what was frozen."""
    hat, now = request.hat, timezone.now()
    today = desk(hat.county).today(now)
    unit = request.GET.get("unit") or sees(hat).unit or hat.county
    refuse_unit(hat, hat.department if sees(hat).department else unit)
    period = Period(request.GET.get("period") or f"{today:%Y-%m}")
    if period.is_all or period.is_until:
        raise Refused("period.unreadable", field="period", period=period.text)
    found = headline(hat.county, unit, period, now=now)
    opens = not sees(hat).department  # the headline is a unit's; a department opens only its own rows
    results = frozen_results(hat.county, about=lambda unit: _in_sight(hat, unit))
    kept, about = sheets(hat.county), (hat.county, Scope.STREET, unit, period.text, found.as_of)
    drafted = {row.sheet.code for row in kept}
    context = {
        "head": found, "unit": unit_named(hat.county, unit), "unit_code": unit,
        "periods": list(dict.fromkeys((period.text, *_periods(today)))), "period": period.text,
        "urls": {name: set_url(name, *about) for name in (*CASE_SETS, *POST_SETS)} if opens else {}, "opens": opens,
        "told_sum": found.found_grid + found.found_resident + found.found_hotline,
        "before_urls": _before_urls(about, period) if opens else {},
        "rates_url": f"{reverse('evaluation:rates')}?{urlencode({'unit': unit, 'period': period.text})}",
        "by_source": {
            source: f"{set_url('found', *about)}&source={source}"
            for source in ("grid", "resident", "hotline")
        } if opens else {},
        "sheets": [_sheet_row(row) for row in kept], "may_make": may_make(hat),
        "presets": [
            (code, said["en"] if language_now() == "en" else said["zh"])
            for code, said in presets().items() if code not in drafted
        ],
        "results": [
            {
                "hex": one.hex, "name": named(one.sheet), "unit": unit_named(hat.county, one.unit),
                "period": one.period, "points": points(one.document["total"]),
                "possible": points(one.document["possible"]), "revision": one.revision,
                "window_until": one.window_until, "is_window_open": today <= one.window_until,
            }
            for one in results
        ],
    }  # fmt: skip
    return render(request, "evaluation/index.html", context)


@hat_required
def page(request: HatRequest, sheet_id: str) -> HttpResponse:
    """One version of a sheet and what it says of a unit and period; nothing of that is kept."""
    return _page(request, row_key(sheet_id))


@require_POST
@hat_required
def draft(request: HatRequest) -> HttpResponse:
    """Keep a packaged sheet as a draft."""
    said = presets().get(request.POST.get("preset", ""))
    if said is None:
        raise Refused("row.unknown", row=request.POST.get("preset", "")[:40])
    return redirect("evaluation:sheet", draft_sheet(said, hat=request.hat).hex)


@require_POST
@hat_required
def publish(request: HatRequest, sheet_id: str) -> HttpResponse:
    """Put a draft in force."""
    key = row_key(sheet_id)
    try:
        publish_sheet(key, from_on=_day(request.POST.get("from_on", "")), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("evaluation:sheet", key.hex)


@require_POST
@hat_required
def freeze_result(request: HatRequest, sheet_id: str) -> HttpResponse:
    """Freeze what the sheet says of a unit and period."""
    key = row_key(sheet_id)
    try:
        result = freeze(
            key,
            request.POST.get("unit", ""),
            request.POST.get("period", ""),
            hat=request.hat,
            now=timezone.now(),
        )
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("evaluation:result", result.hex)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    row = sheet_by_id(hat.county, key)
    choices = _units(hat, row.sheet.scope)
    asked = request.POST if refused else request.GET
    unit = asked.get("unit") or (choices[0][0] if choices else "")
    texts = spans_of(row.sheet, desk(hat.county).today(now))
    text = asked.get("period") or texts[1]
    context: dict[str, Any] = {
        "row": row, "name": named(row.sheet), "source": sourced(row.sheet),
        "scope": SCOPES[row.sheet.scope], "span": SPANS[row.sheet.span],
        "units": choices, "unit": unit, "periods": list(dict.fromkeys((text, *texts))), "period": text,
        "may_make": may_make(hat), "today": desk(hat.county).today(now),
    }  # fmt: skip
    try:
        context |= _previewed(hat, row, unit, text) if unit else {}
    except Refused as cannot:
        refused = refused or cannot
    if refused:
        context["refusal"] = told(refused)
    return render(request, "evaluation/sheet.html", context, status=told(refused).status if refused else 200)


def _previewed(hat: Hat, row: SheetRow, unit: str, text: str) -> dict[str, Any]:
    now = timezone.now()
    period = period_of(text, row.sheet.span)
    refuse_unit(hat, unit)
    found = preview(hat, row, unit, text, now=now)
    about = (hat.county, row.sheet.scope, unit, text, found.as_of)
    total, possible = found.total
    return {
        "found": found, "total": points(total), "possible": points(possible), "burden": found.burden,
        "burden_urls": burden_urls(about), "is_over": is_over(hat.county, period, now),
        "unit_name": unit_named(hat.county, unit),
        "lines": [
            line_shown(
                one, found.counts, about, before=found.before.get(one.line.code),
                has_before=bool(found.before_version), opens=opens_lists(hat, row.sheet.scope),
            )
            for one in found.scored
        ],
    }  # fmt: skip


def _before_urls(about: tuple[str, Scope, str, str, int], period: Period) -> dict[str, str]:
    county, scope, unit, _, as_of = about
    eve = f"..{period.days()[0] - timedelta(days=1)}"
    return {name: set_url(name, county, scope, unit, eve, as_of) for name in ("found", "ended")}


def _units(hat: Hat, scope: Scope) -> list[tuple[str, str]]:
    """Return what a sheet scores of what this hat sees: code and name."""
    if scope is Scope.DEPARTMENT:
        every = [(code, row.name) for code, row in desk(hat.county).departments.items()]
    elif scope is Scope.POST:
        held = kinds_held(hat.county, on=desk(hat.county).today(timezone.now()))
        every = [(str(kind), str(POST_WORDS[kind])) for kind, n in held.items() if may_compare(n)]
    else:
        level = LEVEL_OF[scope]
        every = [(code, row.name) for code, row in units(hat.county).items() if row.level is level]
        if scope is Scope.DISTRICT and not every:
            every = [(hat.county, unit_named(hat.county, hat.county))]
    return [one for one in every if _in_sight(hat, one[0])]


def _in_sight(hat: Hat, unit: str) -> bool:
    try:
        refuse_unit(hat, unit)
    except Refused:
        return False
    return True


def _periods(today: date) -> list[str]:
    months = [today.replace(day=1)]
    while len(months) < 4:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return [
        *(f"{month:%Y-%m}" for month in months),
        f"{today.year:04}-Q{(today.month + 2) // 3}",
        f"{today.year:04}",
    ]


def _sheet_row(row: SheetRow) -> dict[str, Any]:
    return {
        "hex": row.hex, "name": named(row.sheet), "version": row.version, "scope": SCOPES[row.sheet.scope],
        "span": SPANS[row.sheet.span], "published": row.published, "from_on": row.from_on,
        "source": sourced(row.sheet),
    }  # fmt: skip


def door_to_evaluation(request: HttpRequest, _key: str) -> str:
    """Lead from the figures to evaluation those who see a unit or a department."""
    hat = getattr(request, "hat", None)
    if hat is None or hat.kind in OUTSIDE_CASES:
        return ""
    return render_to_string("evaluation/_door.html", {}, request)


def _day(text: str) -> date:
    try:
        return day_said(text)
    except ValueError:
        raise Refused("evaluation.no_day", field="from_on") from None
