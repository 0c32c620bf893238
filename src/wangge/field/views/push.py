"""A phone asks to be told while it sleeps, or to be left alone."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.pushing.posting import ENDPOINT_MOST
from wangge.field.pushing.sealing import public_point
from wangge.field.pushing.vouching import plain64, push_key
from wangge.field.queries.push import is_subscribed
from wangge.field.reading import as_object, as_text, read_object
from wangge.field.services.push import refuse_off, subscribe, unsubscribe

KEY_MOST = 120


@never_cache
@require_http_methods(["GET", "PUT", "DELETE"])
@phone_required
def push(request: PhoneRequest) -> HttpResponse:
    """Say our key and whether this phone is told; let it be told; let it sleep. Refuses `field.push_off`."""
    if request.method == "DELETE":
        unsubscribe(request.device)
        return HttpResponse(status=204)
    refuse_off()
    if request.method == "PUT":
        said = read_object(request.body, "body")
        keys = as_object(said.get("keys"), "keys")
        subscribe(
            request.device, request.hat, as_text(said.get("endpoint"), "endpoint", most=ENDPOINT_MOST),
            as_text(keys.get("p256dh"), "keys.p256dh", most=KEY_MOST),
            as_text(keys.get("auth"), "keys.auth", most=KEY_MOST),
        )  # fmt: skip
        return HttpResponse(status=204)
    key = plain64(public_point(push_key(settings.WANGGE_HOME).public_key()))
    return JsonResponse({"key": key, "subscribed": is_subscribed(request.hat.county, request.device.id)})
