"""One matter as its phone shows it: the card, how it went so far, its photos."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.cases.queries.page import photo_in_sight
from wangge.field.access import PhoneRequest, phone_required
from wangge.field.queries.cards import told_case
from wangge.field.views.bundle import COMPACT
from wangge.foundation.files import read_photo
from wangge.foundation.ids import row_key
from wangge.rules.errors import Refused


@never_cache
@require_safe
@phone_required
def case(request: PhoneRequest, case_id: str) -> HttpResponse:
    """A matter and its chain, as this hat may read them."""
    told = told_case(request.hat, row_key(case_id), now=timezone.now())
    return JsonResponse(told, json_dumps_params=COMPACT)


@require_safe
@phone_required
def photo(request: PhoneRequest, case_id: str, sha256: str) -> HttpResponse:
    """A photo of a matter, by the rules of its page."""
    if not photo_in_sight(request.hat, row_key(case_id), sha256, now=timezone.now()):
        raise Refused("row.unknown", row=sha256[:12])
    picture = read_photo(sha256, thumbnail=request.GET.get("size") == "thumb")
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
