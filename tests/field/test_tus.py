"""Larger files in parts by tus 1.0: what a cut line leaves, and every way of saying no."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.builders import NOW
from tests.field.phones import Phone, a_photo, code, cut_off, named, sha
from wangge.cases.models import Photo
from wangge.field.models import Upload
from wangge.field.services.files import uploads
from wangge.field.services.tus import expire_uploads
from wangge.foundation.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

CHUNK = "application/offset+octet-stream"
VERSION = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def data() -> bytes:
    # A JPEG, and behind its end as many bytes more as a part takes: readers stop at the end.
    return a_photo() + bytes(1000)


@pytest.fixture
def record(phone: Phone, data: bytes) -> dict[str, str]:
    told = phone.report(files=[named(data)])
    phone.results(told)
    return told


def test_the_server_tells_what_it_offers() -> None:
    answer = Client().options("/field/tus/")

    assert answer.status_code == 204
    assert answer["Tus-Resumable"] == answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert answer["Tus-Max-Size"] == str(64 * 1024 * 1024)


def test_a_file_comes_in_parts_and_joins_its_record(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    made = create(phone, record, data)
    place = made["Location"]
    first = patch_(phone, place, 0, data[:700])
    told = phone.client.head(place, headers=VERSION)
    last = patch_(phone, place, 700, data[700:], checksum="sha256")

    assert (made.status_code, first.status_code, last.status_code) == (201, 204, 204)
    assert first["Upload-Offset"] == told["Upload-Offset"] == "700"
    assert told["Upload-Length"] == last["Upload-Offset"] == str(len(data))
    assert made["Upload-Expires"] == first["Upload-Expires"] == "Wed, 06 Mar 2024 02:00:00 GMT"
    assert (told["Cache-Control"], told["Tus-Resumable"]) == ("no-store", "1.0.0")
    assert phone.results(record)[0]["missing"] == []
    assert str(Photo.objects.get().case) == record["id"]
    assert list(uploads().glob("*.part")) == []


def test_whoever_missed_the_last_answer_hears_that_all_is_there(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]
    patch_(phone, place, 0, data)

    told = phone.client.head(place, headers=VERSION)

    assert told["Upload-Offset"] == told["Upload-Length"]
    assert patch_(phone, place, len(data), b"", length=0).status_code == 204


def test_a_cut_line_keeps_what_arrived_and_the_rest_follows(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]

    patch_(phone, place, 0, data[:300], length=len(data))
    there = int(phone.client.head(place, headers=VERSION)["Upload-Offset"])
    rest = patch_(phone, place, there, data[there:])

    assert there == 300
    assert rest.status_code == 204
    assert phone.results(record)[0]["missing"] == []


def test_a_part_with_a_checksum_is_kept_whole_or_not_at_all(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]

    changed = patch_(phone, place, 0, data[:300], checksum="sha1", claimed=b"other bytes")
    cut = patch_(phone, place, 0, data[:300], checksum="sha256", claimed=data[:600], length=600)
    unknown = patch_(phone, place, 0, data[:300], checksum="md5")
    good = patch_(phone, place, 0, data[:300], checksum="sha1")

    assert code(changed) == code(cut) == (460, "field.checksum_differs")
    assert code(unknown) == (400, "field.checksum_unknown")
    assert (good.status_code, good["Upload-Offset"]) == (204, "300")


@pytest.mark.parametrize("offset", [1, 300, 10**9])
def test_a_part_at_a_wrong_offset_is_refused(
    phone: Phone, record: dict[str, str], data: bytes, offset: int
) -> None:
    place = create(phone, record, data)["Location"]

    answer = patch_(phone, place, offset, data[:100])

    assert code(answer) == (409, "field.upload_offset")
    assert phone.client.head(place, headers=VERSION)["Upload-Offset"] == "0"


def test_more_than_the_file_holds_is_refused(phone: Phone, record: dict[str, str], data: bytes) -> None:
    place = create(phone, record, data)["Location"]

    assert code(patch_(phone, place, 0, data + b"x")) == (409, "field.upload_offset")


def test_a_file_with_another_hash_is_refused_and_begun_anew(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]

    wrong = patch_(phone, place, 0, bytes(len(data)))

    assert code(wrong) == (422, "field.file_differs")
    assert code(phone.client.get(place, headers=VERSION | {"X-HTTP-Method-Override": "PATCH"}))[0] == 415
    assert phone.client.head(place, headers=VERSION).status_code == 404
    assert phone.results(record)[0]["missing"] == [sha(data)]
    again = create(phone, record, data)["Location"]
    assert patch_(phone, again, 0, data).status_code == 204


def test_without_the_version_nothing_is_done(phone: Phone, record: dict[str, str], data: bytes) -> None:
    place = create(phone, record, data)["Location"]

    for answer in (phone.client.post("/field/tus/"), phone.client.patch(place), phone.client.delete(place)):
        assert code(answer) == (412, "field.tus_version")
        assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"


def test_an_upload_that_expired_is_gone_and_its_parts_go(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]
    patch_(phone, place, 0, data[:300])
    later = NOW + timedelta(hours=24)

    with patch.object(timezone, "now", lambda: later):
        assert code(patch_(phone, place, 300, data[300:])) == (410, "field.upload_expired")
    assert expire_uploads(now=later) == 1

    assert list(uploads().glob("*.part")) == []
    assert Upload.objects.count() == 0
    assert phone.client.head(place, headers=VERSION).status_code == 404


def test_an_upload_is_ended_by_whoever_began_it(phone: Phone, record: dict[str, str], data: bytes) -> None:
    place = create(phone, record, data)["Location"]
    patch_(phone, place, 0, data[:300])

    others = Phone("neighbour").client.delete(place, headers=VERSION)
    own = phone.client.delete(place, headers=VERSION)

    assert code(others) == (404, "field.upload_unknown")
    assert own.status_code == 204
    assert list(uploads().glob("*.part")) == []
    assert phone.client.head(place, headers=VERSION).status_code == 404


def test_a_second_upload_of_a_file_ends_the_first(phone: Phone, record: dict[str, str], data: bytes) -> None:
    first = create(phone, record, data)["Location"]
    patch_(phone, first, 0, data[:300])

    create(phone, record, data)

    assert phone.client.head(first, headers=VERSION).status_code == 404
    assert Upload.objects.count() == 1
    assert list(uploads().glob("*.part")) == []


@pytest.mark.parametrize(
    ("headers", "status", "expected"),
    [
        ({"Upload-Length": str(64 * 1024 * 1024 + 1)}, 413, "field.file_too_large"),
        ({"Upload-Length": str(3 * 1024**3)}, 413, "field.file_too_large"),
        ({"Upload-Length": "0"}, 422, "field.unreadable"),
        ({"Upload-Length": "-1"}, 422, "field.unreadable"),
        ({"Upload-Length": ""}, 422, "field.unreadable"),
        ({"Upload-Length": "", "Upload-Defer-Length": "1"}, 422, "field.unreadable"),
        ({"Upload-Metadata": ""}, 422, "field.unreadable"),
        ({"Upload-Metadata": "record !!"}, 422, "field.unreadable"),
        ({"Upload-Metadata": f"record {base64.b64encode(b'x').decode()}"}, 422, "field.unreadable"),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(
    phone: Phone, record: dict[str, str], data: bytes, headers: dict[str, str], status: int, expected: str
) -> None:
    assert code(create(phone, record, data, **headers)) == (status, expected)
    assert Upload.objects.count() == 0


def test_only_a_file_that_a_record_named_is_begun(phone: Phone, record: dict[str, str], data: bytes) -> None:
    assert code(create(phone, record, data + b"x")) == (404, "field.file_unknown")
    assert code(create(phone, {"id": str(uuid7())}, data)) == (404, "field.file_unknown")
    assert code(create(Phone("neighbour"), record, data)) == (404, "field.file_unknown")


def test_a_part_of_another_type_or_to_nowhere_is_refused(
    phone: Phone, record: dict[str, str], data: bytes
) -> None:
    place = create(phone, record, data)["Location"]
    headers = VERSION | {"Upload-Offset": "0"}

    typed = phone.client.patch(place, data, content_type="application/octet-stream", headers=headers)
    nowhere = patch_(phone, "/field/tus/none", 0, data)

    assert code(typed) == (415, "field.chunk_type")
    assert code(nowhere) == (404, "field.upload_unknown")
    assert phone.client.put(place, headers=VERSION).status_code == 405
    assert Client().post("/field/tus/", headers=VERSION).status_code == 401


def test_a_client_that_cannot_say_patch_is_heard(phone: Phone, record: dict[str, str], data: bytes) -> None:
    place = create(phone, record, data)["Location"]
    headers = VERSION | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}

    answer = phone.client.post(place, data, content_type=CHUNK, headers=headers)

    assert answer.status_code == 204


def create(phone: Phone, record: dict[str, str], data: bytes, **headers: str) -> HttpResponse:
    """Begin an upload."""
    told = {"record": record["id"], "sha256": sha(data), "type": "image/jpeg"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    said = VERSION | {"Upload-Length": str(len(data)), "Upload-Metadata": metadata} | headers
    return phone.client.post("/field/tus/", headers=said)


def patch_(
    phone: Phone, place: str, offset: int, data: bytes, *, checksum: str = "", claimed: bytes | None = None,
    length: int | None = None,
) -> HttpResponse:  # fmt: skip
    """Send a part; `length` says more than is sent where the line is cut."""
    headers: dict[str, Any] = VERSION | {"Upload-Offset": str(offset), "Content-Type": CHUNK}
    if checksum:
        digest = hashlib.new(checksum, data if claimed is None else claimed).digest()
        headers["Upload-Checksum"] = f"{checksum} {base64.b64encode(digest).decode()}"
    extra = {} if length is None else cut_off(data, length)
    return phone.client.generic("PATCH", place, data, content_type=CHUNK, headers=headers, **extra)
