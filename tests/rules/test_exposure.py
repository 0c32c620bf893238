"""Is everything closed that is not opened by name?"""

import pytest

from wangge.rules.comparing import POSTS_LEAST, may_compare
from wangge.rules.exposure import exposure
from wangge.rules.levels import Level


def test_a_kind_is_closed_until_its_catalogue_opens_it() -> None:
    shown = exposure(matter_only=False, in_public=False)

    assert (shown.is_listed, shown.has_point, shown.has_photo, shown.finest) == (
        True,
        False,
        False,
        Level.COMMUNITY,
    )


def test_a_kind_of_public_space_shows_its_point_and_photo() -> None:
    shown = exposure(matter_only=False, in_public=True)

    assert (shown.is_listed, shown.has_point, shown.has_photo, shown.finest) == (True, True, True, Level.GRID)


@pytest.mark.parametrize("in_public", [False, True])
def test_a_matter_that_points_at_people_is_in_nothing_whatever_else_is_said(in_public: bool) -> None:
    shown = exposure(matter_only=True, in_public=in_public)

    assert (shown.is_listed, shown.has_point, shown.has_photo) == (False, False, False)
    assert shown.finest == Level.COMMUNITY


@pytest.mark.parametrize(("posts", "may"), [(0, False), (4, False), (5, True), (40, True)])
def test_a_unit_with_fewer_than_five_posts_is_compared_with_nobody(posts: int, may: bool) -> None:
    assert POSTS_LEAST == 5
    assert may_compare(posts) is may
