"""Whom to call: my posts, the departments' desks, and who covers the next grid? Published duty numbers only."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import duty_phones, hats, holders, unit_names
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import UnitRow, units
from wangge.territory.queries.carried import units_beside

COVERING = (PostKind.GRID_WORKER, PostKind.GRID_HEAD, PostKind.DIRECT_OWNER, PostKind.ACCOUNTABLE)
Phones = dict[tuple[str, str], str]


def duty(hat: Hat, *, now: datetime) -> dict[str, Any]:
    """Return posts of mine, departments with their desks, and the posts of adjacent grids; no names of people."""
    today = desk(hat.county).today(now)
    phones = duty_phones(hat.county, on=today)
    return {
        "posts": _posts(hat, today), "departments": _departments(hat, today, phones), "next": _next(hat, today, phones),
    }  # fmt: skip


def _posts(hat: Hat, today: date) -> list[dict[str, str]]:
    worn = hats(hat.account_id, on=today)
    names, known = unit_names(worn), desk(hat.county).departments
    return [
        {"title": one.title, "unit": one.unit, "unit_name": names[one],
         "department": known[one.department].name if one.department in known else ""}
        for one in worn
    ]  # fmt: skip


def _departments(hat: Hat, today: date, phones: Phones) -> list[dict[str, Any]]:
    known = desk(hat.county).departments.values()
    titles: dict[str, set[str]] = {}
    for one in holders(hat.county, {row.unit for row in known}, on=today):
        titles.setdefault(one.department, set()).add(one.title)
    return [
        {
            "name": row.name,
            "phone": phones.get(("", row.code), ""),
            "holders": sorted(titles.get(row.code, ())),
        }
        for row in known
    ]


def _next(hat: Hat, today: date, phones: Phones) -> list[dict[str, str]]:
    """Return the adjacent grids, each with the nearest post that covers it and the desk that reaches that post."""
    if sees(hat).department or (own := units(hat.county, today).get(hat.unit)) is None:
        return []
    if own.level is not Level.GRID:
        return []
    beside = units_beside(hat.county, hat.unit, on=today)
    there = holders(hat.county, {code for row in beside for code in row.path}, on=today)
    return [
        {"unit": row.code, "name": row.name, "post": _covering(row, there), "phone": _reached(row, phones)}
        for row in beside
    ]  # fmt: skip


def _covering(row: UnitRow, there: Iterable[Hat]) -> str:
    # The lowest unit with such a post covers: an unfilled grid is covered by its community, then its street.
    found = {(hat.unit, hat.kind): hat for hat in there}
    for code in reversed(row.path):
        for kind in COVERING:
            if (code, kind) in found:
                return found[code, kind].title
    return ""


def _reached(row: UnitRow, phones: Phones) -> str:
    return next((phones[code, ""] for code in reversed(row.path) if (code, "") in phones), "")
