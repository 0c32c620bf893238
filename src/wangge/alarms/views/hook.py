"""The webhook: a signed source posts alarms, a public warning (CAP) or a still image."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wangge.alarms.services.sources import refuse_unsigned
from wangge.alarms.services.stills import take_still
from wangge.alarms.services.taking import Arrival, Became, take
from wangge.alarms.services.warning import take_cap
from wangge.foundation.refusals import told
from wangge.rules.alarm_messages import DEVICE_FORM, ID_FORM, Told, read_told
from wangge.rules.errors import Refused

MESSAGES_MOST = 500
CAP_TYPES = frozenset({"application/cap+xml", "application/xml", "text/xml"})


@csrf_exempt  # a program signs instead
@never_cache
@require_POST
def hook(request: HttpRequest, source: str) -> HttpResponse:
    """Take what a signed source posts: JSON messages, CAP, or a JPEG for a device (?device=&id=)."""
    now, body = timezone.now(), request.body
    county, name = refuse_unsigned(
        source, request.headers.get("X-Wangge-Timestamp", ""), request.headers.get("X-Wangge-Signature", ""), body,
        now=now,
    )  # fmt: skip
    kind = request.content_type or ""
    if kind in CAP_TYPES:
        return _answer([take_cap(county, name, body, now=now)])
    if kind.startswith("image/"):
        device, about = request.GET.get("device", ""), request.GET.get("id", "")
        if not DEVICE_FORM.fullmatch(device) or not ID_FORM.fullmatch(about):
            raise Refused("alarm.bad_value", field="id")
        return _answer([take_still(county, name, device, about, body, now=now)])
    return _answer(take(county, [_arrival(name, one) for one in _messages(body)], now=now))


def _messages(body: bytes) -> list[object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise Refused("alarm.unreadable") from fault
    messages = said.get("messages") if isinstance(said, dict) and set(said) == {"messages"} else None
    if not isinstance(messages, list) or not 1 <= len(messages) <= MESSAGES_MOST:
        raise Refused("alarm.unreadable")
    return messages


def _arrival(source: str, said: object) -> Arrival:
    device = ""
    read: Told | Refused
    try:
        if not isinstance(said, dict):
            raise Refused("alarm.unreadable")  # noqa: TRY301 - one message, not the batch
        name, kind = said.pop("device", None), said.pop("type", None)
        if not isinstance(name, str) or not DEVICE_FORM.fullmatch(name):
            raise Refused("alarm.bad_value", field="device")  # noqa: TRY301
        device = name
        read = read_told(kind if isinstance(kind, str) else "", said)
    except Refused as refused:
        read = refused
    return Arrival(source, device, read)


def _answer(outcomes: "list[Became | Refused]") -> HttpResponse:
    return JsonResponse({
        "messages": [
            {"became": Became.ASIDE, "code": one.code, "en": told(one, "en").sentence, "zh": told(one, "zh").sentence}
            if isinstance(one, Refused)
            else {"became": one}
            for one in outcomes
        ]
    })  # fmt: skip
