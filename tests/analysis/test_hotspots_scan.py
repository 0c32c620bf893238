"""Noise is not called a hot spot, and a planted one is found; arrays only."""

from math import log

import numpy as np
import pytest

from wangge.analysis.scanning import Scan
from wangge.rules.errors import Refused
from wangge.rules.hotspots import Setting, cell_metres, likelihood_ratio, p_value, radius, rings

LAT = 34.8
DAYS = 200
LOOKS = 200
PLAIN = Setting(baseline_days=DAYS, trials=99, per_mille=50, least=3)


def noise(seed: int, n: int = 600) -> tuple[np.ndarray, ...]:
    """Streets that have more and days that have more, in three kinds, and nothing that joins the two."""
    chance = np.random.default_rng(seed)
    busy = chance.integers(0, 25, 40)  # some spots are always busy
    xs, ys = chance.integers(0, 25, n), chance.integers(0, 25, n)
    often = chance.random(n) < 0.4
    xs[often], ys[often] = busy[chance.integers(0, 40, often.sum())], 7
    ago = np.minimum(chance.integers(0, DAYS, n), chance.integers(0, 400, n))  # more of late, everywhere
    return chance.integers(0, 3, n), xs, ys, ago


def looked(cases: tuple[np.ndarray, ...], setting: Setting = PLAIN, seed: int = 1) -> Scan:
    scan = Scan(*cases, setting, seed, LAT)
    for _ in scan.steps():
        pass
    return scan


def test_pure_noise_names_a_hot_spot_in_no_more_looks_than_is_stated() -> None:
    false = sum(bool(looked(noise(seed)).found()) for seed in range(LOOKS))

    # 50 in 1,000 is stated; so many of 200 or fewer would be seen with that share in 99.9 of 100 tries.
    assert false <= 21


def test_a_planted_crowd_is_found_where_and_when_it_was_planted() -> None:
    kinds, xs, ys, ago = noise(5)
    crowd = 12
    planted = tuple(
        np.concatenate([column, np.full(crowd, value)]) for column, value in ((kinds, 1), (xs, 12), (ys, 13))
    )

    [found] = looked((*planted, np.concatenate([ago, np.arange(crowd) % 3]))).found()

    assert (found.kind, found.days) == (1, 3)
    assert abs(found.x - 12) <= 1
    assert abs(found.y - 13) <= 1
    assert set(range(len(kinds), len(kinds) + crowd)) <= set(found.rows)
    assert found.observed == len(found.rows) > 3 * found.expected


def test_two_crowds_of_one_kind_far_apart_are_two_hot_spots_that_share_no_case() -> None:
    kinds, xs, ys, ago = noise(6)
    both = [np.concatenate([column, np.repeat(values, 14)]) for column, values in
            ((kinds, [2, 2]), (xs, [3, 20]), (ys, [2, 21]))]  # fmt: skip

    found = looked((*both, np.concatenate([ago, np.zeros(28, dtype=int)]))).found()

    assert len(found) == 2
    assert set(found[0].rows).isdisjoint(found[1].rows)


def test_a_place_that_is_always_busy_and_a_day_that_is_busy_everywhere_are_no_hot_spot() -> None:
    chance = np.random.default_rng(9)
    xs, ys = np.repeat([4, 15], [300, 300]), np.concatenate([np.full(300, 4), chance.integers(0, 20, 300)])
    ago = np.concatenate([chance.integers(0, DAYS, 450), np.zeros(150, dtype=int)])
    chance.shuffle(ago)

    assert looked((np.zeros(600, dtype=int), xs, ys, ago)).found() == []


def test_the_same_seed_gives_the_same_look_however_the_work_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = noise(7)
    whole = looked(cases, seed=3).maxima
    monkeypatch.setattr("wangge.analysis.scanning.BATCH_BYTES", 200_000)

    cut = looked(cases, seed=3).maxima

    assert np.array_equal(whole, cut)
    assert not np.array_equal(whole, looked(cases, seed=4).maxima)


def test_the_ratio_of_arrays_is_that_of_the_formula() -> None:
    kinds, xs, ys, ago = noise(8)

    setting = Setting(spans=(3, 14), baseline_days=DAYS, trials=99, per_mille=100, least=2)
    scan = looked((kinds * 0, xs, ys, ago), setting)

    best = max((one for own in scan._own for one in [next(own.by_ratio())]), key=lambda one: one.ratio)
    zone = {(best.x + dx, best.y + dy) for ring in rings(500, LAT)[: best.ring + 1] for dx, dy in ring}
    inside = [i for i in range(len(xs)) if (int(xs[i]), int(ys[i])) in zone]
    lately = [i for i in inside if ago[i] < best.days]
    expected = len(inside) * int((ago < best.days).sum()) / len(xs)
    assert sorted(best.rows) == lately
    assert best.observed == len(lately)
    assert best.expected == pytest.approx(expected)
    assert best.ratio == pytest.approx(likelihood_ratio(len(lately), expected, len(xs)))


def test_a_look_at_nothing_finds_nothing() -> None:
    empty = np.array([], dtype=int)

    scan = looked((empty, empty, empty, empty))

    assert scan.found() == []
    assert scan.strongest() == (0.0, 99)


def test_the_likelihood_ratio_is_that_of_the_source() -> None:
    assert likelihood_ratio(4, 1.0, 10) == pytest.approx(4 * log(4) + 6 * log(6 / 9))
    assert likelihood_ratio(1, 4.0, 10) == 0.0
    assert p_value(0, 999) == 0.001


def test_zones_grow_around_their_cell_and_the_radius_holds_them() -> None:
    zone = rings(500, LAT)

    assert zone[0] == [(0, 0)]
    assert len(zone[1]) == 4
    assert len(zone[2]) == 4
    assert radius(0, LAT) >= cell_metres(LAT) * 2**0.5 / 2


@pytest.mark.parametrize(
    "changes",
    [{"spans": (3, 1)}, {"spans": ()}, {"spans": (1, 2, 3, 4, 5)}, {"baseline_days": 20}, {"trials": 9}, {"least": 1},
     {"per_mille": 1, "trials": 99}, {"metres_most": 5000}],
)  # fmt: skip
def test_a_setting_that_cannot_be_told_from_chance_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        Setting(**changes)  # type: ignore[arg-type]

    assert refused.value.code == "hotspots.setting"
