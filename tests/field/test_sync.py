"""The phone sends its records: each once, a bad one alone, a receipt for what is there."""

import json
import threading
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import COVER, GRIDS, NOW, PASSWORD, Office, make_office
from tests.field.phones import Phone
from wangge.cases.models import Case, CaseText
from wangge.field.models import Announced, Arrival, AwaitedFile, SetAside
from wangge.foundation.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten_in_the_morning")]


def test_a_report_becomes_a_case_and_its_receipt_is_signed(phone: Phone) -> None:
    record = phone.report(files=[_file("a")])

    answer = phone.send(record)

    [result] = answer.json()["results"]
    case = Case.objects.get()
    assert answer.status_code == result["status"] == 200
    assert result["state"] == "accepted"
    assert result["receipt"]["case"] == record["id"] == str(case.id)
    assert result["receipt"]["number"] == case.number
    assert phone.trusts(record, result["receipt"])
    assert result["missing"] == ["a" * 64]
    assert result["clock"] == "phone"
    assert (case.grid, case.channel, case.department) == (GRIDS[0], "grid", "water")


def test_the_same_record_again_gets_the_first_answer_again(phone: Phone, office: Office) -> None:
    record = phone.report(files=[_file("a")])
    first = phone.results(record)

    later = NOW + timedelta(hours=3)
    with patch.object(timezone, "now", lambda: later):
        second = phone.results(record)

    assert second == first
    assert Case.objects.count() == Arrival.objects.count() == AwaitedFile.objects.count() == 1


def test_another_account_gets_no_receipt_for_a_record_that_it_replays(phone: Phone) -> None:
    record = phone.report()
    phone.results(record)

    [result] = Phone("neighbour").results(record)

    assert (result["status"], result["problem"]["code"]) == (422, "field.not_yours")
    assert "receipt" not in result
    assert SetAside.objects.count() == 0


def test_a_receipt_of_one_account_is_not_believed_by_another(phone: Phone) -> None:
    record = phone.report()
    [result] = phone.results(record)

    assert not Phone("neighbour").trusts(record, result["receipt"])


def test_the_same_id_with_other_content_keeps_both_and_merges_nothing(phone: Phone) -> None:
    record = phone.report()
    [first] = phone.results(record)
    other = phone.report(GRIDS[1], record=UUID(record["id"]))

    answer = phone.send(other)
    [again] = phone.results(record)
    phone.results(other)

    [result] = answer.json()["results"]
    assert (answer.status_code, result["state"]) == (409, "conflict")
    assert result["problem"]["code"] == "field.other_content"
    assert result["held"]["number"] == first["receipt"]["number"]
    assert "receipt" not in result
    assert again == first
    assert [row.content for row in SetAside.objects.all()] == [other["content"]]
    assert Case.objects.get().grid == GRIDS[0]


def test_a_conflict_with_what_was_refused_shows_both(phone: Phone) -> None:
    record = phone.report(body={"category": "no such"})
    phone.results(record)

    [result] = phone.results(phone.report(record=UUID(record["id"])))

    assert result["held"]["content"] == record["content"]


def test_one_id_twice_in_a_batch_is_answered_in_turn(phone: Phone) -> None:
    record = phone.report()
    other = phone.report(GRIDS[1], record=UUID(record["id"]))

    states = [one["state"] for one in phone.results(record, record, other)]

    assert states == ["accepted", "accepted", "conflict"]
    assert Case.objects.count() == 1


def test_a_bad_record_is_refused_alone_and_the_queue_goes_on(phone: Phone) -> None:
    bad = phone.report(body={"category": "zz-ledger:part:none"})
    good = [phone.report() for _ in range(2)]

    answer = phone.send(good[0], bad, good[1])

    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [one["state"] for one in results] == ["accepted", "refused", "accepted"]
    assert results[1]["problem"]["code"] == "case.unknown_category"
    assert results[1]["problem"]["zh"]
    assert phone.results(bad)[0]["problem"]["facts"] == results[1]["problem"]["facts"]
    assert SetAside.objects.get().content == bad["content"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"form": "Report"}, "form"),
        ({"form": None}, "form"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2024-03-05T02:00:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"post": "me"}, "post"),
        ({"after": 7}, "after"),
        ({"files": [{"sha256": "x"}]}, "files.sha256"),
        ({"files": [{"sha256": "a" * 64, "bytes": -1, "type": "image/jpeg"}]}, "files.bytes"),
        ({"files": [{"sha256": "a" * 64, "bytes": 9, "type": "text/html"}]}, "files.type"),
        ({"body": {"category": "\ud800"}}, "body.category"),
        ({"body": []}, "body"),
        ({"resident": "x"}, "content.resident"),
    ],
)
def test_a_malformed_record_names_its_field(phone: Phone, changes: dict[str, Any], field: str) -> None:
    record = phone.report()
    record["content"] = json.dumps(json.loads(record["content"]) | changes)

    bad, good = phone.results(record, phone.report())

    assert (bad["problem"]["code"], bad["problem"]["facts"]["field"]) == ("field.unreadable", field)
    assert (bad["state"], good["state"]) == ("refused", "accepted")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"lon": 0, "lat": 0}, "field.nowhere", "body.lon"),
        ({"lon": 0.0001, "lat": -0.0001}, "field.nowhere", "body.lon"),
        ({"crs": ""}, "case.unknown_system", "crs"),
        ({"crs": None}, "case.unknown_system", "crs"),
        ({"lat": None}, "field.unreadable", "body.lat"),
        ({"lon": "113"}, "field.unreadable", "body.lon"),
        ({"lon": True}, "field.unreadable", "body.lon"),
        ({"accuracy_m": -1}, "field.unreadable", "body.accuracy_m"),
        ({"words": "a\0b"}, "field.unreadable", "body.words"),
        ({"words": "\ud800"}, "field.unreadable", "content"),
        ({"words": "长" * 2001}, "case.words_too_long", "words"),
        ({"condition": 10**12}, "field.unreadable", "body.condition"),
        ({"asset": "cover"}, "field.unreadable", "body.asset"),
        ({"solved": "yes"}, "field.unreadable", "body.solved"),
        ({"id_card": "x"}, "field.unreadable", "body.id_card"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_field(
    phone: Phone, body: dict[str, Any], code: str, field: str
) -> None:
    bad, good = phone.results(phone.report(body=body), phone.report())

    assert (bad["state"], bad["problem"]["code"]) == ("refused", code)
    assert bad["problem"]["facts"]["field"] == field
    assert good["state"] == "accepted"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "[" * 60_000, '{"version": NaN}', 7, None, {"form": "report"}]
)
def test_content_that_is_no_json_is_refused_alone(phone: Phone, content: object) -> None:
    bad, good = phone.results({"id": str(uuid7()), "content": content}, phone.report())  # type: ignore[dict-item]

    assert (bad["state"], bad["problem"]["code"], good["state"]) == (
        "refused",
        "field.unreadable",
        "accepted",
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"protocol": 2}, "field.protocol_unknown", "protocol"),
        ({"protocol": "1"}, "field.unreadable", "protocol"),
        ({"sent_at": "now"}, "field.unreadable", "sent_at"),
        ({"since": "x"}, "field.unreadable", "since"),
        ({"announced": ["x"]}, "field.unreadable", "announced"),
        ({"records": {}}, "field.unreadable", "records"),
        ({"records": [{}] * 101}, "field.unreadable", "records"),
        ({"records": [{"id": "x", "content": "{}"}]}, "field.unreadable", "records.0.id"),
        ({"records": [{"id": "x", "content": "{}", "who": 1}]}, "field.unreadable", "records.0.who"),
        ({"seen_at": "x"}, "field.unreadable", "body.seen_at"),
    ],
)
def test_a_malformed_envelope_is_refused_whole(
    phone: Phone, changes: dict[str, Any], code: str, field: str
) -> None:
    answer = phone.send(**changes)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["facts"]["field"] == field
    assert answer["Content-Type"] == "application/problem+json"


def test_a_batch_above_the_limit_is_refused_before_it_is_read(phone: Phone) -> None:
    answer = phone.client.generic(
        "POST", "/field/sync", b"x" * (256 * 1024 + 1), content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("form", [("report", 2), ("answers", 1), ("bridge_check", 7)])
def test_an_unknown_form_or_version_is_parked_as_it_was_sent(phone: Phone, form: tuple[str, int]) -> None:
    record = phone.record(form[0], {"new": ["things"]}, version=form[1], files=[_file("b")], later="field")

    answer = phone.send(record)

    [result] = answer.json()["results"]
    assert (answer.status_code, result["state"], result["problem"]["code"]) == (202, "parked", "field.parked")
    assert phone.trusts(record, result["receipt"])
    assert (result["receipt"]["case"], result["missing"]) == ("", ["b" * 64])
    assert phone.results(record)[0]["receipt"] == result["receipt"]
    assert SetAside.objects.get().content == record["content"]


def test_a_matter_solved_on_the_spot_ends_with_it(phone: Phone) -> None:
    worded, silent = (
        phone.report(body={"solved": True, "words": "盖好了"}),
        phone.report(body={"solved": True, "words": ""}),
    )

    results = phone.results(worded, silent)

    assert [one["state"] for one in results] == ["accepted", "accepted"]
    assert {case.end for case in Case.objects.all()} == {"settled"}
    assert CaseText.objects.get(case=worded["id"]).words == "盖好了"
    assert CaseText.objects.get(case=silent["id"]).words == "当场解决"


def test_a_clock_a_year_wrong_is_kept_said_and_not_believed(phone: Phone) -> None:
    year = timedelta(days=365)
    record = phone.report(at=NOW - year)

    answer = phone.send(record, sent_at=(NOW - year).isoformat()).json()

    arrival = Arrival.objects.get()
    assert answer["difference_ms"] == -365 * 24 * 3600 * 1000
    assert answer["results"][0]["clock"] == "arrival"
    assert Case.objects.get().reported_at == NOW
    assert (arrival.phone_at, arrival.arrived_at) == (NOW - year, NOW)
    assert arrival.difference_ms == answer["difference_ms"]


def test_a_report_made_offline_counts_from_when_it_was_made(phone: Phone) -> None:
    phone.results(phone.report(at=NOW - timedelta(hours=5)))

    assert Case.objects.get().reported_at == NOW - timedelta(hours=5)


def test_what_a_lost_phone_announced_is_known_until_it_arrives(phone: Phone) -> None:
    kept = [phone.report() for _ in range(3)]

    phone.results(kept[0], announced=[one["id"] for one in kept])
    phone.results(kept[0], announced=[one["id"] for one in kept])
    assert set(Announced.objects.values_list("id", flat=True)) == {UUID(one["id"]) for one in kept[1:]}
    phone.results(*kept)

    assert Announced.objects.count() == 0


def test_nothing_to_send_brings_the_news_alone(phone: Phone) -> None:
    answer = phone.send()

    assert answer.status_code == 200
    assert answer.json()["results"] == answer.json()["news"] == []
    assert answer.json()["more"] is False


def test_nobody_sends_without_a_phone_or_a_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    phone = Phone("worker")
    client.cookies = phone.client.cookies

    assert Client().post("/field/sync", {}, content_type="application/json").status_code == 401
    assert client.post("/field/sync", {}, content_type="application/json").status_code == 403
    assert phone.client.get("/field/sync").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_one_record_leaves_it_on_the_phone_and_takes_the_rest(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Another county's case has this id: no rule of ours, the database itself refuses the row.
    alien = uuid7()
    Case.objects.bulk_create([_alien_case(alien)])
    good = phone.report()

    results = phone.results(phone.report(record=alien), good)

    assert [one["state"] for one in results] == ["waiting", "accepted"]
    assert results[0]["problem"]["code"] == "field.try_again"
    assert "could not be taken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_same_record_twenty_times_at_once_makes_one_case() -> None:
    make_office(password=PASSWORD)
    phone = Phone("worker")
    record, answers = phone.report(files=[_file("c")]), []
    start = threading.Barrier(20)

    def send() -> None:
        client = Client()
        client.cookies = phone.client.cookies
        own = Phone.__new__(Phone)
        own.client, own.session = client, phone.session
        start.wait()
        try:
            answers.append(own.send(record).json()["results"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 20
    assert {json.dumps(one) for one in answers} == {json.dumps(answers[0])}
    assert answers[0][0]["state"] == "accepted"
    assert Case.objects.count() == Arrival.objects.count() == AwaitedFile.objects.count() == 1


def _file(letter: str) -> dict[str, Any]:
    return {"sha256": letter * 64, "bytes": 1000, "type": "image/jpeg"}


def _alien_case(key: UUID) -> Case:
    return Case(
        id=key, county="999999", number="x", category=COVER, state="x", preset="x", preset_version=1,
        channel="grid", reported_at=NOW, level=5, accuracy_m=0, unit="999999", plan="x", plan_version=1,
    )  # fmt: skip


def test_a_batch_costs_the_same_statements_whatever_its_size(phone: Phone) -> None:
    phone.results(phone.report())  # what is kept in the process is there

    def statements(size: int) -> int:
        records = [phone.report(files=[_file("e")]) for _ in range(size)]
        with CaptureQueriesContext(connection) as captured:
            results = phone.results(*records)
        assert {one["state"] for one in results} == {"accepted"}
        return len(captured)

    assert statements(2) == statements(30)
