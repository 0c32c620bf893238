"""My work, the case list, and the export of exactly what a list shows."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wangge.cases.exporting import write_rows
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.figures import count, watched_counts
from wangge.cases.queries.listing import NOBODY, NOTHING, Filters, all_of, in_sight, page_of, texts
from wangge.cases.queries.rows import CaseRow, case_rows, language_now
from wangge.cases.queries.waiting import waiting_counts
from wangge.cases.views.asking import filters_of, kept_filters, key_of, neighbours, with_filters
from wangge.cases.views.emergencies import unpassed_shown
from wangge.cases.views.naming import figure_name, switch
from wangge.cases.views.showing import CHANNELS, LEVEL_NAMES, as_shown, channel_name, is_fragment
from wangge.foundation.locking import reading
from wangge.foundation.templatetags.wangge import time_left
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

COLUMNS = {
    "category": gettext_noop("Category"),
    "words": gettext_noop("Words"),
    "place": gettext_noop("Place"),
    "unit": gettext_noop("Unit"),
    "state": gettext_noop("State"),
    "left": gettext_noop("Time left"),
    "department": gettext_noop("Department"),
    "source": gettext_noop("Source"),
    "reported_at": gettext_noop("Reported"),
    "due_at": gettext_noop("Due"),
    "ended_at": gettext_noop("Ended"),
    "level": gettext_noop("Highest level"),
}
DEFAULT_COLUMNS = ("category", "words", "place", "unit", "state", "left", "department", "reported_at")
YEAR_SECONDS = 365 * 24 * 3600
EXPORT_MOST = 100_000
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@hat_required
def mine(request: HatRequest) -> HttpResponse:
    """What waits for me, soonest first."""
    hat, now = request.hat, timezone.now()
    known = desk(hat.county)
    is_late = request.GET.get("light") == "red"
    # A post that no state waits for watches over what is open in its unit.
    is_watching = not known.states_for(hat.kind)
    waits_for = None if is_watching else hat.kind
    filters = Filters(figure=Figure.OPEN, waits_for=waits_for, late_at=now if is_late else None)
    page = page_of(hat, filters, key_of(request.GET))
    total, late = watched_counts(hat) if is_watching else waiting_counts(hat, in_sight(hat), now=now)
    acts = _asked_of(known, hat.kind)
    around = neighbours(request, page)
    context = {
        "rows": as_shown(case_rows(hat.county, page.rows, page.words, now=now), acts=acts),
        "total": total, "late": late, "is_watching": is_watching, "light": "red" if is_late else "all", "as_of": now,
        "light_urls": {"all": request.path, "red": f"{request.path}?light=red"},
        "report_url": reverse("cases:report") if may_report(known, hat.kind) else "",
        "unpassed": [] if is_fragment(request, "mine") else unpassed_shown(hat, now),
        "first_url": around.first_url, "prev_url": around.prev_url, "next_url": around.next_url,
        "last_url": around.last_url,
    }  # fmt: skip
    return render(request, "cases/_mine.html" if is_fragment(request, "mine") else "cases/mine.html", context)


@hat_required
def waiting(request: HatRequest) -> HttpResponse:
    """What waits for me in other rooms, fetched after my work: each of them asks the database for itself."""
    whole = "cases/_waiting.html" if is_fragment(request, "waiting") else "cases/waiting.html"
    return render(request, whole)


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """The cases that I may see, narrowed as I like."""
    hat, now = request.hat, timezone.now()
    filters, kept, key = filters_of(request.GET), kept_filters(request.GET), key_of(request.GET)
    with reading() if filters.as_of is not None else nullcontext():  # rows and total as of one moment
        total = _total(request, filters)
        # What the counters know to be nothing need not be looked for.
        is_nothing = total == 0 and filters.as_of is None
        page = NOTHING if is_nothing else page_of(hat, filters, key)
    if total is not None and page.since is not None and page.since.is_whole:
        total -= page.since.net
    around = neighbours(request, page)
    columns = _columns(request)
    rows = as_shown(case_rows(hat.county, page.rows, page.words, now=now))
    context: dict[str, Any] = {
        "rows": rows, "shown": dict.fromkeys(columns, True), "q": filters.q,
        "columns": [{"key": name, "label": _(label), "is_shown": name in columns} for name, label in COLUMNS.items()],
        "filters": _filter_fields(request, filters), "chips": _chips(request, filters, kept),
        "clear_url": request.path if kept else "", "kept": list(kept.items()), "kept_by_filters": _kept_apart(kept),
        "has_more_filters": True, "is_more_open": bool(filters.department or filters.source or filters.state),
        "csv_url": with_filters(reverse("cases:export", args=["csv"]), kept),
        "xlsx_url": with_filters(reverse("cases:export", args=["xlsx"]), kept),
        "first_url": around.first_url, "prev_url": around.prev_url, "next_url": around.next_url,
        "last_url": around.last_url, "total": total, "as_of": now,
        "figure_note": _figure_note(hat.county, filters, page.since), "switch": switch(request, kept),
    }  # fmt: skip
    response = render(
        request, "cases/_list.html" if is_fragment(request, "list") else "cases/list.html", context
    )
    if request.GET.getlist("cols"):
        response.set_cookie(
            "wangge_cols", ".".join(columns), max_age=YEAR_SECONDS, samesite="Lax", httponly=True
        )
    return response


@hat_required
def export(request: HatRequest, form: str) -> HttpResponse:
    """The whole list as a file: the same filters, the same columns, the same order."""
    hat, now = request.hat, timezone.now()
    filters, columns = filters_of(request.GET), _columns(request)
    head = [_("Number"), *(_(COLUMNS[name]) for name in columns)]
    lines = (_line(row, columns) for row in _all_rows(request, filters, now))
    name = f"cases-{now:%Y%m%d-%H%M}.{form}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        write_rows(file, head, lines)
        response = HttpResponse(file.read_bytes(), content_type=FORMS.get(form, ""))
    response["Content-Disposition"] = f'attachment; filename="{hat.county}-{name}"'
    return response


def may_report(known: Desk, kind: PostKind) -> bool:
    """Say whether this kind of post may report."""
    return known.workflow_on(known.today(timezone.now())).entry(kind) is not None


def _asked_of(known: Desk, kind: PostKind) -> dict[str, str]:
    # The first act of the table that is open to this post is what the state asks of it.
    acts: dict[str, str] = {}
    for loop in known.loops:
        for (source, _act), move in loop.moves.items():
            if kind in move.by and source not in acts:
                acts[source] = move.en if language_now() == "en" else move.zh
    return acts


def _columns(request: HttpRequest) -> list[str]:
    asked = request.GET.getlist("cols") or request.COOKIES.get("wangge_cols", "").split(".")
    chosen = [name for name in COLUMNS if name in asked]
    return chosen or [name for name in COLUMNS if name in DEFAULT_COLUMNS]


def _total(request: HatRequest, filters: Filters) -> int | None:
    # A total is shown where a declared margin counts it; otherwise it would have to be scanned for.
    plain = not (
        filters.q
        or filters.is_mapped
        or filters.state
        or filters.due_hours
        or filters.department == NOBODY
        or sees(request.hat).department
    )
    unit = filters.unit or sees(request.hat).unit or request.hat.county
    if not plain:
        return None
    try:
        total, _position = count(
            request.hat.county, filters.figure, unit=unit, kind=filters.kind, period=filters.period,
            department=filters.department, source=filters.source,
        )  # fmt: skip
    except Refused:  # no margin counts it
        return None
    return total


def _figure_note(county: str, filters: Filters, since: Any) -> str:
    if filters.as_of is None:
        return ""
    unit = units(county).get(filters.unit)
    parts = [str(figure_name(filters.figure)), filters.period.text or _("to date"), unit.name if unit else ""]
    if filters.kind:
        category = desk(county).categories.get(filters.kind)
        parts.append(category.name(language_now()) if category else filters.kind)
    if since is not None and not since.is_whole:
        parts.append(_("more has changed since than a page can set back: the rows are as of now"))
    return " · ".join(part for part in parts if part)


def _filter_fields(request: HatRequest, filters: Filters) -> list[dict[str, object]]:
    known, language = desk(request.hat.county), language_now()
    states = known.states.values()
    return [
        _select("figure", _("Set"), filters.figure, [(figure, figure_name(figure)) for figure in Figure]),
        _select("kind", _("Category"), filters.kind, _category_choices(known, language)),
        {"name": "period", "label": _("Month"), "kind": "month", "value": filters.period.text, "is_more": False},
        _select(
            "state", _("State"), filters.state,
            [("", _("All")), *((state.code, state.en if language == "en" else state.zh) for state in states)],
            is_more=True,
        ),
        _select(
            "department", _("Department"), filters.department,
            [("", _("All")), *((row.code, row.name) for row in known.departments.values())], is_more=True,
        ),
        _select(
            "source", _("Source"), filters.source, [("", _("All")), *_source_choices(filters.source)], is_more=True
        ),
    ]  # fmt: skip


def _source_choices(chosen: str) -> list[tuple[str, Any]]:
    own = [(chosen, chosen)] if chosen and chosen not in CHANNELS else []  # a source's own word
    return [*CHANNELS.items(), *own]


def _category_choices(known: Desk, language: str) -> list[tuple[str, str]]:
    return [("", _("All")), *((row.key, row.name(language)) for row in known.categories.values())]


def _select(
    name: str, label: str, value: str, choices: list[tuple[str, Any]], *, is_more: bool = False
) -> dict[str, object]:
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "value": value,
        "choices": choices,
        "is_more": is_more,
    }


def _kept_apart(kept: dict[str, str]) -> list[tuple[str, str]]:
    # The unit is chosen in the frame's territory switch, not in the form; the form carries it along.
    return [(name, value) for name, value in kept.items() if name == "unit"]


def _chips(request: HatRequest, filters: Filters, kept: dict[str, str]) -> list[tuple[str, str]]:
    known, language = desk(request.hat.county), language_now()
    names: dict[str, str] = {"q": f"“{filters.q}”", "period": filters.period.text}
    names["mapped"] = _("Only what stands on the map")
    names["due"] = _("Due within %(n)d hours") % {"n": filters.due_hours}
    names["figure"] = str(figure_name(filters.figure))
    if filters.kind in known.categories:
        names["kind"] = known.categories[filters.kind].name(language)
    if filters.unit in units(request.hat.county):
        names["unit"] = units(request.hat.county)[filters.unit].name
    if filters.state in known.states:
        state = known.states[filters.state]
        names["state"] = state.en if language == "en" else state.zh
    names["source"] = str(channel_name(filters.source))
    if filters.department == NOBODY:
        names["department"] = _("in the territory's own hands")
    if filters.department in known.departments:
        names["department"] = known.departments[filters.department].name
    return [(names.get(name, value), with_filters(request.path, kept, **{name: ""}))
            for name, value in kept.items() if name != "asof"]  # fmt: skip


def _all_rows(request: HatRequest, filters: Filters, now: datetime) -> Iterator[CaseRow]:
    cases = all_of(request.hat, filters, most=EXPORT_MOST)
    for start in range(0, len(cases), 1000):
        chunk = cases[start : start + 1000]
        yield from case_rows(request.hat.county, chunk, texts(request.hat.county, chunk), now=now)


def _line(row: CaseRow, columns: list[str]) -> list[str]:
    values = {
        "category": row.category, "words": row.words, "place": row.place, "unit": row.path or row.unit,
        "state": row.state, "left": time_left(row.left, row.left_unit), "department": row.department,
        "source": str(channel_name(row.channel)), "reported_at": _local(row.reported_at),
        "due_at": _local(row.due_at), "ended_at": _local(row.ended_at),
        "level": str(LEVEL_NAMES[Level(row.highest_level)]),
    }  # fmt: skip
    return [row.number, *(values[name] for name in columns)]


def _local(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
