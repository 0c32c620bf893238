"""Somebody changes history behind the system's back: SQL past the program, as a keeper of the database could."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tests.builders import COUNTY, GRIDS, NOW, Office, a_report, make_office
from tests.cases.test_loop import walk
from wangge.cases.queries.page import chain_ends
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import DayRoot, Fault, verify_events, verify_order
from wangge.foundation.models import Event, Head, Position
from wangge.foundation.worker import work_off
from wangge.rules.proof import chain_hash, event_hash


@dataclass(frozen=True, slots=True)
class History:
    """Three cases, one of them walked to its end, everything placed."""

    office: Office
    closed: UUID
    open: UUID
    other: UUID


def make_history() -> History:
    """Report three cases, walk the first to its end, and place everything."""
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


def told(found: list[Fault]) -> set[tuple[str, str, str]]:
    return {(fault.kind, fault.subject, fault.detail) for fault in found}


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
