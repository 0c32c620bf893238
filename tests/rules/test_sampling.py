"""The same seed and frame draw the same places for everybody; every stratum is looked at."""

import pytest

from wangge.rules.errors import Refused
from wangge.rules.sampling import draw_sample, frame_digest, interval, shares

FRAME = {"east": [f"e{n:03}" for n in range(90)], "west": [f"w{n}" for n in range(8)], "none": []}


def test_the_same_seed_and_frame_give_the_same_sample_whatever_the_order_of_the_frame() -> None:
    turned = {stratum: list(reversed(keys)) for stratum, keys in reversed(FRAME.items())}

    assert draw_sample("7", FRAME, 10) == draw_sample("7", turned, 10)
    assert frame_digest(FRAME) == frame_digest(turned)


def test_another_seed_draws_others() -> None:
    assert draw_sample("7", FRAME, 10) != draw_sample("8", FRAME, 10)


def test_every_stratum_that_is_not_empty_is_drawn_from_and_none_twice() -> None:
    drawn = draw_sample("7", FRAME, 10)

    assert {one.stratum for one in drawn} == {"east", "west"}
    assert len({one.key for one in drawn}) == len(drawn) == 10


def test_places_are_shared_by_size_and_a_small_stratum_keeps_one() -> None:
    assert shares({"a": 980, "b": 15, "c": 5}, 10) == {"a": 8, "b": 1, "c": 1}
    assert sum(shares({"a": 7, "b": 5, "c": 3}, 6).values()) == 6


def test_every_key_is_drawn_about_equally_often() -> None:
    frame = {"all": [str(n) for n in range(20)]}
    times = dict.fromkeys(frame["all"], 0)
    for seed in range(2000):
        for one in draw_sample(str(seed), frame, 5):
            times[one.key] += 1

    assert all(400 < n < 600 for n in times.values())  # 500 each, five standard deviations


@pytest.mark.parametrize("n", [0, 99])
def test_a_sample_of_nothing_or_larger_than_its_frame_is_refused(n: int) -> None:
    with pytest.raises(Refused) as refused:
        draw_sample("7", FRAME, n)

    assert refused.value.code == "congress.sample_size"


def test_the_interval_of_a_share_is_wilsons_and_an_empty_sample_has_none() -> None:
    low, high = interval(3, 20) or (0, 0)

    assert (round(low, 3), round(high, 3)) == (0.052, 0.360)
    assert interval(0, 0) is None
    assert interval(0, 20) == pytest.approx((0.0, 0.161), abs=0.001)
