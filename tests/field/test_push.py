"""Web Push: sealed as RFC 8291 says, signed as RFC 8292 says, never loud at night, and never in anybody's way."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from tests.builders import COUNTY, NOW, Office
from tests.cases.walking import Walk
from tests.field.phones import Phone
from tests.field.push_service import Receiver, Service, from64, push_service, token_of
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.field.models import PushDue, PushSubscription
from wangge.field.pushing.posting import reachable
from wangge.field.pushing.sealing import PhoneKeys, sealed
from wangge.field.pushing.vouching import plain64, push_key, vouched
from wangge.field.queries.devices import devices
from wangge.field.services.devices import revoke
from wangge.field.services.push import WAITS, note_all, send_due, set_quiet_hours
from wangge.foundation.worker import work_off

pytestmark = pytest.mark.django_db

# RFC 8291, section 5 and appendix A.
EXAMPLE = {
    "words": "When I grow up, I want to be a watermelon",
    "as_private": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "ua_private": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    "ua_public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "body": "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
}


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    settings.WANGGE_PUSH, settings.WANGGE_PUSH_HOSTS = True, ["127.0.0.1"]
    with push_service() as running:
        yield running


def subscribed(service: Service, login: str = "worker") -> tuple[Phone, Receiver]:
    work_off(CONSUMERS)
    phone, receiver = Phone(login), Receiver()
    told = {"endpoint": f"{service.url}/{login}", "keys": receiver.keys}
    answer = phone.client.put("/field/push", told, content_type="application/json")
    assert answer.status_code == 204, answer.content
    return phone, receiver


def noted(now: datetime) -> None:
    work_off(CONSUMERS)
    while note_all(now=now):
        pass


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from64(text)), ec.SECP256R1())


def test_the_published_example_comes_out_letter_by_letter() -> None:
    keys = PhoneKeys(from64(EXAMPLE["ua_public"]), from64(EXAMPLE["auth"]))

    body = sealed(
        EXAMPLE["words"].encode(), keys, salt=from64(EXAMPLE["salt"]), own=private(EXAMPLE["as_private"])
    )

    assert plain64(body) == EXAMPLE["body"]
    receiver = Receiver(private(EXAMPLE["ua_private"]), from64(EXAMPLE["auth"]))
    assert receiver.opened(body).decode() == EXAMPLE["words"]


def test_the_token_names_the_service_and_ends_within_a_day(tmp_path: Path) -> None:
    key = push_key(tmp_path)

    claims, point = token_of(
        vouched("https://push.example/x/y", key, contact="mailto:desk@example.org", now=NOW)
    )

    assert claims["aud"] == "https://push.example"
    assert NOW.timestamp() < claims["exp"] <= NOW.timestamp() + 86400
    assert claims["sub"] == "mailto:desk@example.org"
    assert "sub" not in token_of(vouched("https://push.example/x", key, contact="", now=NOW))[0]
    assert push_key(tmp_path).public_key() == key.public_key()
    assert point == from64(plain64(point))
    assert (tmp_path / "push.pem").stat().st_mode & 0o777 == 0o600


def test_a_change_reaches_the_sleeping_phone_with_its_number_and_no_words(
    office: Office, service: Service
) -> None:
    phone, receiver = subscribed(service)
    walk = Walk(office).to("dispatched")
    noted(NOW)

    sent = send_due(now=NOW)

    assert sent == 1
    path, headers, body = service.taken[0]
    assert (path, headers["Content-Encoding"], headers["Urgency"]) == ("/worker", "aes128gcm", "normal")
    assert json.loads(receiver.opened(body)) == {"case": str(walk.id), "number": walk.case.number}
    claims, point = token_of(headers["Authorization"])
    assert claims["aud"] == f"{urlsplit(service.url).scheme}://{urlsplit(service.url).netloc}"
    assert plain64(point) == phone.client.get("/field/push").json()["key"]
    assert not PushDue.objects.exists()


def test_what_i_did_myself_and_what_is_not_mine_wakes_nobody(office: Office, service: Service) -> None:
    subscribed(service)
    subscribed(service, "neighbour")
    Walk(office)  # the worker's own report
    noted(NOW)

    assert send_due(now=NOW) == 0
    assert service.taken == []


def test_several_changes_of_one_matter_are_one_notice(office: Office, service: Service) -> None:
    subscribed(service)
    walk = Walk(office).to("filed")
    noted(NOW)
    walk.to("handling")
    noted(NOW)

    assert send_due(now=NOW) == 1


def test_at_night_it_waits_until_morning_unless_there_is_danger(office: Office, service: Service) -> None:
    subscribed(service)
    subscribed(service, "handler")
    night = datetime.fromisoformat("2024-03-05T23:00:00+08:00")
    morning = datetime.fromisoformat("2024-03-06T07:00:00+08:00")
    calm = Walk(office).to("dispatched")
    urgent = Walk(office).to("dispatched")
    type(urgent.case).objects.filter(pk=urgent.id).update(danger=True)
    noted(night)

    at_night = send_due(now=night)
    urgent_paths = {(headers["Topic"], headers["Urgency"]) for _, headers, _ in service.taken}
    in_the_morning = send_due(now=morning)

    assert at_night == 2  # its finder and its handler
    assert urgent_paths == {(urgent.id.hex, "high")}
    assert in_the_morning == 2
    assert {headers["Topic"] for _, headers, _ in service.taken[2:]} == {calm.id.hex}


def test_a_county_says_its_own_quiet_hours_from_a_day_on(office: Office, service: Service) -> None:
    subscribed(service)
    set_quiet_hours(COUNTY, "09:00-11:00", from_on=date(2024, 3, 1), source="值班表")
    Walk(office).to("dispatched")
    noted(NOW)  # ten in the morning

    assert send_due(now=NOW) == 0
    assert send_due(now=NOW + timedelta(hours=1)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_never_sent_to_again(office: Office, service: Service, status: int) -> None:
    subscribed(service)
    Walk(office).to("dispatched")
    Walk(office).to("dispatched")
    noted(NOW)
    service.answers = [status]

    sent = send_due(now=NOW)

    assert sent == 0
    assert not PushSubscription.objects.exists()
    assert not PushDue.objects.exists()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_service_in_trouble_is_tried_again_later_and_not_for_ever(
    office: Office, service: Service, status: int
) -> None:
    subscribed(service)
    Walk(office).to("dispatched")
    noted(NOW)
    service.answers = [status]
    now, tries = NOW, 0

    while PushDue.objects.exists():
        row = PushDue.objects.get()
        assert row.due_at > now or tries == 0
        now = row.due_at
        send_due(now=now)
        tries += 1

    assert tries == len(WAITS) + 1
    assert PushSubscription.objects.exists()


@pytest.mark.parametrize("status", [400, 413, 301, 307])
def test_what_is_refused_for_good_is_not_sent_twice_and_no_redirect_is_followed(
    office: Office, service: Service, status: int
) -> None:
    subscribed(service)
    Walk(office).to("dispatched")
    noted(NOW)
    service.answers = [status]

    send_due(now=NOW)
    send_due(now=NOW + timedelta(days=2))

    assert len(service.taken) == 1
    assert not PushDue.objects.exists()


def test_a_service_that_does_not_answer_delays_nobody_elses_notice(office: Office, service: Service) -> None:
    subscribed(service)
    subscribed(service, "handler")
    Walk(office).to("dispatched")
    noted(NOW)
    PushSubscription.objects.filter(account=office.worker.account_id).update(
        endpoint="http://127.0.0.1:1/nobody"
    )

    sent = send_due(now=NOW)

    assert sent == 1
    assert [path for path, _, _ in service.taken] == ["/handler"]
    assert PushDue.objects.get().tries == 1


def test_what_happened_before_is_never_told_and_a_lost_phone_hears_nothing(
    office: Office, service: Service
) -> None:
    walk = Walk(office).to("filed")
    subscribed(service)
    noted(NOW)
    before = PushDue.objects.count()
    own = next(one for one in devices(office.worker))
    revoke(own.id, hat=office.worker, now=NOW)
    walk.to("dispatched")
    noted(NOW)

    assert (before, send_due(now=NOW)) == (0, 0)


def test_a_phone_may_ask_to_sleep_and_a_later_subscription_takes_the_place(
    office: Office, service: Service
) -> None:
    phone, _ = subscribed(service)
    again = Receiver()
    told: dict[str, Any] = {"endpoint": f"{service.url}/again", "keys": again.keys}

    phone.client.put("/field/push", told, content_type="application/json")
    on = phone.client.get("/field/push").json()["subscribed"]
    count = PushSubscription.objects.count()
    off = phone.client.delete("/field/push").status_code

    assert (on, count, off) == (True, 1, 204)
    assert phone.client.get("/field/push").json()["subscribed"] is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"endpoint": "https://elsewhere.example/x"}, "field.push_elsewhere"),
        ({"endpoint": "http://10.0.0.1/x"}, "field.push_elsewhere"),
        ({"endpoint": "not an address"}, "field.push_elsewhere"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "field.unreadable"),
        ({"keys": "none"}, "field.unreadable"),
    ],
)
def test_a_bad_subscription_is_refused(
    office: Office, service: Service, changes: dict[str, Any], code: str
) -> None:
    phone = Phone("worker")
    told = {"endpoint": f"{service.url}/x", "keys": Receiver().keys} | changes

    answer = phone.client.put("/field/push", told, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_named_services_are_reached_and_only_by_tls() -> None:
    hosts = ["fcm.googleapis.com", ".push.apple.com", "127.0.0.1"]
    reached = [
        "https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x", "http://127.0.0.1:9/x",
        "http://fcm.googleapis.com/x", "https://push.apple.com.evil.example/x", "https://me@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:99999/x", "file:///etc/passwd", "https://xpush.apple.com/",
    ]  # fmt: skip

    assert [reachable(one, hosts) for one in reached] == [True] * 3 + [False] * 6


def test_it_is_off_unless_asked_for(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    phone = Phone("worker")

    asked, told = (
        phone.client.get("/field/push"),
        phone.client.put("/field/push", {}, content_type="application/json"),
    )

    assert {(one.status_code, one.json()["code"]) for one in (asked, told)} == {(404, "field.push_off")}
    assert main(["push", "send", "--once"]) == 2
    assert "field.push_off" in capsys.readouterr().err


def test_the_command_sends_once_and_sets_quiet_hours(
    office: Office, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = [
        "push",
        "quiet",
        "--county",
        COUNTY,
        "--hours",
        "00:00-00:00",
        "--from",
        "2024-01-01",
        "--source",
        "test",
    ]
    assert main(hours) == 0
    subscribed(service)
    Walk(office).to("dispatched")
    work_off(CONSUMERS)

    assert main(["push", "send", "--once", "--json"]) == 0

    assert '"sent": 1' in capsys.readouterr().out
