"""Which rows does analysis keep?"""

from wangge.analysis.models.ahead import AheadLook, AheadRow, Foretold, WatchRule
from wangge.analysis.models.places import RecurringLook, RecurringPlace, RecurringRule
from wangge.analysis.models.spots import HotSpot, HotSpotLook, HotSpotRule

__all__ = [
    "AheadLook",
    "AheadRow",
    "Foretold",
    "HotSpot",
    "HotSpotLook",
    "HotSpotRule",
    "RecurringLook",
    "RecurringPlace",
    "RecurringRule",
    "WatchRule",
]
