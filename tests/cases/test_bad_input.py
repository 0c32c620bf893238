"""Bad input is refused by name, and nothing is lost or half-written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COVER, GRIDS, PASSWORD, inside, make_office
from wangge.cases.queries.listing import Filters, page_of
from wangge.foundation.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> object:
    return make_office(password=PASSWORD)


@pytest.fixture
def worker(office: object) -> Client:
    client = Client()
    client.post("/login/", {"login": "worker", "password": PASSWORD})
    return client


def form(**changes: object) -> dict[str, object]:
    lon, lat = inside(GRIDS[0])
    plain: dict[str, object] = {
        "report_id": uuid7().hex, "category": COVER, "words": "路口上水井盖破损", "place": "花园路口",
        "lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "accuracy_m": "5", "crs": "EPSG:4326",
    }  # fmt: skip
    return plain | changes


def found(office: object) -> int:
    return len(page_of(office.overseer, Filters()).rows)  # type: ignore[attr-defined]


def test_a_good_report_is_taken_and_leads_to_its_case(office: object, worker: Client) -> None:
    answer = worker.post("/cases/report/", form())

    assert answer.status_code == 302
    assert found(office) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"crs": ""}, "case.unknown_system"),
        ({"crs": "EPSG:9999999"}, "case.unknown_system"),
        ({"lon": "34.78", "lat": "113.68"}, "case.bad_point"),
        ({"lon": ""}, "case.half_point"),
        ({"lon": "north"}, "case.not_a_number"),
        ({"lat": "nan"}, "case.not_a_number"),
        ({"words": ""}, "case.words_missing"),
        ({"words": "长" * 2001}, "case.words_too_long"),
        ({"place": "长" * 201}, "case.words_too_long"),
        ({"category": "CJ/T 214-2007:part:9999"}, "case.unknown_category"),
    ],
)
def test_a_bad_field_is_named_and_what_was_typed_is_kept(
    office: object, worker: Client, changes: dict[str, object], code: str
) -> None:
    answer = worker.post("/cases/report/", form(**changes))

    assert answer.status_code == 422
    assert answer.context["refusal"]["code"] == code
    assert answer.context["values"]["place"] == form(**changes)["place"]
    assert answer.context["errors"]
    assert found(office) == 0


def test_ten_megabytes_that_are_no_photo_are_refused_and_nothing_is_written(
    office: object, worker: Client
) -> None:
    photo = SimpleUploadedFile("photo.jpg", b"\x00" * 10_000_000, content_type="image/jpeg")

    answer = worker.post("/cases/report/", form(photos=photo))

    assert answer.status_code == 422
    assert answer.context["refusal"]["code"] == "file.not_a_photo"
    assert found(office) == 0


def test_a_megabyte_of_text_is_refused_with_its_size(office: object, worker: Client) -> None:
    answer = worker.post("/cases/report/", form(words="x" * 1_000_000))

    assert answer.status_code == 413
    assert "request.too_large" in answer.content.decode()
    assert found(office) == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_is_one_report(office: object, worker: Client) -> None:
    twice = form()

    first = worker.post("/cases/report/", twice)
    second = worker.post("/cases/report/", twice)

    assert first.headers["Location"] == second.headers["Location"]
    assert found(office) == 1


def test_a_refusal_speaks_both_languages_and_bears_the_request_id(worker: Client) -> None:
    answer = worker.get("/api/territory/locate?lon=200&lat=95")

    body = answer.json()
    assert answer.status_code == 422
    assert body["zh"] != body["en"]
    assert body["request_id"] == answer.headers["X-Request-Id"]


def test_a_zero_byte_in_a_query_or_a_form_is_refused_and_nothing_is_written(
    office: object, worker: Client
) -> None:
    asked = worker.get("/cases/?place=%00")
    sent = worker.post("/cases/report/", form(place="路口\x00"))

    assert (asked.status_code, sent.status_code) == (400, 400)
    assert "request.zero_byte" in sent.content.decode()
    assert found(office) == 0
