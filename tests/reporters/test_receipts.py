"""Does somebody without an account get a receipt, and does it open the matter to its holder alone?"""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.builders import COUNTY, NOW, a_report, make_office
from tests.reporters.handing import PHONE, RESULT, WORDS, closed, dispatched, handed
from wangge.cases.queries.page import dossier
from wangge.people.queries import names_of
from wangge.reporters.identity import public_hat
from wangge.reporters.queries.receipts import followed, held_by
from wangge.reporters.services.contacting import open_contact
from wangge.reporters.services.knocking import Door, knock
from wangge.reporters.services.receiving import hand_in
from wangge.reporters.services.sealing import contact_key, seal, unseal
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def test_a_receipt_is_the_case_number_and_a_secret_of_sixteen_letters() -> None:
    office = make_office()

    got = hand_in(COUNTY, a_report(words=WORDS), now=NOW)

    assert dossier(office.leader, got.case_id, now=NOW).row.number == got.number
    assert len(got.secret.replace("-", "")) == 16
    assert held_by(f" {got.number.lower()} ", got.secret.lower().replace("-", " ")).case_id == got.case_id


def test_a_wrong_number_and_a_wrong_secret_are_told_alike() -> None:
    make_office()
    got = hand_in(COUNTY, a_report(), now=NOW)
    other = hand_in(COUNTY, a_report(), now=NOW)

    refusals = []
    for number, secret in (
        (got.number, other.secret),
        ("20240305-0000000", got.secret),
        (got.number, ""),
    ):
        with pytest.raises(Refused) as refused:
            held_by(number, secret)
        refusals.append((refused.value.code, refused.value.facts))

    assert refusals == [("reporters.no_such_receipt", {"field": "secret"})] * 3


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_is_one_matter_and_shows_no_second_secret() -> None:
    office = make_office()
    report = a_report(words=WORDS)
    got = hand_in(COUNTY, report, now=NOW)

    with pytest.raises(Refused) as refused:
        hand_in(COUNTY, report, now=NOW)

    assert (refused.value.code, refused.value.facts) == ("reporters.receipt_shown", {"number": got.number})
    assert dossier(office.leader, got.case_id, now=NOW).seq == 1


def test_the_public_door_is_nobody_s_account() -> None:
    office = make_office()

    got = hand_in(COUNTY, a_report(), now=NOW)
    shown = dossier(office.leader, got.case_id, now=NOW)

    hat = public_hat(COUNTY)
    assert hat.kind is PostKind.RESIDENT
    assert names_of([hat.account_id]) == {}
    assert shown.history[0].actor == hat.account_id.hex
    assert shown.row.channel == "resident"


def test_a_matter_without_any_place_is_refused_at_the_place() -> None:
    make_office()

    with pytest.raises(Refused, match=r"reporters\.nowhere"):
        hand_in(COUNTY, a_report(lon=None, lat=None, place=" "), now=NOW)


def test_a_matter_told_by_address_words_alone_is_taken() -> None:
    office = make_office()

    got = hand_in(COUNTY, a_report(lon=None, lat=None, place="花园路与农业路口"), now=NOW)

    assert dossier(office.administrator, got.case_id, now=NOW).place == "花园路与农业路口"


def test_the_holder_sees_who_has_it_until_when_and_the_answer() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    on_the_way = followed(held, now=NOW).chain
    other = handed()
    closed(office, other.case_id)
    done = followed(other, now=NOW).chain

    assert (on_the_way.has_it, on_the_way.is_open) == ("水务局", True)
    assert on_the_way.due_at is not None
    assert on_the_way.due_at > NOW
    assert (done.is_open, done.end, done.has_it) == (False, "solved", "")
    assert RESULT in [step.words for step in done.steps]


def test_no_step_names_a_person() -> None:
    office = make_office()
    held = handed()
    closed(office, held.case_id)

    steps = followed(held, now=NOW).chain.steps

    people = {"Leader", "Dispatcher", "Handler", "Checker", "Worker"}
    assert not {word for step in steps for word in (step.unit, step.label) if word in people}


def test_a_contact_rests_sealed_and_no_byte_of_it_lies_in_the_database() -> None:
    office = make_office()
    held = handed(contact=PHONE)

    assert PHONE.encode() not in _everything()
    assert open_contact(held.case_id, "需要核对地点，转告无人回复", hat=office.dispatcher, now=NOW) == PHONE


def _everything() -> bytes:
    if connection.vendor == "sqlite":
        source: sqlite3.Connection = connection.connection  # the transaction's own view of it
        return "\n".join(source.iterdump()).encode()
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found).encode()


def test_the_same_text_is_never_sealed_twice_alike_and_a_number_has_one_key() -> None:
    assert seal(PHONE) != seal(PHONE)
    assert unseal(seal(PHONE)) == PHONE
    assert seal("") == unseal("") == ""
    assert contact_key(COUNTY, "+86 138-0013-8000") == contact_key(COUNTY, PHONE)
    assert contact_key("410106", PHONE) != contact_key(COUNTY, PHONE)


def test_what_no_key_opens_says_so() -> None:
    with pytest.raises(Refused, match=r"reporters\.seal_broken"):
        unseal("gAAAAA-not-ours")


def test_a_network_is_held_off_after_its_visits_and_let_in_again_the_next_hour() -> None:
    make_office()
    for _ in range(3):
        knock(COUNTY, Door.SAY, "203.0.113.7", most=3, now=NOW)

    with pytest.raises(Refused) as refused:
        knock(COUNTY, Door.SAY, "203.0.113.7", most=3, now=NOW)

    assert (refused.value.code, refused.value.facts["limit"]) == ("reporters.too_often", 3)
    knock(COUNTY, Door.SAY, "203.0.113.8", most=3, now=NOW)
    knock(COUNTY, Door.FOLLOW, "203.0.113.7", most=3, now=NOW)
    knock(COUNTY, Door.SAY, "203.0.113.7", most=3, now=NOW + timedelta(hours=1))


def test_addresses_of_one_ipv6_network_count_together() -> None:
    make_office()
    knock(COUNTY, Door.SAY, "2001:db8:1:2::1", most=1, now=NOW)

    with pytest.raises(Refused, match=r"reporters\.too_often"):
        knock(COUNTY, Door.SAY, "2001:db8:1:2:ffff::9", most=1, now=NOW)
    knock(COUNTY, Door.SAY, "2001:db8:1:3::1", most=1, now=NOW)


def test_no_address_is_kept(tmp_path: Path) -> None:
    make_office()
    knock(COUNTY, Door.SAY, "203.0.113.7", most=3, now=NOW)

    assert b"203.0.113.7" not in _everything()
