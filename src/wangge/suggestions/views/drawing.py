"""How do some points look on paper? A small map of our own with a scale, no base map, nothing fetched."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

METRES_PER_DEGREE = 111_195
E7 = 10_000_000
WIDTH, HEIGHT, MARGIN = 480, 300, 28
BARS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)  # metres
LEAST_M = 60  # a single point is drawn in so much space


def drawing(points: Sequence[tuple[int | None, int | None, bool]]) -> dict[str, Any] | None:
    """Return dots and a scale bar in the units of the drawing; None where no point may be shown."""
    known = [
        (lon / E7, lat / E7, is_open) for lon, lat, is_open in points if lon is not None and lat is not None
    ]
    if not known:
        return None
    lon0, lat0 = sum(one[0] for one in known) / len(known), sum(one[1] for one in known) / len(known)
    scale = cos(radians(lat0))
    metres = [
        ((lon - lon0) * METRES_PER_DEGREE * scale, (lat - lat0) * METRES_PER_DEGREE, is_open)
        for lon, lat, is_open in known
    ]
    across = max(LEAST_M, 2 * max(abs(x) for x, _y, _o in metres))
    up = max(LEAST_M, 2 * max(abs(y) for _x, y, _o in metres))
    per_metre = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / up)
    bar = max((one for one in BARS if one * per_metre <= WIDTH / 3), default=BARS[0])
    return {
        "width": WIDTH, "height": HEIGHT, "bar": round(bar * per_metre), "bar_m": bar,
        "dots": [
            {"x": round(WIDTH / 2 + x * per_metre, 1), "y": round(HEIGHT / 2 - y * per_metre, 1), "is_open": is_open}
            for x, y, is_open in metres
        ],
    }  # fmt: skip
