"""The pages that belong to no package: start, health, our own authority, a failed form token."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from wangge.config.certificates import authority_file
from wangge.config.frame import home_of
from wangge.foundation.refusals import answer
from wangge.foundation.sequencing import waiting_count
from wangge.foundation.worker import beats
from wangge.rules.errors import Refused

STALE_SECONDS = 60


def start(request: HttpRequest) -> HttpResponse:
    """Lead to what waits for me, or to the log-in."""
    hat = getattr(request, "hat", None)
    return redirect(home_of(hat) if hat else "people:login")


def healthz(_request: HttpRequest) -> JsonResponse:
    """Say whether the database answers, how far the worker is behind and when the last tick was."""
    seen, now = beats(), timezone.now()
    ages = {name: round((now - at).total_seconds(), 1) for name, at in seen.items()}
    is_well = all(ages.get(name, STALE_SECONDS + 1) <= STALE_SECONDS for name in ("worker", "ticker"))
    body = {
        "database": connection.vendor,
        "worker_lag": waiting_count(),
        "worker_seen_seconds_ago": ages.get("worker"),
        "last_tick": seen["ticker"].isoformat() if "ticker" in seen else None,
        "ok": is_well,
    }
    return JsonResponse(body, status=200 if is_well else 503)


def authority(_request: HttpRequest) -> HttpResponse:
    """Hand out the authority's certificate, which is public; its fingerprint stands in the terminal."""
    file = authority_file(settings.WANGGE_HOME)
    if not file.exists():
        raise Refused("serve.no_authority")
    handed = {"Content-Disposition": 'attachment; filename="wangge-ca.crt"', "Cache-Control": "no-store"}
    return HttpResponse(file.read_bytes(), content_type="application/x-x509-ca-cert", headers=handed)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with a request that Django would not read."""
    if isinstance(exception, RequestDataTooBig):
        size = request.headers.get("Content-Length", "?")
        return answer(request, Refused("request.too_large", size=size, limit=settings.WANGGE_BODY_BYTES))
    return answer(request, Refused("request.unreadable", reason=type(exception).__name__))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form's token does not fit, without losing what was typed: the page stays behind the back button."""
    return answer(request, Refused("request.stale_form", reason=reason))
