"""The pages of figures and of steps as files: the same numbers, from the same rows as the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.defining import defined, together
from wangge.cases.views.figures import RATE, SHOWN, figures_of
from wangge.cases.views.naming import county_name, figure_name
from wangge.cases.views.steps import steps_of
from wangge.foundation.tables import Line, Told, table_response
from wangge.people.access import HatRequest, hat_required
from wangge.rules.figures import BY_CAUSE, WITHIN, Figure

COLUMNS = (("found", Figure.FOUND), ("solved", Figure.SOLVED), ("open", Figure.OPEN))
SHARES = (("solve", "solve_rate"), ("on_time", "on_time_rate"))


@hat_required
def figures(request: HatRequest, form: str) -> HttpResponse:
    """The figures page as CSV or workbook."""
    shown = figures_of(request)
    lines = [*_heads(shown), *_in_grid(shown), *_went_up(shown), *_took(shown)]
    for table in shown["tables"]:
        lines += _table(table)
    used = [*SHOWN, Figure.SETTLED, Figure.LATE, Figure.REOPENED_30, Figure.WENT_UP, *BY_CAUSE.values()]
    used += [figure for _level, *both in WITHIN for figure in both]
    told = Told(
        name=f"{request.hat.county}-figures", title=f"{_('Figures')} · {shown['unit']} · {shown['period']}",
        as_of=shown["as_of"], facts=_facts(request, shown), lines=lines, sets=defined(used),
    )  # fmt: skip
    return table_response(request, told, form)


@hat_required
def steps(request: HatRequest, form: str) -> HttpResponse:
    """The steps page as CSV or workbook."""
    shown = steps_of(request)
    lines = [
        Line(
            _("Rates over steps"), shown["unit"], str(one["label"]), one["n"], one["d"], one["over"], str(one["under"]),
            one["n_url"], one["d_url"],
        )
        for one in shown["rates"]
    ]  # fmt: skip
    for heads, cells, table in (
        (shown["step_heads"], "taken", _("Steps")), (shown["heads"], "cells", _("Side steps")),
    ):  # fmt: skip
        for row in shown["rows"]:
            for head, cell in zip(heads, row[cells], strict=True):
                lines.append(
                    Line(table, row["label"], str(head), cell["n"], over=str(head), n_url=cell["url"])
                )
                if cells == "taken":
                    label = f"{head} · {_('in time')}"
                    lines.append(
                        Line(table, row["label"], label, cell["timely"], over=label, n_url=cell["timely_url"])
                    )
    told = Told(
        name=f"{request.hat.county}-steps",
        title=f"{_('Steps and side steps')} · {shown['unit']} · {shown['period']}",
        as_of=timezone.now(), facts=_facts(request, shown), lines=lines,
        sets=[(_("Steps"), _("acts, not cases: a case may be dispatched or checked more than once"))],
    )  # fmt: skip
    return table_response(request, told, form)


def _facts(request: HatRequest, shown: Mapping[str, Any]) -> list[tuple[str, str]]:
    county, kind = request.hat.county, request.GET.get("kind", "")
    category = desk(county).categories.get(kind)
    facts = [(_("County"), county_name(county)), (_("Unit"), shown["unit"]), (_("Period"), shown["period"])]
    facts += [(_("Category"), category.name(language_now()))] if category else []
    page = request.path.rpartition(".")[0]
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return [*facts, (_("Page"), request.build_absolute_uri(f"{page}/{query}"))]


def _count(table: str, row: str, figure: Figure, cell: Mapping[str, Any], label: str = "") -> Line:
    name = str(figure_name(figure))
    return Line(table, row, label or name, cell["n"], over=name, n_url=cell["url"])


def _share(table: str, row: str, label: str, code: str, cell: Mapping[str, Any]) -> Line:
    rate = RATE[code]
    return Line(
        table, row, label, cell["n"], cell["d"], together(rate.over), together(rate.under), cell["n_url"], cell["d_url"]
    )  # fmt: skip


def _heads(shown: Mapping[str, Any]) -> Iterator[Line]:
    table, unit = _("In all"), shown["unit"]
    for head in shown["heads"]:
        if head["kind"] == "rate":
            yield _share(table, unit, head["label"], head["key"], head)
        else:
            yield _count(table, unit, head["key"], {"n": head["n"], "url": head["n_url"]})


def _in_grid(shown: Mapping[str, Any]) -> Iterator[Line]:
    table = _("Solved without going up")
    for row, (_level, by_end, by_start) in zip(shown["in_grid"]["rows"], WITHIN, strict=True):
        label = str(row["label"])
        yield _share(table, label, _("of all closed"), f"{by_end}_rate", row["closed"])
        aged = _("of all found at least %(days)s days ago") % {"days": shown["in_grid"]["days"]}
        yield _share(table, label, aged, f"{by_start}_rate", row["found"])
    yield _share(
        table, shown["unit"], _("Reopened within 30 days:"), "reopen_rate", shown["in_grid"]["reopen"]
    )


def _went_up(shown: Mapping[str, Any]) -> Iterator[Line]:
    table, went = _("Why matters went up"), shown["went_up"]
    yield _count(table, _("In all"), Figure.WENT_UP, went["all"])
    for figure, cause in zip(BY_CAUSE.values(), went["causes"], strict=True):
        yield _count(table, str(cause["label"]), figure, cause)


def _took(shown: Mapping[str, Any]) -> Iterator[Line]:
    if shown["durations"]:
        for name, label in (("median", _("median, seconds")), ("p90", _("nine in ten at most, seconds"))):
            length = int(shown["durations"][name].total_seconds())
            yield Line(
                _("From report to solution"), shown["unit"], label, length, over=str(figure_name(Figure.SOLVED)),
                note=_("at most two per cent off"),
            )  # fmt: skip


def _table(table: Mapping[str, Any]) -> Iterator[Line]:
    for row in table["rows"]:
        is_apart = row.get("is_apart", False)
        for name, figure in COLUMNS:
            if row[name] and not (is_apart and name == "solved"):
                yield _count(table["title"], row["label"], figure, row[name])
        for name, code in SHARES:
            if not is_apart:
                label = _("Solve rate") if code == "solve_rate" else _("On time")
                yield _share(table["title"], row["label"], label, code, row[name])
