"""Does the first row that covers category, place and day decide, and is a hole in the rows seen?"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.routing import Route, Routing, routing_faults, widest

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
    days = [DAY + timedelta(days=number) for number in range(6)]  # every day on which a row begins or ends
    decisions = {(place, day): Routing(routes).decide(*place, day) for place in places for day in days}
    deciding = {one.key for one in decisions.values() if one}

    faults = routing_faults(Routing(routes), [COVER, LAMP, STALL], [PATH, OTHER], DAY)

    assert {(fault.category, fault.unit, fault.from_on) for fault in faults if fault.kind == "unrouted"} == {
        (place[0], place[1][-1], min(day for day in days if decisions[place, day] is None))
        for place in places if any(decisions[place, day] is None for day in days)
    }  # fmt: skip
    to_come = {one.key for one in routes if one.until_on is None or one.until_on > DAY}
    assert {fault.row for fault in faults if fault.kind == "never_matches"} == to_come - deciding


def test_a_hole_that_opens_when_a_row_ends_is_told_with_its_day() -> None:
    rows = [route("summer", 1, until_on=date(2024, 9, 1)), route("covers", 2, COVER)]

    faults = routing_faults(Routing(rows), [COVER, LAMP], [PATH], DAY)

    assert [(one.kind, one.category, one.unit, one.from_on) for one in faults] == [
        ("unrouted", LAMP, "410105002001", date(2024, 9, 1))
    ]


def test_a_row_in_the_shadow_of_another_can_never_match() -> None:
    rows = [
        route("all", 1), route("shadowed", 2, COVER), route("elsewhere", 3, unit="410106"),
        route("coming", 4, from_on=date(2024, 9, 1)), route("over", 5, until_on=DAY),
    ]  # fmt: skip

    faults = routing_faults(Routing(rows), [COVER], [PATH], DAY)

    assert [(one.kind, one.row) for one in faults] == [
        ("never_matches", "shadowed"), ("never_matches", "elsewhere"), ("never_matches", "coming"),
    ]  # fmt: skip


def test_places_are_named_by_the_widest_units_that_hold_nothing_else() -> None:
    grids = [(*PATH, "g1"), (*PATH, "g2"), (*OTHER, "g3")]

    assert widest({"g1", "g2", "g3"}, grids) == ["410105"]
    assert widest({"g1", "g2"}, grids) == ["410105002001"]
    assert widest({"g1", "g3"}, grids) == ["g1", "410105002002"]
    assert widest(set(), grids) == []
