"""A file that its record named arrives whole."""

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.reading import as_sha256, as_uuid
from wangge.field.services.files import take_file


@require_http_methods(["PUT"])
@phone_required
def file(request: PhoneRequest, record: str, sha256: str) -> HttpResponse:
    """Take a file of at most 1 MB; larger ones come by tus."""
    named = as_uuid(record, "record"), as_sha256(sha256, "sha256")
    length = int(request.headers.get("Content-Length") or 0)
    take_file(request.hat, *named, _whole(request, length), now=timezone.now())
    return HttpResponse(status=204)


def body(request: HttpRequest, most: int) -> bytes:
    """Read a part of a body, within the size that the middleware has let in; empty where the line was cut."""
    try:
        return request.read(most)
    except UnreadablePostError:
        return b""


def _whole(request: HttpRequest, length: int) -> bytes:
    blocks: list[bytes] = []
    while length > 0 and (block := body(request, length)):
        blocks.append(block)
        length -= len(block)
    return b"".join(blocks)
