"""Which rows does analysis keep?"""

from wangge.analysis.models.spots import HotSpot, HotSpotLook, HotSpotRule

__all__ = ["HotSpot", "HotSpotLook", "HotSpotRule"]
