"""How does a promise of a reply stand, and which reminder is due? The first date is never overwritten."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class ProofKind(StrEnum):
    """By what a promise is shown to be kept."""

    PICTURE = "picture"  # 照片、图片
    CASES = "cases"  # 相关案件
    EITHER = "either"  # 二者之一


class PromiseState(StrEnum):
    """Where a promise stands."""

    RUNNING = "running"  # 未到期
    LATE = "late"  # 逾期未完
    SHOWN = "shown"  # 已提交证明，待核对
    KEPT = "kept"  # 按期落实
    KEPT_LATE = "kept_late"  # 逾期落实


OPEN_PROMISES = frozenset({PromiseState.RUNNING, PromiseState.LATE, PromiseState.SHOWN})
MISSED = frozenset({PromiseState.LATE, PromiseState.KEPT_LATE})
REMIND_BEFORE = (30, 7, 0)  # days before the first date; our assumption


def promise_state(
    due_on: date, today: date, *, kept_on: date | None, shown_on: date | None = None
) -> PromiseState:
    """Return how a promise stands by its first date; `shown_on` is the day of a proof that waits for its check.

    A promise is late the day after its date. What was shown in time and accepted later was kept in time, so
    `kept_on` is the day on which the accepted proof was brought.
    """
    if kept_on is not None:
        return PromiseState.KEPT if kept_on <= due_on else PromiseState.KEPT_LATE
    if today > due_on and (shown_on is None or shown_on > due_on):
        return PromiseState.LATE
    return PromiseState.SHOWN if shown_on is not None else PromiseState.RUNNING


def reminder_due(due_on: date, today: date, given: Iterable[int]) -> int | None:
    """Return which reminder (30, 7 or 0 days before) is to be given now, the latest one only, each once."""
    reached = [days for days in REMIND_BEFORE if (due_on - today).days <= days]
    return reached[-1] if reached and today <= due_on and reached[-1] not in set(given) else None
