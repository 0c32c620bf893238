"""An outline becomes the columns that a unit keeps of it."""

import numpy as np
import shapely

from wangge.rules.geometry.coverage import repaired
from wangge.rules.geometry.metres import Outlines, areas_m2
from wangge.territory.models import Unit

COLUMNS = (
    "outline",
    "is_sound",
    "area_m2",
    "west",
    "south",
    "east",
    "north",
    "point_lon",
    "point_lat",
)


def draw(units: list[Unit], outlines: Outlines) -> None:
    """Set the outline columns of each unit from the WGS-84 outline beside it; None leaves them as they are.

    The area of an outline that crosses itself is that of its parts by the even-odd rule.
    """
    drawn = np.flatnonzero(~shapely.is_missing(outlines))
    there = outlines[drawn]
    sound = repaired(there)
    is_sound, areas, bounds = shapely.is_valid(there), areas_m2(sound), shapely.bounds(there)
    inner = shapely.point_on_surface(sound)
    for number, at in enumerate(drawn):
        unit = units[at]
        unit.outline = shapely.to_wkb(outlines[at])
        unit.is_sound, unit.area_m2 = bool(is_sound[number]), float(areas[number])
        unit.west, unit.south, unit.east, unit.north = (float(edge) for edge in bounds[number])
        unit.point_lon, unit.point_lat = (
            float(shapely.get_x(inner[number])),
            float(shapely.get_y(inner[number])),
        )
