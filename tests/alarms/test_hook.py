"""Does the webhook take only what a known source signed just now, within bounds, and nothing twice?"""

import hmac
import json
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.alarms.things import install
from tests.builders import COUNTY, NOW, PASSWORD, Office, make_office
from wangge.alarms.models import Aside, Group, Message, Still
from wangge.alarms.services.judging import judge_as_case
from wangge.alarms.services.sources import close_source, open_source
from wangge.alarms.services.stills import expire_stills
from wangge.cases.models import Photo
from wangge.foundation.files import read_photo
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
URL = f"/alarms/hook/{COUNTY}.river"


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


@pytest.fixture
def key(office: Office) -> bytes:
    install()
    return bytes.fromhex(open_source(COUNTY, "river", now=NOW))


def post(
    key: bytes, body: bytes, *, stamp: int | None = None, kind: str = "application/json", url: str = URL
):  # type: ignore[no-untyped-def]
    told = str(int(time.time()) if stamp is None else stamp)
    signed = hmac.new(key, told.encode() + b"." + body, "sha256").hexdigest()
    headers = {"X-Wangge-Timestamp": told, "X-Wangge-Signature": f"sha256={signed}"}
    return Client(enforce_csrf_checks=True).post(url, body, content_type=kind, headers=headers)


def messages(*more: object) -> bytes:
    one = {"device": "W-1", "type": "alarm", "id": "a", "at": "2024-03-05T10:00:00+08:00", "state": "raised"}
    return json.dumps({"messages": [one, *more]}).encode()


def jpeg() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_what_a_source_signs_is_taken_each_message_by_itself(key: bytes) -> None:
    answer = post(
        key, messages({"device": "W-1", "type": "alarm", "id": "b", "who": "张三"}, "text", {"device": 5})
    )

    assert answer.status_code == 200
    assert [one.get("code", one["became"]) for one in answer.json()["messages"]] == [
        "taken", "alarm.unknown_key", "alarm.unreadable", "alarm.bad_value",
    ]  # fmt: skip
    assert Message.objects.get().source == "river"
    assert Aside.objects.count() == 3


def test_a_number_too_long_for_any_measurement_is_set_aside_and_the_rest_of_the_post_is_taken(
    key: bytes,
) -> None:
    long = {"device": "W-1", "type": "reading", "id": "l", "at": NOW.isoformat(), "value": 10**400}

    answer = post(key, messages(long))

    assert [one.get("code", one["became"]) for one in answer.json()["messages"]] == [
        "taken",
        "alarm.bad_value",
    ]


def test_the_same_post_caught_and_sent_again_adds_nothing(key: bytes) -> None:
    post(key, messages())

    again = post(key, messages())

    assert again.json()["messages"] == [{"became": "again"}]
    assert Message.objects.count() == 1


@pytest.mark.parametrize("off", [-301, 301])
def test_a_signature_outside_its_window_is_refused(key: bytes, off: int) -> None:
    answer = post(key, messages(), stamp=int(time.time()) + off)

    assert (answer.status_code, answer.json()["code"]) == (401, "alarm.stale")
    assert not Message.objects.exists()


def test_a_wrong_key_a_changed_body_a_closed_or_unknown_source_are_refused_alike(key: bytes) -> None:
    wrong = post(b"x" * 32, messages())
    unknown = post(key, messages(), url=f"/alarms/hook/{COUNTY}.nobody")
    bare = Client().post(URL, messages(), content_type="application/json")
    renewed = open_source(COUNTY, "river", now=NOW)
    old = post(key, messages())
    close_source(COUNTY, "river", now=NOW)
    closed = post(bytes.fromhex(renewed), messages())

    assert {(one.status_code, one.json()["code"]) for one in (wrong, unknown, bare, old, closed)} == {
        (401, "alarm.not_signed")
    }
    assert not Message.objects.exists()


def test_a_body_above_the_bound_is_refused_before_it_is_read(key: bytes) -> None:
    answer = post(key, b"x" * (256 * 1024 + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"messages": []}', b'{"messages": [], "x": 1}', b"{" * 9000])
def test_a_body_that_is_no_list_of_messages_is_refused(key: bytes, body: bytes) -> None:
    assert post(key, body).json()["code"] == "alarm.unreadable"


def test_a_source_needs_a_plain_name_of_a_county_that_is_there(office: Office) -> None:
    for county, name in ((COUNTY, "a b"), (COUNTY, "a.b"), ("999999", "river"), (COUNTY, "x" * 21)):
        with pytest.raises(Refused, match=r"alarm\.bad_source"):
            open_source(county, name, now=NOW)
    with pytest.raises(Refused, match=r"alarm\.bad_source"):
        close_source(COUNTY, "nobody", now=NOW)


def test_a_cap_warning_comes_by_the_same_door(key: bytes) -> None:
    answer = post(key, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", kind="application/cap+xml")

    assert answer.json()["messages"][0]["code"] == "alarm.cap_forbidden"


def test_a_still_image_stands_beside_its_group_goes_with_the_case_and_expires(
    key: bytes, office: Office
) -> None:
    post(key, messages())
    first = post(key, jpeg(), kind="image/jpeg", url=f"{URL}?device=W-1&id=a")
    [row] = Group.objects.all()
    still = Still.objects.get()
    client = Client()
    client.post("/login/", {"login": "leader", "password": PASSWORD})

    shown = client.get(f"/alarms/{row.id.hex}/still/{still.sha256}")
    page = client.get(f"/alarms/{row.id.hex}/").content.decode()
    receipt = judge_as_case(row.id, "CJ/T 214-2007:event:0406", "积水", hat=office.leader, now=timezone.now())

    assert first.json()["messages"] == [{"became": "taken"}]
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert still.sha256 in page
    assert Photo.objects.filter(case=receipt.case_id).count() == 1
    assert expire_stills(now=timezone.now() + timedelta(days=8)) == 1
    assert client.get(f"/alarms/{row.id.hex}/still/{still.sha256}").status_code == 404


def test_an_image_without_an_alarm_or_beyond_a_few_is_not_kept(key: bytes) -> None:
    alone = post(key, jpeg(), kind="image/jpeg", url=f"{URL}?device=W-1&id=a")
    stranger = post(key, jpeg(), kind="image/jpeg", url=f"{URL}?device=W-9&id=a")
    post(key, messages())
    for number in range(3):
        group = Group.objects.get()
        now = timezone.now()
        Still.objects.create(
            county=COUNTY, group=group.id, message="x", sha256=f"{number}", at=now, until=now
        )
    fourth = post(key, jpeg(), kind="image/jpeg", url=f"{URL}?device=W-1&id=a")

    codes = [one.json()["messages"][0]["code"] for one in (alone, stranger, fourth)]
    assert codes == ["alarm.no_group", "alarm.unknown_device", "alarm.enough_images"]
    assert Still.objects.count() == 3


def test_an_expired_image_is_no_file_any_more(key: bytes) -> None:
    post(key, messages())
    post(key, jpeg(), kind="image/jpeg", url=f"{URL}?device=W-1&id=a")
    sha = Still.objects.get().sha256

    expire_stills(now=timezone.now() + timedelta(days=8))

    with pytest.raises(Refused, match=r"file\.missing"):
        read_photo(sha)
