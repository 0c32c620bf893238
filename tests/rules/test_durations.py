"""Is what the buckets say within 2 % of the truth?"""

from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.durations import LONGEST, bucket_of, quantile, representative
from wangge.rules.errors import Refused

DURATIONS = st.one_of(st.integers(0, 100), st.integers(0, 10**6), st.integers(0, LONGEST))


@given(DURATIONS)
def test_a_bucket_stands_for_its_durations_within_two_per_cent(seconds: int) -> None:
    assert abs(representative(bucket_of(seconds)) - seconds) * 100 <= 2 * seconds


@given(DURATIONS, DURATIONS)
def test_buckets_keep_the_order_of_durations(first: int, second: int) -> None:
    low, high = sorted([first, second])

    assert bucket_of(low) <= bucket_of(high)


@given(st.lists(DURATIONS, min_size=1, max_size=60), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_is_within_two_per_cent_of_the_exact_one(seconds: list[int], q: float) -> None:
    rank = ceil(len(seconds) * Fraction(str(q)))
    exact = sorted(seconds)[rank - 1]

    told = quantile(Counter(map(bucket_of, seconds)), q)

    assert told is not None
    assert abs(told - exact) * 100 <= 2 * exact


@given(st.lists(DURATIONS, max_size=20), st.lists(DURATIONS, max_size=20))
def test_counts_of_two_units_add_up_to_the_counts_of_both(here: list[int], there: list[int]) -> None:
    together = Counter(map(bucket_of, here)) + Counter(map(bucket_of, there))

    assert quantile(together, 0.5) == quantile(Counter(map(bucket_of, here + there)), 0.5)


def test_durations_below_fifty_seconds_are_exact() -> None:
    assert [representative(bucket_of(seconds)) for seconds in range(50)] == [*range(50)]


def test_no_durations_have_no_median() -> None:
    assert quantile({}, 0.5) is None


def test_stored_bucket_numbers_never_change() -> None:
    # Folded counters bear these numbers; a change here needs a rebuild of all figures.
    day, year = 86_400, 31_536_000

    assert [bucket_of(seconds) for seconds in (0, 1, 60, 3600, day, year)] == [0, 1, 53, 155, 235, 382]


@pytest.mark.parametrize(("seconds", "code"), [(-1, "duration.negative"), (LONGEST + 1, "duration.too_long")])
def test_a_duration_that_cannot_be_is_refused(seconds: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        bucket_of(seconds)

    assert refused.value.code == code
