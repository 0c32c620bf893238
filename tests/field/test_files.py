"""A file comes after the record that named it: the right bytes, once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.builders import NOW
from tests.field.phones import Phone, a_photo, code, cut_off, named, sha
from wangge.cases.models import Photo
from wangge.field.models import AwaitedFile
from wangge.field.services.files import forget_parked_files, uploads
from wangge.foundation.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def test_a_photo_joins_its_report_and_is_missing_no_more(phone: Phone) -> None:
    data = a_photo()
    record = phone.report(files=[named(data)])
    [first] = phone.results(record)

    answer = put(phone, record, data)

    assert first["missing"] == [sha(data)]
    assert answer.status_code == 204
    assert phone.results(record)[0]["missing"] == []
    assert str(Photo.objects.get().case) == record["id"]
    assert AwaitedFile.objects.get().kept == Photo.objects.get().sha256


def test_the_same_file_any_number_of_times_is_one_photo(phone: Phone) -> None:
    data = a_photo()
    record = phone.report(files=[named(data)])
    phone.results(record)

    statuses = [put(phone, record, data).status_code for _ in range(3)]

    assert statuses == [204] * 3
    assert Photo.objects.count() == 1


def test_a_file_whose_hash_differs_is_refused_and_still_awaited(phone: Phone) -> None:
    data = a_photo()
    record = phone.report(files=[named(data)])
    phone.results(record)

    answer = put(phone, record, data + b"x", as_sha=sha(data))

    assert code(answer) == (422, "field.file_differs")
    assert phone.results(record)[0]["missing"] == [sha(data)]


def test_what_is_no_picture_is_refused_for_good_and_the_record_stays(phone: Phone) -> None:
    data = b"<html>not a picture</html>"
    record = phone.report(files=[named(data)])
    [first] = phone.results(record)

    answers = [put(phone, record, data) for _ in range(2)]

    assert [one.status_code for one in answers] == [422, 422]
    assert answers[0].json()["code"] == answers[1].json()["code"] == "file.not_a_photo"
    [again] = phone.results(record)
    assert (again["state"], again["missing"], again["receipt"]) == ("accepted", [], first["receipt"])


def test_a_file_larger_than_64_mb_is_never_asked_for(phone: Phone) -> None:
    record = phone.report(files=[{"sha256": "d" * 64, "bytes": 64 * 1024 * 1024 + 1, "type": "image/jpeg"}])

    [result] = phone.results(record)

    assert (result["state"], result["missing"]) == ("accepted", [])
    assert AwaitedFile.objects.get().code == "field.file_too_large"
    assert phone.results(record)[0]["missing"] == []


def test_a_file_that_no_record_named_is_unknown(phone: Phone) -> None:
    data = a_photo()
    record = phone.report()
    phone.results(record)

    assert code(put(phone, record, data)) == (404, "field.file_unknown")
    assert code(put(phone, {"id": str(uuid7())}, data)) == (404, "field.file_unknown")
    assert code(put(phone, {"id": "x"}, data)) == (422, "field.unreadable")
    assert code(put(phone, record, data, as_sha="xyz")) == (422, "field.unreadable")


def test_somebody_elses_file_is_unknown(phone: Phone) -> None:
    data = a_photo()
    record = phone.report(files=[named(data)])
    phone.results(record)

    assert code(put(Phone("neighbour"), record, data)) == (404, "field.file_unknown")


def test_the_file_of_a_parked_record_waits_with_it(phone: Phone) -> None:
    data = b"anything at all"
    record = phone.record("answers", {}, files=[named(data)])
    phone.results(record)

    answer = put(phone, record, data)

    assert answer.status_code == 204
    [kept] = uploads("parked").iterdir()
    assert kept.read_bytes() == data
    assert phone.results(record)[0]["missing"] == []
    forget_parked_files(AwaitedFile.objects.get().record)
    assert list(uploads("parked").iterdir()) == []


@pytest.mark.parametrize(
    ("path", "kind", "size"),
    [
        ("/field/files/x/y", "image/jpeg", 1024 * 1024 + 1),
        ("/field/files/x/y", "application/octet-stream", 256 * 1024 + 1),
        ("/field/files/x/y", "image/jpeg", 3 * 1024**3),
        ("/field/tus/x", "application/offset+octet-stream", 512 * 1024 + 1),
        ("/field/tus/x", "application/offset+octet-stream", 3 * 1024**3),
        ("/field/sync", "image/jpeg", 512 * 1024),
        ("/cases/", "application/offset+octet-stream", 512 * 1024),
    ],
)
def test_a_body_above_its_limit_is_refused_before_it_is_read(path: str, kind: str, size: int) -> None:
    body = Unread()

    answer = Client().generic(
        "PUT", path, content_type=kind, **{"wsgi.input": body, "CONTENT_LENGTH": str(size)}
    )

    assert answer.status_code == 413
    assert not body.was_read


def test_a_full_disk_is_said_and_the_file_is_still_awaited(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"parked"
    record = phone.record("answers", {}, files=[named(data)])
    phone.results(record)

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    assert code(put(phone, record, data)) == (507, "field.no_room")
    assert phone.results(record)[0]["missing"] == [sha(data)]


def test_a_line_cut_in_the_middle_of_a_file_leaves_it_awaited(phone: Phone) -> None:
    data = a_photo()
    record = phone.report(files=[named(data)])
    phone.results(record)

    answer = phone.client.generic(
        "PUT", f"/field/files/{record['id']}/{sha(data)}", content_type="image/jpeg",
        **cut_off(data[:100], len(data)),
    )  # fmt: skip

    assert code(answer) == (422, "field.file_differs")
    assert phone.results(record)[0]["missing"] == [sha(data)]
    assert put(phone, record, data).status_code == 204


def test_a_photo_of_an_act_shows_the_stage_of_that_act(phone: Phone) -> None:
    data = a_photo("green")
    solved = phone.report(body={"solved": True}, files=[named(data)], at=NOW - timedelta(minutes=5))
    phone.results(solved)

    put(phone, solved, data)

    assert Photo.objects.get().stage == "after"


class Unread:
    """A body that tells whether anybody has read it."""

    was_read = False

    def read(self, *_sizes: int) -> bytes:
        self.was_read = True
        return b""

    readline = read


def put(phone: Phone, record: dict[str, str], data: bytes, *, as_sha: str = "") -> HttpResponse:
    """Send a file whole."""
    path = f"/field/files/{record['id']}/{as_sha or sha(data)}"
    return phone.client.put(path, data, content_type="image/jpeg")
