"""A reporter wants words, contact and files gone: is no byte of them left, and does the proof still hold?"""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

from tests.builders import COUNTY, NOW, Office, make_office
from tests.deputies.seats import make_council
from tests.pictures import a_photo
from tests.reporters.handing import PHONE, closed, dispatched, handed
from wangge.cases.exporting import write_rows
from wangge.cases.queries.export import EXPORTED, exported_pages
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.cases.services.redacting import redact_words
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.deputies.queries.matters import matter
from wangge.deputies.services.matters import Said, bring
from wangge.foundation.worker import work_off
from wangge.reporters.models import Erasure
from wangge.reporters.queries.receipts import Held, followed
from wangge.reporters.services.answering import add, deny, tell_pressure, write_to_desk
from wangge.reporters.services.contacting import open_contact
from wangge.reporters.services.withdrawing import (
    drop_contact,
    expire_contacts,
    scrub_traces,
    scrub_when_due,
    withdraw,
    withdraw_for,
)
from wangge.rules.answering import AskedBy
from wangge.rules.errors import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("long-transactions")]

# Rare words, so that a pair of their letters comes from nowhere else.
FIRST, PLACE = "魑魅井盖魍魉塌陷", "饕餮胡同貔貅院"
LATER, AGAIN, TO_DESK, PLEA = "鳜鱼路灯又灭", "蹒跚仍未修复", "麒麟问何时来", "狻猊有人威胁"
REASON = "獬豸转告无人回复核对位置"
MAIL = "qilin@example.org"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the other worker's test is a transaction of the same cluster: it is waited for."""
    monkeypatch.setattr("wangge.foundation.scrubbing.TRIES", 1200)


@pytest.fixture
def spoken(home: Path) -> tuple[Office, Held]:
    """A matter of which much was said: report, redaction, addition, letters, pressure, photos, an opened contact."""
    office = make_office()
    held = handed(contact=MAIL, words=FIRST, place=PLACE, photos=(a_photo(seed=3),))
    redact_words(held.case_id, "井盖塌陷", "胡同口", hat=office.dispatcher, now=NOW)
    dispatched(office, held.case_id)
    add(held, LATER, [a_photo(seed=4)], now=NOW)
    write_to_desk(held, TO_DESK, now=NOW)
    tell_pressure(held, PLEA, now=NOW)
    open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)
    return office, held


def traces() -> list[str]:
    """Which of the words, or pairs of their letters as search keeps them, lie in the raw files of the database."""
    data = _raw()
    whole = [FIRST, PLACE, LATER, AGAIN, TO_DESK, PLEA, REASON, MAIL]
    pairs = ["魑魅", "魍魉", "饕餮", "貔貅", "鳜鱼", "蹒跚", "麒麟", "狻猊", "獬豸"]
    return [word for word in (*whole, *pairs) if word.encode() in data]


def _raw() -> bytes:
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        files = [name, *name.parent.glob(f"{name.name}-*")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    found = []
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't', 'm')"
            " AND pg_relation_filepath(oid) IS NOT NULL AND relnamespace <> 'pg_catalog'::regnamespace"
        )
        for (path,) in cursor.fetchall():
            cursor.execute("SELECT pg_read_binary_file(%s, 0, 1000000000, true)", [path])
            found.append(bytes(cursor.fetchone()[0] or b""))
    return b"".join(found)


def proofs_hold(capsys: pytest.CaptureFixture[str]) -> bool:
    work_off(CONSUMERS, sized=SIZED)
    capsys.readouterr()
    audit = main(["audit", "verify", "--json"])
    figures = main(["figures", "rebuild", "--check", "--json"])
    capsys.readouterr()
    return (audit, figures) == (0, 0)


def test_before_it_is_withdrawn_the_words_do_lie_there(spoken: tuple[Office, Held]) -> None:
    assert {FIRST, PLACE, LATER, TO_DESK, PLEA, REASON} <= set(traces())
    assert MAIL not in traces()


def test_after_it_no_byte_of_them_lies_in_database_log_or_index(
    spoken: tuple[Office, Held], capsys: pytest.CaptureFixture[str]
) -> None:
    office, held = spoken
    move_case(held.case_id, "sign", hat=office.handler, now=NOW)
    work_off(CONSUMERS, sized=SIZED)

    withdraw(held, now=NOW)
    done = scrub_traces(now=NOW)

    assert done == (1, 0)
    assert traces() == []
    assert proofs_hold(capsys)
    assert traces() == []


def test_the_files_are_gone_from_the_store(spoken: tuple[Office, Held], home: Path) -> None:
    office, held = spoken
    shas = [photo.sha256 for photo in dossier(office.leader, held.case_id, now=NOW).photos]
    assert len(shas) == 2
    assert _kept(home, shas) == set(shas)

    withdraw(held, now=NOW)

    assert _kept(home, shas) == set()
    assert dossier(office.leader, held.case_id, now=NOW).photos == []


def _kept(home: Path, shas: list[str]) -> set[str]:
    names = [path.name for path in home.rglob("*") if path.is_file()]
    return {sha for sha in shas if any(sha in name for name in names)}


def test_a_picture_that_came_with_another_matter_too_stays_for_that_one(
    spoken: tuple[Office, Held], home: Path
) -> None:
    office, held = spoken
    other = handed(photos=(a_photo(seed=3),))
    shared = dossier(office.leader, other.case_id, now=NOW).photos[0].sha256

    withdraw(held, now=NOW)

    assert _kept(home, [shared]) == {shared}


def test_search_and_export_no_longer_find_the_words(spoken: tuple[Office, Held], tmp_path: Path) -> None:
    office, held = spoken
    assert page_of(office.leader, Filters(q="井盖塌陷")).rows

    withdraw(held, now=NOW)

    assert page_of(office.leader, Filters(q="井盖塌陷")).rows == []
    assert [case.id for case in page_of(office.leader, Filters(q=held.number)).rows] == [held.case_id]
    out = tmp_path / "cases.jsonl"
    write_rows(out, EXPORTED, (row for page in exported_pages(COUNTY, Filters()) for row in page))
    (row,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (row["number"], row["words"], row["place"]) == (held.number, "", "")


def test_the_matter_goes_on_and_the_office_s_own_words_stay(
    spoken: tuple[Office, Held], capsys: pytest.CaptureFixture[str]
) -> None:
    office, held = spoken

    withdraw(held, now=NOW)
    move_case(held.case_id, "sign", hat=office.handler, now=NOW)
    move_case(
        held.case_id,
        "feed_back",
        hat=office.handler,
        now=NOW,
        brought=Brought(words="已换井盖", photos=(a_photo(9),)),
    )

    found = dossier(office.leader, held.case_id, now=NOW)
    assert list(found.remarks.values()) == ["已换井盖"]
    assert [photo.stage for photo in found.photos] == ["after"]
    assert found.history[-3].kind == "case.erased"
    assert proofs_hold(capsys)


def test_the_holder_sees_that_it_is_done_and_can_still_follow(spoken: tuple[Office, Held]) -> None:
    _, held = spoken

    withdraw(held, now=NOW)
    first = followed(held, now=NOW)
    scrub_traces(now=NOW + timedelta(hours=2))
    then = followed(held, now=NOW)

    assert (first.chain.words, first.has_contact) == ("", False)
    assert (first.erased_at, first.scrubbed_at) == (NOW, None)
    assert then.scrubbed_at == NOW + timedelta(hours=2)
    assert len(then.openings) == 1  # that somebody looked stays


def test_the_desk_withdraws_for_a_reporter_who_asks_there_and_nobody_else_does(
    spoken: tuple[Office, Held],
) -> None:
    office, held = spoken

    for hat in (office.handler, office.worker, office.clerk, office.checker):
        with pytest.raises(Refused, match=r"reporters\.not_the_desk|row\.unknown"):
            withdraw_for(held.case_id, hat=hat, now=NOW)
    withdraw_for(held.case_id, hat=office.leader, now=NOW)

    assert followed(held, now=NOW).chain.words == ""


def test_what_was_said_on_the_case_that_went_on_goes_with_the_merged_one_and_the_others_words_stay() -> None:
    office = make_office()
    going_on, merged = handed(words="井盖坏了"), handed(words=FIRST)
    move_case(
        merged.case_id,
        "merge",
        hat=office.leader,
        now=NOW,
        brought=Brought(words="同一件", target=going_on.number),
    )
    add(merged, LATER, now=NOW)
    add(going_on, "我是头一个", now=NOW)

    withdraw(merged, now=NOW)

    assert list(dossier(office.leader, going_on.case_id, now=NOW).remarks.values()) == ["我是头一个"]
    assert dossier(office.leader, going_on.case_id, now=NOW).words == "井盖坏了"


def test_the_words_in_the_parts_of_a_matter_go_too() -> None:
    office = make_office()
    held = handed(words=FIRST)
    move_case(held.case_id, "file", hat=office.leader, now=NOW)
    brought = Brought(words="两家一起", departments=("water", "parks"))
    move_case(held.case_id, "split", hat=office.dispatcher, now=NOW, brought=brought)

    withdraw(held, now=NOW)
    scrub_traces(now=NOW)

    assert traces() == []


def test_what_was_said_after_reopening_goes_too(capsys: pytest.CaptureFixture[str]) -> None:
    office = make_office()
    held = handed(words=FIRST)
    ended = closed(office, held.case_id)
    deny(held, AGAIN, now=ended)

    withdraw(held, now=ended)
    scrub_traces(now=ended)

    assert traces() == []
    assert proofs_hold(capsys)


def test_a_contact_goes_alone_where_only_it_is_to_go() -> None:
    make_office()
    held = handed(contact=PHONE, words=FIRST)

    drop_contact(held, now=NOW)

    assert (followed(held, now=NOW).has_contact, followed(held, now=NOW).chain.words) == (False, FIRST)


def test_contacts_go_by_themselves_after_the_county_s_days_and_not_before() -> None:
    office = make_office()
    over, running = handed(), handed()
    ended = closed(office, over.case_id)

    early = expire_contacts(now=ended + timedelta(days=89))
    late = expire_contacts(now=ended + timedelta(days=91))

    assert (early, late) == (0, 1)
    assert (followed(over, now=NOW).has_contact, followed(running, now=NOW).has_contact) == (False, True)


def test_the_ticker_gathers_withdrawals_for_the_night() -> None:
    make_office()
    held = handed(words=FIRST)
    withdraw(held, now=NOW)

    by_day = scrub_when_due(now=NOW + timedelta(hours=2))
    at_night = scrub_when_due(now=NOW + timedelta(hours=16))

    assert (by_day, at_night) == (0, 1)
    assert traces() == []


def test_a_withdrawal_that_waited_a_day_is_not_put_off_to_another_night() -> None:
    make_office()
    withdraw(handed(words=FIRST), now=NOW)

    assert scrub_when_due(now=NOW + timedelta(hours=24)) == 1


def test_the_command_removes_and_overwrites_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    held = handed(words=FIRST)

    status = main(["reporters", "withdraw", held.number, "--json"])

    assert status == 0
    assert json.loads(capsys.readouterr().out) == {"withdrawn": held.number, "scrubbed": 1, "waiting": 0}
    assert traces() == []
    assert main(["reporters", "withdraw", "20240305-0000000"]) == 2


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite a reader holds the log, tested below"
)
def test_while_an_older_transaction_runs_on_it_is_not_said_to_be_done(
    spoken: tuple[Office, Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, held = spoken
    monkeypatch.setattr("wangge.foundation.scrubbing.TRIES", 2)
    older = connections.create_connection(DEFAULT_DB_ALIAS)
    older.set_autocommit(False)
    older.cursor().execute("SELECT pg_current_xact_id()")

    withdraw(held, now=NOW)
    held_up = scrub_traces(now=NOW)
    older.rollback()
    older.close()
    monkeypatch.setattr("wangge.foundation.scrubbing.TRIES", 1200)
    done = scrub_traces(now=NOW)

    assert (held_up, done) == ((0, 1), (1, 0))
    assert traces() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the log's old pages are SQLite's")
def test_while_a_reader_holds_the_old_log_it_is_not_said_to_be_done(
    spoken: tuple[Office, Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, held = spoken
    monkeypatch.setattr("wangge.foundation.scrubbing.TRIES", 2)
    connection.cursor().execute("PRAGMA busy_timeout = 100")  # each try would wait for twenty seconds
    reader: Any = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cases_case").fetchone()

    withdraw(held, now=NOW)
    held_up = scrub_traces(now=NOW)
    reader.execute("ROLLBACK")
    reader.close()

    assert held_up == (0, 1)
    assert scrub_traces(now=NOW) == (1, 0)
    assert traces() == []
    connection.close()  # with its short patience


def test_at_the_machine_the_words_of_a_matter_to_a_deputy_go_by_its_receipt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    key, receipt = bring(COUNTY, make_council().deputy, Said(FIRST, place=PLACE, contact=MAIL), now=NOW)

    assert main(["reporters", "withdraw", receipt.number.lower(), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["scrubbed"] == 1
    assert (matter(COUNTY, key).words, matter(COUNTY, key).place) == ("", "")
    assert Erasure.objects.get(case=key).asked_by == AskedBy.OFFICE
    assert main(["reporters", "withdraw", "DB-00000000"]) != 0
