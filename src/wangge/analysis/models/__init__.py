"""Which rows does analysis keep?"""

from wangge.analysis.models.ahead import AheadLook, AheadRow, WatchRule
from wangge.analysis.models.places import RecurringLook, RecurringPlace, RecurringRule
from wangge.analysis.models.spots import HotSpot, HotSpotLook, HotSpotRule

__all__ = [
    "AheadLook",
    "AheadRow",
    "HotSpot",
    "HotSpotLook",
    "HotSpotRule",
    "RecurringLook",
    "RecurringPlace",
    "RecurringRule",
    "WatchRule",
]
