"""What do groups of deputies do, whom do deputies keep in touch with, and was what a leader saw put right?"""

from datetime import datetime
from enum import StrEnum


class GroupKind(StrEnum):
    """How a group of deputies came together."""

    AREA = "area"  # 代表小组: by where they stand
    TRADE = "trade"  # 专业组: by what they know


class Outing(StrEnum):
    """What a group does outside."""

    LOOK = "look"  # 观摩: how others do it
    STUDY = "study"  # 调研: how it stands


class TieKind(StrEnum):
    """Between whom a contact is kept (双联系)."""

    MEMBER_DEPUTY = "member_deputy"  # 常委会组成人员联系代表
    DEPUTY_VOTERS = "deputy_voters"  # 代表联系选民; how many, never who


class Kept(StrEnum):
    """What became of a matter by the time of the next visit."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    RUNNING = "running"  # its time is not over


def kept(*, is_ended: bool, due_at: datetime | None, now: datetime) -> Kept:
    """Say what became of a case; one without a clock yet is running.

    Ended is kept, however late: that it was late stands with the case.
    """
    if is_ended:
        return Kept.KEPT
    return Kept.NOT_KEPT if due_at is not None and due_at < now else Kept.RUNNING
