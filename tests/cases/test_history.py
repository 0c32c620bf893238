"""Does the past come in as its source tells it, once, with its own moments?"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, STREET, Office, a_report, make_office
from tests.pasts import CLOSED, REPORTED, a_past
from wangge.cases.models import Case, CaseText
from wangge.cases.queries.page import chain_ends
from wangge.cases.services.history import Taken, take_in_history
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import verify_events, verify_order
from wangge.foundation.history import events_of
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.rules.levels import Level

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> Office:
    return make_office()


def taken(**changes: object) -> Case:
    """Take in one case and return its row."""
    assert take_in_history(COUNTY, [a_past(**changes)], now=NOW) == Taken(1, 0)
    return Case.objects.get(county=COUNTY)


def told(case: Case) -> list[tuple[str, datetime]]:
    return [(event.kind, event.at) for event in events_of(COUNTY, case.id)]


def test_history_taken_in_twice_doubles_nothing() -> None:
    past = [a_past(f"{number}") for number in range(20)]

    first = take_in_history(COUNTY, past, now=NOW)
    again = take_in_history(COUNTY, past, now=NOW)
    overlapping = take_in_history(COUNTY, [*past[10:], a_past("20")], now=NOW)

    assert (first, again, overlapping) == (Taken(20, 0), Taken(0, 20), Taken(1, 10))
    events = Event.objects.filter(kind__startswith="case.").count()
    assert (Case.objects.count(), CaseText.objects.count(), events) == (21, 21, 42)


def test_a_row_that_a_chunk_tells_twice_is_taken_as_it_was_first_told() -> None:
    outcome = take_in_history(COUNTY, [a_past("1"), a_past("1", outcome="", closed_at=None)], now=NOW)

    assert outcome == Taken(1, 1)
    assert Case.objects.get().state == "closed"


def test_the_same_number_from_another_stream_is_another_case() -> None:
    outcome = take_in_history(COUNTY, [a_past("1"), a_past("1", stream="hotline")], now=NOW)

    assert outcome == Taken(2, 0)


OUTCOMES = {
    "solved": ("closed", ["case.reported", "case.closed"]),
    "not_solved": ("closed", ["case.reported", "case.closed"]),
    "duplicate": ("closed", ["case.reported", "case.closed"]),
    "refused": ("refused", ["case.reported", "case.refused"]),
    "settled": ("settled", ["case.settled"]),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_stands_in_its_state_with_the_events_that_lead_there(outcome: str) -> None:
    state, kinds = OUTCOMES[outcome]

    case = taken(outcome=outcome)

    ended_at = REPORTED if outcome == "settled" else CLOSED
    assert (case.state, case.end, case.ended_at, case.wait_until) == (state, outcome, ended_at, None)
    assert case.solved_at == (ended_at if outcome in {"solved", "settled"} else None)
    assert [kind for kind, _ in told(case)] == kinds


def test_what_is_still_open_waits_for_its_department_until_what_was_promised() -> None:
    due = NOW + timedelta(days=2)

    case = taken(outcome="", closed_at=None, due_at=due)

    assert (case.state, case.department, case.wait_until) == ("handling", "water", due)
    assert (case.ended_at, case.solved_at, case.overdue_at) == (None, None, None)
    assert told(case) == [("case.reported", REPORTED)]


def test_what_is_still_open_though_its_day_has_passed_is_overdue_since_that_day() -> None:
    due = NOW - timedelta(days=2)

    case = taken(outcome="", closed_at=None, due_at=due)

    assert case.overdue_at == due
    assert told(case) == [("case.reported", REPORTED), ("case.overdue", due)]


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_on_time_is_closed_not_after_what_was_promised(minutes: int) -> None:
    due = CLOSED - timedelta(minutes=minutes)

    case = taken(due_at=due)

    is_on_time = minutes <= 0
    assert (case.on_time, case.overdue_at) == (is_on_time, None if is_on_time else due)
    assert told(case) == [
        ("case.reported", REPORTED), *([] if is_on_time else [("case.overdue", due)]), ("case.closed", CLOSED),
    ]  # fmt: skip


def test_a_case_without_a_promise_is_on_time() -> None:
    assert taken(due_at=None).on_time


@pytest.mark.parametrize("outcome", ["settled", "refused"])
def test_what_never_had_a_limit_is_never_late(outcome: str) -> None:
    case = taken(outcome=outcome, due_at=REPORTED - timedelta(days=1))

    assert case.overdue_at is None
    assert "case.overdue" not in {kind for kind, _ in told(case)}
    assert case.on_time == (outcome == "settled")


def test_events_carry_the_moments_of_the_source_and_the_moment_of_writing() -> None:
    reported, closed = (
        datetime(2015, 3, 8, 6, 30, 1, 123456, tzinfo=UTC),
        datetime(2015, 11, 1, 5, tzinfo=UTC),
    )

    case = taken(reported_at=reported, closed_at=closed)

    assert told(case) == [("case.reported", reported), ("case.closed", closed)]
    assert {event.recorded_at for event in events_of(COUNTY, case.id)} == {NOW}
    assert (case.reported_at, case.ended_at, case.dispatched_at) == (reported, closed, reported)


def test_a_case_lies_on_the_path_of_its_unit() -> None:
    case = taken(unit=COMMUNITIES[1], lon_e7=None, lat_e7=None, located="named")

    assert (case.street, case.community, case.grid, case.unit) == (STREET, COMMUNITIES[1], "", COMMUNITIES[1])
    assert (case.cell, case.level) == ("", Level.DISTRICT)  # the department that it went to is the county's


def test_a_case_of_which_nobody_knows_where_it_was_belongs_to_the_county() -> None:
    case = taken(unit="", lon_e7=None, lat_e7=None, located="ungeocoded")

    assert (case.street, case.community, case.grid, case.unit) == ("", "", "", COUNTY)


def test_a_case_rose_as_high_as_its_source_says_or_its_department_stands() -> None:
    take_in_history(COUNTY, [
        a_past("own", outcome="settled"), a_past("said", outcome="settled", level=Level.STREET), a_past("handed"),
    ], now=NOW)  # fmt: skip

    levels = dict(Case.objects.values_list("source_ref", "level"))

    assert levels == {"own": Level.GRID, "said": Level.STREET, "handed": Level.DISTRICT}


def test_a_department_named_by_the_source_is_kept_and_another_is_routed() -> None:
    take_in_history(COUNTY, [a_past("named", department="parks"), a_past("routed")], now=NOW)

    rows = {case.source_ref: (case.department, case.route is None) for case in Case.objects.all()}

    assert rows == {"named": ("parks", True), "routed": ("water", False)}


def test_history_is_chained_and_proved_as_everything_else(office: Office) -> None:
    take_in_history(COUNTY, [a_past(f"{number}", unit=GRIDS[number % 4]) for number in range(8)], now=NOW)
    report_case(office.worker, a_report(), now=NOW)
    work_off(CONSUMERS)

    assert [*verify_events(COUNTY, chain_ends(COUNTY)), *verify_order(COUNTY)] == []
