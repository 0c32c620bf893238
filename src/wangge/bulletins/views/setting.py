"""The page of a county's series: which bulletins come out, and who gets each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.bulletins.policies import refuse_setting
from wangge.bulletins.queries.series import readers, series
from wangge.bulletins.wording import CADENCES
from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import unit_name
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.posts import PostKind


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """Every series in force with its readers; `wangge bulletins` changes them."""
    hat = request.hat
    refuse_setting(hat)
    known = desk(hat.county)
    today = known.today(timezone.now())
    rows = [
        {
            "unit": unit_name(hat.county, row.unit), "cadence": CADENCES[row.cadence], "hour": row.hour,
            "remind_days": row.remind_days, "source": row.source,
            "readers": [
                {
                    "place": known.departments[one.department].name if one.department in known.departments
                    else unit_name(hat.county, one.at_unit),
                    "post": POST_WORDS[PostKind(one.post)], "from_on": one.from_on, "source": one.source,
                }
                for one in readers(hat.county, row.unit, row.cadence, on=today)
            ],
        }
        for row in series(hat.county, on=today)
    ]  # fmt: skip
    return render(request, "bulletins/series.html", {"rows": rows})
