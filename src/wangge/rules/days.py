"""Which day or moment did somebody write?

A year that nobody means (0001, 9999) is no answer: a day is added to it somewhere, and there is none.
"""

from datetime import date, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2199  # ours: what a register of today can mean


def day_said(text: str) -> date:
    """Read a day, ISO 8601; ValueError for what is none, or of a year that nobody means."""
    day = date.fromisoformat(text)
    _refuse_unmeant(day)
    return day


def moment_said(text: str) -> datetime:
    """Read a moment, ISO 8601, with an offset only where it is written; ValueError as for a day."""
    moment = datetime.fromisoformat(text)
    _refuse_unmeant(moment)
    return moment


def _refuse_unmeant(said: date) -> None:
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        raise ValueError(f"no year that anybody means: {said.year}")
