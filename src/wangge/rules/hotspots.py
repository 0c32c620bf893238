"""When is a concentration in place and time more than chance, and how is the look for one set?

Space-time permutation scan statistic: Kulldorff, Heffernan, Hartman, Assunção, Mostashari: A space-time permutation
scan statistic for disease outbreak detection, PLoS Medicine 2(3): e59, 2005; p by Monte Carlo rank: Dwass, Annals of
Mathematical Statistics 28: 181-187, 1957. Cases are compared with cases: no count of residents is asked for.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, log, radians

from wangge.rules.errors import Refused

EARTH_METRES = 40_075_016.7  # round the equator of the web map
ZOOM = 18  # cells are those of the map: about 130 m wide in the middle latitudes
SPANS_MOST = 4  # what one machine word holds, 16 bits each
DISTANCES = (
    0.0,
    1.0,
    1.5,
    2.3,
    3.2,
    4.5,
    6.4,
    9.1,
    13.0,
)  # in cells: 1, 5, 9, 21, 37 ... cells, each about double
TRIALS = range(99, 100_000)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a look for hot spots is set; each number is the county's, or our assumption."""

    spans: tuple[int, ...] = (1, 3, 7, 14)  # days, the last of which is the last whole day
    baseline_days: int = 365  # what is usual is taken from so many days
    metres_most: int = 500
    least: int = 4  # fewer cases are never a hot spot
    trials: int = 999
    per_mille: int = 10  # of looks at pure noise that may name anything at all

    def __post_init__(self) -> None:
        faults = {
            "spans": not 0 < len(self.spans) <= SPANS_MOST
            or any(low >= high for low, high in pairwise((0, *self.spans))),
            "baseline_days": not 2 * max(self.spans, default=1) <= self.baseline_days <= 3660,
            "metres_most": not 0 <= self.metres_most <= 2000,
            "least": not 2 <= self.least <= 1000,
            "trials": self.trials not in TRIALS,
            "per_mille": not 0 < self.per_mille <= 100 or (self.trials + 1) * self.per_mille < 1000,
        }  # fmt: skip
        for field, is_fault in faults.items():
            if is_fault:
                raise Refused("hotspots.setting", field=field, value=str(getattr(self, field)))


def cell_metres(lat: float) -> float:
    """Return how wide a cell is at a latitude in degrees."""
    return EARTH_METRES / (1 << ZOOM) * cos(radians(lat))


def rings(metres_most: int, lat: float) -> list[list[tuple[int, int]]]:
    """Return the cells (dx, dy) that each larger zone adds to the one before; the first is the cell itself."""
    wide = cell_metres(lat)
    distances = [one for one in DISTANCES if one * wide <= metres_most]
    reach = int(distances[-1])
    square = [(dx, dy) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)]
    return [
        [cell for cell in square if low < hypot(*cell) <= high] for low, high in pairwise((-1.0, *distances))
    ]


def radius(ring: int, lat: float) -> int:
    """Return the metres around the middle of a zone's first cell that hold the whole zone."""
    return round((DISTANCES[ring] + 0.75) * cell_metres(lat))


def likelihood_ratio(observed: int, expected: float, n: int) -> float:
    """Return how much better "more inside than outside" explains the cases than "as many": its logarithm, 0 or more."""
    if observed <= expected:
        return 0.0
    outside = (n - observed) * log((n - observed) / (n - expected)) if n > observed else 0.0
    return observed * log(observed / expected) + outside


def p_value(reached: int, trials: int) -> float:
    """Return how likely chance alone gives as much: `reached` of `trials` shuffled looks had it somewhere."""
    return (reached + 1) / (trials + 1)


def reached_most(setting: Setting) -> int:
    """Return how many shuffled looks may have as much before it is noise; negative where nothing could be named."""
    return (setting.trials + 1) * setting.per_mille // 1000 - 1
