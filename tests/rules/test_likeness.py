"""Nearer, newer, more alike: each makes it likelier that it is this one, and nothing else does."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.likeness import (
    Candidate,
    Curve,
    Known,
    Relation,
    Weights,
    crowds,
    doublings,
    kinship,
    likeness,
    offer,
    relation,
    shared_words,
)

WEIGHTS = Weights(
    reach_m=250, days=120, closed_days=7, offered=3, ask_from=0.0, burst=5, burst_within=1.0,
    metres=Curve(((0, 2.0), (100, 0.0))),
    age=Curve(((0, 0.0), (6, -3.0))), closed=-1.0, kinship=1.0, crowd=-0.5, words=4.0, words_apart=0.25,
    prior={Relation.SAME: 0.01, Relation.AKIN: 0.001, Relation.OTHER: 0.0001}, prior_weight=1000, source="test",
)  # fmt: skip
HERE = Known(metres=0, lives=0, kinship=0, is_closed=False, crowd=1)


@pytest.mark.parametrize(("x", "y"), [(-1, 2.0), (0, 2.0), (50, 1.0), (100, 0.0), (10_000, 0.0)])
def test_a_curve_is_straight_between_its_points_and_flat_beyond(x: float, y: float) -> None:
    assert WEIGHTS.metres.at(x) == pytest.approx(y)


@pytest.mark.parametrize(
    "less",
    [{"metres": 60}, {"lives": 2.0}, {"is_closed": True}, {"kinship": -2.0}, {"crowd": 9}, {"shared": 0.1}],
)
def test_each_fact_against_it_makes_a_matter_less_likely(less: dict[str, float]) -> None:
    assert likeness(replace(HERE, **less), WEIGHTS) < likeness(HERE, WEIGHTS)


def test_words_in_common_speak_for_it_and_no_words_say_nothing() -> None:
    assert likeness(replace(HERE, shared=0.9), WEIGHTS) > likeness(HERE, WEIGHTS)
    assert likeness(replace(HERE, shared=None), WEIGHTS) == likeness(HERE, WEIGHTS)


def test_two_sentences_about_one_cover_share_more_than_two_about_two_things() -> None:
    same = shared_words("路口上水井盖破损", "花园路口上水井盖破了")
    other = shared_words("路口上水井盖破损", "楼下垃圾堆了三天")
    assert same is not None
    assert other is not None
    assert same > 0.5
    assert other < 0.1
    assert shared_words("井", "路口上水井盖破损") is None


def candidates(scores: list[float]) -> list[Candidate[int]]:
    """Reported one after the other in the order given."""
    return [Candidate(score, at, "lid", float(at), is_closed=False) for at, score in enumerate(scores)]


@given(st.lists(st.floats(-5, 5), max_size=30))
def test_at_most_three_are_offered_the_likeliest_first_and_none_where_it_is_unlikely(
    scores: list[float],
) -> None:
    offered = [one.score for one in offer(candidates(scores), WEIGHTS)]

    assert len(offered) <= 3
    assert offered[:2] == sorted((score for score in scores), reverse=True)[: len(offered[:2])]
    assert bool(offered) == (max(scores, default=-9.0) >= 0)


def test_where_many_report_one_thing_the_first_of_them_is_offered() -> None:
    burst = candidates([2.1, 2.9, 2.8, 2.7, 2.6, 2.5])

    assert [one.key for one in offer(burst, WEIGHTS)] == [1, 2, 0]
    assert [one.key for one in offer(burst[:4], WEIGHTS)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("暴露垃圾", "暴露垃圾", Relation.SAME), ("上水井盖", "无主井盖", Relation.AKIN),
     ("上水井盖", "行道树", Relation.OTHER), ("路灯", "地灯", Relation.OTHER)],
)  # fmt: skip
def test_kinds_are_akin_when_their_names_share_a_part(one: str, other: str, expected: Relation) -> None:
    assert relation(one, other) is expected


def test_before_any_merge_the_catalogue_decides_and_merges_take_over() -> None:
    fresh = kinship(0, 0, Relation.SAME, WEIGHTS)
    assert fresh == pytest.approx(math.log(0.01))
    assert kinship(0, 0, Relation.AKIN, WEIGHTS) < fresh
    assert (
        kinship(0, 100_000, Relation.SAME, WEIGHTS) < fresh < kinship(5_000, 100_000, Relation.SAME, WEIGHTS)
    )


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_older_is_never_younger_on_the_scale_of_ages(one: float, other: float) -> None:
    assert (doublings(one) <= doublings(other)) == (one <= other) or one == pytest.approx(other)


def test_crowds_are_counted_by_kind() -> None:
    assert crowds(["a", "b", "a"]) == {"a": 2, "b": 1}
