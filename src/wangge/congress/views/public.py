"""What the public sees of the standing committee's work: everything from the day it was made known to the unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.congress.queries.activities import activities, activity
from wangge.congress.queries.sites import draws_of, frame_of
from wangge.congress.views.showing import line, rule_lines, whole
from wangge.foundation.ids import row_key
from wangge.rules.errors import Refused


def listing(request: HttpRequest, county: str) -> HttpResponse:
    """Every piece of work that is public, the newest first."""
    today = desk(county).today(timezone.now())
    rows = [line(county, row, today) for row in activities(county, public=True)]
    context = {
        "rows": rows, "county": county, "county_name": county_name(county), "rules": rule_lines(county, today),
    }  # fmt: skip
    return render(request, "congress/public.html", context)


def page(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """One piece of work with its steps, its places and what was found there."""
    row = activity(county, row_key(key))
    if not row.is_public:
        raise Refused("congress.unknown_activity", field="activity")
    context = whole(county, row, timezone.now(), request.GET.get("found", "")) | {
        "county": county,
        "county_name": county_name(county),
    }
    return render(request, "congress/public_activity.html", context)


def frame(_request: HttpRequest, county: str, key: str, draw: str) -> HttpResponse:
    """Hand out a draw's frame as it was fixed, so that anybody can draw again."""
    row = activity(county, row_key(key))
    if not row.is_public or row_key(draw) not in {one.id for one in draws_of(county, row.id)}:
        raise Refused("congress.unknown_draw", field="draw")
    handed = {"Content-Disposition": f'attachment; filename="frame-{draw}.json"'}
    return HttpResponse(
        frame_of(county, row_key(draw)), content_type="application/json; charset=utf-8", headers=handed
    )
