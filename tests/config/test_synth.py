"""Is the invented city whole, the same for the same seed, and as uneven as a real one?"""

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest

from wangge.cases.services.history import take_in_history
from wangge.config.synth import COUNTY
from wangge.config.synth.ground import lay_out, publish
from wangge.config.synth.matters import PHRASE, Kind, matters
from wangge.config.synth.office import furnish
from wangge.rules.errors import Refused
from wangge.territory.queries import units

NOW = datetime(2024, 3, 5, tzinfo=UTC)
SINCE = date(2022, 1, 1)
KINDS = [Kind("a", "井盖"), Kind("b", "垃圾"), Kind("c", "路灯")]


def test_the_same_seed_makes_the_same_city() -> None:
    one, other = lay_out(2, 7), lay_out(2, 7)
    drawn = [list(matters(ground, KINDS, count=3000, seed=7, now=NOW)) for ground in (one, other)]

    assert np.array_equal(one.corners, other.corners)
    assert drawn[0] == drawn[1]
    assert next(iter(matters(one, KINDS, count=2000, seed=8, now=NOW))) != drawn[0][0]


def test_a_tenth_is_open_one_grid_has_a_twentieth_and_one_phrase_stands_in_three_of_ten() -> None:
    found = [one for chunk in matters(lay_out(2, 1), KINDS, count=20_000, seed=1, now=NOW) for one in chunk]
    [(_, busiest)] = Counter(one.unit for one in found if one.located == "inside").most_common(1)

    assert sum(one.outcome == "" for one in found) / len(found) == pytest.approx(0.1, abs=0.02)
    assert busiest / len(found) == pytest.approx(0.05, abs=0.01)
    assert sum(PHRASE in one.words for one in found) / len(found) == pytest.approx(0.3, abs=0.02)


def test_a_city_without_streets_is_refused() -> None:
    with pytest.raises(Refused, match=r"synth\.streets"):
        lay_out(0, 1)


@pytest.mark.django_db
def test_a_city_is_published_without_a_fault_and_made_only_once() -> None:
    ground = lay_out(1, 1)

    was_new = publish(ground, since=SINCE, now=NOW)
    posts = furnish(ground.codes, since=SINCE, now=NOW)
    [chunk] = matters(ground, [Kind("CJ/T 214-2007:part:0101", "上水井盖")], count=300, seed=1, now=NOW)
    first, second = (take_in_history(COUNTY, chunk, now=NOW) for _ in range(2))

    assert was_new
    assert not publish(ground, since=SINCE, now=NOW)
    assert furnish(ground.codes, since=SINCE, now=NOW) == posts
    assert (first.taken, second.taken, second.already) == (300, 0, 300)
    assert len(units(COUNTY)) >= 192 + 12 + 1
