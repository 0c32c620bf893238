"""Matters that point at people are offered as duplicates to nobody, take no voices and teach nothing."""

import pytest

from tests.builders import COUNTY, COVER, GRIDS, NOW, Office, inside
from tests.cases.test_matter_only import WORDS, each_kind, office, two
from wangge.cases.queries.lessons import kind_names, suggested_kinds, told_cases
from wangge.cases.queries.nearby import Seen, nearby
from wangge.cases.services.moving import add_voice
from wangge.rules.errors import Refused

__all__ = ["office"]  # the fixture
pytestmark = pytest.mark.django_db


@each_kind
def test_it_is_offered_as_a_duplicate_to_nobody_and_is_asked_about_by_nobody(
    office: Office, kind: str
) -> None:
    both = two(office, kind)
    lon, lat = inside(GRIDS[0])

    for category in (kind, COVER):
        offered = {one.id for one in nearby(office.worker, Seen(category, lon, lat, WORDS), now=NOW)}
        assert both.people not in offered
    assert nearby(office.worker, Seen(kind, lon, lat, WORDS), now=NOW) == []


@each_kind
def test_nobody_adds_a_voice_to_it(office: Office, kind: str) -> None:
    with pytest.raises(Refused, match=r"row\.unknown"):
        add_voice(office.neighbour, two(office, kind).people, now=NOW)


@each_kind
def test_nothing_learns_from_it_and_nothing_suggests_its_kind(office: Office, kind: str) -> None:
    two(office, kind)

    learned = [told[0] for told in told_cases(COUNTY)]

    assert len(learned) == 1
    assert WORDS not in learned[0]
    assert kind not in {told[1] for told in kind_names(COUNTY)}
    assert kind not in suggested_kinds(COUNTY)
