"""Which rule row speaks of a category, and is it in force on a day?"""

from datetime import date

ANY = "*"


def speaks_of(pattern: str, category: str) -> bool:
    """Say whether a pattern covers it: a whole key, a beginning with a star ("gbt47678.5-2026:part:02*"), or *."""
    if pattern.endswith(ANY):
        return category.startswith(pattern[:-1])
    return category == pattern


def in_force(from_on: date | None, until_on: date | None, on: date) -> bool:
    """Say whether a day lies from the first day on and before the last; None is open."""
    return (from_on is None or from_on <= on) and (until_on is None or on < until_on)
