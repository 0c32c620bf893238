"""The phone fetches what it will hold without a network."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.queries.bundle import bundle, had

COMPACT = {"ensure_ascii": False, "separators": (",", ":")}


@never_cache
@require_safe
@phone_required
def parts(request: PhoneRequest) -> HttpResponse:
    """Every part of the bundle that this phone has not got."""
    held = had(request.GET.get("have", ""))
    return JsonResponse(bundle(request.hat, held, now=timezone.now()), json_dumps_params=COMPACT)
