"""How are a deputy's matters, acts and duties laid out on a page?"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import frequent_categories
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import unit_name
from wangge.deputies.policies import is_congress_office, refuse_seatless
from wangge.deputies.queries.acts import ActRow, Duty
from wangge.deputies.queries.matters import MatterRow
from wangge.deputies.queries.seats import DeputyRow, deputy_names, deputy_of
from wangge.deputies.queries.work import Waiting
from wangge.deputies.views.wording import ACT_STATES, DOORS, DUTY_KINDS, EXITS, ORIGINS, PERIODS
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest
from wangge.reporters.identity import public_hat
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.territory.queries import units


def own_deputy(request: HatRequest) -> DeputyRow:
    """Return the deputy who acts; refuse `deputy.not_a_deputy` for others, `deputy.no_seat_now` for who left."""
    found = deputy_of(request.hat) if request.hat.kind is PostKind.DEPUTY else None
    if found is None:
        raise Refused("deputy.not_a_deputy", post=request.hat.kind)
    county = request.hat.county
    refuse_seatless(county, found.id, on=desk(county).today(timezone.now()))
    return found


def is_office(request: HatRequest) -> bool:
    """Say whether the clerk of the congress office acts."""
    return is_congress_office(request.hat)


def refuse_strangers(request: HatRequest) -> None:
    """Refuse `deputy.not_the_office` to everybody but the clerk of the congress office."""
    if not is_office(request):
        raise Refused("deputy.not_the_office", post=request.hat.kind)


def in_language(zh: str, en: str) -> str:
    """Return what a row says in the reader's language."""
    return en or zh if language_now() == "en" else zh


def day_of(text: str, field: str) -> date:
    """Read a day from a form; refuse `deputy.bad_days`."""
    try:
        return day_said(text.strip())
    except ValueError:
        raise Refused("deputy.bad_days", field=field) from None


def duty_line(county: str, deputy: UUID, duty: Duty) -> dict[str, Any]:
    """Return one rule with done and due, each number with its list."""
    listing = record_url(county, deputy, first=duty.first_day, until=duty.until, kind=duty.kind)
    return {
        "row": duty, "name": in_language(duty.zh, duty.en), "every": PERIODS[duty.every], "url": listing,
        "waiting": len(duty.declared), "is_met": len(duty.accepted) >= duty.quantity,
    }  # fmt: skip


def act_line(county: str, act: ActRow, names: Mapping[UUID, str] | None = None) -> dict[str, Any]:
    """Return one act as a row of a list."""
    return {
        "row": act, "kind": DUTY_KINDS[act.kind], "origin": ORIGINS[act.origin], "state": ACT_STATES[act.state],
        "unit": unit_name(county, act.unit) if act.unit else "", "deputy": (names or {}).get(act.deputy, ""),
    }  # fmt: skip


def act_lines(county: str, acts: Iterable[ActRow]) -> list[dict[str, Any]]:
    """Return acts as rows, with whose they are."""
    rows = list(acts)
    names = deputy_names(county, {row.deputy for row in rows})
    return [act_line(county, row, names) for row in rows]


def matter_line(county: str, row: MatterRow) -> dict[str, Any]:
    """Return one matter as a row of a list, without its words."""
    return {
        "row": row, "unit": unit_name(county, row.unit) if row.unit else "", "door": DOORS[row.came_by],
        "exit": EXITS[row.way_out] if row.way_out else "",
    }  # fmt: skip


def waiting_lines(county: str, rows: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Return a deputy's matters with the first words of each; none of a matter to keep away from."""
    return [
        matter_line(county, one.row)
        | {"is_recused": one.is_recused, "words": "" if one.is_recused else one.row.words}
        for one in rows
    ]


def record_url(county: str, deputy: UUID, *, first: date, until: date, **more: object) -> str:
    """Return the address of the public list of a deputy's record for some days."""
    asked = {
        "from": first.isoformat(),
        "until": until.isoformat(),
        **{key: str(one) for key, one in more.items()},
    }
    return f"{reverse('deputies:record', args=[county, deputy.hex])}?{urlencode(asked)}"


def places(county: str, within: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the communities, or the units below some and themselves, as (code, name)."""
    wanted = set(within)
    found = [
        row
        for row in units(county).values()
        if (wanted & set(row.path) if wanted else row.level.name == "COMMUNITY")
    ]
    return [
        (row.code, _placed(county, row.path, row.name)) for row in sorted(found, key=lambda one: one.code)
    ]


def _placed(county: str, path: tuple[str, ...], name: str) -> str:
    known = units(county)
    above = known[path[-2]].name if len(path) > 1 and path[-2] in known else ""
    return f"{above} {name}" if above and len(path) > 3 else name


def departments(county: str) -> list[tuple[str, str]]:
    """Return the departments as (code, name), by name."""
    return sorted(((row.code, row.name) for row in desk(county).departments.values()), key=lambda one: one[1])


def categories(county: str) -> list[dict[str, object]]:
    """Return the kinds of case that are open today, for `deputies/_kinds.html`."""
    known, language = desk(county), language_now()
    today, frequent = known.today(timezone.now()), set(frequent_categories(public_hat(county), most=8))
    return [
        {
            "key": row.key,
            "label": row.name(language),
            "group": row.area_name(language),
            "is_frequent": row.key in frequent,
        }
        for row in known.categories.values()
        if row.is_open_on(today)
    ]


def rendered(
    request: Any, name: str, context: dict[str, Any], refused: Refused | None = None
) -> HttpResponse:
    """Answer a page, with what was refused on top of it."""
    if refused:
        context["refusal"] = told(refused)
        context["errors"] = {str(refused.facts.get("field", "")): told(refused).sentence}
    return render(request, name, context, status=told(refused).status if refused else 200)
