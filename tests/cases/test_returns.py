"""Does the ball stop bouncing, with the danger over first? (rulings.md, Danger first, ball second)"""

from collections import Counter

import pytest

from tests.builders import COVER, GRIDS, NOW, Office, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.models import Mark, RoutingRow
from wangge.cases.services.intake import report_case
from wangge.rules.errors import Refused
from wangge.rules.marks import STEPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


def marks(walk: Walk) -> Counter[tuple[str, str]]:
    return Counter(
        Mark.objects.filter(case=walk.id).exclude(kind__in=STEPS).values_list("kind", "department")
    )


def test_a_return_is_a_request_that_waits_for_the_dispatcher_while_the_units_clock_runs_on(
    office: Office,
) -> None:
    walk = Walk(office).to("handling")
    due = walk.case.unit_due_at

    asked = walk.act("return")

    assert asked.state == "return_asked"
    assert walk.case.unit_due_at == due
    assert walk.case.wait_until != due, "the dispatcher has a clock of its own"
    with pytest.raises(Refused, match=r"case\.not_your_move"):
        walk.act("grant_return", hat=office.handler)


def test_a_return_granted_counts_as_a_wrong_dispatch_and_the_residents_clock_goes_on(office: Office) -> None:
    walk = Walk(office).to("handling")
    promised = walk.case.due_at

    walk.act("return")
    walk.act("grant_return")
    walk.act("dispatch", department="parks")

    assert walk.case.due_at == promised, "the resident's clock never restarts"
    assert walk.case.unit_due_at > promised, "each unit's clock runs from its own dispatch"
    assert marks(walk) == {("return_asked", "water"): 1, ("wrong_dispatch", "water"): 1}


def test_a_return_denied_twice_counts_as_shirking(office: Office) -> None:
    walk = Walk(office).to("handling")

    walk.act("return")
    walk.act("deny_return")
    walk.act("return_again")
    walk.act("rule", department="water")

    assert marks(walk)["shirked", "water"] == 1
    assert marks(walk)["return_denied", "water"] == 2


def test_the_second_return_goes_to_a_ruling_and_not_back_to_the_dispatcher(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("return")
    walk.act("grant_return")
    walk.act("dispatch", department="parks")

    with pytest.raises(Refused, match=r"case\.returned_before"):
        walk.act("return")
    asked = walk.act("return_again")

    assert asked.state == "ruling"


def test_who_is_named_by_a_ruling_may_not_return_it_but_dispute_it_once(office: Office) -> None:
    walk = ruled_case(office)

    with pytest.raises(Refused, match=r"case\.may_not_return"):
        walk.act("return_again")
    disputed = walk.act("dispute")
    walk.act("rule_on_site", department="parks")

    assert disputed.state == "visiting"
    with pytest.raises(Refused, match=r"case\.not_ruled"):
        walk.act("dispute")


def ruled_case(office: Office) -> Walk:
    """A case that came back twice and was ruled to belong to the parks."""
    walk = Walk(office).to("handling")
    walk.act("return")
    walk.act("deny_return")
    walk.act("return_again")
    walk.act("rule", department="parks")
    return walk


def test_a_ruling_becomes_a_dated_row_and_the_next_such_case_goes_there_by_itself(office: Office) -> None:
    before = report_case(office.worker, a_report(), now=NOW)
    ruled_case(office)

    [row] = RoutingRow.objects.filter(ruling__isnull=False)
    here = report_case(office.worker, a_report(), now=NOW)
    elsewhere = report_case(office.neighbour, a_report(GRIDS[3]), now=NOW)

    assert (row.category, row.unit, row.department, row.from_on) == (COVER, GRIDS[0], "parks", NOW.date())
    assert (before.department, here.department, elsewhere.department) == ("water", "parks", "water")


def test_a_ruling_on_site_takes_the_place_of_the_one_at_the_desk(office: Office) -> None:
    walk = ruled_case(office)
    walk.act("dispute")

    walk.act("rule_on_site", department="water")

    [row] = RoutingRow.objects.filter(ruling__isnull=False, until_on=None)
    assert row.department == "water"


def test_a_later_ruling_for_the_same_spot_ends_the_earlier_one_by_date(office: Office) -> None:
    ruled_case(office)
    ruled_case(office)

    rows = RoutingRow.objects.filter(ruling__isnull=False)

    assert [row.until_on for row in rows.order_by("id")] == [NOW.date(), None]


def test_danger_is_made_safe_before_anybody_may_return_it(office: Office) -> None:
    walk = Walk(office, category="CJ/T 214-2007:event:0403").to("handling")
    walk_danger(walk)

    with pytest.raises(Refused, match=r"case\.may_not_return"):
        walk.act("return")
    safe = walk.act("make_safe", "已围护")
    walk.act("return")

    assert safe.state == "handling"
    assert walk.case.state == "return_asked"
    assert walk.case.safe_at is not None


def walk_danger(walk: Walk) -> None:
    case = walk.case
    case.danger = True
    case.save(update_fields=["danger"])


def test_rework_restarts_no_clock(office: Office) -> None:
    walk = Walk(office).to("handled")
    before = (walk.case.due_at, walk.case.unit_due_at)

    walk.act("fail")

    assert (walk.case.due_at, walk.case.unit_due_at) == before
    assert marks(walk) == {("reworked", "water"): 1}


def test_a_case_given_to_another_department_counts_as_wrongly_dispatched_before(office: Office) -> None:
    walk = Walk(office).to("handling")

    walk.act("reassign", department="parks")

    assert marks(walk) == {("wrong_dispatch", "water"): 1}
    with pytest.raises(Refused, match=r"case\.same_department"):
        walk.act("reassign", department="parks")
