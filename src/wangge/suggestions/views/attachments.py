"""The pictures with a paper: on its page, put there and taken away by the lead while it is a draft."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from wangge.foundation.files.photos import read_photo
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, move_for
from wangge.suggestions.policies import deputy_key
from wangge.suggestions.queries.attachments import attachments
from wangge.suggestions.queries.papers import PaperRow, paper
from wangge.suggestions.services.attaching import PICTURES_MOST, attach, detach
from wangge.suggestions.views.paper import is_open_to, show


@require_POST
@hat_required
def put(request: HatRequest, paper_id: str) -> HttpResponse:
    """Put a picture with a draft."""
    key, file = row_key(paper_id), request.FILES.get("picture")
    try:
        attach(
            key,
            file.read() if file else b"",
            request.POST.get("words", ""),
            hat=request.hat,
            now=timezone.now(),
        )
    except Refused as refused:
        return show(request, key, refused)
    return redirect("suggestions:paper", paper_id)


@require_POST
@hat_required
def take(request: HatRequest, paper_id: str, sha256: str) -> HttpResponse:
    """Take a picture away from a draft."""
    key = row_key(paper_id)
    try:
        detach(key, sha256, hat=request.hat, now=timezone.now())
    except Refused as refused:
        return show(request, key, refused)
    return redirect("suggestions:paper", paper_id)


@hat_required
def picture(request: HatRequest, paper_id: str, sha256: str) -> HttpResponse:
    """A picture with a paper, for whoever may open the paper."""
    row = paper(request.hat.county, row_key(paper_id))
    if not is_open_to(request.hat, row) or sha256 not in {
        one.sha256 for one in attachments(row.county, row.id)
    }:
        raise Refused("row.unknown", row=sha256[:12])
    response = HttpResponse(read_photo(sha256), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def pictures_of_paper(request: HttpRequest, key: str) -> SafeString | str:
    """On a paper's page: its pictures, and the form that puts one there."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    row = paper(hat.county, UUID(key))
    found, may_put = attachments(row.county, row.id), _may_put(hat, row)
    if not found and not may_put:
        return ""
    context = {"paper": row, "pictures": found, "may_put": may_put, "has_room": len(found) < PICTURES_MOST,
               "most": PICTURES_MOST}  # fmt: skip
    return SafeString(render_to_string("suggestions/_pictures.html", context, request=request))


def _may_put(hat: Hat, row: PaperRow) -> bool:
    try:
        move_for(row.state, Act.EDIT)
    except Refused:
        return False
    return deputy_key(hat) == row.deputy
