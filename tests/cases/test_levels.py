"""Does a matter go up for a named cause, and are causes and levels counted? (rulings.md, Solved in the grid)"""

from datetime import timedelta

import pytest

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    STREET,
    Office,
    add_hat,
    make_hat,
    make_office,
)
from tests.cases.walking import Walk
from wangge.cases.models import PowerRow
from wangge.cases.queries.acting import acted
from wangge.cases.queries.figures import count
from wangge.cases.services.intake import report_case
from wangge.cases.services.reference import choose_preset, rules_changed
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.history import events_of
from wangge.foundation.worker import work_off
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    made = make_office()
    choose_preset(COUNTY, "zhengzhou", 1, from_on=NOW.date())
    return made


@pytest.fixture
def community() -> Hat:
    return make_hat("community-head", PostKind.GRID_HEAD, COMMUNITIES[0])


def test_a_case_keeps_the_loop_it_began_under_when_the_county_chooses_another() -> None:
    office = make_office()
    old = Walk(office)
    choose_preset(COUNTY, "zhengzhou", 1, from_on=NOW.date() + timedelta(days=1))
    new = Walk(office, at=NOW + timedelta(days=1))

    old.act("file")

    assert (old.case.preset, old.case.state) == ("digital_city", "filed")
    assert (new.case.preset, new.case.state, new.case.holder) == ("zhengzhou", "holding", GRIDS[0])


def test_the_block_holds_a_matter_first_and_only_the_unit_that_holds_it_acts(
    office: Office, community: Hat
) -> None:
    walk = Walk(office)

    with pytest.raises(Refused, match=r"case\.not_your_grid"):
        walk.act("solve", hat=community)
    walk.act("report_up", hat=office.worker, cause="no_people")
    with pytest.raises(Refused, match=r"case\.not_your_grid"):
        walk.act("solve", hat=office.worker)
    solved = walk.act("solve", hat=community)

    assert solved.state == "handled"
    assert walk.case.level == 4


def test_going_up_wants_one_of_five_causes_and_keeps_the_first(office: Office, community: Hat) -> None:
    walk = Walk(office)

    with pytest.raises(Refused, match=r"case\.proof_missing"):
        walk.act("report_up", hat=office.worker)
    with pytest.raises(Refused, match=r"power\.unknown_cause"):
        walk.act("report_up", hat=office.worker, cause="laziness")
    walk.act("report_up", hat=office.worker, cause="no_money")
    walk.act("submit", hat=community, cause="no_power")

    assert (walk.case.up_cause, walk.case.ups, walk.case.level, walk.case.holder) == ("no_money", 2, 3, "")


def test_above_the_street_there_is_no_block_to_report_to(office: Office) -> None:
    street = add_hat(office.overseer.account_id, PostKind.ACCOUNTABLE, STREET)
    walk = Walk(office)
    walk.act("report_up", hat=office.worker, cause="across")
    head = make_hat("head", PostKind.GRID_HEAD, COMMUNITIES[0])
    walk.act("report_up", hat=head, cause="across")

    with pytest.raises(Refused, match=r"case\.no_upper_unit"):
        walk.act("report_up", hat=street, cause="across")


def test_the_list_of_powers_says_what_exceeds_a_level_and_what_does_not(office: Office) -> None:
    for order, (level, power) in enumerate([(5, "send_up"), (4, "settle")]):
        PowerRow.objects.create(
            county=COUNTY, order=order, category=COVER, level=level, power=power, source="赋权清单第3条"
        )
    rules_changed(COUNTY)
    head = make_hat("head", PostKind.GRID_HEAD, COMMUNITIES[0])
    walk = Walk(office)

    with pytest.raises(Refused, match=r"power\.beyond_yours"):
        walk.act("solve", hat=office.worker)
    walk.act("report_up", hat=office.worker, cause="no_power")
    with pytest.raises(Refused, match=r"power\.within_yours"):
        walk.act("report_up", hat=head, cause="no_power")
    walk.act("report_up", hat=head, cause="no_money")

    assert walk.case.holder == STREET


def test_causes_add_up_and_the_highest_level_tells_the_three_readings(office: Office) -> None:
    head = make_hat("head", PostKind.GRID_HEAD, COMMUNITIES[0])
    here, above, centre = Walk(office), Walk(office), Walk(office)
    here.act("solve", hat=office.worker)
    above.act("report_up", hat=office.worker, cause="no_money")
    above.act("solve", hat=head)
    centre.act("submit", hat=office.worker, cause="no_power")
    for walk in (here, above):
        walk.act("pass", hat=checker(office, walk))
        walk.act("close", hat=office.dispatcher)
    work_off(CONSUMERS)

    counted = {figure: count(COUNTY, figure, unit=STREET, kind="", period=Period())[0] for figure in Figure}

    assert counted[Figure.WENT_UP] == 2
    assert counted[Figure.WENT_UP] == sum(
        counted[figure] for figure in Figure if figure.value.startswith("up_")
    )
    assert (counted[Figure.UP_NO_MONEY], counted[Figure.UP_NO_POWER]) == (1, 1)
    assert (counted[Figure.SOLVED], counted[Figure.IN_GRID], counted[Figure.IN_COMMUNITY]) == (2, 1, 2)


def checker(office: Office, walk: Walk) -> Hat:
    named = walk.case.check_by
    return next((hat for hat in (office.worker, office.neighbour) if hat.account_id == named), office.checker)


def test_sideways_is_a_dispatch_and_up_is_not(office: Office) -> None:
    walk = Walk(office)
    walk.act("submit", hat=office.worker, cause="no_power")
    walk.act("accept", hat=office.dispatcher)
    walk.act("dispatch", department="water")

    assert acted_names(walk) == ["report", "submit", "accept", "dispatch"]
    assert (walk.case.ups, walk.case.department, walk.case.holder) == (1, "water", "")


def acted_names(walk: Walk) -> list[str]:
    from wangge.cases.queries.desk import workflow_of

    return list(acted(workflow_of("zhengzhou", 1), events_of(COUNTY, walk.id)))


def test_one_centre_assigns_and_closes_but_the_finder_confirms_in_between(office: Office) -> None:
    walk = Walk(office)
    walk.act("submit", hat=office.worker, cause="no_power")
    walk.act("accept", hat=office.dispatcher)
    walk.act("dispatch", department="water")
    walk.act("sign")
    walk.act("feed_back")

    assert walk.case.check_by == office.worker.account_id
    walk.act("pass", hat=office.worker)
    assert walk.act("close", hat=office.dispatcher).state == "closed"


def test_the_resident_waits_from_the_report_on_in_this_loop(office: Office) -> None:
    walk = Walk(office)

    assert walk.case.due_at is not None
    assert walk.case.wait_until == walk.case.due_at


def test_a_settled_matter_needs_no_department(office: Office) -> None:
    from tests.builders import a_report

    receipt = report_case(office.worker, a_report(result="当场清理"), now=NOW)

    assert (receipt.state, receipt.department) == ("settled", "")
