"""The figures page: every count opens its rows, every rate names its two sets."""

from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import (
    BUCKET,
    KIND,
    MONTH,
    UNIT,
    Counts,
    Slice,
    median_and_p90,
    read_counts,
)
from wangge.cases.queries.listing import column_of
from wangge.cases.queries.rows import language_now
from wangge.cases.views.acts import CAUSES
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import below, chosen_unit, figure_name, switch, unit_name
from wangge.cases.views.showing import LEVEL_NAMES, channel_name
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.people.queries import posts_by_unit
from wangge.rules.comparing import may_compare
from wangge.rules.errors import Refused
from wangge.rules.figures import BY_CAUSE, COHORTS, RATES, TOOK, WITHIN, Dimension, Figure
from wangge.rules.periods import Period
from wangge.rules.powers import UpCause
from wangge.territory.queries import plan_in_force, units

OWN, BELOW, KINDS, MONTHS, AGED, TIMES, DEPARTMENTS, SOURCES = range(8)
SHOWN = (Figure.FOUND, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE, Figure.OPEN)
ROWS_MOST = 40
AGED_DAYS = 30
RATE = {rate.code: rate for rate in RATES}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about."""

    county: str
    unit: str
    kind: str
    period: Period
    as_of: int
    today: date  # at the county's office
    opens: bool = True  # a department sees only its own rows, which these figures do not count apart

    def url(
        self, figure: Figure, *, unit: str = "", kind: str = "", period: str = "", department: str = "",
        source: str = "",
    ) -> str:  # fmt: skip
        """Return the address of the rows that a figure counts."""
        if not self.opens:
            return ""
        own_unit = unit or self.unit
        place = "" if own_unit == self.county else own_unit
        asked = _asked(
            place,
            kind or self.kind,
            period or self.period.text,
            self.as_of,
            department=department,
            source=source,
        )
        return f"{_list_url()}?figure={figure}&{asked}"


# A page links some hundreds of figures: what they share is worked out once.
@cache
def _list_url() -> str:
    return reverse("cases:list")


@lru_cache(maxsize=1024)
def _asked(unit: str, kind: str, period: str, as_of: int, *, department: str = "", source: str = "") -> str:
    asked = {
        "unit": unit, "kind": kind, "period": period, "department": department, "source": source, "asof": str(as_of),
    }  # fmt: skip
    return urlencode({name: value for name, value in asked.items() if value})


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Found, solved, in time, in the grid: by unit, category and month."""
    return render(request, "cases/figures.html", figures_of(request))


def figures_of(request: HatRequest) -> dict[str, Any]:
    """Return everything that the page of figures and its files say."""
    county, unit = request.hat.county, chosen_unit(request)
    if sees(request.hat).department:
        unit = county
    column_of(county, unit)
    kind, period = request.GET.get("kind", ""), Period(request.GET.get("period", ""))
    if kind and kind not in desk(county).categories:
        raise Refused("case.bad_filter", field="kind", value=kind[:60])
    today = desk(county).today(timezone.now())
    counts = read_counts(county, _slices(county, unit, kind, period, today))
    asked = Asked(county, unit, kind, period, counts.as_of, today, opens=not sees(request.hat).department)
    kept = {name: request.GET[name] for name in ("unit", "kind", "period") if request.GET.get(name)}
    return {
        "unit": unit_name(county, unit),
        "period": period.text or _("to date"), "as_of": counts.at, "folded": counts.is_live,
        "heads": _heads(counts, asked), "in_grid": _in_grid(counts, asked), "went_up": _went_up(counts, asked),
        "steps_url": with_filters(reverse("cases:steps"), kept, kind=""),
         "durations": _durations(counts),
        "tables": [_by_unit(counts, asked), _by_kind(counts, asked), _by_month(counts, asked),
                   *([] if kind else [_by_department(counts, asked), _by_source(counts, asked)])],
        "filters": _filter_fields(county, kind, period, today), "chips": _chips(request, kind, period, kept),
        "clear_url": request.path if kept else "",
        "kept_by_filters": [(name, value) for name, value in kept.items() if name == "unit"],
        "synthetic": plan_in_force(county).synthetic, "trial_note": _trial_note(counts, asked),
        "switch": switch(request, kept), "csv_url": _file_url("csv", kept), "xlsx_url": _file_url("xlsx", kept),
    }  # fmt: skip


def _file_url(form: str, kept: dict[str, str]) -> str:
    return with_filters(reverse("cases:figures_file", args=[form]), kept)


def _slices(county: str, unit: str, kind: str, period: Period, today: date) -> list[Slice]:
    all_figures = tuple(figure for figure in Figure)
    lower = tuple(row.code for row in below(county, unit)) or (unit,)
    return [
        Slice(all_figures, (unit,), kind, period, UNIT),
        Slice(SHOWN, lower, kind, period, UNIT),
        Slice(SHOWN, (unit,), kind or None, period, KIND),
        Slice(SHOWN, (unit,), kind, Period(), MONTH),
        Slice(tuple(COHORTS), (unit,), "", aged(today), UNIT),
        # How long solving took is counted by unit, and by kind for the county alone.
        *([Slice((TOOK,), (unit,), kind, period, BUCKET)] if not kind or unit == county else []),
        # Departments and sources are not counted by category, too.
        *(
            [Slice(SHOWN, (unit,), None, period, KIND, by) for by in (Dimension.DEPARTMENT, Dimension.SOURCE)]
            if not kind
            else []
        ),
    ]


def _count(
    counts: Counts, number: int, apart: str, asked: Asked, figure: Figure, **where: str
) -> dict[str, object]:
    return {"n": counts.n(number, figure, apart), "url": asked.url(figure, **where)}


def _rate(
    counts: Counts, number: int, apart: str, asked: Asked, code: str, **where: str
) -> dict[str, object]:
    rate = RATE[code]
    over = sum(counts.n(number, figure, apart) for figure in rate.over)
    under = sum(counts.n(number, figure, apart) for figure in rate.under)
    return {
        "n": over, "d": under, "n_url": asked.url(rate.over[0], **where),
        # A sum of two sets is no list of its own; each of its sets opens beside it.
        "d_url": asked.url(rate.under[0], **where) if len(rate.under) == 1 else "",
    }  # fmt: skip


def _heads(counts: Counts, asked: Asked) -> list[dict[str, object]]:
    unit = asked.unit

    def plain(figure: Figure, hint: str = "") -> dict[str, object]:
        own = _count(counts, OWN, unit, asked, figure)
        return {"key": figure, "label": figure_name(figure), "kind": "count", "n": own["n"], "n_url": own["url"],
                "hint": hint}  # fmt: skip

    def rate(code: str, label: str, hint: str) -> dict[str, object]:
        return {
            "key": code,
            "label": label,
            "kind": "rate",
            "hint": hint,
            **_rate(counts, OWN, unit, asked, code),
        }

    return [
        plain(Figure.FOUND),
        plain(Figure.SOLVED),
        rate("solve_rate", _("Solve rate"), _("solved in the period / found in the period")),
        rate("on_time_rate", _("On-time rate"), _("closed in time / closed in time or fell overdue")),
        plain(Figure.OVERDUE),
        plain(Figure.SETTLED),
        plain(Figure.OPEN, _("now")),
        plain(Figure.LATE, _("now")),
    ]


def aged(today: date) -> Period:
    """Return everything found long enough ago that it could have been solved: at least 30 days (ours)."""
    return Period(f"..{today - timedelta(days=AGED_DAYS)}")


def _in_grid(counts: Counts, asked: Asked) -> dict[str, object]:
    rows = []
    aged_asked = replace(asked, kind="", period=aged(asked.today))
    for level, by_end, by_start in WITHIN:
        closed = _rate(counts, OWN, asked.unit, asked, f"{by_end}_rate")
        found = _rate(counts, AGED, asked.unit, aged_asked, f"{by_start}_rate")
        rows.append({"label": LEVEL_NAMES[level], "closed": closed, "found": found})
    reopen = _rate(counts, OWN, asked.unit, asked, "reopen_rate")
    return {"rows": rows, "days": AGED_DAYS, "reopen": reopen}


def _went_up(counts: Counts, asked: Asked) -> dict[str, object]:
    # Each case counts by the cause of its first going up, so the causes add up (rulings.md).
    causes = [
        {"label": CAUSES[UpCause(cause)], **_count(counts, OWN, asked.unit, asked, figure)}
        for cause, figure in BY_CAUSE.items()
    ]
    return {"all": _count(counts, OWN, asked.unit, asked, Figure.WENT_UP), "causes": causes}


def _durations(counts: Counts) -> dict[str, object] | None:
    if len(counts.sums) <= TIMES:
        return None
    median, p90 = median_and_p90(counts, TIMES)
    if median is None or p90 is None:
        return None
    return {"median": timedelta(seconds=median), "p90": timedelta(seconds=p90), "is_exact": False}


def _row(counts: Counts, number: int, apart: str, asked: Asked, **where: str) -> dict[str, object]:
    return {
        "found": _count(counts, number, apart, asked, Figure.FOUND, **where),
        "solved": _count(counts, number, apart, asked, Figure.SOLVED, **where),
        "solve": _rate(counts, number, apart, asked, "solve_rate", **where),
        "on_time": _rate(counts, number, apart, asked, "on_time_rate", **where),
    }  # fmt: skip


def _by_unit(counts: Counts, asked: Asked) -> dict[str, object]:
    lower = below(asked.county, asked.unit)
    apart = _too_small(asked, [row.code for row in lower])
    rows = [
        {
            "label": row.name,
            "code": row.code,
            "is_apart": row.code in apart,
            "url": with_filters(
                reverse("cases:figures"), {}, unit=row.code, kind=asked.kind, period=asked.period.text
            ),
            **_row(counts, BELOW, row.code, asked, unit=row.code),
            "open": _count(counts, BELOW, row.code, asked, Figure.OPEN, unit=row.code),
        }
        for row in lower
    ]
    small = sorted((row for row in rows if row["is_apart"]), key=lambda row: str(row["code"]))
    large = _most_first([row for row in rows if not row["is_apart"]])
    return _table("unit", _("By unit"), _("Unit"), "" if small else "rows", [*large, *small])


def _too_small(asked: Asked, codes: list[str]) -> set[str]:
    # A unit with one or two people: its figures are theirs, so they stand beside nobody's (rulings.md, Staff).
    filled, territory = posts_by_unit(asked.county, on=asked.today), units(asked.county)
    posts = Tally[str]()
    for unit, n in filled.items():
        posts.update(dict.fromkeys(territory[unit].path if unit in territory else (unit,), n))
    return {code for code in codes if not may_compare(posts[code])}


def _by_kind(counts: Counts, asked: Asked) -> dict[str, object]:
    known, language = desk(asked.county), language_now()
    kinds = {kind for (_figure, kind) in counts.sums[KINDS]}
    most = sorted(kinds, key=lambda kind: (-counts.n(KINDS, Figure.FOUND, kind), kind))[:ROWS_MOST]
    rows = [
        {
            "label": known.categories[kind].name(language) if kind in known.categories else kind,
            "url": with_filters(
                reverse("cases:figures"), {}, unit=asked.unit, kind=kind, period=asked.period.text
            ),
            **_row(counts, KINDS, kind, asked, kind=kind),
            "open": _count(counts, KINDS, kind, asked, Figure.OPEN, kind=kind),
        }
        for kind in most
    ]
    return _table("category", _("By category"), _("Category"), "rows", rows)


def _by_department(counts: Counts, asked: Asked) -> dict[str, object]:
    known = desk(asked.county).departments
    rows = [
        {
            "label": known[code].name if code in known else code, "url": "",
            **_row(counts, DEPARTMENTS, code, asked, department=code),
            "open": _count(counts, DEPARTMENTS, code, asked, Figure.OPEN, department=code),
        }
        for code in {code for _figure, code in counts.sums[DEPARTMENTS]}
    ]  # fmt: skip
    rows.sort(key=lambda row: str(row["label"]))  # by name: no order of merit among departments
    return _table("department", _("By department"), _("Department"), "rows", rows)


def _by_source(counts: Counts, asked: Asked) -> dict[str, object]:
    rows = [
        {
            "label": str(channel_name(code)), "url": "", **_row(counts, SOURCES, code, asked, source=code),
            "open": _count(counts, SOURCES, code, asked, Figure.OPEN, source=code),
        }
        for code in {code for _figure, code in counts.sums[SOURCES]}
    ]  # fmt: skip
    return _table("source", _("By source"), _("Source"), "rows", _most_first(rows))


def _by_month(counts: Counts, asked: Asked) -> dict[str, object]:
    months = sorted({month for (_figure, month) in counts.sums[MONTHS] if month})[-24:]
    rows = [
        {
            "label": month,
            "url": with_filters(reverse("cases:figures"), {}, unit=asked.unit, kind=asked.kind, period=month),
            **_row(counts, MONTHS, month, asked, period=month),
            "open": None,
        }
        for month in months
    ]
    return _table("month", _("By month"), _("Month"), "columns", rows)


def _table(key: str, title: str, head: str, chart: str, rows: list[dict[str, Any]]) -> dict[str, object]:
    return {
        "key": key,
        "title": title,
        "head": head,
        "chart": chart,
        "rows": rows,
        "total": None,
        "more_url": "",
    }


def _most_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["found"]["n"], row["label"]))


def _filter_fields(county: str, kind: str, period: Period, today: date) -> list[dict[str, object]]:
    known, language = desk(county), language_now()
    years = [str(year) for year in range(today.year, today.year - 12, -1)]
    months = [f"{today.replace(month=month, day=1):%Y-%m}" for month in range(today.month, 0, -1)]
    choices = [("", _("to date"))] + [(text, text) for text in (*months, *years)]
    if period.text and period.text not in dict(choices):
        choices.insert(1, (period.text, period.text))
    categories = [("", _("All")), *((row.key, row.name(language)) for row in known.categories.values())]
    return [
        {"name": "period", "label": _("Period"), "kind": "select", "value": period.text, "choices": choices},
        {"name": "kind", "label": _("Category"), "kind": "select", "value": kind, "choices": categories},
    ]


def _chips(request: HatRequest, kind: str, period: Period, kept: dict[str, str]) -> list[tuple[str, str]]:
    chips = []
    if period.text:
        chips.append((period.text, with_filters(request.path, kept, period="")))
    if kind:
        name = desk(request.hat.county).categories[kind].name(language_now())
        chips.append((name, with_filters(request.path, kept, kind="")))
    return chips


def _trial_note(counts: Counts, asked: Asked) -> str:
    n = counts.n(OWN, Figure.TRIAL, asked.unit)
    return _("%(n)d matters found in trial mode are left out of all figures.") % {"n": n} if n else ""
