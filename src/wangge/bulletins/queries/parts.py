"""Which parts does a bulletin have, and from which counts is each made?

All counters are read by one question, so that every figure is as of one position; acts, recurring places and
judged alarms are read from their rows in the same view of the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from wangge.alarms.queries.judgements import judged_between
from wangge.analysis.queries.ahead import warnings_in
from wangge.bulletins.wording import (
    ACTS,
    COLUMNS,
    FIGURES,
    NO_RECORDS,
    NO_WEEK,
    NOBODY,
    NUMBERS,
    OTHERS,
    SECTIONS,
    VERDICTS,
    both,
    plain,
)
from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import KIND, UNIT, Counts, Slice, read_counts
from wangge.cases.queries.marks import step_counts_of
from wangge.cases.queries.recurring import found_in, recurring
from wangge.cases.views.showing import channel_name
from wangge.evaluation.queries.results import frozen_results
from wangge.rules.figures import ANY_KIND, Dimension, Figure
from wangge.rules.marks import MarkKind
from wangge.rules.periods import Period
from wangge.territory.queries import units

WEEK = (
    Figure.FOUND,
    Figure.SOLVED,
    Figure.ENDED,
    Figure.OVERDUE,
    Figure.FOUND_SOLVED,
    Figure.FOUND_IN_STREET,
)
MONTH = (*WEEK, Figure.ON_TIME, Figure.REOPENED_30)
RATES: Mapping[str, tuple[Figure, tuple[Figure, ...]]] = {
    "found_solved": (Figure.FOUND_SOLVED, (Figure.FOUND,)),
    "found_in_street": (Figure.FOUND_IN_STREET, (Figure.FOUND,)),
    "on_time_rate": (Figure.ON_TIME, (Figure.ON_TIME, Figure.OVERDUE)),
    "reopen_rate": (Figure.REOPENED_30, (Figure.SOLVED,)),
}
STEP_RATES: Mapping[str, tuple[MarkKind, MarkKind, bool]] = {  # over, under, only those in time
    "handled_in_time": (MarkKind.HANDLED, MarkKind.DISPATCHED, True),
    "rework_rate": (MarkKind.REWORKED, MarkKind.HANDLED, False),
}
KINDS_MOST, RECURRING_MOST, BEHIND_MOST = 10, 12, 500  # lines and cases of one part; ours
RECURRING_DAYS, RECURRING_TIMES = 30, 3  # our assumption, said in the document


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bulletin is about, and with what it is compared."""

    county: str
    unit: str
    period: Period
    last: Period
    year: Period | None

    @property
    def columns(self) -> tuple[tuple[str, Period | None], ...]:
        """The periods that stand beside each other."""
        return ("this", self.period), ("last", self.last), ("year", self.year)

    @property
    def place(self) -> str:
        """The unit as addresses carry it."""
        return "" if self.unit == self.county else self.unit


@dataclass(frozen=True, slots=True)
class Read:
    """All counters of a bulletin, by what was asked."""

    asked: Asked
    counts: Counts
    slices: Mapping[tuple[str, str], int]

    def n(self, name: str, part: str, figure: Figure) -> int:
        """Return a figure of one slice, everything together."""
        return self.counts.total(self.slices[name, part], figure)

    def told(self, part: str) -> Mapping[tuple[str, str], int]:
        """Return (figure, value) -> n of a slice that tells apart."""
        return self.counts.sums[self.slices["this", part]]

    def url(self, figure: Figure, period: Period, **more: str) -> str:
        """Return the address of the list that a figure counts."""
        said = {
            "figure": str(figure), "unit": self.asked.place, "period": period.text, **more,
            "asof": str(self.counts.as_of),
        }  # fmt: skip
        return f"{reverse('cases:list')}?{urlencode({key: one for key, one in said.items() if one})}"


def sections(asked: Asked) -> tuple[list[dict[str, Any]], Counts]:
    """Return the parts of a bulletin in their order, those that say nothing left out, and what they are as of."""
    read = _read(asked)
    makers: Sequence[Callable[[Read], dict[str, Any] | None]] = (
        _numbers, _kinds, _departments, _sources, _steps, _recurring, _warnings, _alarms, _sheets,
    )  # fmt: skip
    return [part for make in makers if (part := make(read))], read.counts


def _read(asked: Asked) -> Read:
    slices: list[Slice] = []
    numbers: dict[tuple[str, str], int] = {}
    place, flows = (asked.unit,), WEEK if asked.period.is_week else MONTH

    def ask(name: str, part: str, one: Slice) -> None:
        numbers[name, part] = len(slices)
        slices.append(one)

    for name, period in asked.columns:
        if period:
            until = Period(f"..{period.days()[-1]}")
            ask(name, "flows", Slice(flows, place, ANY_KIND, period, UNIT))
            ask(name, "stock", Slice((Figure.FOUND, Figure.ENDED), place, ANY_KIND, until, UNIT))
    if not asked.period.is_week:  # days are not counted by kind, department or source (docs/figures.md)
        figures = (Figure.FOUND, Figure.SOLVED, Figure.ON_TIME, Figure.OVERDUE)
        for by in Dimension:
            ask("this", str(by), Slice(figures, place, None, asked.period, KIND, by))
    return Read(asked, read_counts(asked.county, slices), numbers)


def _numbers(read: Read) -> dict[str, Any]:
    asked = read.asked
    codes = [
        code for code in NUMBERS
        if not asked.period.is_week or code not in {"on_time_rate", "reopen_rate"}
    ]  # fmt: skip
    columns = [_column(read, name, period, codes) for name, period in asked.columns]
    rows = [
        {"label": both(NUMBERS[code][0]), "means": both(NUMBERS[code][1]), "cells": [one[code] for one in columns]}
        for code in codes
    ]  # fmt: skip
    return _section("numbers", [both(COLUMNS[name]) for name, _ in asked.columns], rows)


def _column(read: Read, name: str, period: Period | None, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    if period is None:
        return {code: {"text": both(NO_WEEK)} for code in codes}
    if not read.n(name, "stock", Figure.FOUND):
        return {code: {"text": both(NO_RECORDS)} for code in codes}
    acts = _acts(read.asked, period)
    cells = {}
    for code in codes:
        if code == "open_at_end":
            cells[code] = _open_at_end(read, name, period)
        elif code in RATES:
            over, under = RATES[code]
            cells[code] = {
                "n": read.n(name, "flows", over), "n_url": read.url(over, period),
                "d": sum(read.n(name, "flows", one) for one in under),
                # A sum of two sets is no list of its own.
                "d_url": read.url(under[0], period) if len(under) == 1 else "",
            }  # fmt: skip
        elif code in STEP_RATES:
            cells[code] = _step_rate(read.asked, period, acts, *STEP_RATES[code])
        else:
            figure = Figure(code)
            cells[code] = {"n": read.n(name, "flows", figure), "n_url": read.url(figure, period)}
    return cells


def _open_at_end(read: Read, name: str, period: Period) -> dict[str, Any]:
    until = Period(f"..{period.days()[-1]}")
    found, ended = (read.n(name, "stock", figure) for figure in (Figure.FOUND, Figure.ENDED))
    return {
        "n": found - ended, "more": found, "more_url": read.url(Figure.FOUND, until), "less": ended,
        "less_url": read.url(Figure.ENDED, until),
    }  # fmt: skip


Acts = Mapping[tuple[str, str], tuple[int, int]]


def _acts(asked: Asked, period: Period) -> Acts:
    return step_counts_of(asked.county, asked.unit, period, desk(asked.county).calendar.zone)


def _step_rate(
    asked: Asked, period: Period, acts: Acts, over: MarkKind, under: MarkKind, in_time: bool  # noqa: FBT001
) -> dict[str, Any]:  # fmt: skip
    def total(kind: MarkKind, *, timely: bool) -> int:
        return sum(pair[timely] for (_, act), pair in acts.items() if act == kind)

    return {
        "n": total(over, timely=in_time), "d": total(under, timely=False),
        "n_url": _steps_url(asked, period, kind=over, timely="1" if in_time else ""),
        "d_url": _steps_url(asked, period, kind=under),
    }  # fmt: skip


def _steps_url(asked: Asked, period: Period, **more: str) -> str:
    said = {"unit": asked.place, "period": period.text, **more}
    return f"{reverse('cases:steps')}?{urlencode({key: one for key, one in said.items() if one})}"


def _kinds(read: Read) -> dict[str, Any] | None:
    if read.asked.period.is_week:
        return None
    known, told = desk(read.asked.county), read.told(str(Dimension.KIND))
    kinds = {kind for _, kind in told}
    open_kinds = sorted(
        (kind for kind in kinds if kind in known.categories and kind not in known.matter_only),
        key=lambda kind: (-told.get((Figure.FOUND, kind), 0), kind),
    )[:KINDS_MOST]
    rows = [
        {
            "label": {"zh": known.categories[kind].name("zh"), "en": known.categories[kind].name("en")},
            "cells": [
                {"n": told.get((figure, kind), 0), "n_url": read.url(figure, read.asked.period, kind=kind)}
                for figure in FIGURES
            ],
        }
        for kind in open_kinds
    ]  # fmt: skip
    rest = kinds.difference(open_kinds)
    if rest:
        cells = [{"n": sum(told.get((figure, kind), 0) for kind in rest)} for figure in FIGURES]
        rows.append({"label": both(OTHERS), "cells": cells})
    return _section("kinds", [both(words) for words in FIGURES.values()], rows) if rows else None


def _departments(read: Read) -> dict[str, Any] | None:
    if read.asked.period.is_week:
        return None
    known, told = desk(read.asked.county).departments, read.told(str(Dimension.DEPARTMENT))
    period = read.asked.period
    names = {code: known[code].name if code in known else code for _, code in told}
    rows = []
    for code in sorted(names, key=lambda one: names[one]):
        due = told.get((Figure.ON_TIME, code), 0) + told.get((Figure.OVERDUE, code), 0)
        timely = {
            "n": told.get((Figure.ON_TIME, code), 0), "d": due,
            "n_url": read.url(Figure.ON_TIME, period, department=code), "d_url": "",
        }  # fmt: skip
        counted = [
            {"n": told.get((one, code), 0), "n_url": read.url(one, period, department=code)}
            for one in FIGURES
        ]
        rows.append({"label": plain(names[code]), "cells": [*counted, timely]})
    heads = [*FIGURES.values(), COLUMNS["on_time"]]
    return _section("departments", [both(one) for one in heads], rows) if rows else None


def _sources(read: Read) -> dict[str, Any] | None:
    if read.asked.period.is_week:
        return None
    told, period = read.told(str(Dimension.SOURCE)), read.asked.period
    rows = [
        {
            "label": both(channel_name(code)),
            "cells": [{"n": told.get((one, code), 0), "n_url": read.url(one, period, source=code)} for one in FIGURES],
        }
        for code in sorted({code for _, code in told})
    ]  # fmt: skip
    return _section("sources", [both(one) for one in FIGURES.values()], rows) if rows else None


def _steps(read: Read) -> dict[str, Any] | None:
    asked, known = read.asked, desk(read.asked.county).departments
    acts = _acts(asked, asked.period)
    names = {
        code: plain(known[code].name) if code in known else plain(code) if code else both(NOBODY)
        for code, kind in acts if kind in ACTS
    }  # fmt: skip
    rows = [
        {
            "label": names[code],
            "cells": [
                {
                    "n": acts.get((code, kind), (0, 0))[0],
                    "n_url": _steps_url(asked, asked.period, kind=kind, department=code or "-"),
                }
                for kind in ACTS
            ],
        }
        for code in sorted(names, key=lambda one: names[one]["zh"])
    ]  # fmt: skip
    return _section("steps", [both(one) for one in ACTS.values()], rows) if rows else None


def _recurring(read: Read) -> dict[str, Any] | None:
    asked, known, territory = read.asked, desk(read.asked.county), units(read.asked.county)
    last = asked.period.days()[-1]
    first = type(last).fromordinal(last.toordinal() - RECURRING_DAYS + 1)
    after = type(last).fromordinal(last.toordinal() + 1)
    rows = []
    for one in recurring(
        asked.county, within=asked.unit, days=RECURRING_DAYS, times=RECURRING_TIMES, today=last
    )[:RECURRING_MOST]:
        kind, place = known.categories[one.category], territory.get(one.unit)
        unit = " · ".join(territory[code].name for code in place.path[-2:]) if place else one.unit
        cases = found_in(asked.county, one.unit, one.category, first, after)
        label = {language: f"{unit} · {kind.name(language)}" for language in ("zh", "en")}
        behind = [[case.id.hex, case.number] for case in cases[:BEHIND_MOST]]
        rows.append({"label": label, "cells": [{"n": one.n, "cases": behind}]})
    return _section("recurring", [both(COLUMNS["times"])], rows) if rows else None


def _warnings(read: Read) -> dict[str, Any] | None:
    asked, known, territory = read.asked, desk(read.asked.county), units(read.asked.county)
    rows = []
    if not asked.period.is_week:
        return None
    for one in warnings_in(asked.county, asked.unit, asked.period.days()[-1])[:RECURRING_MOST]:
        kind, place = known.categories.get(one.category), territory.get(one.unit)
        if kind is None or kind.matter_only:
            continue
        where = {"unit": "" if one.unit == asked.county else one.unit}
        unit = place.name if place else known.setup.zh
        rows.append({
            "label": {language: f"{unit} · {kind.name(language)}" for language in ("zh", "en")},
            "cells": [
                {"n": one.last, "n_url": read.url(Figure.FOUND, asked.period, kind=one.category, **where)},
                {"text": plain(f"{one.usual:.1f}")},
            ],
        })  # fmt: skip
    heads = [FIGURES[Figure.FOUND], COLUMNS["usual"]]
    return _section("warnings", [both(one) for one in heads], rows) if rows else None


def _alarms(read: Read) -> dict[str, Any] | None:
    asked = read.asked
    start, end = asked.period.bounds(desk(asked.county).calendar.zone)
    judged = [one for one in judged_between(asked.county, asked.unit, start, end) if one.status == "actual"]
    rows = []
    for verdict, words in VERDICTS.items():
        groups = [one.group.hex for one in judged if one.verdict == verdict]
        rows.append({"label": both(words), "cells": [{"n": len(groups), "alarms": groups[:BEHIND_MOST]}]})
    return _section("alarms", [both(COLUMNS["alarms"])], rows) if judged else None


def _sheets(read: Read) -> dict[str, Any] | None:
    asked, last = read.asked, read.asked.period.days()[-1]
    rows = []
    for one in frozen_results(asked.county, about=lambda unit: unit == asked.unit):
        if Period(one.period).days()[-1] != last:
            continue
        points, possible = one.document["total"], one.document["possible"]
        label = {"zh": f"{one.sheet.zh} {one.period}", "en": f"{one.sheet.en} {one.period}"}
        shown = plain(f"{points // 100}.{points % 100:02} / {possible // 100}.{possible % 100:02}")
        url = reverse("evaluation:result", args=[one.hex])
        rows.append({"label": label, "cells": [{"text": shown, "n_url": url}]})
    return _section("sheets", [both(COLUMNS["points"])], rows) if rows else None


def _section(
    code: str, columns: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    title, note = SECTIONS[code]
    return {
        "code": code, "title": both(title), "note": both(note), "columns": list(columns), "rows": list(rows),
    }  # fmt: skip
