"""Is everything that somebody changes behind the system's back found, and named?

Whoever tampers here writes SQL past the program, as the keeper of a database could.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from tests.builders import COUNTY, GRIDS, NOW, Office, a_report, make_office
from tests.cases.test_loop import walk
from wangge.cases.queries.page import chain_ends
from wangge.cases.services.intake import report_case
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import DayRoot, Fault, keep_day_roots, read_roots, verify_events, verify_order
from wangge.foundation.models import Event, Head, Position
from wangge.foundation.worker import work_off
from wangge.rules.proof import chain_hash, event_hash

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class History:
    """Three cases, one of them walked to its end, everything placed."""

    office: Office
    closed: UUID
    open: UUID
    other: UUID


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where day roots are kept during one test."""
    monkeypatch.setattr("django.conf.settings.WANGGE_HOME", tmp_path)
    return tmp_path / "roots"


@pytest.fixture
def history() -> History:
    office = make_office()
    closed, still_open, other = (
        report_case(office.worker, a_report(grid), now=NOW).case_id for grid in GRIDS[:3]
    )
    walk(office, closed)
    work_off(CONSUMERS)
    return History(office, closed, still_open, other)


def tamper(sql: str, *values: object) -> None:
    """Run one statement past the program; it must hit something."""
    stored = [one.hex if isinstance(one, UUID) and connection.vendor == "sqlite" else one for one in values]
    with connection.cursor() as cursor:
        cursor.execute(sql, stored)
        assert cursor.rowcount > 0


def faults(*roots: DayRoot) -> list[Fault]:
    return [*verify_events(COUNTY, chain_ends(COUNTY)), *verify_order(COUNTY, roots)]


def named(*roots: DayRoot) -> set[tuple[str, str]]:
    return {(fault.kind, fault.subject) for fault in faults(*roots)}


def event_of(subject: UUID, seq: int) -> Event:
    return Event.objects.get(county=COUNTY, subject=subject, seq=seq)


def place_of(event: Event) -> int:
    return Position.objects.get(county=COUNTY, event=event.id).position


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


def test_a_subject_that_was_recomputed_whole_is_found_by_a_root_kept_outside_and_only_by_that(
    history: History, folder: Path
) -> None:
    keep_day_roots(now=tomorrow())

    recompute(history.open)

    assert faults() == []
    found = faults(*read_roots(folder / f"{COUNTY}.jsonl"))
    assert [fault.kind for fault in found] == ["root_differs"]
    assert f"{timezone.now():%Y-%m-%d}" in found[0].detail


def test_a_quiet_day_after_the_deed_does_not_cover_it(history: History, folder: Path) -> None:
    keep_day_roots(now=tomorrow())
    recompute(history.open)
    keep_day_roots(now=tomorrow() + timedelta(days=1))

    found = faults(*read_roots(folder / f"{COUNTY}.jsonl"))

    assert [fault.kind for fault in found] == ["root_differs"]


def test_a_history_that_was_cut_back_without_a_trace_is_found_by_a_root(
    history: History, folder: Path
) -> None:
    keep_day_roots(now=tomorrow())
    cut = remove_newest()
    before = event_of(history.closed, cut.seq - 1)
    tamper(
        "UPDATE cases_case SET seq = %s, chain = %s WHERE id = %s", before.seq, before.hash, history.closed
    )

    assert faults() == []
    assert [fault.kind for fault in faults(*read_roots(folder / f"{COUNTY}.jsonl"))] == ["root_differs"]


def test_the_root_of_a_day_is_kept_once_and_outside_the_database(history: History, folder: Path) -> None:
    kept = [keep_day_roots(now=tomorrow() + timedelta(hours=hours)) for hours in (0, 1, 2)]

    root = read_roots(folder / f"{COUNTY}.jsonl")
    head = Head.objects.get(county=COUNTY)
    assert kept == [1, 0, 0]
    assert root == [DayRoot(COUNTY, f"{timezone.now():%Y-%m-%d}", head.position, head.chain)]
    assert faults(*root) == []


def test_the_root_of_each_day_stands_in_a_line_of_its_own(history: History, folder: Path) -> None:
    keep_day_roots(now=tomorrow())
    report_case(history.office.worker, a_report(), now=NOW)
    work_off(CONSUMERS)
    keep_day_roots(now=tomorrow() + timedelta(days=1))

    first, second = read_roots(folder / f"{COUNTY}.jsonl")
    assert first.day < second.day
    assert first.position < second.position
    assert faults(first, second) == []


def test_no_root_is_kept_where_nothing_is_older_than_the_day(folder: Path) -> None:
    began = timezone.now()
    office = make_office()
    report_case(office.worker, a_report(), now=NOW)
    work_off(CONSUMERS)

    assert keep_day_roots(now=began) == 0
    assert not folder.exists()


@pytest.mark.parametrize("kept", ["beside the data", "elsewhere"])
def test_the_command_says_what_is_wrong_by_its_exit_and_in_its_report(
    history: History, folder: Path, tmp_path: Path, kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_day_roots(now=tomorrow())
    words = ["audit", "verify", "--json"]
    if kept == "elsewhere":
        (folder / f"{COUNTY}.jsonl").rename(tmp_path / "roots.jsonl")
        words += ["--roots", str(tmp_path / "roots.jsonl")]

    sound = main(words), json.loads(capsys.readouterr().out)
    recompute(history.open)
    unsound = main(words), json.loads(capsys.readouterr().out)

    assert sound == (0, {"counties": 1, "faults": []})
    assert unsound[0] == 1
    assert [(fault["kind"], fault["county"]) for fault in unsound[1]["faults"]] == [("root_differs", COUNTY)]


def test_the_command_names_the_case(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    tamper("DELETE FROM foundation_event WHERE subject = %s AND seq = 7", history.closed)

    assert main(["audit", "verify", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert history.closed.hex in {fault["subject"] for fault in report["faults"]}


def told(found: list[Fault]) -> set[tuple[str, str, str]]:
    return {(fault.kind, fault.subject, fault.detail) for fault in found}


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def remove_case(case: UUID) -> None:
    tamper("DELETE FROM foundation_event WHERE subject = %s", case)
    tamper('DELETE FROM cases_casetext WHERE "case" = %s', case)
    tamper("DELETE FROM cases_case WHERE id = %s", case)


def remove_newest() -> Event:
    """Take the county's newest event away and set its order back as if it had never been."""
    head = Head.objects.get(county=COUNTY)
    last = Position.objects.get(county=COUNTY, position=head.position)
    before = Position.objects.get(county=COUNTY, position=head.position - 1)
    event = Event.objects.get(id=last.event)
    tamper("DELETE FROM foundation_event WHERE id = %s", event.id)
    tamper("DELETE FROM foundation_position WHERE position = %s", last.position)
    tamper(
        "UPDATE foundation_head SET position = %s, chain = %s WHERE county = %s",
        before.position, before.chain, COUNTY,
    )  # fmt: skip
    return event


def own_hash(event: Event, payload: str, prev: str) -> str:
    return event_hash(
        event.id.hex, event.county, event.subject.hex, event.seq, event.kind, event.at, event.recorded_at,
        event.actor, payload, prev, event.algorithm,
    )  # fmt: skip


def forge(case: UUID) -> Event:
    """Insert an event that follows the last one of a case as it should."""
    last = Event.objects.filter(subject=case).latest("seq")
    forged = Event(
        county=COUNTY, subject=case, seq=last.seq + 1, kind="case.closed", at=last.at, payload=last.payload,
        recorded_at=last.recorded_at, actor="", prev=last.hash, algorithm=last.algorithm,
    )  # fmt: skip
    forged.hash = own_hash(forged, forged.payload, forged.prev)
    Event.objects.bulk_create([forged])
    return forged


def recompute(case: UUID) -> None:
    """Rewrite what a case says and then every hash that follows from it, so that everything fits again."""
    prev = ""
    for event in Event.objects.filter(subject=case).order_by("seq"):
        payload = event.payload.replace('"level":5', '"level":4')
        assert payload != event.payload
        prev = prev or event.prev
        own = own_hash(event, payload, prev)
        tamper(
            "UPDATE foundation_event SET payload = %s, prev = %s, hash = %s WHERE id = %s",
            payload, prev, own, event.id,
        )  # fmt: skip
        prev = own
    tamper("UPDATE cases_case SET chain = %s WHERE id = %s", prev, case)
    for position, chain in recomputed_order():
        tamper("UPDATE foundation_position SET chain = %s WHERE position = %s", chain, position)
    tamper("UPDATE foundation_head SET chain = %s WHERE county = %s", chain, COUNTY)


def recomputed_order() -> Iterator[tuple[int, str]]:
    hashes = dict(Event.objects.values_list("id", "hash"))
    chain = "0" * 64
    for row in Position.objects.filter(county=COUNTY).order_by("position"):
        chain = chain_hash(chain, row.position, hashes[row.event])
        yield row.position, chain
