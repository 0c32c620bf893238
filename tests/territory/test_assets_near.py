"""Claims about finding things: the nearest of a kind, and the same things on a map."""

from pathlib import Path

import pytest

from tests.builders import COUNTY, GRIDS, inside, make_office
from tests.territory.things import COVER_KIND, a_thing, cover_code, take_in
from wangge.territory.queries.assets import (
    DRAWN_MOST,
    NEAR_M,
    NEAR_MOST,
    AssetFilter,
    assets_page,
    drawn_assets,
    nearest_assets,
)

pytestmark = pytest.mark.django_db
HERE = inside(GRIDS[0])


@pytest.fixture(autouse=True)
def _street() -> None:
    make_office()


def near(category: str = COVER_KIND) -> list[tuple[str, int]]:
    return [(one.asset.code, round(one.metres)) for one in nearest_assets(COUNTY, category, *HERE)]


def test_the_nearest_of_a_kind_stand_nearest_first_with_their_distance(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(1, north_m=40), a_thing(2, north_m=-7), a_thing(3, kind="0118", north_m=1))

    assert near() == [(cover_code(2), 7), (cover_code(1), 40)]


def test_across_a_cells_border_the_nearest_is_still_found(tmp_path: Path) -> None:
    # At 20 m steps over 400 m some pair lies on both sides of every cell's border.
    take_in(tmp_path, *(a_thing(number, north_m=20.0 * number - 200) for number in range(1, 21)))
    lon, lat = HERE

    for step in range(-180, 180, 20):
        found = nearest_assets(COUNTY, COVER_KIND, lon, lat + step / 111_195)
        assert round(found[0].metres) == 0


def test_only_things_within_reach_are_offered_and_only_a_few(tmp_path: Path) -> None:
    take_in(
        tmp_path,
        a_thing(99, north_m=NEAR_M + 2),
        *(a_thing(number, north_m=number) for number in range(1, 9)),
    )

    assert [code for code, _ in near()] == [cover_code(number) for number in range(1, NEAR_MOST + 1)]


def test_a_thing_that_was_removed_is_not_offered(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(1, ObjState="移除"), a_thing(2, north_m=9))

    assert near() == [(cover_code(2), 9)]


def test_without_a_kind_any_thing_is_near(tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(), a_thing(3, kind="0118", north_m=1))

    assert [code for code, _ in near("")] == [cover_code(), cover_code(3, "0118")]


def test_near_by_each_thing_is_drawn_and_from_afar_they_are_counted(tmp_path: Path) -> None:
    many = DRAWN_MOST + 5
    take_in(tmp_path, *(a_thing(number, north_m=number * 3) for number in range(1, many + 1)))
    lon, lat = HERE
    box = (lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)

    few = drawn_assets(COUNTY, AssetFilter(), (lon - 0.001, lat, lon + 0.001, lat + 0.0005), 17)
    all_ = drawn_assets(COUNTY, AssetFilter(), box, 14)

    assert all(one.n == 1 and one.asset for one in few)
    assert sum(one.n for one in all_) == many
    assert drawn_assets(COUNTY, AssetFilter(category="GB/T 1:part:01"), box, 14) == []


def test_the_register_is_read_page_by_page_without_a_gap(tmp_path: Path) -> None:
    take_in(tmp_path, *(a_thing(number) for number in range(1, 121)), a_thing(1, kind="0118"))

    seen, after = [], ""
    while True:
        rows, after = assets_page(COUNTY, AssetFilter(category=COVER_KIND), after=after)
        seen += [row.code for row in rows]
        if not after:
            break

    assert seen == [cover_code(number) for number in range(1, 121)]
