"""Which ground do the benches of territory stand on: grids of forty vertices that share every border."""

import numpy as np
from numpy.typing import NDArray

Rings = NDArray[np.float64]

WEST, SOUTH, EAST, NORTH = 113.4, 34.5, 114.0, 34.9
SIDE_POINTS = 10  # four sides of ten: forty vertices
COUNTY = "410105"


def grids(columns: int, rows: int, *, seed: int = 1) -> Rings:
    """Return closed rings (columns x rows, 41, 2) in degrees: crooked quadrilaterals with crooked sides."""
    random = np.random.default_rng(seed)
    wide, high = (EAST - WEST) / columns, (NORTH - SOUTH) / rows
    x, y = np.meshgrid(np.linspace(WEST, EAST, columns + 1), np.linspace(SOUTH, NORTH, rows + 1))
    corners = np.stack(
        [x + random.uniform(-0.2, 0.2, x.shape) * wide, y + random.uniform(-0.2, 0.2, y.shape) * high],
        axis=-1,
    )
    share = (np.arange(SIDE_POINTS) / SIDE_POINTS)[:, None]

    def sides(start: Rings, end: Rings) -> Rings:
        points = start[..., None, :] + (end - start)[..., None, :] * share
        points[..., 1:, :] += random.uniform(-0.02, 0.02, points[..., 1:, :].shape) * (wide, high)
        return points

    across, up = sides(corners[:, :-1], corners[:, 1:]), sides(corners[:-1], corners[1:])
    back = np.concatenate([corners[1:, 1:, None], across[1:, :, :0:-1]], axis=2)
    down = np.concatenate([corners[1:, :-1, None], up[:, :-1, :0:-1]], axis=2)
    rings = np.concatenate([across[:-1], up[:, 1:], back, down], axis=2).reshape(-1, 4 * SIDE_POINTS, 2)
    return np.concatenate([rings, rings[:, :1]], axis=1)


def points(rings: Rings, count: int, *, seed: int = 2) -> Rings:
    """Return (count, 2) degrees: most anywhere in the box, 1 % outside, 3,000 exactly on borders."""
    random = np.random.default_rng(seed)
    margin = 0.0025
    anywhere = np.column_stack([
        random.uniform(WEST - margin, EAST + margin, count), random.uniform(SOUTH - margin, NORTH + margin, count)
    ])  # fmt: skip
    corners = rings[random.integers(len(rings), size=1500), random.integers(40, size=1500)]
    which, at = random.integers(len(rings), size=1500), random.integers(40, size=1500)
    middles = (rings[which, at] + rings[which, at + 1]) / 2
    anywhere[: min(3000, count)] = np.concatenate([corners, middles])[:count]
    return anywhere


def codes(count: int) -> list[str]:
    """Return gb codes of so many grids, a hundred to a community."""
    return [f"{COUNTY}{1 + n // 10000:03d}{1 + n // 100 % 100:03d}{1 + n % 100:03d}" for n in range(count)]
