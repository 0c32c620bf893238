"""The files with a paper and its replies: shown on its page, put there and taken away by whoever writes them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from wangge.foundation.files.papers import FileLine, file_panel, hand_out, sent_file
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, move_for
from wangge.suggestions.policies import deputy_key, sees_reply
from wangge.suggestions.queries.attachments import attachments
from wangge.suggestions.queries.papers import PaperRow, paper
from wangge.suggestions.queries.work import replies
from wangge.suggestions.services.attaching import attach, detach
from wangge.suggestions.views.paper import is_open_to, show


@require_POST
@hat_required
def put(request: HatRequest, paper_id: str) -> HttpResponse:
    """Put a file with a draft, or with a reply that is being written."""
    key, where = row_key(paper_id), request.POST.get("where", "")
    try:
        attach(
            key, sent_file(request), request.POST.get("words", ""), hat=request.hat, now=timezone.now(),
            reply=row_key(where) if where else None,
        )  # fmt: skip
    except Refused as refused:
        return show(request, key, refused)
    return redirect("suggestions:paper", paper_id)


@require_POST
@hat_required
def take(request: HatRequest, paper_id: str, file: str) -> HttpResponse:
    """Take a file away again."""
    key = row_key(paper_id)
    try:
        detach(key, row_key(file), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return show(request, key, refused)
    return redirect("suggestions:paper", paper_id)


@hat_required
def file(request: HatRequest, paper_id: str, file: str) -> HttpResponse:
    """Hand out a file of a paper to whoever may open the paper; of a reply, to whoever sees the reply."""
    row, key = paper(request.hat.county, row_key(paper_id)), row_key(file)
    found = next((one for one in _in_sight(request.hat, row) if one.id == key), None)
    if found is None:
        raise Refused("row.unknown", row=file[:12])
    return hand_out(found)


def files_of_paper(request: HttpRequest, key: str) -> SafeString | str:
    """On a paper's page: its own files, and the form that puts one there."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    row = paper(hat.county, UUID(key))
    found, may_put = attachments(row.county, row.id)[None], _may_put(hat, row)
    if not found and not may_put:
        return ""
    panel = file_panel(found, reverse("suggestions:files", args=[row.hex]), may_put=may_put)
    return SafeString(render_to_string("suggestions/_paper_files.html", {"panel": panel}, request=request))


def _in_sight(hat: Hat, row: PaperRow) -> list[FileLine]:
    if not is_open_to(hat, row):
        return []
    found = attachments(row.county, row.id)
    seen = [
        one.id for one in replies(row.county, row.id)
        if sees_reply(hat, stage=one.stage, department=one.department)
    ]  # fmt: skip
    return [line for key in (None, *seen) for line in found.get(key, [])]


def _may_put(hat: Hat, row: PaperRow) -> bool:
    try:
        move_for(row.state, Act.EDIT)
    except Refused:
        return False
    return deputy_key(hat) == row.deputy
