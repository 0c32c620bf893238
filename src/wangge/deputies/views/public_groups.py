"""Which groups of deputies are there, and what did each plan and do? For everybody, without an account.

The pages are those of the deputies, without their forms; what gives somebody away in their words is hidden.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.deputies.queries.groups import GroupRow
from wangge.deputies.queries.seats import deputies_in_force
from wangge.deputies.views.groups import group_told, listing_told
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.reporters.views.public import address_of
from wangge.rules.telltales import hidden, telltales


def listing(request: HttpRequest, county: str) -> HttpResponse:
    """Every group there is today, with its members and what this year counts."""
    today = _today(request, county)
    context = listing_told(county, today)
    seated = _seated(county, today)
    for one in context["groups"]:
        one["row"] = _with_seats(one["row"], seated)
    return render(request, "deputies/deputy_groups.html", context | _public(county))


def page(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """One group's year: its plan, where it went, what others took over."""
    today = _today(request, county)
    context = group_told(county, row_key(key), request.GET.get("year", ""), today)
    context["row"] = _with_seats(context["row"], _seated(county, today))
    for it in context["plan"]:
        it["one"] = replace(it["one"], words=_seemly(it["one"].words))
    for it in context["outings"]:
        it["one"] = replace(it["one"], words=_seemly(it["one"].words), place=_seemly(it["one"].place))
        for taken in it["taken"]:
            taken["one"] = replace(taken["one"], words=_seemly(taken["one"].words))
    return render(request, "deputies/deputy_group.html", context | _public(county))


def _today(request: HttpRequest, county: str) -> date:
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    return desk(county).today(now)


def _public(county: str) -> dict[str, Any]:
    return {"is_public": True, "county": county, "county_name": county_name(county)}


def _seated(county: str, today: date) -> set[UUID]:
    return {one.id for one in deputies_in_force(county, today)}


def _with_seats(row: GroupRow, seated: set[UUID]) -> GroupRow:
    """Leave out whoever holds no seat any more: a former deputy is never offered."""
    return replace(row, members=tuple(one for one in row.members if one.deputy in seated))


def _seemly(words: str) -> str:
    return hidden(words, telltales(words))
