"""Which declared system is it, and where does it put these positions in WGS-84?"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wangge.rules.errors import Refused
from wangge.rules.geometry.coordinates import (
    System,
    declared_system,
    in_china_box,
    refuse_impossible,
    to_wgs84,
)

if TYPE_CHECKING:
    import pyproj

Positions = NDArray[np.float64]
_MARGIN = 1.0  # degrees beyond a system's stated area in which it is still used
_DEGREES = {System.WGS84, System.CGCS2000}


def settled_crs(said: str, written: str) -> str:
    """Return the system to read a file by: what the user said, or what the file itself declares.

    GCJ-02 and BD-09 have no code that a file could carry, so saying them wins over a file that
    declares plain degrees. Raises Refused `territory.crs_undeclared`, `territory.crs_unknown` or
    `territory.crs_differs`.
    """
    if not said and not written:
        raise Refused("territory.crs_undeclared", field="crs")
    ours, theirs = (_known(words) if words else None for words in (said, written))
    if ours is None or theirs is None:
        return said or written
    same = ours == theirs or (ours in _DEGREES and theirs in _DEGREES)
    if not same and not (ours in {System.GCJ02, System.BD09} and theirs in _DEGREES):
        raise Refused("territory.crs_differs", field="crs", crs=said, file=str(theirs))
    return said


def placed(positions: Positions, crs: str, rows: NDArray[np.int64]) -> Positions:
    """Return (n, 2) WGS-84 degrees of positions in `crs`; `rows` (n,) names the row of each in refusals.

    Raises Refused `territory.swapped`, `territory.not_degrees`, `territory.crs_not_here` (GCJ-02,
    and not one position in the mainland's box) or `territory.outside_crs`.
    """
    system = _known(crs)
    if isinstance(system, System):
        _refuse_by_row(positions, rows)
        if system not in _DEGREES:
            here = in_china_box(positions[:, 0], positions[:, 1])
            if len(rows) and not here.any():
                raise Refused("territory.crs_not_here", row=int(rows[0]), field="crs", crs=crs)
        return np.column_stack(to_wgs84(positions[:, 0], positions[:, 1], system))
    import pyproj  # 20 MB that a web process asked in plain degrees never needs

    transformer = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    turned = np.column_stack(transformer.transform(positions[:, 0], positions[:, 1]))
    lost = ~np.isfinite(turned).all(axis=1) | _beyond(turned, pyproj.CRS(system))
    if lost.any():
        raise Refused("territory.outside_crs", row=int(rows[np.argmax(lost)]), field="crs", crs=crs)
    return turned


def _beyond(degrees: Positions, crs: "pyproj.CRS") -> NDArray[np.bool_]:
    # Degrees read as metres still give a place, but one far from where the system is used.
    area = crs.area_of_use
    if area is None:
        return np.zeros(len(degrees), dtype=bool)
    low = np.array([area.west, area.south]) - _MARGIN
    high = np.array([area.east, area.north]) + _MARGIN
    # An area across the date line has its west east of its east; only its latitudes are compared.
    sides = [1] if area.west > area.east else [0, 1]
    beyond = (degrees < low) | (degrees > high)
    return np.asarray(beyond[:, sides].any(axis=1), dtype=bool)


def _refuse_by_row(positions: Positions, rows: NDArray[np.int64]) -> None:
    try:
        refuse_impossible(positions[:, 0], positions[:, 1], first_row=0)
    except Refused as refused:
        at = int(str(refused.facts["row"]))
        raise Refused(refused.code, **{**refused.facts, "row": int(rows[at])}) from None


def _known(words: str) -> System | str:
    # One of ours, or the authority's code of another system that pyproj knows.
    system = declared_system(words)
    if system is not None:
        return system
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        crs = pyproj.CRS.from_user_input(words)
    except CRSError:
        raise Refused("territory.crs_unknown", field="crs", crs=words) from None
    authority = crs.to_authority()
    code = ":".join(authority) if authority else ""
    return declared_system(code) or code or crs.to_wkt()
