"""Claims about plans in force, their faults, and what older days answer."""

from datetime import date, timedelta

import pytest

from tests.territory.drawing import COMMUNITY, DAY, NOW, enter, make_town, middle, square
from wangge.rules.errors import Refused
from wangge.rules.geometry.locating import Verdict
from wangge.rules.levels import Level
from wangge.territory.models import Plan, PlanFault
from wangge.territory.queries import locator, plan_in_force, plan_version
from wangge.territory.services.checking import check_plan
from wangge.territory.services.publishing import publish_plan
from wangge.territory.services.snapping import snap_plan

pytestmark = pytest.mark.django_db

LATER = date(2026, 7, 1)


def test_a_sound_plan_is_in_force_from_its_day_on() -> None:
    make_town()

    done = publish_plan("town", DAY, now=NOW)

    assert (done.counties, done.closed, done.faults) == (["410105"], {}, 0)
    assert plan_in_force("410105", DAY).name == "town"
    with pytest.raises(Refused, match=r"territory.no_plan"):
        plan_in_force("410105", DAY - timedelta(days=1))


def test_which_grid_was_this_point_in_on_that_day_always_has_an_answer() -> None:
    make_town("old")
    publish_plan("old", DAY, now=NOW)
    make_town("new", shift=1)  # the same codes, one grid further east

    done = publish_plan("new", LATER, now=NOW)

    point = middle(1)
    assert done.closed == {"410105": "old"}
    assert locator("410105", LATER - timedelta(days=1)).place(*point).unit == f"{COMMUNITY}001"
    assert locator("410105", LATER).place(*point).unit == f"{COMMUNITY}000"


def test_a_plan_published_for_an_earlier_day_ends_where_the_later_begins() -> None:
    make_town("late")
    publish_plan("late", LATER, now=NOW)
    make_town("early")

    publish_plan("early", DAY, now=NOW)

    assert plan_in_force("410105", LATER).name == "late"
    assert plan_in_force("410105", DAY).effective_until == LATER


def test_two_plans_cannot_begin_on_one_day() -> None:
    make_town("one")
    publish_plan("one", DAY, now=NOW)
    make_town("other")

    with pytest.raises(Refused, match=r"territory.day_taken"):
        publish_plan("other", DAY, now=NOW)

    assert Plan.objects.get(name="other").state == "draft"


def test_a_plan_of_two_counties_is_followed_in_one_and_stays_in_the_other() -> None:
    enter("both", Level.DISTRICT, [("410105", "", square(0, 0)), ("410102", "", square(1, 0))])
    publish_plan("both", DAY, now=NOW)
    enter("one", Level.DISTRICT, [("410105", "", square(0, 0))])

    publish_plan("one", LATER, now=NOW)

    assert (plan_in_force("410105", LATER).name, plan_in_force("410102", LATER).name) == ("one", "both")


def test_open_faults_need_a_reason_and_the_reason_is_kept() -> None:
    make_town()
    enter("town", Level.GRID, [(f"{COMMUNITY}001", "", square(1.1, 0, columns=0.9))])

    with pytest.raises(Refused) as refused:
        publish_plan("town", DAY, now=NOW)
    publish_plan("town", DAY, accept_reason="survey follows in May", now=NOW)

    plan = Plan.objects.get()
    assert (refused.value.code, refused.value.facts["count"]) == ("territory.open_faults", 1)
    assert (plan.accepted_reason, plan.accepted_faults) == ("survey follows in May", 1)
    assert list(PlanFault.objects.values_list("kind", flat=True)) == ["gap"]
    assert plan.checked_version == plan.version


def test_a_published_plan_is_not_published_again() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    with pytest.raises(Refused, match=r"territory.plan_published"):
        publish_plan("town", LATER, now=NOW)


def test_a_code_given_twice_is_one_unit_of_two_parts_once_accepted() -> None:
    enter("p", Level.GRID, [(f"{COMMUNITY}001", "", square(0, 0)), (f"{COMMUNITY}001", "", square(1, 0))])

    check = check_plan("p")
    publish_plan("p", DAY, accept_reason="two islands", now=NOW)

    assert [str(fault.kind) for fault in check.faults] == ["duplicate_code"]
    assert locator("410105", DAY).place(*middle(0.5)).unit == f"{COMMUNITY}001"


def test_slivers_are_closed_on_request_and_then_the_plan_is_sound() -> None:
    make_town()
    enter("town", Level.GRID, [(f"{COMMUNITY}001", "", square(1.001, 0, columns=0.999))])

    moves = snap_plan("town", 2.0, now=NOW)

    assert len(moves) == 1
    assert 0.9 < moves[0].widest_m < 1.0
    assert check_plan("town").faults == []


@pytest.mark.parametrize("width", [0, -1, 1000])
def test_a_width_that_is_no_sliver_is_refused(width: float) -> None:
    make_town()

    with pytest.raises(Refused, match=r"territory.width"):
        snap_plan("town", width, now=NOW)


def test_the_version_read_in_a_transaction_is_what_the_next_question_answers_by() -> None:
    make_town("old")
    publish_plan("old", DAY, now=NOW)
    assert locator("410105", LATER).place(*middle(1)).verdict is Verdict.INSIDE
    make_town("new", shift=1)
    publish_plan("new", LATER, now=NOW)

    assert plan_version("410105", LATER) == ("new", 3)
    assert locator("410105", LATER).place(*middle(0)).verdict is Verdict.OUTSIDE
