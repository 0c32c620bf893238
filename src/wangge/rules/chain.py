"""Which events of a paper are a turn that whoever reported is told of, once?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What became of what somebody reported."""

    FOUNDED = "founded"  # 归并成建议依据
    SUBMITTED = "submitted"  # 已提交
    REGISTERED = "registered"  # 已立案
    HANDED_OVER = "handed_over"  # 已交办
    REPLIED = "replied"  # 已答复
    PROMISED = "promised"  # 已承诺
    KEPT = "kept"  # 承诺已落实
    MISSED = "missed"  # 承诺逾期
    AGAIN = "again"  # 再次办理
    CHECKED = "checked"  # 核查已有结论
    CLOSED = "closed"  # 办结


@dataclass(frozen=True, slots=True)
class Turned:
    """One turn: in which round, and what makes it another one than the last of its kind.

    `by_subject`: each promise by itself; `each`: every such event (a reply of each unit); neither: once in a round.
    """

    code: Turn
    round_no: int = 0
    by_subject: bool = False
    each: bool = False


_ONCE = {
    "suggestion.founded": Turn.FOUNDED, "suggestion.submitted": Turn.SUBMITTED,
    "suggestion.registered": Turn.REGISTERED, "suggestion.handed_over": Turn.HANDED_OVER,
}  # fmt: skip
_PER_ROUND = {"suggestion.second_round": Turn.AGAIN, "suggestion.closed": Turn.CLOSED}
_EACH = {"suggestion.replied": Turn.REPLIED, "suggestion.checked": Turn.CHECKED}
_PROMISES = {"promise.made": Turn.PROMISED, "promise.kept": Turn.KEPT, "promise.missed": Turn.MISSED}


def turn_of(kind: str, payload: Mapping[str, object]) -> Turned | None:
    """Return the turn that an event is; None for what nobody outside is told of."""
    number = payload.get("round", 0)
    round_no = number if isinstance(number, int) else 0
    if kind in _ONCE:
        return Turned(_ONCE[kind])
    if kind in _PER_ROUND:
        return Turned(_PER_ROUND[kind], round_no)
    if kind in _EACH:
        return Turned(_EACH[kind], round_no, each=True)
    if kind in _PROMISES:
        return Turned(_PROMISES[kind], round_no, by_subject=True)
    return None
