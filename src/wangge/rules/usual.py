"""What is usual for an hour of the day, judged by days alike?"""

from collections.abc import Sequence
from itertools import accumulate
from statistics import median


def usual_curve(days: Sequence[Sequence[int]]) -> list[float]:
    """Return the median of the cumulative hourly counts of days alike; nothing where there are none.

    A day of floods moves a median little, so one odd week does not become the usual.
    """
    running = [list(accumulate(day)) for day in days]
    return [float(median(hour)) for hour in zip(*running, strict=True)]
