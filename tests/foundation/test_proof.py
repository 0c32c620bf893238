"""Is everything that somebody changes behind the system's back found, and named?"""

import json
from uuid import uuid4

import pytest

from tests.builders import COUNTY, NOW, a_report
from tests.tampering import (
    History,
    event_of,
    faults,
    forge,
    make_history,
    named,
    place_of,
    remove_case,
    remove_newest,
    tamper,
    told,
)
from wangge.cases.services.intake import report_case
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.models import Event, Head
from wangge.foundation.worker import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def history() -> History:
    return make_history()


def test_an_untouched_history_has_no_fault(history: History) -> None:
    assert faults() == []


def test_what_still_waits_for_its_place_is_no_fault(history: History) -> None:
    report_case(history.office.worker, a_report(), now=NOW)

    assert faults() == []


CHANGES = {
    "payload": ("""payload = replace(payload, '"level":5', '"level":4')""", ()),
    "moment": ("at = %s", ("2020-01-01 00:00:00",)),
    "moment of writing": ("recorded_at = %s", ("2020-01-01 00:00:00",)),
    "kind": ("kind = %s", ("case.refused",)),
    "actor": ("actor = %s", ("f" * 32,)),
    "hash": ("hash = %s", ("f" * 64,)),
    "algorithm": ("algorithm = %s", ("sm3",)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_event_is_named(history: History, what: str) -> None:
    change, values = CHANGES[what]

    tamper(f"UPDATE foundation_event SET {change} WHERE subject = %s AND seq = 1", *values, history.closed)

    found = [fault for fault in faults() if fault.kind == "changed_event"]
    assert [fault.subject for fault in found] == [history.closed.hex]
    assert "event 1" in found[0].detail


def test_a_removed_middle_event_is_named(history: History) -> None:
    gone = event_of(history.closed, 3)

    tamper("DELETE FROM foundation_event WHERE id = %s", gone.id)

    found = faults()
    assert ("missing_event", history.closed.hex, "event 3 is missing") in told(found)
    assert any(gone.id.hex in fault.detail for fault in found if fault.subject == "")


def test_a_removed_last_event_is_named(history: History) -> None:
    tamper("DELETE FROM foundation_event WHERE subject = %s AND seq = 7", history.closed)

    assert ("missing_tail", history.closed.hex) in named()


def test_a_removed_last_event_is_named_even_where_its_place_was_taken_away_with_it(history: History) -> None:
    remove_newest()

    assert named() == {("missing_tail", history.closed.hex)}


def test_a_whole_case_that_was_removed_leaves_its_places_empty(history: History) -> None:
    events = Event.objects.filter(subject=history.open).count()
    remove_case(history.open)

    found = [fault for fault in faults() if fault.kind == "missing_event"]

    assert len(found) == events
    assert all("is gone" in fault.detail for fault in found)


def test_a_whole_case_that_was_removed_with_its_places_leaves_a_gap(history: History) -> None:
    place = place_of(event_of(history.open, 1))
    tamper("DELETE FROM foundation_position WHERE position = %s", place)
    remove_case(history.open)

    assert ("missing_position", "", f"position {place} is missing") in told(faults())


def test_a_case_whose_row_alone_was_removed_is_named(history: History) -> None:
    tamper("DELETE FROM cases_case WHERE id = %s", history.open)

    assert named() == {("missing_row", history.open.hex)}


def test_a_case_whose_events_alone_were_removed_is_named(history: History) -> None:
    for case in (history.closed, history.other):
        tamper("DELETE FROM foundation_event WHERE subject = %s", case)

    assert {("missing_events", history.closed.hex), ("missing_events", history.other.hex)} <= named()


def test_events_whose_contents_were_swapped_are_both_named(history: History) -> None:
    second, third = event_of(history.closed, 2), event_of(history.closed, 3)
    for one, other in ((second, third), (third, second)):
        tamper(
            "UPDATE foundation_event SET kind = %s, payload = %s, hash = %s WHERE id = %s",
            other.kind, other.payload, other.hash, one.id,
        )  # fmt: skip

    found = [fault.detail for fault in faults() if fault.subject == history.closed.hex]

    assert any("event 2 " in detail and "was changed" in detail for detail in found)
    assert any("event 3 " in detail and "was changed" in detail for detail in found)


def test_events_whose_numbers_were_swapped_are_named(history: History) -> None:
    second, third = event_of(history.closed, 2), event_of(history.closed, 3)
    for event, seq in ((second, 99), (third, 2), (second, 3)):
        tamper("UPDATE foundation_event SET seq = %s WHERE id = %s", seq, event.id)

    assert {("broken_chain", history.closed.hex), ("changed_event", history.closed.hex)} <= named()


def test_events_whose_places_were_swapped_are_named(history: History) -> None:
    first, second = event_of(history.open, 1), event_of(history.other, 1)
    places = place_of(first), place_of(second)
    for event, place in ((uuid4(), places[0]), (first.id, places[1]), (second.id, places[0])):
        tamper("UPDATE foundation_position SET event = %s WHERE position = %s", event, place)

    assert {("broken_order", history.open.hex), ("broken_order", history.other.hex)} <= named()


def test_a_forged_event_that_fits_its_chain_is_named(history: History) -> None:
    forged = forge(history.open)

    assert ("inserted_event", history.open.hex) in named()
    assert ("row_behind", history.open.hex) in named()
    assert forged.seq == 2


def test_a_forged_event_that_was_given_a_place_is_named(history: History) -> None:
    forged = forge(history.open)
    tamper("INSERT INTO foundation_pending (county, event) VALUES (%s, %s)", COUNTY, forged.id)

    work_off(CONSUMERS)

    assert named() == {("row_behind", history.open.hex)}


def test_a_missing_position_is_named(history: History) -> None:
    event = event_of(history.open, 1)
    place = place_of(event)

    tamper("DELETE FROM foundation_position WHERE position = %s", place)

    assert ("missing_position", "", f"position {place} is missing") in told(faults())
    assert ("inserted_event", history.open.hex) in named()


def test_a_missing_last_position_is_named(history: History) -> None:
    last = Head.objects.get(county=COUNTY).position

    tamper("DELETE FROM foundation_position WHERE position = %s", last)

    assert ("missing_position", "", f"the order should end at {last}, it ends at {last - 1}") in told(
        faults()
    )


def test_the_command_names_the_case(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("DELETE FROM foundation_event WHERE subject = %s AND seq = 7", history.closed)

    assert main(["audit", "verify", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert history.closed.hex in {fault["subject"] for fault in report["faults"]}
