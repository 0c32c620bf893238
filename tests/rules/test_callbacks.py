"""回访: when the limit expires, by somebody outside the unit, two attempts, three named rates."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.callbacks import (
    APART,
    RATES,
    Answers,
    CallFacts,
    CallResult,
    CallSet,
    call_sets,
    may_call,
    next_call_at,
)
from wangge.rules.errors import Refused
from wangge.rules.hotline import IN_FORCE, Ruling

LIMIT = datetime(2024, 3, 12, 9, tzinfo=UTC)
CLERK, HANDLER = "c" * 32, "d" * 32


def later(at: datetime) -> datetime:
    return at + timedelta(hours=4)


def may(now: datetime, call_at: datetime | None, *, department: str = "", account: str = CLERK) -> None:
    may_call(now, call_at, department=department, account=account, handling={"water"}, handled_by={HANDLER})


def test_the_first_call_is_due_when_the_limit_expires_and_not_before() -> None:
    at = next_call_at(LIMIT, [], 2, later)

    assert at == LIMIT
    may(LIMIT, at)
    with pytest.raises(Refused, match=r"hotline\.too_early"):
        may(LIMIT - timedelta(seconds=1), at)


def test_a_missed_call_is_tried_once_more_after_its_wait_and_then_no_more() -> None:
    assert next_call_at(LIMIT, [LIMIT], 2, later) == LIMIT + timedelta(hours=4)
    assert next_call_at(LIMIT, [LIMIT, LIMIT + timedelta(hours=5)], 2, later) is None
    with pytest.raises(Refused, match=r"hotline\.called_enough"):
        may(LIMIT + timedelta(days=1), None)


def test_nobody_of_the_handling_unit_and_nobody_who_handled_it_makes_the_call() -> None:
    with pytest.raises(Refused, match=r"hotline\.inside_unit"):
        may(LIMIT, LIMIT, department="water")
    with pytest.raises(Refused, match=r"hotline\.inside_unit"):
        may(LIMIT, LIMIT, account=HANDLER)  # the same person under another hat


answers = st.none() | st.builds(Answers, st.booleans(), st.booleans(), st.booleans())
facts = st.builds(CallFacts, st.sampled_from(Ruling), st.sampled_from(CallResult), answers).filter(
    lambda one: (one.result is CallResult.REACHED) == (one.answers is not None)
)


@given(st.lists(facts))
def test_the_expired_orders_are_exactly_the_effective_ones_and_those_counted_apart(
    listed: list[CallFacts],
) -> None:
    sets = [call_sets(one) for one in listed]

    def n(one: CallSet) -> int:
        return sum(one in found for found in sets)

    assert n(CallSet.EXPIRED) == len(listed) == n(CallSet.EFFECTIVE) + sum(n(one) for one in APART)
    assert all(n(part) <= n(whole) for part, whole in RATES)


def test_an_unreachable_caller_is_in_no_rate() -> None:
    found = call_sets(CallFacts(Ruling.NONE, CallResult.UNREACHABLE, None))

    assert found == {CallSet.EXPIRED, CallSet.UNREACHABLE}


@pytest.mark.parametrize("ruling", Ruling)
def test_an_unreasonable_demand_leaves_the_denominator_by_name_while_its_ruling_is_in_force(
    ruling: Ruling,
) -> None:
    found = call_sets(
        CallFacts(ruling, CallResult.REACHED, Answers(responded=True, solved=False, satisfied=False))
    )

    if ruling in IN_FORCE:
        assert found == {CallSet.EXPIRED, CallSet.EXCLUDED}
    else:
        assert found == {CallSet.EXPIRED, CallSet.EFFECTIVE, CallSet.RESPONDED}


def test_solved_and_satisfied_are_counted_apart() -> None:
    for solved, satisfied in product((True, False), repeat=2):
        found = call_sets(
            CallFacts(
                Ruling.NONE, CallResult.REACHED, Answers(responded=True, solved=solved, satisfied=satisfied)
            )
        )

        assert (CallSet.SOLVED in found, CallSet.SATISFIED in found) == (solved, satisfied)
