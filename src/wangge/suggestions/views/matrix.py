"""Constituencies by areas of the catalogue, and the four rates with the lists behind them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import CongressRow, congresses, deputy_names
from wangge.deputies.views.wording import ACT_STATES, DUTY_KINDS, ORIGINS
from wangge.foundation.crowding import refuse_crowd
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.suggestions.queries.matrix import MatrixRow, matrix
from wangge.suggestions.queries.papers import PaperRow
from wangge.suggestions.queries.promises import PromiseRow
from wangge.suggestions.queries.rates import RateRow, Rates
from wangge.suggestions.queries.rates import rates as rated
from wangge.suggestions.queries.report import RatingLine, years
from wangge.suggestions.views import joining, naming
from wangge.suggestions.views.paper import paper_url, title_for
from wangge.suggestions.views.promises import told_promise


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Where deputies are needed: load, acts and papers by constituency and area."""
    hat = request.hat
    if not is_congress_office(hat) and hat.kind is not PostKind.DEPUTY:
        raise Refused("board.not_yours", post=hat.kind)
    found = matrix(hat.county, today=desk(hat.county).today(timezone.now()))
    chosen = request.GET.get("constituency", "")
    context = {
        "areas": [joining.area_name(one) for one in found.areas],
        "rows": [_row(hat.county, row, found.areas) for row in found.rows],
        "since": found.since, "chosen": _chosen(hat, found.rows, chosen, request.GET),
        "area": joining.area_name(request.GET.get("area", "")), "county": hat.county,
    }  # fmt: skip
    return render(request, "suggestions/matrix.html", context)


def rates(request: HttpRequest, county: str) -> HttpResponse:
    """The four rates of one congress and year, apart, and what each number counts."""
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    today = desk(county).today(now)
    bodies = congresses(county, today)
    body, year = _asked(county, request, bodies, today.year)
    if body is None:
        raise Refused("suggestion.no_set", field="congress")
    found = rated(county, body.id, year, today=today)
    context = {
        "county": county, "county_name": county_name(county), "congress": body, "year": year, "found": found,
        "rates": [_rate(one, body, year) for one in found.rows],
        "years": [
            {"congress": one, "year": own, "url": "?" + urlencode({"congress": one.id.hex, "year": own})}
            for one in bodies for own in years(county, one.id)
        ],
    } | _list(county, found, request.GET.get("list", ""))  # fmt: skip
    return render(request, "suggestions/rates.html", context)


def _row(county: str, row: MatrixRow, areas: Any) -> dict[str, Any]:
    own = row.district.units
    key = row.district.constituency.hex
    return {
        "district": row.district, "total": row.total if own else None,
        "acts": len(row.acts), "acts_url": "?" + urlencode({"constituency": key, "acts": 1}) + "#acts",
        "total_url": joining.cases_url(county, own, load="waiting", as_of=row.as_of) if own else "",
        "without": len(row.papers.get("", ())),
        "without_url": "?" + urlencode({"constituency": key, "area": ""}) + "#papers",
        "cells": [
            {
                "area": joining.area_name(area), "n": row.waiting.get(area, 0) if own else None,
                "url": joining.cases_url(county, own, load="waiting", area=area) if own else "",
                "papers": len(row.papers.get(area, ())),
                "papers_url": "?" + urlencode({"constituency": key, "area": area}) + "#papers",
            }
            for area in areas
        ],
    }  # fmt: skip


def _chosen(hat: Hat, rows: Sequence[MatrixRow], key: str, asked: Mapping[str, str]) -> dict[str, Any] | None:
    row = next((one for one in rows if one.district.constituency.hex == key), None)
    if row is None:
        return None
    if "acts" in asked:
        names = deputy_names(hat.county, row.district.deputies)
        acts = [
            {
                "row": one, "kind": DUTY_KINDS[one.kind], "origin": ORIGINS[one.origin],
                "state": ACT_STATES[one.state], "deputy": names.get(one.deputy, ""),
            }
            for one in sorted(row.acts, key=lambda one: one.on)
        ]  # fmt: skip
        return {"district": row.district, "acts": acts}
    papers = [
        {
            "row": one,
            "stage": naming.STAGES[one.state],
            "lead": "",
            "url": paper_url(hat, one),
            "title": title_for(hat, one),
        }
        for one in row.papers.get(asked.get("area", ""), ())
    ]
    return {"district": row.district, "papers": papers}


def _asked(
    county: str, request: HttpRequest, bodies: list[CongressRow], this_year: int
) -> tuple[CongressRow | None, int]:
    key, text = request.GET.get("congress", ""), request.GET.get("year", "")
    # Without a wish: the first congress that registered a paper.
    first = next((one for one in bodies if years(county, one.id)), bodies[0] if bodies else None)
    body = next((one for one in bodies if one.id.hex == key), first)
    return body, int(text) if text.isdecimal() and len(text) == len("2012") else this_year


def _rate(one: RateRow, body: CongressRow, year: int) -> dict[str, Any]:
    same: dict[str, str | int] = {"congress": body.id.hex, "year": year}
    return {
        "name": joining.RATE_NAMES[one.code], "words": joining.RATE_WORDS[one.code], "n": len(one.over),
        "d": len(one.under), "n_url": "?" + urlencode(same | {"list": f"{one.code}.over"}),
        "d_url": "?" + urlencode(same | {"list": f"{one.code}.under"}),
    }  # fmt: skip


def _list(county: str, found: Rates, asked: str) -> dict[str, Any]:
    code, _dot, side = asked.partition(".")
    row = next((one for one in found.rows if one.code == code), None)
    if row is None or side not in {"over", "under"}:
        return {"listed": ""}
    members = row.over if side == "over" else row.under
    papers = [
        {"row": one, "stage": naming.STAGES[one.state], "lead": ""}
        for one in members
        if isinstance(one, PaperRow)
    ]
    said = [
        {"paper": found.papers[one.paper], "round": one.round_no, "attitude": naming.CONTENT[one.attitude],
         "result": naming.CONTENT[one.result]}
        for one in members if isinstance(one, RatingLine)
    ]  # fmt: skip
    kept = [told_promise(county, one) for one in members if isinstance(one, PromiseRow)]
    return {
        "listed": joining.RATE_NAMES[row.code], "side": side, "n": len(members), "papers": papers, "said": said,
        "rows": kept, "is_public": True,
    }  # fmt: skip
