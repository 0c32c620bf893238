"""Whose work is it: which department answers for this category at this place?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

ANY = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """One routing row: the first row, by order, that covers category, place and day decides."""

    key: str
    order: int
    category: str  # scheme:kind:code, a prefix ending in * ("gbt47678.5-2026:part:02*"), or *
    unit: str  # a territory code; its whole subtree is covered; empty = everywhere
    department: str
    from_on: date | None = None
    until_on: date | None = None

    def covers_category(self, category: str) -> bool:
        """Say whether the row speaks of this category."""
        if self.category.endswith(ANY):
            return category.startswith(self.category[:-1])
        return category == self.category

    def covers(self, category: str, path: Sequence[str], on: date) -> bool:
        """Say whether the row covers a category at a place (the codes from county down) on a day."""
        return (
            self.covers_category(category)
            and (not self.unit or self.unit in path)
            and (self.from_on is None or self.from_on <= on)
            and (self.until_on is None or on < self.until_on)
        )


@dataclass(slots=True)
class Routing:
    """Routing rows in order, with a memory of which rows can matter for a category."""

    routes: Sequence[Route]
    _by_category: dict[str, list[Route]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.routes = sorted(self.routes, key=lambda route: (route.order, route.key))

    def decide(self, category: str, path: Sequence[str], on: date) -> Route | None:
        """Return the row that decides, or None when nobody answers for it."""
        rows = self._by_category.get(category)
        if rows is None:
            rows = [route for route in self.routes if route.covers_category(category)]
            self._by_category[category] = rows
        return next((route for route in rows if route.covers(category, path, on)), None)


@dataclass(frozen=True, slots=True)
class RoutingFault:
    """A category at a place that nobody answers for, or a row that can never decide."""

    kind: str
    category: str
    unit: str
    row: str


def routing_faults(
    routing: Routing, categories: Iterable[str], paths: Iterable[Sequence[str]], on: date
) -> list[RoutingFault]:
    """Return every category x place without an owner on a day, and every row that never decides."""
    deciding: set[str] = set()
    found: list[RoutingFault] = []
    places = [tuple(path) for path in paths]
    for category in categories:
        for path in places:
            route = routing.decide(category, path, on)
            if route is None:
                found.append(RoutingFault("unrouted", category, path[-1], ""))
            else:
                deciding.add(route.key)
    in_force = [
        route for route in routing.routes if (route.from_on or on) <= on < (route.until_on or date.max)
    ]
    found += [RoutingFault("never_matches", route.category, route.unit, route.key)
              for route in in_force if route.key not in deciding]  # fmt: skip
    return found
