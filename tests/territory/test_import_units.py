"""Claims about units that enter a draft plan."""

import numpy as np
import pytest
import shapely

from tests.territory.drawing import COMMUNITY, DAY, NOW, enter, make_town, square
from wangge.foundation.models import Event
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.models import Plan, Unit
from wangge.territory.queries import children, units
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan

pytestmark = pytest.mark.django_db

BOW = shapely.Polygon([(113.6, 34.7), (113.62, 34.72), (113.62, 34.7), (113.6, 34.73)])


def test_units_find_their_parents_by_prefix_even_when_the_parent_comes_later() -> None:
    enter("p", Level.GRID, [(f"{COMMUNITY}001", "", square(0, 0))])
    enter("p", Level.STREET, [("410105002", "", square(0, 0))])
    enter("p", Level.COMMUNITY, [(COMMUNITY, "", square(0, 0))])
    publish_plan("p", DAY, now=NOW)

    found = units("410105", DAY)

    assert found[f"{COMMUNITY}001"].path == ("410105", "410105002", COMMUNITY, f"{COMMUNITY}001")
    assert [row.code for row in children("410105", "410105002", DAY)] == [COMMUNITY]


def test_a_plan_without_its_county_gets_a_root() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    root = units("410105", DAY)["410105"]

    assert (root.level, root.path, root.parent) == (Level.DISTRICT, ("410105",), "")
    assert root.point is not None
    assert [row.code for row in children("410105", "410105", DAY)] == [COMMUNITY]


def test_a_city_is_its_own_county_and_its_districts_are_others() -> None:
    enter("c", Level.CITY, [("410100", "", square(0, 0, columns=2))])
    enter("c", Level.DISTRICT, [("410102", "410100", square(0, 0)), ("410171", "410100", square(1, 0))])

    report = enter("c", Level.DISTRICT, [("410171", "4101", square(1, 0))])
    publish_plan("c", DAY, now=NOW)

    assert units("410100", DAY)["4101"].path == ("4101",)
    assert units("410102", DAY)["410102"].path == ("410102",)
    assert report.zones == ["410171"]
    assert units("410171", DAY)["410171"].is_zone


def test_free_units_stand_under_the_plans_county() -> None:
    enter("boston", Level.COMMUNITY, [("1", "", square(0, 0))], code_scheme="free", county="us-boston")
    report = enter("boston", Level.GRID, [("0101", "01", square(0, 0))])
    publish_plan("boston", DAY, now=NOW)

    assert report.parents_read_as == {"01": "1"}
    assert units("us-boston", DAY)["0101"].path == ("us-boston", "1", "0101")


def test_a_unit_known_by_code_only_has_no_outline() -> None:
    enter("p", Level.STREET, [("410105002", "", None)])
    publish_plan("p", DAY, now=NOW)

    unit = units("410105", DAY)["410105002"]

    assert (unit.point, unit.box, unit.area_m2) == (None, None, 0)


def test_importing_a_level_again_replaces_its_units_and_keeps_outlines_of_rows_without_one() -> None:
    make_town()

    report = enter("town", Level.GRID, [(f"{COMMUNITY}000", "", None)])

    assert (report.read, report.replaced) == (1, 1)
    assert Unit.objects.filter(code=f"{COMMUNITY}000").get().area_m2 > 0
    assert Unit.objects.filter(level=Level.GRID).count() == 2


def test_replace_empties_the_level_first() -> None:
    make_town(columns=3)

    enter("town", Level.GRID, [(f"{COMMUNITY}009", "", square(0, 0))], replace=True)

    assert list(Unit.objects.filter(level=Level.GRID).values_list("code", flat=True)) == [f"{COMMUNITY}009"]


def test_a_crossing_ring_is_reported_and_left() -> None:
    report = enter("p", Level.DISTRICT, [("410105", "", BOW)])

    assert [(one.code, one.row) for one in report.invalid] == [("410105", 1)]
    assert report.repaired == []
    assert not Unit.objects.get().is_sound


def test_repair_says_what_changed() -> None:
    report = enter("p", Level.DISTRICT, [("410105", "", BOW)], repair=True)

    (mended,) = report.repaired
    assert mended.parts == 2
    assert mended.area_after_m2 > mended.area_before_m2 > 0
    assert "Self-intersection" in mended.reason
    unit = Unit.objects.get()
    assert unit.is_sound
    assert shapely.is_valid(shapely.from_wkb(bytes(unit.outline or b"")))


@pytest.mark.parametrize(
    ("units_given", "code", "facts"),
    [
        (
            [(f"{COMMUNITY}001", "", shapely.Polygon([(113, 34), (114, 35), (113, 34), (113, 34)]))],
            "territory.no_area",
            {"row": 1, "field": "geometry"},
        ),
        ([("410105002001", "", square(0, 0))], "territory.code_length", {"row": 1, "field": "code"}),
        (
            [(f"{COMMUNITY}001", "", square(0, 0)), ("", "", square(1, 0))],
            "territory.code_missing",
            {"row": 2},
        ),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    units_given: list[tuple[str, str, shapely.Geometry]], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        enter("p", Level.GRID, units_given)

    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()
    assert not Plan.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (SourceUnit(4, "410105", "名" * 1_000_000, ""), "territory.name"),
        (SourceUnit(4, "410105", "a\x00b", ""), "territory.name"),
        (SourceUnit(4, "410105", "a", "4" * 1_000_000), "territory.parent"),
        (SourceUnit(4, "4" * 1_000_000, "a", ""), "territory.code_length"),
    ],
)
def test_words_of_a_megabyte_are_refused_by_row_in_a_short_sentence(unit: SourceUnit, code: str) -> None:
    source = Source([unit], np.array([square(0, 0)], dtype=object), "EPSG:4326")

    with pytest.raises(Refused) as refused:
        import_units(source, PlanWish("p"), Level.DISTRICT, code_field="code", now=NOW)

    assert (refused.value.code, refused.value.facts["row"]) == (code, 4)
    assert len(str(refused.value)) < 300


def test_a_file_whose_axes_are_swapped_is_refused_by_where_the_plan_is() -> None:
    enter("b", Level.COMMUNITY, [("1", "", shapely.box(-71.1, 42.3, -71.0, 42.4))], code_scheme="free")

    with pytest.raises(Refused, match=r"territory.swapped"):
        enter("b", Level.GRID, [("0101", "1", shapely.box(42.3, -71.1, 42.4, -71.0))])


def test_a_file_far_from_the_plan_is_refused() -> None:
    make_town()

    with pytest.raises(Refused, match=r"territory.far_away"):
        enter("town", Level.GRID, [(f"{COMMUNITY}009", "", shapely.box(10, 10, 10.1, 10.1))])


def test_a_published_plan_takes_no_more_units() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    with pytest.raises(Refused, match=r"territory.plan_published"):
        enter("town", Level.GRID, [(f"{COMMUNITY}005", "", square(5, 0))])


def test_another_scheme_or_county_is_refused() -> None:
    enter("b", Level.GRID, [("1", "", square(0, 0))], code_scheme="free", county="us-boston")

    with pytest.raises(Refused, match=r"territory.scheme_differs"):
        enter("b", Level.GRID, [("1", "", square(0, 0))], code_scheme="gb")
    with pytest.raises(Refused, match=r"territory.county_differs"):
        enter("b", Level.GRID, [("1", "", square(0, 0))], county="us-cambridge")


def test_every_import_counts_the_version_up_and_is_an_event() -> None:
    make_town()

    assert Plan.objects.get().version == 2
    kinds = Event.objects.filter(county="410105").order_by("seq").values_list("kind", "seq")
    assert list(kinds) == [("plan.imported", 1), ("plan.imported", 2)]
