"""What waits in the places a deputy stands for, and what do all constituencies together look like, kind by kind?"""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.cases.queries.board import Board, Places, board
from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import SeatRow, constituency_units, sitting
from wangge.people.hats import Hat
from wangge.suggestions.queries.clusters import places_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A deputy's board: the whole, and each unit by itself."""

    places: tuple[str, ...]
    whole: Board
    by_unit: Sequence[tuple[str, Board]]


@dataclass(frozen=True, slots=True)
class District:
    """One constituency on a day, with its units and who sits for it."""

    constituency: UUID
    name: str
    congress: str
    body: UUID  # the congress
    units: tuple[str, ...]
    deputies: tuple[UUID, ...]


def board_of(hat: Hat, *, today: date) -> Seen:
    """Return the board of a hat's places; refuse `board.not_yours`, `board.no_seat`."""
    places = places_of(hat, today=today)
    whole = board(Places(hat.county, places))
    parts = [(code, board(Places(hat.county, (code,)))) for code in places] if len(places) > 1 else []
    return Seen(places, whole, parts)


def constituencies(county: str, on: date) -> list[District]:
    """Return the constituencies with somebody in office on a day, by congress and name; some have no outline."""
    sat: dict[UUID, list[SeatRow]] = {}
    for seat in sitting(county, on):
        sat.setdefault(seat.constituency, []).append(seat)
    places = constituency_units(county, sat, on)
    return sorted(
        (
            District(
                key, seats[0].constituency_name, seats[0].congress_name, seats[0].congress,
                places.get(key, ()),
                tuple(one.deputy for one in seats),
            )
            for key, seats in sat.items()
        ),
        key=lambda one: (one.congress, one.name),
    )  # fmt: skip


def by_area(county: str, counts: Mapping[str, int]) -> Tally[str]:
    """Return counts by kind as counts by area of the catalogue."""
    known, found = desk(county).categories, Tally[str]()
    for category, n in counts.items():
        row = known.get(category)
        found[row.area if row else ""] += n
    return found
