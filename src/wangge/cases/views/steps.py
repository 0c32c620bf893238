"""Which steps and side steps fell on which department: in time, returned, wrongly sent; each count opens its acts."""

from collections import Counter as Tally
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.marks import mark_rows, step_counts
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import chosen_unit, switch, unit_name
from wangge.cases.views.showing import case_url
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.people.queries import kinds_held
from wangge.rules.comparing import POSTS_LEAST, may_compare
from wangge.rules.errors import Refused
from wangge.rules.marks import STEP_RATES, STEPS, MarkKind, StepRate
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

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
TAKEN: Mapping[MarkKind, "str | Promise"] = {
    MarkKind.VERIFY_ASKED: gettext_lazy("To be verified"),
    MarkKind.VERIFIED: gettext_lazy("Verified"),
    MarkKind.FILED: gettext_lazy("Filed"),
    MarkKind.DISPATCHED: gettext_lazy("Dispatched"),
    MarkKind.HANDLED: gettext_lazy("Handled"),
    MarkKind.CHECKED: gettext_lazy("Checked"),
    MarkKind.CLOSED: gettext_lazy("Closed"),
}
RATES: Mapping[str, "str | Promise"] = {
    "verify_on_time_rate": gettext_lazy("Verified in time"),
    "dispatch_on_time_rate": gettext_lazy("Dispatched in time"),
    "accurate_dispatch_rate": gettext_lazy("Dispatched rightly"),
    "handle_rate": gettext_lazy("Handled of what was dispatched"),
    "handle_on_time_rate": gettext_lazy("Handled in time"),
    "check_on_time_rate": gettext_lazy("Checked in time"),
    "rework_rate": gettext_lazy("Reworked of what was handled"),
    "extension_rate": gettext_lazy("Extended of what was dispatched"),
}
NAMES = {**MARKS, **TAKEN}
NO_DEPARTMENT = "-"  # in an address, where an empty value asks for all
ALL_STEPS = "steps"  # in an address: whatever is a step, not beside one


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Steps and side steps by department, the rates over them, and the acts behind one count."""
    return render(request, "cases/steps.html", steps_of(request))


def steps_of(request: HatRequest) -> dict[str, Any]:
    """Return everything that the page of steps and its files say."""
    hat, unit, period = request.hat, chosen_unit(request), Period(request.GET.get("period", ""))
    known = desk(hat.county)
    kept = {name: request.GET[name] for name in ("unit", "period") if request.GET.get(name)}
    counts = step_counts(hat, unit, period, known.calendar.zone)
    names = dict.fromkeys(department for department, _kind in counts)
    pages = reverse("cases:steps")
    rows = [
        {
            "label": _name(department, known),
            "taken": [_cell(counts, department, kind, pages, kept) for kind in STEPS],
            "cells": [_cell(counts, department, kind, pages, kept) for kind in MARKS],
        }
        for department in sorted(names, key=lambda code: _name(code, known))
    ]
    today = known.today(timezone.now())
    months = [f"{today:%Y-%m}", f"{today:%Y}"]
    return {
        "unit": unit_name(hat.county, unit), "period": period.text or _("to date"), "rows": rows,
        "heads": list(MARKS.values()), "step_heads": [TAKEN[kind] for kind in STEPS],
        "rates": [_rate(counts, rate, pages, kept) for rate in STEP_RATES],
        "opened": _opened(request, unit, period, known),
        "switch": switch(request, kept),
        "periods": [(text or _("to date"), with_filters(pages, kept, period=text), text == period.text)
                    for text in (*months, "")],
        **{f"{form}_url": with_filters(reverse("cases:steps_file", args=[form]), kept) for form in ("csv", "xlsx")},
    }  # fmt: skip


def _cell(
    counts: Mapping[tuple[str, str], tuple[int, int]], department: str, kind: MarkKind, path: str, kept: dict[str, str]
) -> dict[str, object]:  # fmt: skip
    n, timely = counts.get((department, kind), (0, 0))
    asked = {"kind": kind.value, "department": department or NO_DEPARTMENT}
    return {
        "n": n, "url": with_filters(path, kept, **asked),
        "timely": timely, "timely_url": with_filters(path, kept, **asked, timely="1"),
    }  # fmt: skip


def _rate(
    counts: Mapping[tuple[str, str], tuple[int, int]], rate: StepRate, path: str, kept: dict[str, str]
) -> dict[str, object]:  # fmt: skip
    done, timely = Tally[str](), Tally[str]()
    for (_department, kind), (n, in_time) in counts.items():
        done[kind] += n
        timely[kind] += in_time
    over = (timely if rate.in_time else done)[rate.over] - (done[rate.less] if rate.less else 0)
    only = {"timely": "1"} if rate.in_time else {}
    return {
        "label": RATES[rate.code], "n": over, "d": done[rate.under], "under": NAMES[rate.under],
        "over": _counted(rate),
        # What is left when one set is taken from another is no list of its own.
        "n_url": "" if rate.less else with_filters(path, kept, kind=rate.over.value, **only),
        "d_url": with_filters(path, kept, kind=rate.under.value),
    }  # fmt: skip


def _counted(rate: StepRate) -> str:
    name = f"{NAMES[rate.over]} · {_('in time')}" if rate.in_time else str(NAMES[rate.over])
    return f"{name} − {NAMES[rate.less]}" if rate.less else name


def _opened(request: HatRequest, unit: str, period: Period, known: Desk) -> dict[str, object] | None:
    asked = request.GET.get("kind", "")
    if not asked:
        return None
    if asked not in {*MarkKind, ALL_STEPS}:
        raise Refused("case.bad_filter", field="kind", value=asked[:40])
    kinds = STEPS if asked == ALL_STEPS else (MarkKind(asked),)
    written, post = request.GET.get("department", ""), _post(request, known)
    department = None if not written else "" if written == NO_DEPARTMENT else written
    in_time = bool(request.GET.get("timely"))
    found, has_more = mark_rows(
        request.hat, unit, period, known.calendar.zone, kinds=kinds, department=department, post=post,
        in_time=in_time,
    )  # fmt: skip
    named = str(_("All steps")) if asked == ALL_STEPS else str(NAMES[kinds[0]])
    whose = str(POST_WORDS[post]) if post else "" if department is None else _name(department, known)
    title = f"{whose} · {named}" if whose else named
    return {
        "title": f"{title} · {_('in time')}" if in_time else title, "has_more": has_more,
        "rows": [{"number": one.number, "url": case_url(one.case.hex), "at": one.at} for one in found],
    }  # fmt: skip


def _post(request: HatRequest, known: Desk) -> PostKind | None:
    """Return the kind of post that is asked for; refuse one that too few hold: its acts would be these people's."""
    asked = request.GET.get("post", "")
    if not asked:
        return None
    held = kinds_held(request.hat.county, on=known.today(timezone.now()))
    if asked not in held or not may_compare(held[PostKind(asked)]):
        raise Refused("case.too_few_posts", field="post", post=asked[:40], least=POSTS_LEAST)
    return PostKind(asked)


def _name(code: str, known: Desk) -> str:
    row = known.departments.get(code)
    return row.name if row else code or _("no department")
