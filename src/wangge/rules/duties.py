"""What must a deputy have done by when, and in which period does an act count?

Duty minima are public rules about an elected office: done and due, no points, no order among deputies (house.md).
"""

from datetime import date, timedelta
from enum import StrEnum


class DutyKind(StrEnum):
    """What a rule asks for; an act counts under one kind only."""

    FIRM = "firm"  # 联系企业
    VISIT = "visit"  # 走访选民
    OPINION = "opinion"  # 转递意见


class Every(StrEnum):
    """Over which time a rule counts."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Origin(StrEnum):
    """From which work an act came; nobody types that it was done."""

    VISIT = "visit"
    MATTER = "matter"  # a resident's matter that was answered or passed on
    RECEPTION = "reception"
    SUGGESTION = "suggestion"


class ActState(StrEnum):
    """Declared by the deputy's work, accepted or sent back by a second person."""

    DECLARED = "declared"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


def span_of(every: Every, day: date) -> tuple[date, date]:
    """Return the first day of the period that a day lies in, and the first day after it."""
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    first = (day.month - 1) // months * months + 1
    after = day.year * 12 + first - 1 + months
    return date(day.year, first, 1), date(after // 12, after % 12 + 1, 1)


def is_nearly_over(every: Every, day: date, days: int) -> bool:
    """Say whether a period ends within so many days."""
    return span_of(every, day)[1] - day <= timedelta(days=days)
