"""Which parts of a picture are hidden: areas as whole pixels, grown and joined?"""

from collections.abc import Iterable
from typing import NamedTuple

from wangge.rules.errors import Refused

AREAS_MOST = 40  # by hand; our assumption
GROWN_BY = 0.18  # of its side, on each side: hair and the frame of a plate; our assumption


class Area(NamedTuple):
    """A rectangle of a picture in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beyond it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row beyond it."""
        return self.top + self.height


def grown(area: Area, *, width: int, height: int, by: float = GROWN_BY) -> Area:
    """Return an area with a margin, cut at the edges of a picture."""
    across, down = round(area.width * by), round(area.height * by)
    left, top = max(0, area.left - across), max(0, area.top - down)
    right, bottom = min(width, area.right + across), min(height, area.bottom + down)
    return Area(left, top, max(0, right - left), max(0, bottom - top))


def joined(areas: Iterable[Area]) -> list[Area]:
    """Return areas of which no two overlap and which cover at least what the given ones covered."""
    apart: list[Area] = []
    for area in areas:
        whole = area
        while touching := [one for one in apart if _overlap(one, whole)]:
            apart = [one for one in apart if one not in touching]
            left, top = (
                min(one.left for one in (whole, *touching)),
                min(one.top for one in (whole, *touching)),
            )
            right = max(one.right for one in (whole, *touching))
            bottom = max(one.bottom for one in (whole, *touching))
            whole = Area(left, top, right - left, bottom - top)
        apart.append(whole)
    return apart


def drawn_areas(text: str, *, width: int, height: int) -> list[Area]:
    """Read areas as a person drew them, "left,top,width,height" in thousandths of the picture, one a line.

    Refuses `photo.bad_area` naming the line.
    """
    lines = [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]
    if not lines or len(lines) > AREAS_MOST:
        raise Refused("photo.bad_area", field="areas", row=len(lines), limit=AREAS_MOST)
    return [_drawn(line, number, width, height) for number, line in enumerate(lines, 1)]


def _drawn(line: str, number: int, width: int, height: int) -> Area:
    try:
        left, top, across, down = (int(part) for part in line.split(","))
    except ValueError as fault:
        raise Refused("photo.bad_area", field="areas", row=number, limit=AREAS_MOST) from fault
    if not (0 <= left < 1000 and 0 <= top < 1000 and 0 < across <= 1000 - left and 0 < down <= 1000 - top):
        raise Refused("photo.bad_area", field="areas", row=number, limit=AREAS_MOST)
    # Rounded outwards: never less than what was drawn.
    x, y = left * width // 1000, top * height // 1000
    right, bottom = -(-(left + across) * width // 1000), -(-(top + down) * height // 1000)
    return Area(x, y, right - x, bottom - y)


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
