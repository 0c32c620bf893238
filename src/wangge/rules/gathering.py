"""What is a call to a place, who has answered it, and does a cured place stay cured?"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

# 30/60/90 days: rulings.md, Found before told (治本, rebound watch).
WATCH_DAYS = (30, 60, 90)


class Gathering(StrEnum):
    """Why departments are called to a place."""

    WHISTLE = "whistle"  # 街乡吹哨
    VISIT = "visit"  # 现场会商: a disputed ruling


class Coming(StrEnum):
    """What a called department answers."""

    COMES = "comes"
    NOT = "not"


class Cure(StrEnum):
    """How a project stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"  # a public reason why not


def rebound_windows(done_on: date, today: date) -> list[tuple[int, date, date, bool]]:
    """Return (days, first day, day after the last, is over) of each rebound watch after a cure."""
    windows = []
    for days in WATCH_DAYS:
        until = done_on + timedelta(days=days + 1)
        windows.append((days, done_on + timedelta(days=1), until, until <= today))
    return windows


def rebound(moments: Iterable[date], done_on: date, days: int) -> int:
    """Return how many cases came back within so many days after the cure."""
    return sum(1 for day in moments if done_on < day <= done_on + timedelta(days=days))
