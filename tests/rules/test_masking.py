"""Do areas cover what they should, whatever they are?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.masking import AREAS_MOST, Area, drawn_areas, grown, joined

SIDE = 60
areas = st.builds(Area, st.integers(0, 50), st.integers(0, 50), st.integers(1, 10), st.integers(1, 10))


def pixels(*some: Area) -> set[tuple[int, int]]:
    return {(x, y) for one in some for x in range(one.left, one.right) for y in range(one.top, one.bottom)}


@given(st.lists(areas, max_size=8))
def test_joined_areas_cover_at_least_what_was_given_and_never_overlap(some: list[Area]) -> None:
    whole = joined(some)

    assert pixels(*whole) >= pixels(*some)
    assert sum(len(pixels(one)) for one in whole) == len(pixels(*whole))


@given(areas)
def test_a_grown_area_covers_the_given_one_and_stays_in_the_picture(area: Area) -> None:
    more = grown(area, width=SIDE, height=SIDE)

    assert pixels(more) >= pixels(area)
    assert (more.left, more.top) >= (0, 0)
    assert max(more.right, more.bottom) <= SIDE


@given(st.integers(0, 999), st.integers(0, 999), st.integers(1, 1000), st.integers(1, 1000))
def test_what_a_person_draws_is_never_made_smaller(left: int, top: int, across: int, down: int) -> None:
    across, down = min(across, 1000 - left), min(down, 1000 - top)

    [area] = drawn_areas(f"{left},{top},{across},{down}", width=1337, height=733)

    assert area.left * 1000 <= left * 1337
    assert area.right * 1000 >= (left + across) * 1337
    assert area.top * 1000 <= top * 733
    assert area.bottom * 1000 >= (top + down) * 733


@pytest.mark.parametrize(
    ("text", "row"),
    [("", 0), ("1,2,3", 1), ("a,b,c,d", 1), ("0,0,10,10\n0,0,0,5", 2), ("990,0,20,10", 1), ("-1,0,5,5", 1),
     ("0,0,1,1\n" * (AREAS_MOST + 1), AREAS_MOST + 1)],
)  # fmt: skip
def test_an_area_that_cannot_be_read_is_named_by_its_line(text: str, row: int) -> None:
    with pytest.raises(Refused) as refused:
        drawn_areas(text, width=100, height=100)

    assert (refused.value.code, refused.value.facts["row"]) == ("photo.bad_area", row)
