"""The files with steps and places: handed out to who sees the piece of work, put there and taken away."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.congress.policies import may_open
from wangge.congress.queries.activities import activity
from wangge.congress.queries.files import files_of
from wangge.congress.services.files import place_of, put_file, take_file
from wangge.congress.views.pages import show
from wangge.foundation.files.papers import hand_out, sent_file
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.rules.errors import Refused


@require_POST
@hat_required
def put(request: HatRequest, key: str) -> HttpResponse:
    """Put a file with a step or a place."""
    said = request.POST
    try:
        put_file(
            row_key(key), place_of(said.get("where", "")), sent_file(request), said.get("words", ""), hat=request.hat,
            now=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        return show(request, row_key(key), refused)
    return redirect("congress:activity", key)


@require_POST
@hat_required
def take(request: HatRequest, key: str, file: str) -> HttpResponse:
    """Take a file away."""
    try:
        take_file(row_key(key), row_key(file), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return show(request, row_key(key), refused)
    return redirect("congress:activity", key)


@hat_required
def file(request: HatRequest, key: str, file: str) -> HttpResponse:
    """Hand out a file to whoever sees the piece of work."""
    row, wanted = activity(request.hat.county, row_key(key)), row_key(file)
    if not may_open(request.hat, row.department, is_public=row.is_public):
        raise Refused("congress.not_yours", post=request.hat.kind)
    lines = [line for kept in files_of(request.hat.county, row.id).values() for line in kept]
    found = next((line for line in lines if line.id == wanted), None)
    if found is None:
        raise Refused("row.unknown", row=file[:12])
    return hand_out(found)
