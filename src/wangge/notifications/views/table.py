"""The administrator's page: the table, who would be told now by each row of it, the channels, what went out."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wangge.alarms.views.showing import KINDS
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import chosen_unit, county_name
from wangge.notifications.policies import may_mind
from wangge.notifications.queries.book import book
from wangge.notifications.queries.inbox import channels, deliveries, open_deliveries
from wangge.notifications.queries.preview import previews
from wangge.people.access import HatRequest, hat_required
from wangge.people.queries import departments
from wangge.people.queries.duty import emergency
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.notices import Means
from wangge.territory.queries import units

MEANS = {Means.MAIL: _("mail"), Means.SMS: _("SMS"), Means.CHAT: _("group chat"), Means.WEBHOOK: _("program")}
PEOPLE_MOST = 12


@hat_required
def table(request: HatRequest) -> HttpResponse:
    """Who is told of what, who would be now, through which channels, and what became of it."""
    hat, now = request.hat, timezone.now()
    if not may_mind(hat):
        raise Refused("notice.not_yours")
    known, language = book(hat.county, on=desk(hat.county).today(now)), language_now()
    unit, department = chosen_unit(request), _department(request)
    territory, holding = units(hat.county), departments(hat.county)
    only_open = request.GET.get("log") == "open"
    kept = {name: request.GET[name] for name in ("unit", "department") if request.GET.get(name)}
    context = {
        "rules": [
            {"rule": one.rule, "means": [MEANS[by] for by in one.rule.means],
             "kinds": [_kind(hat.county, kind, language) for kind in one.rule.kinds],
             "words": known.words(one.rule.event, one.rule.occasion, language),
             "at": one.at, "people": one.people[:PEOPLE_MOST], "more": len(one.people[PEOPLE_MOST:]),
             "out": [{"row": out, "means": MEANS[out.means]} for out in one.out]}
            for one in previews(hat.county, unit, department, now=now)
        ],
        "filters": _filters(hat.county, unit, department), "department": department,
        "emergency": emergency(hat.county, unit, now),
        "source": known.source, "digest": known.digest,
        "channels": [
            {"row": row, "means": MEANS[Means(row.means)],
             "whose": territory[row.unit].name if row.unit in territory else
             holding[row.department].name if row.department in holding else ""}
            for row in channels(hat.county)
        ],
        "log": deliveries(hat.county, only_open=only_open), "only_open": only_open,
        "open_n": open_deliveries(hat.county), "all_url": f"{with_filters(request.path, kept)}#log",
        "open_url": f"{with_filters(request.path, kept, log='open')}#log",
    }  # fmt: skip
    return render(request, "notifications/table.html", context)


def _department(request: HatRequest) -> str:
    department = request.GET.get("department", "")
    if department and department not in departments(request.hat.county):
        raise Refused("case.bad_filter", field="department", value=department[:40])
    return department


def _filters(county: str, unit: str, department: str) -> list[dict[str, Any]]:
    # Down to the community: a grid is known by it, and few posts that are told stand below.
    known = sorted(units(county).values(), key=lambda row: row.path)
    places = [(row.code, row.name) for row in known if row.level <= Level.COMMUNITY or row.code == unit]
    top = [(county, county_name(county))] if county not in units(county) else []
    holding = [(row.code, row.name) for row in departments(county).values()]
    return [
        {"name": "unit", "label": _("If it happened now in"), "kind": "select", "value": unit,
         "choices": [*top, *places]},
        {"name": "department", "label": _("and is the work of"), "kind": "select", "value": department,
         "choices": [("", "–"), *holding]},
    ]  # fmt: skip


def _kind(county: str, kind: str, language: str) -> str:
    category = desk(county).categories.get(kind)
    return category.name(language) if category else str(KINDS.get(kind, kind))
