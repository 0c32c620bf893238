"""What was found in the demo street, and what became of it? All of it invented by us.

The two sums are the founding article's: 4,556 places found by rounds, 2,328 put right to date.
Days are counted back from the day of loading; how long a case took is told as a share of its
limit, so that the clocks fit whatever day that is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from random import Random

import shapely
from huayuanlu_people import ITEMS as ROUTED
from huayuanlu_people import SHOWN_GRID
from huayuanlu_words import DONE, ITEMS, found, spot
from shapely.geometry import Polygon

FOUND, SOLVED = 4556, 2328
SETTLED = 1902  # of the solved: settled on the spot, so never above the grid
# Of the solved: by the community's office, the street's department, a department of the district.
BY_LEVEL = {"community": 198, "street": 138, "district": 90}
REFUSED, DUPLICATE, NOT_SOLVED = 44, 57, 21
WEEKS = 7
LIVE_STATES = ("reported", "filed", "dispatched", "handling", "handled", "checked")
LIVE_EACH = 36
FROM_BORDER = 9.0  # metres that a found point keeps from its grid's border
ACCURACY_M = 5
MATTER_ONLY = "0501"  # points at people: known by its community alone
# Departments of the accounts that are shown, and their items: they get their share of every live state.
SHOWN = {"chengguan": ("0301", "0803"), "zhifa": ("0202", "0804"), "office": ("0801", "0702")}

HISTORY_HEAD = (
    "ref",
    "item",
    "unit",
    "lon",
    "lat",
    "day",
    "minute",
    "outcome",
    "spent",
    "due_day",
    "words",
    "place",
)
LIVE_HEAD = ("number", "item", "lon", "lat", "accuracy_m", "state", "spent", "words", "place", "photo")  # fmt: skip


@dataclass(slots=True)
class Past:
    """One place found on a round."""

    ref: str
    item: str
    unit: str
    lon: str
    lat: str
    day: int  # days before the day of loading
    minute: int  # of the local day
    outcome: str
    spent: str  # share of the limit until it was put right; empty where it does not apply
    due_day: (
        str  # of an open one: the day by which the clean-up wants it done, counted from the day of loading
    )
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Live:
    """One place that is being worked on at loading."""

    number: int
    item: str
    lon: str
    lat: str
    accuracy_m: int
    state: str
    spent: float  # share of the present wait that is over
    words: str
    place: str
    photo: str


def level_of(item: str) -> str:
    """Return at which level the department stands that an item is routed to."""
    owner = next((department for department, items in ROUTED if item in items), "community")
    return {"community": "community", "zhifa": "street"}.get(owner, "district")


def history(grids: Mapping[str, Polygon], chance: Random) -> list[tuple[object, ...]]:
    """Return what was found before the day of loading, oldest first."""
    count = FOUND - LIVE_EACH * len(LIVE_STATES)
    weights = {code: chance.lognormvariate(0, 0.45) for code in grids}
    yards = {code: number for number, code in enumerate(grids, start=1)}
    rows = []
    for _ in range(count):
        item = chance.choices(list(ITEMS), [row[0] for row in ITEMS.values()])[0]
        grid = chance.choices(list(weights), list(weights.values()))[0]
        rows.append(_found(item, grid, grids[grid], yards[grid], chance))
    _decide(rows, chance)
    rows.sort(key=lambda one: (-one.day, one.minute))
    for number, row in enumerate(rows, start=1):
        row.ref = f"hyl-{number:04d}"
    return [astuple(row) for row in rows]


def _found(item: str, grid: str, outline: Polygon, yard: int, chance: Random) -> Past:
    # Rounds grew week by week: the later the day, the more was found.
    day = min(WEEKS * 7 - 1, 1 + int(WEEKS * 7 * (1 - math.sqrt(chance.random())) * 0.98))
    minute = chance.choice(
        (chance.randint(8 * 60 + 5, 11 * 60 + 50), chance.randint(14 * 60 + 5, 17 * 60 + 55))
    )
    words, place = found(item, chance), spot(item, yard, chance)
    if item == MATTER_ONLY:
        return Past("", item, grid[:12], "", "", day, minute, "", "", "", words, "")
    lon, lat = point_in(outline, chance)
    return Past("", item, grid, lon, lat, day, minute, "", "", "", words, place)


def _decide(rows: Sequence[Past], chance: Random) -> None:
    # Drawn without return, each with the weight that its item or age gives it.
    rest = list(rows)
    for row in _drawn(rest, SETTLED, [ITEMS[row.item][1] for row in rest], chance):
        row.outcome = "settled"
        row.words = f"{row.words}；{DONE[row.item]}"
    for level, count in BY_LEVEL.items():
        weights = [float(level_of(row.item) == level and row.day > 2) * (row.day + 10) for row in rest]
        for row in _drawn(rest, count, weights, chance):
            row.outcome, row.spent = "solved", f"{_share(chance):.2f}"
    for outcome, count in (("refused", REFUSED), ("duplicate", DUPLICATE), ("not_solved", NOT_SOLVED)):
        for row in _drawn(rest, count, [float(row.day > 3) for row in rest], chance):
            row.outcome, row.spent = outcome, f"{chance.uniform(0.05, 0.6):.2f}"
    for row in rest:
        # The clean-up gives each open place a day; about one in seven has passed it.
        first = max(-row.day + 2, -12)
        row.due_day = str(
            chance.randint(first, -1) if chance.random() < 0.16 and first < 0 else chance.randint(0, 14)
        )


def _share(chance: Random) -> float:
    # One in seven takes longer than its limit allows.
    return chance.uniform(1.1, 2.2) if chance.random() < 0.14 else chance.uniform(0.12, 0.97)


def _drawn(rest: list[Past], count: int, weights: Sequence[float], chance: Random) -> list[Past]:
    keys = [(chance.random() ** (1 / weight) if weight else -1.0, at) for at, weight in enumerate(weights)]
    chosen = {at for key, at in sorted(keys, reverse=True)[:count] if key >= 0}
    if len(chosen) != count:
        raise ValueError(f"{count} wanted, {len(chosen)} fit")
    drawn = [row for at, row in enumerate(rest) if at in chosen]
    rest[:] = [row for at, row in enumerate(rest) if at not in chosen]
    return drawn


def live(grids: Mapping[str, Polygon], photos: Mapping[str, str], chance: Random) -> list[tuple[object, ...]]:
    """Return what is being worked on: the same number in each state, with green, yellow and red clocks."""
    yards = {code: number for number, code in enumerate(grids, start=1)}
    first_office = next(iter(grids))[:12]
    rows = []
    for state in LIVE_STATES:
        for place in range(LIVE_EACH):
            item, grid = _live_spot(place, list(grids), first_office, chance)
            middle = (0.15, 0.35, 0.55, 0.8, 0.9, 1.6)[(place + place // 6) % 6]
            spent = round(middle * chance.uniform(0.85, 1.08), 2)
            # A few were reported from the edge of a grid: somebody has to confirm where they lie.
            lon, lat = edge_of(grids[grid], chance) if place == 20 else point_in(grids[grid], chance)
            photo = photos.get(item, "") if place % 2 == 0 else ""
            words, named = found(item, chance), spot(item, yards[grid], chance)
            accuracy = 15 if place == 20 else ACCURACY_M
            rows.append(Live(len(rows) + 1, item, lon, lat, accuracy, state, spent, words, named, photo))
    chance.shuffle(rows)
    return [(number, *astuple(row)[1:]) for number, row in enumerate(rows, start=1)]


def _live_spot(place: int, grids: Sequence[str], first_office: str, chance: Random) -> tuple[str, str]:
    if place < 6:
        return chance.choice(("0801", "0803", "0804", "0402", "0702", "0202")), SHOWN_GRID
    owner = list(SHOWN)[place % 3]
    if place < 24:
        near = [grid for grid in grids if grid.startswith(first_office)] if owner == "office" else grids
        return SHOWN[owner][place // 3 % 2], chance.choice(near)
    items = [item for item in ITEMS if item not in {MATTER_ONLY, *SHOWN["chengguan"]}]
    return chance.choice(items), chance.choice(grids)


def point_in(outline: Polygon, chance: Random) -> tuple[str, str]:
    """Return a point inside an outline in degrees, away from its border."""
    inner = outline.buffer(-FROM_BORDER / 100_000)  # a degree is between 91 and 111 km here
    west, south, east, north = inner.bounds
    while True:
        point = shapely.Point(chance.uniform(west, east), chance.uniform(south, north))
        if inner.contains(point):
            return f"{point.x:.6f}", f"{point.y:.6f}"


def edge_of(outline: Polygon, chance: Random) -> tuple[str, str]:
    """Return a point about three metres inside the border."""
    inner = outline.buffer(-3 / 100_000)
    point = inner.exterior.interpolate(chance.random(), normalized=True)
    return f"{point.x:.6f}", f"{point.y:.6f}"
