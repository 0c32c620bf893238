"""The pages of ledgers."""

from wangge.ledgers.views.pages import index, rows, sheet

__all__ = ["index", "rows", "sheet"]
