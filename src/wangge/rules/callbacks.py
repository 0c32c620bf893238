"""When is a caller rung back, by whom, and what do the three rates count? (回访)

The call-back is due when the limit expires, not when the matter is closed, so that a unit which
closes early gains nothing (Beijing ordinance on 接诉即办, article 23; rulings.md, 12345). It is made
by somebody outside the unit that handled the matter. Rates: yes-answers over effective
call-backs; whoever was not reached is counted apart and in no rate.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from wangge.rules.errors import Refused
from wangge.rules.hotline import IN_FORCE, Ruling


class CallMeans(StrEnum):
    """How a caller is asked (article 23)."""

    PHONE = "phone"
    MESSAGE = "message"
    WEB = "web"


class CallResult(StrEnum):
    """How the call-back of an order ended."""

    WAITING = "waiting"
    REACHED = "reached"
    UNREACHABLE = "unreachable"  # after the last attempt
    NO_CONTACT = "no_contact"  # the caller left none, or had it erased


@dataclass(frozen=True, slots=True)
class Answers:
    """What a reached caller says: did the unit get in touch, is it solved, are they content."""

    responded: bool
    solved: bool
    satisfied: bool


def next_call_at(
    limit_at: datetime, missed: Sequence[datetime], most: int, later: Callable[[datetime], datetime]
) -> datetime | None:
    """Return from when the next attempt may be made; None after the last one.

    `later` says when the attempt after a missed one may follow.
    """
    if len(missed) >= most:
        return None
    return later(max(missed)) if missed else limit_at


def may_call(
    now: datetime, call_at: datetime | None, *, department: str, account: str,
    handling: AbstractSet[str], handled_by: AbstractSet[str],
) -> None:  # fmt: skip
    """Refuse a call-back before its time, after the last one, or by whoever handled the matter."""
    if department in handling or account in handled_by:
        raise Refused("hotline.inside_unit")
    if call_at is None:
        raise Refused("hotline.called_enough")
    if now < call_at:
        raise Refused("hotline.too_early", at=call_at.isoformat())


class CallSet(StrEnum):
    """The sets that the page of rates counts; each number opens its list."""

    EXPIRED = "expired"  # every ordinary order whose limit has passed
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    NO_CONTACT = "no_contact"
    EXCLUDED = "excluded"  # 不合理诉求, by a ruling in force
    EFFECTIVE = "effective"  # the denominator of the three rates
    RESPONDED = "responded"
    SOLVED = "solved"
    SATISFIED = "satisfied"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the sets ask of one ordinary order whose limit has passed."""

    ruling: Ruling
    result: CallResult
    answers: Answers | None


def call_sets(facts: CallFacts) -> frozenset[CallSet]:
    """Return the sets that an order is in: EXPIRED, exactly one way it stands, and its yes-answers."""
    if facts.ruling in IN_FORCE:
        return frozenset({CallSet.EXPIRED, CallSet.EXCLUDED})
    if facts.result is not CallResult.REACHED or facts.answers is None:
        return frozenset({CallSet.EXPIRED, _STANDS[facts.result]})
    answered = {
        CallSet.RESPONDED: facts.answers.responded, CallSet.SOLVED: facts.answers.solved,
        CallSet.SATISFIED: facts.answers.satisfied,
    }  # fmt: skip
    yes = {one for one, is_yes in answered.items() if is_yes}
    return frozenset({CallSet.EXPIRED, CallSet.EFFECTIVE} | yes)


_STANDS: Mapping[CallResult, CallSet] = MappingProxyType({
    CallResult.WAITING: CallSet.WAITING, CallResult.UNREACHABLE: CallSet.UNREACHABLE,
    CallResult.NO_CONTACT: CallSet.NO_CONTACT,
})  # fmt: skip

# 响应率, 解决率, 满意率: numerator over denominator (standards.md 2.2, formula practice).
RATES: tuple[tuple[CallSet, CallSet], ...] = (
    (CallSet.RESPONDED, CallSet.EFFECTIVE),
    (CallSet.SOLVED, CallSet.EFFECTIVE),
    (CallSet.SATISFIED, CallSet.EFFECTIVE),
)
# What the expired orders consist of, besides the effective call-backs.
APART: tuple[CallSet, ...] = (
    CallSet.EXCLUDED, CallSet.UNREACHABLE, CallSet.NO_CONTACT, CallSet.WAITING,
)  # fmt: skip
