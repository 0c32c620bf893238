"""Clusters in sight, one cluster with its file, the draft founded on it, and photos that anybody may see."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import photos_shown, shown_cases
from wangge.deputies.queries.seats import seats_of
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.files.photos import read_photo
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused
from wangge.suggestions.policies import deputy_key
from wangge.suggestions.queries.clusters import (
    ExhibitCase,
    cluster_for,
    clusters_in,
    newest_search,
    places_of,
    settings_on,
)
from wangge.suggestions.services.clusters import found_paper
from wangge.suggestions.views import joining
from wangge.suggestions.views.drawing import drawing

PHOTOS_MOST = 24  # of one file on a page
TOLD = "told"  # with a dot and a case's key: how often that one was told of
TRIED = "tried."  # before a unit's code: the cases that it had


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The clusters of the places in sight."""
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    context = {
        "clusters": [joining.cluster(row) for row in clusters_in(hat.county, places_of(hat, today=today))],
        "search": newest_search(hat.county),
        "rules": [
            {"row": one, "cause": joining.CAUSES[one.cause], "is_unsolved": one.cause == "unsolved"}
            for one in settings_on(hat.county, today)
        ],
    }  # fmt: skip
    return render(request, "suggestions/clusters.html", context)


@hat_required
def page(request: HatRequest, cluster_id: str) -> HttpResponse:
    """One cluster: where, since when, which units had it, which cases."""
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    row = cluster_for(hat, row_key(cluster_id), today=today)
    lines = [
        ExhibitCase(
            one.line.id, one.line.number, one.line.category, one.line.unit, one.lon_e7, one.lat_e7,
            one.line.reported_at, one.ended_at, one.bounces, one.reopens, one.reports, one.tried, one.photos,
        )
        for one in shown_cases(hat.county, row.cases)
    ]  # fmt: skip
    context = joining.cluster(row) | file_of(hat.county, lines, request.GET.get("of", ""))
    me = deputy_key(hat)
    context["may_draft"] = me is not None
    seats = seats_of(hat.county, me, today) if me else []
    context["congresses"] = list({seat.congress: seat for seat in seats}.values())
    return render(request, "suggestions/cluster.html", context)


@require_POST
@hat_required
def found(request: HatRequest, cluster_id: str) -> HttpResponse:
    """Begin a draft that is founded on a cluster."""
    said = request.POST.get("congress", "")
    key = found_paper(
        row_key(cluster_id), hat=request.hat, now=timezone.now(), congress=row_key(said) if said else None
    )
    return redirect("suggestions:paper", key.hex)


def photo(request: HttpRequest, county: str, sha256: str) -> HttpResponse:
    """A photo with faces and plates hidden, of a kind in public space."""
    refuse_crowd(address_of(request), now=timezone.now())
    if not photos_shown(county, [sha256]):
        raise Refused("row.unknown", row=sha256[:12])
    response = HttpResponse(read_photo(sha256, thumbnail=True), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def file_of(county: str, lines: Sequence[ExhibitCase], of: str = "") -> dict[str, Any]:
    """Return the file of some cases: map, timeline, photos, units tried, sums.

    `of` names the sum whose cases are listed. A photo that was frozen and is not public any more is left out.
    """
    known = desk(county).departments
    names = {code: known[code].name if code in known else code for one in lines for code in one.tried}
    frozen = [sha for one in lines for sha in one.photos][:PHOTOS_MOST]
    public = photos_shown(county, frozen)
    told = [one for one in lines if _is_told(one, of)] if of.startswith(TOLD) else []
    return {
        "county": county, "tellings": joining.telling_lines(county, told),
        "map": drawing([(one.lon_e7, one.lat_e7, one.ended_at is None) for one in lines]),
        "lines": [
            {
                "row": one, "kind": joining.kind_name(county, one.category),
                "unit": joining.unit_name(county, one.unit), "tried": [names[code] for code in one.tried],
            }
            for one in lines if _counts(one, of)
        ],
        "tried": [
            {"name": name, "n": sum(code in one.tried for one in lines), "of": f"{TRIED}{code}"}
            for code, name in names.items()
        ],
        "of": of, "photos": [sha for sha in frozen if sha in public], "photos_gone": len(public) < len(set(frozen)),
        "sums": {
            "cases": len(lines), "reports": sum(one.reports for one in lines),
            **{name: sum(_counts(one, name) for one in lines) for name in ("open", "sent_back", "reopened")},
        },
    }  # fmt: skip


def _is_told(one: ExhibitCase, of: str) -> bool:
    return of in {TOLD, f"{TOLD}.{one.case.hex}"}


def _counts(one: ExhibitCase, of: str) -> bool:
    if of.startswith(TRIED):
        return of.removeprefix(TRIED) in one.tried
    counted = {"open": one.ended_at is None, "sent_back": one.bounces > 0, "reopened": one.reopens > 0}
    return counted.get(of, True)
