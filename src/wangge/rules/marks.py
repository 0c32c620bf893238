"""Which side steps are counted by department, and what does each count? (standards.md 1.7, field-practice.md 2.4)"""

from enum import StrEnum


class MarkKind(StrEnum):
    """One act that counts for the department which had the case in hand."""

    WRONG_DISPATCH = "wrong_dispatch"  # 误派: a return granted, or another unit tried
    RETURN_ASKED = "return_asked"  # 退办申请
    RETURN_DENIED = "return_denied"  # 退办驳回
    SHIRKED = "shirked"  # 推诿: held to it a second time in one case
    EXTENDED = "extended"  # 延期
    DEFERRED = "deferred"  # 缓办
    HUNG = "hung"  # 挂账
    REWORKED = "reworked"  # 返工
    REMINDED = "reminded"  # 催办
    OVERSEEN = "overseen"  # 督办
    REOPENED = "reopened"  # 重新立案
