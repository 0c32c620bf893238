"""Which acts count, as steps or beside them, and what does each count? (standards.md 1.7, field-practice.md 2.4)"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    VERIFY_ASKED = "verify_asked"  # 应核实
    VERIFIED = "verified"  # 核实: looked at before filing
    FILED = "filed"  # 立案; what is on file should be dispatched (应派遣)
    DISPATCHED = "dispatched"  # 派遣; what was dispatched should be handled (应处置)
    HANDLED = "handled"  # 处置; what was handled should be checked (应核查)
    CHECKED = "checked"  # 核查: looked at before closing, passed or not
    CLOSED = "closed"  # 结案


# The step that an event is; whatever else it counts as (a rework is a check, too) is said by its effect.
STEP_OF: Mapping[str, MarkKind] = {
    "case.verify_asked": MarkKind.VERIFY_ASKED, "case.verified": MarkKind.VERIFIED,
    "case.not_verified": MarkKind.VERIFIED, "case.filed": MarkKind.FILED, "case.dispatched": MarkKind.DISPATCHED,
    "case.reassigned": MarkKind.DISPATCHED, "case.ruled": MarkKind.DISPATCHED,
    "case.ruled_on_site": MarkKind.DISPATCHED, "case.handled": MarkKind.HANDLED, "case.joined": MarkKind.HANDLED,
    "case.checked": MarkKind.CHECKED, "case.reworked": MarkKind.CHECKED, "case.closed": MarkKind.CLOSED,
}  # fmt: skip
STEPS = tuple(dict.fromkeys(STEP_OF.values()))


@dataclass(frozen=True, slots=True)
class StepRate:
    """A rate over acts: `over` (only those done in time where `in_time`), less `less`, of `under`."""

    code: str
    over: MarkKind
    under: MarkKind
    in_time: bool = False
    less: MarkKind | None = None


STEP_RATES = (
    StepRate("verify_on_time_rate", MarkKind.VERIFIED, MarkKind.VERIFY_ASKED, in_time=True),  # 按期核实率
    StepRate("dispatch_on_time_rate", MarkKind.DISPATCHED, MarkKind.FILED, in_time=True),  # 按期派遣率
    StepRate(
        "accurate_dispatch_rate", MarkKind.DISPATCHED, MarkKind.DISPATCHED, less=MarkKind.WRONG_DISPATCH
    ),
    StepRate("handle_rate", MarkKind.HANDLED, MarkKind.DISPATCHED),  # 处置率
    StepRate("handle_on_time_rate", MarkKind.HANDLED, MarkKind.DISPATCHED, in_time=True),  # 按期处置率
    StepRate("check_on_time_rate", MarkKind.CHECKED, MarkKind.HANDLED, in_time=True),  # 按期核查率
    StepRate(
        "rework_rate", MarkKind.REWORKED, MarkKind.HANDLED
    ),  # 返工率; its denominator is open, ours is 处置数
    StepRate("extension_rate", MarkKind.EXTENDED, MarkKind.DISPATCHED),  # 延期率
)
