"""选区与席位: what the congress office keeps of each congress, which places none covers, and moves within the term."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import unit_name
from wangge.deputies.queries.office_seats import TermRow, terms_on
from wangge.deputies.queries.places import named
from wangge.deputies.services.moving import Moved, move_unit
from wangge.deputies.views.group_wording import BASES, LEVELS
from wangge.deputies.views.showing import day_of, places, refuse_strangers, rendered
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused
from wangge.rules.seats import Basis


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show each congress with its constituencies, seats and gaps."""
    refuse_strangers(request)
    return _page(request)


@require_POST
@hat_required
def moved(request: HatRequest) -> HttpResponse:
    """Move a unit of territory to another constituency from a day on."""
    refuse_strangers(request)
    said, county = request.POST, request.hat.county
    try:
        on = day_of(said.get("from_on", ""), "from_on")
        target = row_key(said["target"]) if said.get("target") else None
        unit = said.get("unit", "").strip()
        found = named(county, unit, on)
        if len(found) == 1:
            unit = found[0].code
        done = move_unit(county, row_key(said.get("term", "")), unit, target, from_on=on, now=timezone.now())
    except Refused as refused:
        return _page(request, refused)
    return _page(request, done=done)


def _page(
    request: HatRequest, refused: Refused | None = None, done: Moved | None = None
) -> HttpResponse:  # fmt: skip
    county, today = request.hat.county, desk(request.hat.county).today(timezone.now())
    context: dict[str, Any] = {
        "county": county, "done": done, "given": request.POST if refused else {}, "today": today,
        "places": places(county), "terms": [_term(county, term) for term in terms_on(county, today)],
    }  # fmt: skip
    return rendered(request, "deputies/office_seats.html", context, refused)


def _term(county: str, term: TermRow) -> dict[str, Any]:
    return {
        "row": term, "level": LEVELS[term.level],
        "constituencies": [
            {"one": one, "basis": BASES[one.basis], "units": [unit_name(county, unit) for unit in one.units]}
            for one in term.constituencies
        ],
        "residential": [one for one in term.constituencies if one.basis is Basis.RESIDENTIAL],
        "changes": [{"one": one, "unit": unit_name(county, one.unit)} for one in term.changes],
    }  # fmt: skip
