"""The rows of reporters: the 12345 desk's orders."""

from wangge.reporters.models.hotline import HotlineMap, HotlineOrder, HotlineTerm, OrderWords

__all__ = ["HotlineMap", "HotlineOrder", "HotlineTerm", "OrderWords"]
