"""Whose work is it: which department answers for this category at this place?"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wangge.rules.validity import ANY, in_force, speaks_of


@dataclass(frozen=True, slots=True)
class Route:
    """One routing row: the first row, by order, that covers category, place and day decides."""

    key: str
    order: int
    category: str  # or a pattern (rules.validity)
    unit: str  # a territory code; its whole subtree is covered; empty = everywhere
    department: str
    from_on: date | None = None
    until_on: date | None = None
    source: str = ""  # the table or the ruling that it comes from

    def covers_category(self, category: str) -> bool:
        """Say whether the row speaks of this category."""
        return speaks_of(self.category, category)

    def holds(self, on: date) -> bool:
        """Say whether the row is in force on a day."""
        return in_force(self.from_on, self.until_on, on)

    def covers(self, category: str, path: Sequence[str], on: date) -> bool:
        """Say whether the row covers a category at a place (the codes from county down) on a day."""
        return self.covers_category(category) and (not self.unit or self.unit in path) and self.holds(on)


class Routing:
    """Routing rows in order, with a memory of which rows can matter for a category and a unit."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes: Sequence[Route] = sorted(routes, key=lambda route: (route.order, route.key))
        self._exact: dict[str, list[int]] = {}
        self._wide: list[int] = []
        for rank, route in enumerate(self.routes):
            wide = route.category.endswith(ANY)
            (self._wide if wide else self._exact.setdefault(route.category, [])).append(rank)
        self._by_category: dict[str, dict[str, list[int]]] = {}

    def decide(self, category: str, path: Sequence[str], on: date) -> Route | None:
        """Return the row that decides, or None when nobody answers for it."""
        by_unit = self._by_category.get(category)
        if by_unit is None:
            by_unit = self._by_category[category] = self._gathered(category)
        found = len(self.routes)
        for unit in ("", *path):
            for rank in by_unit.get(unit, ()):
                if rank >= found:
                    break
                if self.routes[rank].holds(on):
                    found = rank
                    break
        return self.routes[found] if found < len(self.routes) else None

    def speaking_of(self, category: str) -> tuple[int, ...]:
        """Return the places, in the order of the rows, of those that speak of a category."""
        wide = (rank for rank in self._wide if self.routes[rank].covers_category(category))
        return tuple(sorted([*self._exact.get(category, ()), *wide]))

    def _gathered(self, category: str) -> dict[str, list[int]]:
        by_unit: dict[str, list[int]] = {}
        for rank in self.speaking_of(category):
            by_unit.setdefault(self.routes[rank].unit, []).append(rank)
        return by_unit


@dataclass(frozen=True, slots=True)
class RoutingFault:
    """A category at a place that nobody answers for from a day on, or a row that can never decide."""

    kind: str
    category: str
    unit: str
    row: str
    from_on: date


def routing_faults(
    routing: Routing, categories: Iterable[str], paths: Iterable[Sequence[str]], on: date
) -> list[RoutingFault]:
    """Return every category x place without an owner, now or when a row ends, and every row that never decides.

    A row that has ended is no fault; one that begins later is tried on its own days. `paths` are the
    codes from county down of each place. The days on which a row begins or ends are looked at one by one.
    """
    places = [tuple(path) for path in paths]
    area = _Area(places)
    groups: dict[tuple[int, ...], list[str]] = {}
    for category in categories:
        groups.setdefault(routing.speaking_of(category), []).append(category)
    deciding: set[int] = set()
    found: list[RoutingFault] = []
    for ranks, alike in groups.items():
        open_before = 0
        for day in _turning_days(routing.routes, ranks, on):
            unowned = area.settle(routing.routes, ranks, day, deciding)
            for place in area.places_in(unowned & ~open_before):
                found += [RoutingFault("unrouted", category, place[-1], "", day) for category in alike]
            open_before |= unowned
    to_come = (
        (rank, route)
        for rank, route in enumerate(routing.routes)
        if route.until_on is None or route.until_on > on
    )
    found += [
        RoutingFault("never_matches", route.category, route.unit, route.key, route.from_on or on)
        for rank, route in to_come if rank not in deciding
    ]  # fmt: skip
    return found


def widest(units: Collection[str], paths: Iterable[Sequence[str]]) -> list[str]:
    """Return the fewest units that hold exactly these places: a whole street instead of its grids."""
    wanted, whole = set(units), [tuple(path) for path in paths]
    spoilt = {code for path in whole if path[-1] not in wanted for code in path}
    named = (next(code for code in path if code not in spoilt) for path in whole if path[-1] in wanted)
    return list(dict.fromkeys(named))


def _turning_days(routes: Sequence[Route], ranks: Iterable[int], on: date) -> list[date]:
    days = {
        day for rank in ranks for day in (routes[rank].from_on, routes[rank].until_on) if day and day > on
    }
    return [on, *sorted(days)]


class _Area:
    """Sets of places as bits of one number, so that a row is weighed against all places at once."""

    def __init__(self, places: Sequence[Sequence[str]]) -> None:
        self.places = places
        self.whole = (1 << len(places)) - 1
        self._inside: dict[str, int] = {"": self.whole}
        for number, path in enumerate(places):
            for code in path:
                self._inside[code] = self._inside.get(code, 0) | 1 << number

    def settle(self, routes: Sequence[Route], ranks: Iterable[int], on: date, deciding: set[int]) -> int:
        """Give each place to the first row that covers it, noting the rows; return the places left over."""
        left = self.whole
        for rank in ranks:
            taken = left & self._inside.get(routes[rank].unit, 0)
            if taken and routes[rank].holds(on):
                deciding.add(rank)
                left &= ~taken
        return left

    def places_in(self, bits: int) -> Iterator[Sequence[str]]:
        """Yield the places of a set."""
        while bits:
            lowest = bits & -bits
            yield self.places[lowest.bit_length() - 1]
            bits ^= lowest
