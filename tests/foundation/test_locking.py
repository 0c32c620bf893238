"""When many people act on one case at once, does one win and is everybody else told?"""

from uuid import UUID

import pytest

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from tests.crowds import at_once
from wangge.cases.models import Case, CaseText, Photo, Remark
from wangge.cases.queries.page import chain_ends
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import verify_events, verify_order
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

PEOPLE = 20
pytestmark = pytest.mark.django_db(transaction=True)


def outcome(case: UUID, act: str, hat: Hat, *, words: str = "", seen: int | None = None) -> str:
    """Act, and return the state reached or the code of the refusal with the state that it tells."""
    try:
        brought = Brought(words=words, department="water")
        return move_case(case, act, hat=hat, now=NOW, brought=brought, seen=seen).state
    except Refused as refused:
        return f"{refused.code} {refused.facts['state']}"


def assert_nothing_half_written(case: UUID, *, events: int) -> None:
    row = Case.objects.get(county=COUNTY, pk=case)
    last = Event.objects.filter(county=COUNTY, subject=case).latest("seq")
    assert (row.seq, row.chain) == (last.seq, last.hash) == (events, last.hash)
    work_off(CONSUMERS)
    assert [*verify_events(COUNTY, chain_ends(COUNTY)), *verify_order(COUNTY)] == []


@pytest.mark.parametrize("shown", [None, 1], ids=["without a page", "from a page that showed one event"])
def test_of_twenty_who_act_on_one_case_one_wins_and_the_others_are_told_the_new_state(
    shown: int | None,
) -> None:
    office = make_office()
    case = report_case(office.worker, a_report(), now=NOW).case_id

    outcomes = at_once([lambda: outcome(case, "file", office.leader, words="同意", seen=shown)] * PEOPLE)

    told = "case.no_such_move filed" if shown is None else "case.changed filed"
    assert sorted(outcomes) == sorted(["filed", *[told] * (PEOPLE - 1)])
    assert Remark.objects.filter(case=case).count() == 1
    assert_nothing_half_written(case, events=2)


def test_of_two_acts_that_exclude_each_other_one_happens() -> None:
    office = make_office()
    case = report_case(office.worker, a_report(), now=NOW).case_id

    outcomes = at_once(
        [lambda act=act: outcome(case, act, office.leader, words="理由") for act in ("file", "refuse") * 10]  # type: ignore[misc]
    )

    state = Case.objects.get(county=COUNTY, pk=case).state
    assert sorted(outcomes) == sorted([state, *[f"case.no_such_move {state}"] * (PEOPLE - 1)])
    assert_nothing_half_written(case, events=2)


def test_a_report_that_arrives_twenty_times_at_once_is_one_case_with_one_receipt() -> None:
    office = make_office()
    report = a_report()

    receipts = at_once([lambda: report_case(office.worker, report, now=NOW)] * PEOPLE)

    assert len(set(receipts)) == 1
    assert (Case.objects.count(), CaseText.objects.count(), Photo.objects.count()) == (1, 1, 0)
    assert_nothing_half_written(report.id, events=1)


def test_people_who_act_on_different_cases_do_not_disturb_each_other() -> None:
    office = make_office()
    cases = [report_case(office.worker, a_report(), now=NOW).case_id for _ in range(PEOPLE)]

    outcomes = at_once([lambda case=case: filed_and_dispatched(office, case) for case in cases])  # type: ignore[misc]

    assert outcomes == ["dispatched"] * PEOPLE
    for case in cases[:3]:
        assert_nothing_half_written(case, events=3)


def filed_and_dispatched(office: Office, case: UUID) -> str:
    outcome(case, "file", office.leader)
    return outcome(case, "dispatch", office.dispatcher)
