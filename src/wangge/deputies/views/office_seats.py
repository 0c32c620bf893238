"""选区与席位: what the congress office keeps of each congress, and the places that no 选区 covers."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import unit_name
from wangge.deputies.queries.office_seats import terms_on
from wangge.deputies.views.group_wording import BASES, LEVELS
from wangge.deputies.views.showing import refuse_strangers, rendered
from wangge.people.access import HatRequest, hat_required


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Show each congress with its constituencies, seats and gaps."""
    refuse_strangers(request)
    county = request.hat.county
    context: dict[str, Any] = {
        "county": county,
        "terms": [
            {
                "row": term, "level": LEVELS[term.level],
                "constituencies": [
                    {
                        "one": one, "basis": BASES[one.basis],
                        "units": [unit_name(county, unit) for unit in one.units],
                    }
                    for one in term.constituencies
                ],
            }
            for term in terms_on(county, desk(county).today(timezone.now()))
        ],
    }  # fmt: skip
    return rendered(request, "deputies/office_seats.html", context)
