"""Does the first row that covers category, place and day decide, and is a hole in the rows seen?"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.routing import Route, Routing, routing_faults

DAY = date(2024, 3, 5)
COVER, LAMP, STALL = "cj:part:0101", "cj:part:0102", "cj:event:0301"
PATH = ("410105", "410105002", "410105002001")
OTHER = ("410105", "410105002", "410105002002")


def route(key: str, order: int, category: str = "*", unit: str = "", **days: date) -> Route:
    return Route(key, order, category, unit, f"department {key}", **days)


def decided(routes: list[Route], category: str = COVER, path: tuple[str, ...] = PATH, on: date = DAY) -> str:
    found = Routing(routes).decide(category, path, on)
    return found.key if found else ""


def test_the_first_row_by_order_decides_wherever_it_stands() -> None:
    assert decided([route("general", 2), route("special", 1, COVER)]) == "special"
    assert decided([route("general", 1), route("special", 2, COVER)]) == "general"


def test_a_row_covers_its_category_its_prefix_or_everything() -> None:
    assert decided([route("a", 1, COVER)], COVER) == "a"
    assert decided([route("a", 1, COVER)], LAMP) == ""
    assert decided([route("a", 1, "cj:part:*")], LAMP) == "a"
    assert decided([route("a", 1, "cj:part:*")], STALL) == ""
    assert decided([route("a", 1, "*")], STALL) == "a"


def test_a_row_of_a_unit_covers_its_whole_subtree_and_nothing_beside() -> None:
    rows = [route("own", 1, unit="410105002001"), route("street", 2, unit="410105002")]

    assert decided(rows, path=PATH) == "own"
    assert decided(rows, path=OTHER) == "street"
    assert decided(rows, path=("410105",)) == ""


def test_a_row_decides_from_its_first_day_to_the_day_before_its_last() -> None:
    row = route("a", 1, from_on=date(2024, 3, 5), until_on=date(2024, 3, 6))

    days = [decided([row], on=date(2024, 3, day)) for day in (4, 5, 6)]

    assert days == ["", "a", ""]


ROUTES = st.lists(
    st.builds(
        Route, st.uuids().map(str), st.integers(1, 5), st.sampled_from([COVER, LAMP, "cj:part:*", "*"]),
        st.sampled_from(["", *PATH, *OTHER]), st.just("d"),
        st.none() | st.dates(date(2024, 3, 1), date(2024, 3, 9)),
        st.none() | st.dates(date(2024, 3, 1), date(2024, 3, 9)),
    ),
    max_size=8, unique_by=lambda one: one.key,
)  # fmt: skip


@given(ROUTES, st.sampled_from([COVER, LAMP, STALL]), st.sampled_from([PATH, OTHER, PATH[:1]]))
def test_what_decides_is_the_least_of_all_rows_that_cover(
    routes: list[Route], category: str, path: tuple[str, ...]
) -> None:
    covering = [one for one in routes if one.covers(category, path, DAY)]
    least = min(covering, key=lambda one: (one.order, one.key), default=None)

    assert Routing(routes).decide(category, path, DAY) == least


@given(ROUTES)
def test_faults_are_the_places_without_an_owner_and_the_rows_that_never_decide(routes: list[Route]) -> None:
    places = [(category, path) for category in (COVER, LAMP, STALL) for path in (PATH, OTHER)]
    decisions = {place: Routing(routes).decide(*place, DAY) for place in places}
    deciding = {one.key for one in decisions.values() if one}

    faults = routing_faults(Routing(routes), [COVER, LAMP, STALL], [PATH, OTHER], DAY)

    assert {(fault.category, fault.unit) for fault in faults if fault.kind == "unrouted"} == {
        (category, path[-1]) for (category, path), one in decisions.items() if one is None
    }
    in_force = {
        one.key for one in routes
        if (one.from_on is None or one.from_on <= DAY) and (one.until_on is None or one.until_on > DAY)
    }  # fmt: skip
    assert {fault.row for fault in faults if fault.kind == "never_matches"} == in_force - deciding
