"""双联系: who keeps in touch with whom, what is due this year; and the days of part-time committee members."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.pairs import gaps, tie_rules, ties, turns
from wangge.deputies.queries.seats import sitting
from wangge.deputies.services.pairs import note_contact, pair, part, take_turn
from wangge.deputies.views.group_wording import TIES, WAYS
from wangge.deputies.views.legal_wording import RANKS
from wangge.deputies.views.showing import day_of, is_office, own_deputy, rendered
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show the office all pairs and gaps, a deputy their own."""
    return _page(request)


@require_POST
@hat_required
def act(request: HatRequest) -> HttpResponse:
    """Pair, end a pair, write a contact down, or put a part-time member on the roster."""
    done = _ACTS.get(request.POST.get("act", ""))
    if done is None:
        raise Refused("request.unreadable", reason=request.POST.get("act", "")[:20])
    try:
        done(request)
    except Refused as refused:
        return _page(request, refused)
    return redirect("deputies:pairs")


def _pair(request: HatRequest) -> None:
    said = request.POST
    deputy = row_key(said["deputy"]) if said.get("deputy") else None
    voters = int(said["voters"]) if said.get("voters", "").isdecimal() and deputy is None else 0
    pair(row_key(said.get("holder", "")), deputy=deputy, voters=voters, hat=request.hat, now=timezone.now())


def _part(request: HatRequest) -> None:
    part(row_key(request.POST.get("tie", "")), hat=request.hat, now=timezone.now())


def _contact(request: HatRequest) -> None:
    said = request.POST
    on = day_of(said.get("on", ""), "on")
    note_contact(row_key(said.get("tie", "")), on, said.get("way", ""), hat=request.hat, now=timezone.now())


def _turn(request: HatRequest) -> None:
    said = request.POST
    take_turn(
        row_key(said.get("deputy", "")), said.get("task", ""), from_on=day_of(said.get("from_on", ""), "from_on"),
        until_on=day_of(said.get("until_on", ""), "until_on"), hat=request.hat, now=timezone.now(),
    )  # fmt: skip


_ACTS: dict[str, Callable[[HatRequest], None]] = {
    "pair": _pair, "part": _part, "contact": _contact, "turn": _turn,
}  # fmt: skip


def _page(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    office = is_office(request)
    mine = None if office else own_deputy(request).id
    county = request.hat.county
    today = desk(county).today(timezone.now())
    seats = sitting(county, today)
    bodies = {seat.congress: seat.congress_name for seat in seats}
    rows = ties(county, today, mine)
    context: dict[str, Any] = {
        "is_office": office, "today": today, "given": request.POST, "ways": list(WAYS.items()),
        "sections": [
            {
                "code": kind, "name": name,
                "rows": [
                    {"one": one, "contacts": [(on, WAYS[way]) for on, way in one.contacts]}
                    for one in rows if one.kind is kind
                ],
                "gaps": [one for one in gaps(county, today) if one.kind is kind and mine in {None, one.deputy}],
            }
            for kind, name in TIES.items()
        ],
        "rules": [
            {"one": one, "kind": TIES[one.kind], "rank": RANKS[one.rank], "congress": bodies.get(one.congress, "")}
            for one in tie_rules(county, today)
        ],
        "turns": turns(county, today),
        "members": _once(seats, lambda seat: seat.in_committee),
        "part_time": _once(seats, lambda seat: seat.part_time), "deputies": _once(seats, lambda _: True),
    }  # fmt: skip
    return rendered(request, "deputies/contact_pairs.html", context, refused)


def _once(seats: Any, holds: Callable[[Any], bool]) -> list[tuple[str, str]]:
    found = {seat.deputy.hex: seat.name for seat in seats if holds(seat)}
    return sorted(found.items(), key=lambda one: one[1])
