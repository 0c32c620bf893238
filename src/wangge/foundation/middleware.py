"""What is true of every request: an id, a size, a language, a policy for scripts, a readable refusal?"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from wangge.foundation.ids import uuid7
from wangge.foundation.refusals import answer, refusal_behind
from wangge.rules.errors import Refused

Answer = Callable[[HttpRequest], HttpResponse]

# Nothing comes from outside the server itself; MapLibre's worker is a module file of ours.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self';"
    " img-src 'self' data: blob:; connect-src 'self' {stream}; frame-ancestors 'none'; base-uri 'none';"
    " form-action 'self'"
)


FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


class RequestMiddleware:
    """Gives the request an id, holds its size before anything is read, and says refusals."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid7().hex  # type: ignore[attr-defined]
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        try:
            _hold_size(request)
            response = self.get_response(request)
        except (Refused, DatabaseError) as fault:
            refused = refusal_behind(fault)
            if refused is None:
                raise
            response = answer(request, refused)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            response = _page_of_act(request) or response
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        response["Content-Language"] = translation.get_language()
        response["Content-Security-Policy"] = CONTENT_POLICY.format(stream=settings.WANGGE_STREAM_ORIGIN)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse `request.zero_byte`: a zero byte in a path, a query or a form, which no database can look for."""
        sent = [request.path, *_values(request.GET)]
        if request.method == "POST" and request.content_type in FORMS:
            sent += _values(request.POST)
        return answer(request, Refused("request.zero_byte")) if any("\x00" in text for text in sent) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say a refusal raised by a view; anything else is a fault and surfaces."""
        refused = refusal_behind(exception)
        return answer(request, refused) if refused else None


def _page_of_act(request: HttpRequest) -> HttpResponse | None:
    """Lead who opens the address of an act by hand, or reloads or translates its refusal, to the page it is done on."""
    if "text/html" not in request.headers.get("Accept", ""):
        return None
    page = request.path
    while page := page.rstrip("/").rpartition("/")[0]:
        page += "/"
        try:
            resolve(page)
        except Resolver404:
            continue
        return HttpResponseRedirect(page)
    return None


def _values(sent: QueryDict) -> list[str]:
    return [text for name, texts in sent.lists() for text in (name, *texts)]


def _hold_size(request: HttpRequest) -> None:
    if request.headers.get("Transfer-Encoding"):
        raise Refused("request.no_length")
    size, limit = int(request.headers.get("Content-Length") or 0), _limit_of(request)
    if size > limit:
        raise Refused("request.too_large", size=size, limit=limit)


def _limit_of(request: HttpRequest) -> int:
    kind = request.headers.get("Content-Type", "")
    for path, begins, limit in settings.WANGGE_BODIES:
        if request.path.startswith(path) and kind.startswith(begins):
            return limit
    is_upload = kind.startswith("multipart/")
    return settings.WANGGE_UPLOAD_BYTES if is_upload else settings.WANGGE_BODY_BYTES
