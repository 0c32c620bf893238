"""Which side steps fell on which department: returns, wrong dispatches, shirking, rework; each count opens its acts."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.marks import mark_counts, mark_rows
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import chosen_unit, switch, unit_name
from wangge.cases.views.showing import case_url
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.marks import MarkKind
from wangge.rules.periods import Period

MARKS: Mapping[MarkKind, "str | Promise"] = {
    MarkKind.WRONG_DISPATCH: gettext_lazy("Wrongly dispatched"),
    MarkKind.RETURN_ASKED: gettext_lazy("Return asked for"),
    MarkKind.RETURN_DENIED: gettext_lazy("Return denied"),
    MarkKind.SHIRKED: gettext_lazy("Shirked"),
    MarkKind.REWORKED: gettext_lazy("Reworked"),
    MarkKind.REOPENED: gettext_lazy("Reopened"),
    MarkKind.EXTENDED: gettext_lazy("Extended"),
    MarkKind.DEFERRED: gettext_lazy("Deferred"),
    MarkKind.HUNG: gettext_lazy("Problem library"),
    MarkKind.REMINDED: gettext_lazy("Reminded"),
    MarkKind.OVERSEEN: gettext_lazy("Overseen"),
}


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Side steps by department, and the acts behind one count."""
    hat, unit, period = request.hat, chosen_unit(request), Period(request.GET.get("period", ""))
    known = desk(hat.county)
    kept = {name: request.GET[name] for name in ("unit", "period") if request.GET.get(name)}
    counts = mark_counts(hat, unit, period, known.calendar.zone)
    names = dict.fromkeys(department for department, _kind in counts)
    rows = [
        {
            "label": _name(department, known),
            "cells": [
                {
                    "n": counts.get((department, kind), 0),
                    "url": with_filters(request.path, kept, kind=kind.value, department=department),
                }
                for kind in MARKS
            ],
        }
        for department in sorted(names, key=lambda code: _name(code, known))
    ]
    months = [f"{timezone.localdate():%Y-%m}", f"{timezone.localdate():%Y}"]
    context = {
        "unit": unit_name(hat.county, unit), "period": period.text or _("to date"), "rows": rows,
        "heads": list(MARKS.values()), "opened": _opened(request, unit, period, known), "switch": switch(request, kept),
        "periods": [(text or _("to date"), with_filters(request.path, kept, period=text), text == period.text)
                    for text in (*months, "")],
    }  # fmt: skip
    return render(request, "cases/steps.html", context)


def _opened(request: HatRequest, unit: str, period: Period, known: Desk) -> dict[str, object] | None:
    asked = request.GET.get("kind", "")
    if not asked:
        return None
    if asked not in set(MarkKind):
        raise Refused("case.bad_filter", field="kind", value=asked[:40])
    kind, department = MarkKind(asked), request.GET.get("department", "")
    found, has_more = mark_rows(
        request.hat, unit, period, known.calendar.zone, kind=kind, department=department
    )
    return {
        "title": f"{_name(department, known)} · {MARKS[kind]}", "has_more": has_more,
        "rows": [{"number": one.number, "url": case_url(one.case.hex), "at": one.at} for one in found],
    }  # fmt: skip


def _name(code: str, known: Desk) -> str:
    row = known.departments.get(code)
    return row.name if row else code or _("no department")
