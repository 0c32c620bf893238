"""Who may see and do what, from three chairs: the one who may, the one of another grid, the stranger?"""

from uuid import UUID

import pytest

from wangge.people.hats import Hat, Scope
from wangge.people.policies import may_appoint, may_see_post, sees
from wangge.rules.posts import PostKind

HERE = ("410105", "410105002", "410105002001", "410105002001001")
THERE = ("410105", "410105002", "410105002002", "410105002002001")


def hat(kind: PostKind, unit: str = HERE[-1], county: str = "410105", department: str = "") -> Hat:
    return Hat(UUID(int=1), UUID(int=2), county, kind, unit, department, "陈一", "chen")


def may(worn: Hat, path: tuple[str, ...], department: str = "", county: str = "410105") -> bool:
    return may_see_post(worn, county=county, path=path, department=department)


def test_a_grid_worker_sees_the_own_grid_not_the_neighbour_s() -> None:
    own, neighbour = hat(PostKind.GRID_WORKER), hat(PostKind.GRID_WORKER, THERE[-1])
    stranger = hat(PostKind.GRID_WORKER, "410106100207001", "410106")

    assert [may(one, HERE) for one in (own, neighbour, stranger)] == [True, False, False]


def test_a_post_in_a_wider_unit_sees_all_below_it() -> None:
    wider = [hat(PostKind.GRID_HEAD, unit) for unit in HERE]

    assert [may(one, HERE) for one in wider] == [True] * 4
    assert [may(one, THERE) for one in wider] == [True, True, False, False]


def test_a_handler_sees_the_own_department_s_matters_wherever_they_are() -> None:
    water = hat(PostKind.HANDLER, "410105", department="water")

    assert [may(water, HERE, "water"), may(water, THERE, "water")] == [True, True]
    assert [may(water, HERE, "roads"), may(water, HERE)] == [False, False]
    assert not may(water, HERE, "water", county="410106")


def test_an_administrator_sees_the_county_and_no_other() -> None:
    administrator = hat(PostKind.ADMINISTRATOR, HERE[1])

    assert sees(administrator) == Scope("410105")
    assert [may(administrator, THERE), may(administrator, ())] == [True, True]
    assert not may(administrator, HERE, county="410106")


def test_a_post_of_the_county_s_own_unit_sees_matters_that_have_no_place_yet() -> None:
    centre, street = hat(PostKind.SHIFT_LEADER, HERE[0]), hat(PostKind.SHIFT_LEADER, HERE[1])

    assert [may(centre, ()), may(street, ())] == [True, False]


@pytest.mark.parametrize("kind", [*PostKind])
def test_only_an_administrator_of_the_county_appoints(kind: PostKind) -> None:
    is_administrator = kind is PostKind.ADMINISTRATOR

    assert may_appoint(hat(kind), county="410105") is is_administrator
    assert may_appoint(hat(kind, county="410106"), county="410105") is False
