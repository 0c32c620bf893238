"""How does each part of the room read: counters, units, cases, curve, alarms, people on duty?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.alarms.queries import open_count, open_groups, silent_count
from wangge.alarms.views.showing import KINDS, SEVERITIES
from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import NOBODY, Filters, page_of
from wangge.cases.queries.rows import case_rows, language_now
from wangge.cases.queries.watching import OnMap, on_map, today_of
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import below, unit_name
from wangge.cases.views.showing import as_shown
from wangge.opscentre.queries.curve import WEEKS, curve
from wangge.people.hats import Hat
from wangge.people.queries.duty import on_duty
from wangge.rules.figures import Figure

# What has to be done before a unit has a matter in hand: file, dispatch, sign.
WAITING = ("reported", "filed", "dispatched")
DUE_HOURS = 4  # half an office day; our assumption
ROWS_SHOWN = 8
SHOWN_MOST = 6
DUTY_MOST = 12


def counters(hat: Hat, unit: str, now: datetime) -> dict[str, Any]:
    """Return every counter with its list, units below, overdue by department. Three statements, or four."""
    county, known = hat.county, desk(hat.county)
    rows = below(county, unit)
    stock = on_map(county, unit, [row.code for row in rows])
    states = [code for code in WAITING if code in known.states]
    today = today_of(county, unit, states, now=now, hours=DUE_HOURS)
    day, as_of = known.today(now).isoformat(), stock.counts.as_of
    heads = [
        (_("Open"), stock.n(Figure.OPEN, unit), cases_url(hat, unit, figure=Figure.OPEN, asof=as_of), ""),
        (_("Overdue"), stock.n(Figure.LATE, unit), cases_url(hat, unit, figure=Figure.LATE, asof=as_of), "red"),
        (_("Due within %(n)d hours") % {"n": DUE_HOURS}, today.due,
         cases_url(hat, unit, figure=Figure.OPEN, due=DUE_HOURS), "yellow"),
        *((known.states[code].en if language_now() == "en" else known.states[code].zh, n,
           cases_url(hat, unit, state=code), "") for code, n in today.by_state.items()),
        (_("Found today"), today.found, cases_url(hat, unit, figure=Figure.FOUND, period=day), ""),
        (_("Solved today"), today.solved, cases_url(hat, unit, figure=Figure.SOLVED, period=day), ""),
    ]  # fmt: skip
    return {
        "heads": [{"label": label, "n": n, "url": url, "light": light if n else ""} for label, n, url, light in heads],
        "units": _unit_rows(hat, stock, [row.code for row in rows]),
        "unlocated": stock.n(Figure.NO_POINT, unit),
        "unlocated_url": cases_url(hat, unit, figure=Figure.NO_POINT, asof=as_of),
        "has_sealed": bool(known.matter_only), "departments": _departments(hat, stock, unit),
        "as_of": stock.counts.at, "is_live": stock.counts.is_live, "position": as_of,
    }  # fmt: skip


def cases(hat: Hat, unit: str, now: datetime) -> dict[str, Any]:
    """Return the most urgent and the newest cases. Four statements."""
    place = "" if unit == hat.county else unit
    lists = []
    for name, figure in (("urgent", Figure.OPEN), ("newest", Figure.FOUND)):
        page = page_of(hat, Filters(figure=figure, unit=place, is_mapped=True), size=ROWS_SHOWN)
        rows = as_shown(case_rows(hat.county, page.rows, page.words, now=now))
        lists.append({"name": name, "rows": rows, "url": cases_url(hat, unit, figure=figure)})
    return {"lists": lists, "as_of": now}


def arrivals_today(hat: Hat, unit: str, now: datetime) -> dict[str, Any]:
    """Return today's arrivals hour by hour beside the usual ones. One statement."""
    found = curve(hat.county, unit, now)
    so_far, hour = found.today[-1], len(found.today) - 1
    rows = [
        {"hour": f"{place + 1:02}:00", "today": found.today[place] if place <= hour else None, "usual": usual}
        for place, usual in enumerate(found.usual)
    ]
    day = desk(hat.county).today(now).isoformat()
    return {
        "rows": rows, "so_far": so_far, "usual_now": found.usual[hour] if found.usual else None, "weeks": WEEKS,
        "url": cases_url(hat, unit, figure=Figure.FOUND, period=day), "as_of": now,
    }  # fmt: skip


def alarms(hat: Hat, unit: str, now: datetime) -> dict[str, Any]:
    """Return what waits for a person to judge it, and how many devices are silent. Four statements."""
    return {
        "groups": [
            {"group": one, "kind": KINDS[one.kind], "shape": SEVERITIES[one.level][0],
             "colour": SEVERITIES[one.level][1], "unit": unit_name(hat.county, one.unit) if one.unit else "",
             "url": reverse("alarms:group", args=[one.id.hex])}
            for one in open_groups(hat.county, unit, most=SHOWN_MOST)
        ],
        "n": open_count(hat.county, unit), "url": with_filters(reverse("alarms:alarms"), {}, unit=unit),
        "silent": silent_count(hat, unit=unit, now=now),
        "silent_url": with_filters(reverse("alarms:devices"), {}, unit=unit, show="silent"),
        "as_of": now,
    }  # fmt: skip


def duty(hat: Hat, unit: str, now: datetime) -> dict[str, Any]:
    """Return which posts are on duty where; never who, never a position. Two statements at most."""
    rows = on_duty(hat.county, unit, now)
    return {
        "posts": [{"post": one.name_of_post, "from": one.from_at, "until": one.until_at} for one in rows[:DUTY_MOST]],
        "n": len(rows), "url": with_filters(reverse("people:roster"), {}, unit=unit), "as_of": now,
    }  # fmt: skip


def cases_url(hat: Hat, unit: str, **filters: object) -> str:
    """Return the list of exactly the rows that a number here counts: on the map, in the unit."""
    place = "" if unit == hat.county else unit
    mapped = "1" if desk(hat.county).matter_only else ""
    return with_filters(reverse("cases:list"), {}, unit=place, mapped=mapped, **filters)


def _unit_rows(hat: Hat, stock: OnMap, codes: list[str]) -> list[dict[str, Any]]:
    as_of = stock.counts.as_of
    rows = [
        {
            "code": code, "name": unit_name(hat.county, code), "open": stock.n(Figure.OPEN, code),
            "late": stock.n(Figure.LATE, code), "url": cases_url(hat, code, figure=Figure.OPEN, asof=as_of),
            "late_url": cases_url(hat, code, figure=Figure.LATE, asof=as_of),
        }
        for code in codes
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["late"], -row["open"], row["code"]))


def _departments(hat: Hat, stock: OnMap, unit: str) -> list[dict[str, Any]]:
    named: Mapping[str, Any] = desk(hat.county).departments
    return [
        {
            "name": named[code].name if code in named else code or _("in the territory's own hands"), "n": n,
            "url": cases_url(hat, unit, figure=Figure.LATE, department=code or NOBODY,
                             asof=stock.counts.as_of if code else ""),
        }
        for code, n in stock.late_by_department(unit)
    ]  # fmt: skip
