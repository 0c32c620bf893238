"""What stands behind the headline: the kinds that were settled where, what rounds should have seen, who was called."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import KIND, Slice, read_counts
from wangge.cases.queries.missed import TOLD_BY, missed
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import figure_name
from wangge.cases.views.showing import channel_name
from wangge.evaluation.policies import refuse_unit
from wangge.evaluation.queries.inputs import POST_SETS, POSTS_OF, last_moment, read_inputs, staffed_on
from wangge.evaluation.queries.readings import rates_said
from wangge.evaluation.views.showing import rate_shown, set_named, set_url, unit_named
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS, Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.rules.scoring import Scope
from wangge.territory.queries import units

SHOWN = (Figure.SOLVED, Figure.IN_GRID, Figure.IN_COMMUNITY, Figure.IN_STREET)
CALLED = ("called", "called_unreachable")


@hat_required
def kinds(request: HatRequest) -> HttpResponse:
    """Every kind solved in a unit and period, and where it was settled; by name, each count opens its cases."""
    hat, unit, period = _asked(request)
    read = read_counts(hat.county, [Slice(SHOWN, (unit,), None, period, KIND)])
    known = desk(hat.county).categories
    rows = []
    for kind in {kind for (_figure, kind), n in read.sums[0].items() if n}:
        cells = [
            {"n": read.n(0, figure, kind), "url": _list_url(hat, unit, period, figure, read.as_of, kind=kind)}
            for figure in SHOWN
        ]
        label = known[kind].name(language_now()) if kind in known else kind
        rows.append({"label": label, "cells": cells})
    return _shown(
        request, hat, unit, period, title=_("Kinds settled in the grids"), rows=rows,
        heads=[figure_name(figure) for figure in SHOWN],
        note=_("A kind counts where at least one case of it was settled; an aim to watch."),
    )  # fmt: skip


@hat_required
def missed_page(request: HatRequest) -> HttpResponse:
    """What residents and 12345 reported of kinds in public space, which rounds should have seen."""
    hat, unit, period = _asked(request)
    counted, known = missed(hat.county, unit, period), desk(hat.county).categories
    rows = [
        {
            "label": known[kind].name(language_now()),
            "cells": [
                {
                    "n": counted.get((kind, source), 0),
                    "url": _list_url(hat, unit, period, Figure.FOUND, 0, kind=kind, source=source),
                }
                for source in TOLD_BY
            ],
        }
        for kind in {kind for kind, _source in counted}
    ]  # fmt: skip
    return _shown(
        request, hat, unit, period, title=_("Missed by rounds"), rows=rows,
        heads=[channel_name(source) for source in TOLD_BY], total=sum(counted.values()),
        note=_("Reports of residents and 12345 of kinds in public space; by unit and kind only, never by person."),
    )  # fmt: skip


@hat_required
def staffed(request: HatRequest, name: str) -> HttpResponse:
    """The grids or units that a figure of posts counts, with how many hold each of the posts that it asks for."""
    if name not in POST_SETS:
        raise Http404
    hat, unit, period = _asked(request)
    at = last_moment(hat.county, period, timezone.now())
    found, kinds = staffed_on(hat.county, unit, at), POSTS_OF[name.partition("_")[0]]
    held = Counter((one.unit, one.kind) for one in found.holders)
    known = units(hat.county, desk(hat.county).today(at))
    rows = [
        {
            "label": " · ".join(known[step].name for step in known[code].path[1:] if step in known) or known[code].name,
            "cells": [{"n": held[code, kind], "url": ""} for kind in kinds],
        }
        for code in found.sets[name]
    ]  # fmt: skip
    return _shown(
        request, hat, unit, period, title=set_named(name), rows=rows, first=_("Unit"),
        heads=[POST_WORDS[kind] for kind in kinds], total=len(rows),
        note=_("Posts filled on %(day)s.") % {"day": f"{desk(hat.county).today(at)}"},
    )  # fmt: skip


@hat_required
def rates(request: HatRequest) -> HttpResponse:
    """The rates whose formulas differ between cities, as the county reads them, and who was called back."""
    hat, unit, period = _asked(request)
    now = timezone.now()
    said = rates_said(hat, Scope.STREET, unit, period, now=now)
    context = {
        "unit": unit_named(hat.county, unit), "period": period.text, "back": _back(unit, period),
        "rates": [rate_shown(one, (hat.county, Scope.STREET, unit, period.text, one.as_of)) for one in said],
        "callers": _callers(hat, unit, period, now=now),
    }  # fmt: skip
    whole = not request.headers.get("HX-Request")
    return render(request, "evaluation/rates.html" if whole else "evaluation/_rates.html", context)


def _callers(hat: Hat, unit: str, period: Period, *, now: datetime) -> dict[str, Any]:
    """Return how many callers were reached and how many were not, apart."""
    read = read_inputs(hat, CALLED, Scope.STREET, unit, period, now=now)
    url = set_url("called", hat.county, Scope.STREET, unit, period.text, read.as_of)
    return {"reached": read.counts["called"], "unreached": read.counts["called_unreachable"], "url": url}


def _asked(request: HatRequest) -> tuple[Hat, str, Period]:
    hat = request.hat
    unit = request.GET.get("unit") or sees(hat).unit or hat.county
    refuse_unit(hat, hat.department if sees(hat).department else unit)
    if sees(hat).department:
        raise Refused("evaluation.not_in_sight", field="unit", unit=unit[:40])
    today = desk(hat.county).today(timezone.now())
    period = Period(request.GET.get("period") or f"{today:%Y-%m}")
    if period.is_all or period.is_until:
        raise Refused("period.unreadable", field="period", period=period.text)
    return hat, unit, period


def _back(unit: str, period: Period) -> str:
    return f"{reverse('evaluation:index')}?{urlencode({'unit': unit, 'period': period.text})}"


def _list_url(hat: Hat, unit: str, period: Period, figure: Figure, as_of: int, **more: str) -> str:
    place = "" if unit == hat.county else unit
    asked = {"figure": str(figure), "unit": place, "period": period.text, **more, "asof": str(as_of or "")}
    return f"{reverse('cases:list')}?{urlencode({name: one for name, one in asked.items() if one})}"


def _shown(
    request: HatRequest, hat: Hat, unit: str, period: Period, *, rows: list[dict[str, Any]], **more: object
) -> HttpResponse:  # fmt: skip
    context: Mapping[str, object] = {
        "unit": unit_named(hat.county, unit), "period": period.text, "back": _back(unit, period), "total": None,
        "first": _("Kind of matter"), "rows": sorted(rows, key=lambda row: str(row["label"])), **more,
    }  # fmt: skip
    return render(request, "evaluation/behind.html", context)
