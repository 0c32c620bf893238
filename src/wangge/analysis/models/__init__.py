"""Which rows does analysis keep?"""

from wangge.analysis.models.places import RecurringLook, RecurringPlace, RecurringRule
from wangge.analysis.models.spots import HotSpot, HotSpotLook, HotSpotRule

__all__ = ["HotSpot", "HotSpotLook", "HotSpotRule", "RecurringLook", "RecurringPlace", "RecurringRule"]
