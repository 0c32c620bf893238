"""A phone logs in: cookie, keys, posts, and who is shut out."""

from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, SINCE, Office, add_hat
from tests.field.phones import Phone
from wangge.field.access import COOKIE, phone_required
from wangge.field.queries.devices import devices
from wangge.field.services.devices import admit, revoke
from wangge.foundation.ids import uuid7
from wangge.people.services.accounts import change_password, end_sessions
from wangge.people.services.posts import end_post
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def _code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_phone_logs_in_and_learns_who_it_is(office: Office) -> None:
    phone = Phone("worker")

    told = phone.session
    assert told["protocol"] == 1
    assert told["account"] == {"id": str(office.worker.account_id), "login": "worker", "name": "Worker"}
    assert told["post"]["unit"] == GRIDS[0]
    assert told["post"]["unit_name"] == "第1网格"
    assert told["posts"] == [told["post"]]
    assert told["device"] == {"id": str(phone.phone)}
    assert phone.client.get("/field/session").json() | {"server_at": ""} == told | {"server_at": ""}
    cookie = phone.client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/field/")


def test_a_request_of_a_phone_costs_one_statement_to_know_it(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    phone = Phone("worker")
    request = RequestFactory().get("/field/session")
    request.COOKIES[COOKIE] = phone.client.cookies[COOKIE].value

    view = phone_required(lambda asked: HttpResponse(asked.hat.login))
    view(request)  # the calendar is kept in the process
    with django_assert_num_queries(1):
        answer = view(request)

    assert answer.content == b"worker"


def test_nobody_is_told_so_and_gets_the_cookie_against_forged_requests() -> None:
    client = Client()

    answer = client.get("/field/session")

    assert _code(answer) == (401, "people.not_signed_in")
    assert "csrftoken" in client.cookies


def test_a_log_in_without_the_token_is_refused(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    told = {"login": "worker", "password": PASSWORD, "device": {"id": str(uuid7()), "label": ""}}

    bare = client.post("/field/session", told, content_type="application/json")
    client.get("/field/session")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    good = client.post("/field/session", told, content_type="application/json", headers=token)

    assert bare.status_code == 403
    assert good.status_code == 200


def test_a_wrong_password_is_refused_and_five_lock_the_login(office: Office) -> None:
    client = Client()
    told = {"login": "worker", "password": "wrong", "device": {"id": str(uuid7()), "label": ""}}

    answers = [_code(client.post("/field/session", told, content_type="application/json")) for _ in range(6)]

    assert answers[0] == (422, "people.log_in_refused")
    assert answers[-1] == (429, "people.locked_out")
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("[", "body"),
        ("[1]", "body"),
        ('{"device": 1}', "device"),
        ('{"device": {"id": "x"}}', "device.id"),
        ('{"device": {"id": "019347a2-0000-7000-8000-000000000000", "label": 5}}', "device.label"),
        ('{"device": {"id": "019347a2-0000-7000-8000-000000000000"}, "login": ["x"]}', "login"),
    ],
)
def test_an_unreadable_log_in_names_its_field(body: str, field: str) -> None:
    answer = Client().post("/field/session", body, content_type="application/json")

    assert _code(answer) == (422, "field.unreadable")
    assert answer.json()["facts"] == {"field": field}


def test_the_seal_outlives_log_out_and_a_new_password_and_is_another_on_another_phone(office: Office) -> None:
    phone = Phone("worker")
    seal = phone.session["keys"]["seal"]

    phone.client.delete("/field/session")
    gone = phone.client.get("/field/session")
    change_password(COUNTY, office.worker.account_id, old=PASSWORD, new=PASSWORD, now=NOW)

    assert _code(gone) == (401, "people.not_signed_in")
    assert Phone("worker", phone=phone.phone).session["keys"]["seal"] == seal
    assert Phone("worker").session["keys"]["seal"] != seal
    assert Phone("worker").session["keys"]["receipt"] == phone.session["keys"]["receipt"]
    assert Phone("neighbour", phone=phone.phone).session["keys"]["seal"] != seal


def test_a_new_password_ends_the_phones_session(office: Office) -> None:
    phone = Phone("worker")

    end_sessions(COUNTY, office.worker.account_id)

    assert _code(phone.client.get("/field/session")) == (401, "people.not_signed_in")


def test_a_post_that_ended_lets_nobody_act(office: Office) -> None:
    phone = Phone("worker")

    end_post(county=COUNTY, post=office.worker.post_id, until_on=SINCE.replace(year=2013), now=NOW)

    assert _code(phone.client.get("/field/session")) == (401, "people.not_signed_in")
    told = {"login": "worker", "password": PASSWORD, "device": {"id": str(phone.phone)}}
    again = phone.client.post("/field/session", told, content_type="application/json")
    assert _code(again) == (403, "field.no_post")


def test_another_hat_is_put_on_and_only_an_own_one(office: Office) -> None:
    phone = Phone("worker")
    second = add_hat(office.worker.account_id, PostKind.GRID_HEAD, GRIDS[1])

    worn = phone.client.put("/field/session", {"post": str(second.post_id)}, content_type="application/json")
    kept = phone.client.get("/field/session").json()
    alien = {"post": str(office.leader.post_id)}
    refused = phone.client.put("/field/session", alien, content_type="application/json")

    assert worn.json()["post"]["id"] == kept["post"]["id"] == str(second.post_id)
    assert len(kept["posts"]) == 2
    assert _code(refused) == (403, "people.not_your_post")


def test_a_revoked_phone_is_out_for_everybody_until_it_is_let_in_again(office: Office) -> None:
    phone = Phone("worker")
    other = Phone("neighbour", phone=phone.phone)
    lost = next(one for one in devices(office.leader) if one.login == "worker")

    revoke(lost.id, hat=office.leader, now=NOW)

    told = {"login": "worker", "password": PASSWORD, "device": {"id": str(phone.phone)}}
    assert _code(phone.client.get("/field/session")) == (401, "field.device_revoked")
    assert _code(other.client.get("/field/session")) == (401, "field.device_revoked")
    again = phone.client.post("/field/session", told, content_type="application/json")
    assert _code(again) == (401, "field.device_revoked")
    assert {one.revoked_at for one in devices(office.leader)} == {NOW}
    admit(lost.id, hat=office.leader, now=NOW)
    assert phone.client.get("/field/session").status_code == 200


def test_phones_out_of_sight_are_neither_listed_nor_revoked(office: Office) -> None:
    Phone("leader")
    Phone("worker")
    [mine] = devices(office.worker)

    leaders = next(one.id for one in devices(office.leader) if one.login == "leader")
    with pytest.raises(Refused, match=r"row\.unknown"):
        revoke(leaders, hat=office.worker, now=NOW)

    assert mine.login == "worker"
    assert UUID(str(mine.id)) != leaders


def test_a_forged_cookie_is_nobodys(office: Office) -> None:
    phone = Phone("worker")
    phone.client.cookies[COOKIE] = phone.client.cookies[COOKIE].value[:-2] + "xx"

    assert _code(phone.client.get("/field/session")) == (401, "people.not_signed_in")
