"""How much of a matter may leave the desk that works on it: a point, a photo, its place in a list?

Closed by default (rulings.md, Matters that point at people): a kind is open only where its catalogue says that it
happens in public space; one that points at people is never shown as a place at all.
"""

from dataclasses import dataclass

from wangge.rules.levels import Level


@dataclass(frozen=True, slots=True)
class Exposure:
    """What of a case may be shown beyond the people who work on it."""

    is_listed: bool  # on a public page, a map, among duplicates, hot spots, forecasts, rounds, training data
    has_point: bool
    has_photo: bool
    finest: Level  # the lowest level of territory that may be named


SEALED = Exposure(is_listed=False, has_point=False, has_photo=False, finest=Level.COMMUNITY)
COARSE = Exposure(is_listed=True, has_point=False, has_photo=False, finest=Level.COMMUNITY)
OPEN = Exposure(is_listed=True, has_point=True, has_photo=True, finest=Level.GRID)


def exposure(*, matter_only: bool, in_public: bool) -> Exposure:
    """Return what may be shown of a kind; `matter_only` wins over `in_public`."""
    if matter_only:
        return SEALED
    return OPEN if in_public else COARSE
