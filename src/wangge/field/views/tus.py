"""A larger file arrives in parts, by the tus 1.0 protocol: creation, expiration, checksum, termination."""

import base64
import binascii
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from wangge.field.access import PhoneRequest, phone_required
from wangge.field.reading import as_sha256, as_uuid, unreadable
from wangge.field.records import FILE_MOST
from wangge.field.services.tus import (
    ALGORITHMS,
    Incoming,
    append,
    create_upload,
    drop_upload,
    offset_of,
    upload_of,
)
from wangge.field.views.files import body
from wangge.foundation.refusals import answer
from wangge.rules.errors import Refused

VERSION = "1.0.0"
CHUNK = "application/offset+octet-stream"
OFFERED = {
    "Tus-Version": VERSION, "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS), "Tus-Max-Size": str(FILE_MOST),
}  # fmt: skip


def tus(request: HttpRequest, upload: str = "") -> HttpResponse:
    """One door of the protocol; every answer says its version, a refusal, too."""
    # For clients that cannot say PATCH.
    request.method = request.headers.get("X-HTTP-Method-Override", str(request.method)).upper()
    try:
        response = _answer(request, upload)
    except Refused as refused:
        response = answer(request, refused)
        if refused.code == "field.tus_version":
            response["Tus-Version"] = VERSION
    response["Tus-Resumable"], response["Cache-Control"] = VERSION, "no-store"
    return response


def _answer(request: HttpRequest, upload: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=OFFERED)
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused("field.tus_version", known=VERSION)
    doors = {"HEAD": _tell, "PATCH": _append, "DELETE": _drop} if upload else {"POST": _create}
    if request.method not in doors:
        return HttpResponse(status=405, headers={"Allow": ", ".join(["OPTIONS", *doors])})
    return doors[request.method](request, upload)


@phone_required
def _create(request: PhoneRequest, upload: str) -> HttpResponse:  # noqa: ARG001 - one shape for all doors
    named = _metadata(request.headers.get("Upload-Metadata", ""))
    record = as_uuid(named.get("record"), "Upload-Metadata.record")
    sha256 = as_sha256(named.get("sha256"), "Upload-Metadata.sha256")
    made = create_upload(
        request.hat, record, sha256, _number(request, "Upload-Length", least=1), now=timezone.now()
    )
    response = HttpResponse(status=201)
    response["Location"] = request.build_absolute_uri(reverse("field:upload", args=[made.id.hex]))
    return _expiring(response, made)


@phone_required
def _tell(request: PhoneRequest, upload: str) -> HttpResponse:
    row = _row(request, upload)
    response = HttpResponse(status=200)
    response["Upload-Offset"], response["Upload-Length"] = str(offset_of(row)), str(row.size)
    response["Upload-Metadata"] = f"record {_base64(str(row.record))},sha256 {_base64(row.sha256)}"
    return _expiring(response, row)


@phone_required
def _append(request: PhoneRequest, upload: str) -> HttpResponse:
    if request.headers.get("Content-Type", "") != CHUNK:
        raise Refused("field.chunk_type", known=CHUNK)
    row = _row(request, upload)
    there = append(
        row, partial(body, request), offset=_number(request, "Upload-Offset"),
        length=_number(request, "Content-Length"), checksum=request.headers.get("Upload-Checksum", ""),
        hat=request.hat, now=timezone.now(),
    )  # fmt: skip
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(there)
    return _expiring(response, row)


@phone_required
def _drop(request: PhoneRequest, upload: str) -> HttpResponse:
    drop_upload(_row(request, upload))
    return HttpResponse(status=204)


def _row(request: PhoneRequest, upload: str) -> Incoming:
    try:
        key = UUID(upload)
    except ValueError as fault:
        raise Refused("field.upload_unknown") from fault
    return upload_of(request.hat, key, now=timezone.now())


def _expiring(response: HttpResponse, upload: Incoming) -> HttpResponse:
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _number(request: HttpRequest, header: str, *, least: int = 0) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) < least:
        raise unreadable(header)
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    # "key base64,key base64,key": some clients send the header empty.
    named: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in text.split(","))):
        key, _, value = pair.partition(" ")
        try:
            named[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as fault:
            raise unreadable("Upload-Metadata") from fault
    return named


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
