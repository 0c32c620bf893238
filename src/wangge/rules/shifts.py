"""How far did the hand-over of a shift come, and which matters are carried over?"""

from enum import StrEnum


class ShiftState(StrEnum):
    """A shift goes on until somebody else has signed for it."""

    OPEN = "open"
    OFFERED = "offered"  # the outgoing one has written and signed
    SIGNED = "signed"  # by the incoming one, too: it never changes any more


class CarriedWhy(StrEnum):
    """Why a matter is carried over."""

    LATE = "late"
    DANGER = "danger"
    UNPASSED = "unpassed"
    ALARM = "alarm"
