"""The photos of a case on its page: before and after, what is hidden, who may open an original."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from wangge.cases.policies import may_redact
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.photos import PhotoRow, may_open_original, pair_of
from wangge.cases.services.photos import hide_in_photo, open_original
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat

STAGES = {"before": gettext_noop("as found"), "after": gettext_noop("after handling")}
MASKED = {
    "machine": gettext_noop("Faces and plates were looked for by machine."),
    "hand": gettext_noop("Looked through by the desk."),
    "": gettext_noop("Nobody looked for faces and plates yet: not for the public."),
}


def photo_box(hat: Hat, found: Dossier) -> dict[str, Any]:
    """Return what the page shows of a case's photos, and what this hat may do with each."""
    pair = pair_of(found.photos)
    return {
        "photos": [_shown(hat, found, photo) for photo in found.photos],
        "pair": {"before": _shown(hat, found, pair.before), "after": _shown(hat, found, pair.after)} if pair else None,
        "to_come": found.photos_to_come,
    }  # fmt: skip


@require_POST
@hat_required
def hide(request: HatRequest, case_id: str, sha256: str) -> HttpResponse:
    """Hide what was drawn on a photo; with nothing drawn, note that nothing is to be hidden."""
    areas = None if request.POST.get("nothing") else request.POST.get("areas", "")
    hide_in_photo(row_key(case_id), sha256, areas, hat=request.hat, now=timezone.now())
    return redirect("cases:case", case_id)


@require_POST
@hat_required
def original(request: HatRequest, case_id: str, sha256: str) -> HttpResponse:
    """The unmasked copy, for the unit that enforces; opening it is written down."""
    data = open_original(row_key(case_id), sha256, hat=request.hat, now=timezone.now())
    response = HttpResponse(data, content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    return response


def _shown(hat: Hat, found: Dossier, photo: PhotoRow) -> dict[str, Any]:
    key = found.case.id.hex
    at = next(event.at for event in found.history if event.seq == photo.seq)
    may_open = may_open_original(hat, found.case, photo.original_until, now=found.now)
    return {
        "url": reverse("cases:photo", args=[key, photo.sha256, "whole"]),
        "thumb_url": reverse("cases:photo", args=[key, photo.sha256, "small"]),
        "label": f"{_(STAGES.get(photo.stage, photo.stage))} · {timezone.localtime(at):%Y-%m-%d %H:%M}",
        "stage": photo.stage, "width": photo.width, "height": photo.height, "sha256": photo.sha256,
        "masked": _(MASKED[photo.masked]) if photo.masked in MASKED else "",
        "hide_url": reverse("cases:hide", args=[key, photo.sha256]) if may_redact(hat) else "",
        "original_url": reverse("cases:original", args=[key, photo.sha256]) if may_open else "",
        "original_until": photo.original_until if may_open else None,
    }  # fmt: skip
